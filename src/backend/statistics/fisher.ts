/** Fisher's exact test of a 2 x 2 table, and when it is called for. Pure. */

/** Tables count as extreme that are at most this much likelier than the observed one: rounding must not leave equals out. */
const EQUAL = 1 + 1e-7;

/** Below so many expected rows in a cell the normal approximation of two shares is not to be trusted (Cochran 1954). */
const LEAST_EXPECTED = 5;

/** Whether a cell of the table of `k1` of `n1` and `k2` of `n2` is expected to hold too few rows for an approximation. */
export function isSparse(k1: number, n1: number, k2: number, n2: number): boolean {
  const hits = k1 + k2;
  const total = n1 + n2;
  return (Math.min(n1, n2) * Math.min(hits, total - hits)) / total < LEAST_EXPECTED;
}

/**
 * Two-sided p of `k1` of `n1` against `k2` of `n2`: the probability, with all margins given, of the tables that are no
 * likelier than the observed one (Fisher 1935), as scipy's `fisher_exact`. `null` where a side is empty.
 */
export function fisherExactP(k1: number, n1: number, k2: number, n2: number): number | null {
  if (n1 <= 0 || n2 <= 0) {
    return null;
  }
  const hits = k1 + k2;
  const first = Math.max(0, hits - n2);
  const last = Math.min(n1, hits);
  // Each table's weight from its neighbour's: factorials of large counts would lose digits.
  const logs = [0];
  for (let k = first; k < last; k += 1) {
    const ratio = ((n1 - k) * (hits - k)) / ((k + 1) * (n2 - hits + k + 1));
    logs.push((logs[k - first] as number) + Math.log(ratio));
  }
  const largest = logs.reduce((most, log) => Math.max(most, log), -Infinity);
  const weights = logs.map((log) => Math.exp(log - largest));
  const bound = (weights[k1 - first] ?? 0) * EQUAL;
  const extreme = weights.reduce((sum, weight) => sum + (weight <= bound ? weight : 0), 0);
  return extreme / weights.reduce((sum, weight) => sum + weight, 0);
}
