/** Window boundaries on the calendar of a time zone, right across changes of daylight saving time. */
import { type Duration, durationMs } from '../../../query/duration';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 1970-01-05 was a Monday: weeks start there. */
const FIRST_MONDAY = 4;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
    formats.set(zone, format);
  }
  return format;
}

const UTC_NAMES = new Set(['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT', 'Z']);

/** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
export function zoneOffset(ms: number, zone: string): number {
  if (UTC_NAMES.has(zone)) {
    return 0;
  }
  const parts = new Map(
    formatFor(zone)
      .formatToParts(ms)
      .map((part) => [part.type, part.value])
  );
  const read = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const year = parts.get('era') === 'BC' ? 1 - read('year') : read('year');
  const local = new Date(0);
  local.setUTCFullYear(year, read('month') - 1, read('day'));
  local.setUTCHours(read('hour'), read('minute'), read('second'));
  return local.getTime() - Math.floor(ms / 1000) * 1000;
}

/** What the zone's clocks show, as if it were UTC. */
export function toLocal(ms: number, zone: string): number {
  return ms + zoneOffset(ms, zone);
}

/** The instant at which the zone's clocks show `local`: the first of two, or the end of the gap that skips it. */
export function fromLocal(local: number, zone: string): number {
  const before = zoneOffset(local - DAY, zone);
  const after = zoneOffset(local + DAY, zone);
  const candidates = [local - before, local - after]
    .filter((instant) => toLocal(instant, zone) === local)
    .sort((a, b) => a - b);
  return candidates[0] ?? local - before;
}

/** Windows of one length: where the one around an instant starts, and where the next one does. */
export interface Calendar {
  floor(ms: number): number;
  next(start: number): number;
}

/**
 * Days and longer start at local midnight, weeks on Monday, months on the first; multiples count from the epoch.
 * Hours that divide a day start at local wall-clock times. Other lengths count from the epoch in UTC.
 */
export function calendar(duration: Duration, zone: string): Calendar {
  switch (duration.unit) {
    case 'd':
      return days(duration.count, 0, zone);
    case 'w':
      return days(duration.count * 7, FIRST_MONDAY, zone);
    case 'M':
      return months(duration.count, zone);
    case 'y':
      return months(duration.count * 12, zone);
    default:
      return clock(durationMs(duration), zone);
  }
}

function days(count: number, origin: number, zone: string): Calendar {
  const dayOf = (ms: number) => {
    const day = Math.floor(toLocal(ms, zone) / DAY);
    return Math.floor((day - origin) / count) * count + origin;
  };
  const startOf = (day: number) => fromLocal(day * DAY, zone);
  return { floor: (ms) => startOf(dayOf(ms)), next: (start) => startOf(dayOf(start) + count) };
}

function months(count: number, zone: string): Calendar {
  const monthOf = (ms: number) => {
    const local = new Date(toLocal(ms, zone));
    return Math.floor((local.getUTCFullYear() * 12 + local.getUTCMonth()) / count) * count;
  };
  const startOf = (month: number) => {
    const local = new Date(0);
    local.setUTCFullYear(Math.floor(month / 12), month % 12, 1);
    return fromLocal(local.getTime(), zone);
  };
  return { floor: (ms) => startOf(monthOf(ms)), next: (start) => startOf(monthOf(start) + count) };
}

function clock(length: number, zone: string): Calendar {
  if (DAY % length !== 0) {
    const floor = (ms: number) => Math.floor(ms / length) * length;
    return { floor, next: (start) => floor(start) + length };
  }
  if (length <= HOUR) {
    // An hour that the clocks repeat is two windows: count elapsed time, only shifted by the zone's odd minutes.
    const floor = (ms: number) => {
      const shift = zoneOffset(ms, zone) % length;
      return Math.floor((ms + shift) / length) * length - shift;
    };
    return { floor, next: (start) => Math.max(floor(start + length), start + 1) };
  }
  const wall = (ms: number) => Math.floor(toLocal(ms, zone) / length) * length;
  const floor = (ms: number) => fromLocal(wall(ms), zone);
  return {
    floor,
    next: (start) => {
      const at = wall(start);
      const following = fromLocal(at + length, zone);
      return following > start ? following : fromLocal(at + 2 * length, zone);
    },
  };
}

/** `ms` moved by whole units of the duration on the zone's calendar; negative counts move back. */
export function shift(ms: number, duration: Duration, times: number, zone: string): number {
  const by = duration.count * times;
  switch (duration.unit) {
    case 'd':
      return fromLocal(toLocal(ms, zone) + by * DAY, zone);
    case 'w':
      return fromLocal(toLocal(ms, zone) + by * 7 * DAY, zone);
    case 'M':
    case 'y': {
      const local = new Date(toLocal(ms, zone));
      const day = local.getUTCDate();
      local.setUTCDate(1);
      local.setUTCMonth(local.getUTCMonth() + by * (duration.unit === 'y' ? 12 : 1));
      const last = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
      local.setUTCDate(Math.min(day, last));
      return fromLocal(local.getTime(), zone);
    }
    default:
      return ms + durationMs(duration) * times;
  }
}
