/** Points in time as texts and epochs, in microseconds. Pure functions. */

/** 1678-01-01 and 2262-01-01: what 64 bits of nanoseconds hold, and every client can show. */
export const EARLIEST = Date.UTC(1678, 0, 1) * 1000;
export const LATEST = Date.UTC(2262, 0, 1) * 1000;

const TEXT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;
const NUMBER = /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/;

/** Microseconds of an RFC 3339 time (without an offset it is UTC), a date, or an epoch in digits; NaN for anything else. */
export function parseTime(text: string): number {
  const match = TEXT.exec(text);
  if (!match) {
    return NUMBER.test(text) ? epoch(text) : Number.NaN;
  }
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const y = Number(year);
  const date = Date.UTC(y, Number(month) - 1, Number(day));
  const whole = new Date(date);
  // Date.UTC would take the 31st of February for a day in March.
  if (y < 1000 || whole.getUTCMonth() !== Number(month) - 1 || whole.getUTCDate() !== Number(day)) {
    return Number.NaN;
  }
  const offset = zoneMinutes(zone);
  // A leap second is the first instant of the next minute, as in POSIX.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number.isNaN(offset)) {
    return Number.NaN;
  }
  const seconds = date / 1000 + Number(hour) * 3600 + (Number(minute) - offset) * 60 + Number(second);
  return seconds * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z' || zone === 'z') {
    return 0;
  }
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  return hours > 18 || minutes > 59 ? Number.NaN : (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** Microseconds of an epoch in seconds, milliseconds, microseconds or nanoseconds, told apart by its size. */
export function epochMicros(value: number): number {
  const size = Math.abs(value);
  if (size < 1e11) {
    return Math.round(value * 1e6);
  }
  if (size < 1e14) {
    return Math.round(value * 1e3);
  }
  return size < 1e17 ? Math.round(value) : Math.round(value / 1000);
}

/** Nanoseconds of 64 bits lose their last digits in a double, so they are divided as they are. */
export const exactMicros = (value: bigint): number =>
  (value < 0n ? -value : value) < 100_000_000_000_000_000n ? Number(value) : Number(value / 1000n);

function epoch(text: string): number {
  return /^[+-]?\d{17,19}$/.test(text) ? exactMicros(BigInt(text.replace('+', ''))) : epochMicros(Number(text));
}

/** Milliseconds that a Date can be. */
const LARGEST_DATE = 8.64e15;

/** RFC 3339 in UTC, with as many digits as the time needs; the number itself where there is no such date. */
export function timeText(micros: number): string {
  if (!(Math.abs(micros) <= LARGEST_DATE * 1000)) {
    return String(micros);
  }
  const rest = ((micros % 1000) + 1000) % 1000;
  const text = new Date((micros - rest) / 1000).toISOString();
  return rest === 0 ? text : text.replace('Z', `${String(rest).padStart(3, '0')}Z`);
}
