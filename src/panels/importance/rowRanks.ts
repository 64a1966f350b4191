/** Ranks of bars, and those that their intervals leave possible. Pure. */
import { type ImportanceRow } from './prepareImportance';

/**
 * Ranks by value, with the span that the intervals allow: a feature is certainly behind those whose lower end is above
 * its upper end, and certainly ahead of those whose upper end is below its lower end.
 */
export function withRanks(rows: ImportanceRow[]): ImportanceRow[] {
  const low = (row: ImportanceRow) => (Number.isNaN(row.lo) ? Math.abs(row.value) : row.lo);
  const high = (row: ImportanceRow) => (Number.isNaN(row.hi) ? Math.abs(row.value) : row.hi);
  const lows = rows.map(low).sort((a, b) => a - b);
  const highs = rows.map(high).sort((a, b) => a - b);
  const order = rows.map((_, i) => i).sort((a, b) => Math.abs(rows[b].value) - Math.abs(rows[a].value));
  const rankOf = new Map(order.map((row, i) => [row, i + 1]));
  return rows.map((row, i) => ({
    ...row,
    rank: rankOf.get(i) ?? NaN,
    rankBest: 1 + (lows.length - upperBound(lows, high(row))),
    rankWorst: rows.length - lowerBound(highs, low(row)),
  }));
}

/** How many of the sorted values are <= x. */
function upperBound(sorted: number[], x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    [low, high] = sorted[middle] <= x ? [middle + 1, high] : [low, middle];
  }
  return low;
}

/** How many of the sorted values are < x. */
function lowerBound(sorted: number[], x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    [low, high] = sorted[middle] < x ? [middle + 1, high] : [low, middle];
  }
  return low;
}
