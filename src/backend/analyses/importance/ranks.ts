/** Ranks with the span that intervals leave possible. Pure. */

export interface RankSpan {
  /** Best and worst possible rank; 1 is the most important. */
  lo: number;
  hi: number;
}

/**
 * A column is certainly behind those whose lower end is above its upper end, and certainly ahead of those whose upper
 * end is below its lower end. Without an interval the value stands for both ends.
 */
export function rankSpans(rows: ReadonlyArray<{ value: number; lo: number | null; hi: number | null }>): RankSpan[] {
  const lows = Float64Array.from(rows, (row) => row.lo ?? row.value).sort();
  const highs = Float64Array.from(rows, (row) => row.hi ?? row.value).sort();
  return rows.map((row) => ({
    lo: 1 + (lows.length - countBelow(lows, row.hi ?? row.value, true)),
    hi: rows.length - countBelow(highs, row.lo ?? row.value, false),
  }));
}

/** How many of the sorted values are below x, or at it as well. */
function countBelow(sorted: Float64Array, x: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] ?? NaN;
    [low, high] = value < x || (orEqual && value === x) ? [middle + 1, high] : [low, middle];
  }
  return low;
}

/** Mean rank of each column over several orders, such as those of cohorts. */
export function meanRanks(orders: ReadonlyArray<readonly number[]>): number[] {
  const [first = []] = orders;
  return first.map((_, index) => orders.reduce((sum, ranks) => sum + (ranks[index] ?? 0), 0) / orders.length);
}
