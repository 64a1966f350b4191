/** Hours as stretches of time, and the rows in them. Pure. */
import { quoteText } from '../names';
import { newestRelation } from '../tables';
import { HOUR_MS } from './dirty';

/** [from, to), in milliseconds since the epoch. */
export interface Stretch {
  from: number;
  to: number;
}

/** Stretches in order, those that touch or overlap as one. */
export function mergeStretches(stretches: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) {
      last.to = Math.max(last.to, to);
    } else {
      merged.push({ from, to });
    }
  }
  return merged;
}

/** The stretches that hours starting at these times make. */
export const stretchesOf = (hours: readonly number[]): Stretch[] =>
  mergeStretches(hours.map((hour) => ({ from: hour, to: hour + HOUR_MS })));

/** A TIMESTAMP of milliseconds since the epoch. */
const timestamp = (ms: number): string =>
  `TIMESTAMP ${quoteText(new Date(ms).toISOString().replace('T', ' ').replace('Z', ''))}`;

/**
 * The rows of `relation` in these stretches, which do not overlap. One branch a stretch: DuckDB skips what lies outside of a
 * range, and not what lies outside of several.
 */
export function rowsIn(relation: string, time: string, stretches: readonly Stretch[]): string {
  const branches = stretches.map(
    ({ from, to }) => `SELECT * FROM ${relation} WHERE ${time} >= ${timestamp(from)} AND ${time} < ${timestamp(to)}`
  );
  return `(${branches.length > 0 ? branches.join(' UNION ALL ') : `SELECT * FROM ${relation} WHERE false`})`;
}

/** The newest revision of each prediction, whether or not there are any revisions yet. */
export const newestPredictions = (model: string): string => newestRelation('predictions', model, true);
