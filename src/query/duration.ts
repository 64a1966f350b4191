import { PlumblineError } from './errors';

/** Units of a duration: `m` is a minute and `M` a calendar month, as in Grafana. */
export const DURATION_UNITS = ['ms', 's', 'm', 'h', 'd', 'w', 'M', 'y'] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

/** A whole number of one unit; days and longer follow the calendar and not a fixed number of hours. */
export interface Duration {
  count: number;
  unit: DurationUnit;
}

/** How rows are grouped over time. */
export type WindowSpec =
  { kind: 'auto' } | { kind: 'all' } | { kind: 'duration'; duration: Duration } | { kind: 'rows'; rows: number };

const UNIT_MS: Record<DurationUnit, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_629_800_000,
  y: 31_557_600_000,
};

/** Parses `90s`, `15m`, `6h`, `1d`, `2w`, `1M`, `1y`. Throws `bad_request` naming `place`. */
export function parseDuration(text: string, place: string): Duration {
  const match = /^([1-9]\d{0,6})(ms|s|m|h|d|w|M|y)$/.exec(text.trim());
  const unit = DURATION_UNITS.find((candidate) => candidate === match?.[2]);
  if (!match || !unit) {
    throw new PlumblineError(
      'bad_request',
      `${place}: "${text}" is not a duration`,
      'Write a whole number and a unit, such as 15m, 1h, 1d, 2w or 1M.',
      place
    );
  }
  return { count: Number(match[1]), unit };
}

/** Length in milliseconds; months and years by their mean length. */
export function durationMs(duration: Duration): number {
  return duration.count * UNIT_MS[duration.unit];
}

/** Parses `auto`, `all`, `rows:N` or a duration. Throws `bad_request` naming `place`. */
export function parseWindow(text: string, place = 'window'): WindowSpec {
  const trimmed = text.trim();
  if (trimmed === 'auto' || trimmed === 'all') {
    return { kind: trimmed };
  }
  if (trimmed.startsWith('rows:')) {
    const rows = Number(trimmed.slice('rows:'.length));
    if (!Number.isSafeInteger(rows) || rows < 1) {
      throw new PlumblineError(
        'bad_request',
        `${place}: "${text}" does not name a number of rows`,
        'Write rows: and a whole number from 1, such as rows:5000.',
        place
      );
    }
    return { kind: 'rows', rows };
  }
  if (!/^\d/.test(trimmed)) {
    throw new PlumblineError(
      'bad_request',
      `${place}: "${text}" is not a window`,
      'Write auto, all, a duration such as 1d, or rows:5000.',
      place
    );
  }
  return { kind: 'duration', duration: parseDuration(trimmed, place) };
}
