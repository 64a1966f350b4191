/**
 * SQL for the start of the time group that a time falls in, as a UTC timestamp.
 *
 * Weeks start on Monday, months on their first day. In a time zone, days, weeks and months begin at local midnight, so a
 * day has 23 or 25 hours when clocks change. Shorter groups are counted from local midnight in real time: no two groups
 * overlap, and the last one of such a day is shorter or longer.
 */
import { type Interval, intervalSql } from './interval';

const DAY_MS = 86_400_000;

export function timeGroupSql(column: string, interval: Interval, zone: string | undefined): string {
  if (zone === undefined || zone === 'UTC') {
    return `time_bucket(${intervalSql(interval)}, CAST(${column} AS TIMESTAMP))`;
  }
  const instant = `CAST(${column} AS TIMESTAMPTZ)`;
  if (interval.unit !== 'millisecond') {
    return localBucket(intervalSql(interval), instant, zone);
  }
  if (DAY_MS % interval.amount !== 0) {
    return `CAST(time_bucket(${intervalSql(interval)}, ${instant}) AS TIMESTAMP)`;
  }
  const midnight = localBucket(`INTERVAL '1 days'`, instant, zone);
  const elapsed = `epoch_ms(CAST(${column} AS TIMESTAMP)) - epoch_ms(${midnight})`;
  return `(${midnight} + to_milliseconds((${elapsed}) // ${interval.amount} * ${interval.amount}))`;
}

/** Cuts the local wall clock and reads the cut as local time again. */
function localBucket(width: string, instant: string, zone: string): string {
  return `CAST(timezone('${zone}', time_bucket(${width}, timezone('${zone}', ${instant}))) AS TIMESTAMP)`;
}
