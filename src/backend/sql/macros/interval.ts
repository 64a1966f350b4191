/** Widths of time groups as Grafana writes them: `30s`, `5m`, `1h`, `1d`, `1w`, `1M`, `1y`. */
export type Interval =
  | { unit: 'millisecond'; amount: number; text: string }
  /** Days follow the calendar of a time zone: one may have 23 or 25 hours. */
  | { unit: 'day'; amount: number; text: string }
  | { unit: 'month'; amount: number; text: string };

const MILLISECONDS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DAYS: Record<string, number> = { d: 1, w: 7 };
const MONTHS: Record<string, number> = { M: 1, Q: 3, y: 12 };

const DAY_MS = 86_400_000;
/** February's: short enough for every bound on the number of groups. */
const SHORTEST_MONTH_MS = 28 * DAY_MS;

/** Undefined for anything but a positive whole number with a unit. */
export function parseInterval(written: string): Interval | undefined {
  const match = /^\s*(\d{1,9})\s*(ms|s|m|h|d|w|M|Q|y)\s*$/.exec(written);
  const amount = Number(match?.[1]);
  const unit = match?.[2];
  if (unit === undefined || !(amount > 0)) {
    return undefined;
  }
  const text = `${amount}${unit}`;
  if (unit in MILLISECONDS) {
    return { unit: 'millisecond', amount: amount * (MILLISECONDS[unit] ?? Number.NaN), text };
  }
  return unit in DAYS
    ? { unit: 'day', amount: amount * (DAYS[unit] ?? Number.NaN), text }
    : { unit: 'month', amount: amount * (MONTHS[unit] ?? Number.NaN), text };
}

/** An interval of `milliseconds`; whole days count as days of the calendar. */
export function intervalOfMilliseconds(milliseconds: number): Interval {
  const amount = Math.max(1, Math.round(milliseconds));
  return amount % DAY_MS === 0
    ? { unit: 'day', amount: amount / DAY_MS, text: `${amount / DAY_MS}d` }
    : { unit: 'millisecond', amount, text: `${amount}ms` };
}

/** Least length in milliseconds. */
export function shortestLength(interval: Interval): number {
  switch (interval.unit) {
    case 'millisecond':
      return interval.amount;
    case 'day':
      return interval.amount * DAY_MS;
    case 'month':
      return interval.amount * SHORTEST_MONTH_MS;
  }
}

/** The interval as a DuckDB literal. */
export function intervalSql(interval: Interval): string {
  return `INTERVAL '${interval.amount} ${interval.unit}s'`;
}
