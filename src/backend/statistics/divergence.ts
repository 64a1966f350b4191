/**
 * Distances between two vectors of bin counts of equal length: `p` the reference, `q` the current rows. All return
 * `null` when either side is empty.
 */
import { chi2Quantile, chi2Sf, normalQuantile } from './distributions';

/** Share given to an empty bin in PSI; shares are not renormalised (contracts, section 1). */
export const ZERO_SHARE = 1e-4;

export type Counts = ArrayLike<number>;

export function total(counts: Counts): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i += 1) {
    sum += counts[i] ?? 0;
  }
  return sum;
}

/** Sum over bins of `term(p share, q share, bin)`. */
function fold(p: Counts, q: Counts, term: (a: number, b: number) => number): number | null {
  const n = total(p);
  const m = total(q);
  if (!(n > 0) || !(m > 0)) {
    return null;
  }
  let sum = 0;
  for (let i = 0; i < p.length; i += 1) {
    sum += term((p[i] ?? 0) / n, (q[i] ?? 0) / m);
  }
  return sum;
}

/** One bin's part of the PSI, in nats. */
export function psiTerm(a: number, b: number): number {
  const p = a > 0 ? a : ZERO_SHARE;
  const q = b > 0 ? b : ZERO_SHARE;
  return (p - q) * Math.log(p / q);
}

/** Population stability index: symmetric Kullback-Leibler divergence in nats, empty bins at `ZERO_SHARE`. */
export function psi(p: Counts, q: Counts): number | null {
  return fold(p, q, psiTerm);
}

/** Kullback-Leibler divergence of q from p in nats; Infinity where q lacks a value of p. */
export function kullbackLeibler(p: Counts, q: Counts): number | null {
  return fold(p, q, (a, b) => (a > 0 ? a * Math.log(a / b) : 0));
}

/** Jensen-Shannon distance with base 2, in [0, 1] (Endres & Schindelin 2003). */
export function jensenShannon(p: Counts, q: Counts): number | null {
  const part = (a: number, mean: number) => (a > 0 ? a * Math.log2(a / mean) : 0);
  const divergence = fold(p, q, (a, b) => (part(a, (a + b) / 2) + part(b, (a + b) / 2)) / 2);
  return divergence === null ? null : Math.sqrt(Math.min(1, Math.max(0, divergence)));
}

/** Hellinger distance in [0, 1]. */
export function hellinger(p: Counts, q: Counts): number | null {
  const sum = fold(p, q, (a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2);
  return sum === null ? null : Math.sqrt(sum / 2);
}

/** Total variation distance: half the sum of the differences of shares. */
export function totalVariation(p: Counts, q: Counts): number | null {
  const sum = fold(p, q, (a, b) => Math.abs(a - b));
  return sum === null ? null : sum / 2;
}

/** L-infinity distance: the largest difference of shares. */
export function lInfinity(p: Counts, q: Counts): number | null {
  let largest = 0;
  const sum = fold(p, q, (a, b) => {
    largest = Math.max(largest, Math.abs(a - b));
    return 0;
  });
  return sum === null ? null : largest;
}

/** Largest difference of the cumulative shares over ordered bins: a lower bound of the Kolmogorov-Smirnov D. */
export function binnedKolmogorov(p: Counts, q: Counts): number | null {
  let gap = 0;
  let largest = 0;
  const sum = fold(p, q, (a, b) => {
    gap += a - b;
    largest = Math.max(largest, Math.abs(gap));
    return 0;
  });
  return sum === null ? null : largest;
}

/**
 * Wasserstein-1 distance over ordered bins: the integral of the gap between the cumulative shares, taken between the
 * edges. `edges` are the inner edges (one fewer than bins), `min` and `max` the reference's ends; mass beyond them
 * counts as lying on them.
 */
export function binnedWasserstein(
  p: Counts,
  q: Counts,
  edges: readonly number[],
  min: number,
  max: number
): number | null {
  const knots = [min, ...edges, Math.max(max, edges.at(-1) ?? max)];
  let gap = 0;
  let before = 0;
  let bin = 0;
  return fold(p, q, (a, b) => {
    before = gap;
    gap += a - b;
    const width = Math.max(0, (knots[bin + 1] ?? max) - (knots[bin] ?? min));
    bin += 1;
    return width * trapezoid(before, gap);
  });
}

/** Mean of |x| as x runs in a straight line from a to b. */
function trapezoid(a: number, b: number): number {
  return a * b >= 0 ? (Math.abs(a) + Math.abs(b)) / 2 : (a * a + b * b) / (2 * (Math.abs(a) + Math.abs(b)));
}

export interface ChiSquared {
  statistic: number;
  df: number;
  p: number;
}

/** Pearson's chi-squared test of the 2 x k contingency table, without Yates' correction; empty columns are left out. */
export function chiSquared(p: Counts, q: Counts): ChiSquared | null {
  const n = total(p);
  const m = total(q);
  if (!(n > 0) || !(m > 0)) {
    return null;
  }
  let statistic = 0;
  let columns = 0;
  for (let i = 0; i < p.length; i += 1) {
    const a = p[i] ?? 0;
    const b = q[i] ?? 0;
    if (a + b > 0) {
      const expectedA = ((a + b) * n) / (n + m);
      const expectedB = ((a + b) * m) / (n + m);
      statistic += (a - expectedA) ** 2 / expectedA + (b - expectedB) ** 2 / expectedB;
      columns += 1;
    }
  }
  const df = columns - 1;
  return { statistic, df, p: chi2Sf(statistic, df) };
}

/** Level of the no-change floors: a window that did not change stays below its floor this often. */
export const FLOOR_LEVEL = 0.99;

/** PSI that a window without change stays below in 99 of 100 cases: chi2_(B-1; 0.99) (1/n + 1/m). */
export function psiFloor(bins: number, n: number, m: number): number | null {
  return n > 0 && m > 0 && bins > 1 ? chi2Quantile(FLOOR_LEVEL, bins - 1) * (1 / n + 1 / m) : null;
}

/** The same for the Jensen-Shannon distance, whose square is PSI / 8 near no change (in nats; ln 2 turns it to bits). */
export function jensenShannonFloor(bins: number, n: number, m: number): number | null {
  const floor = psiFloor(bins, n, m);
  return floor === null ? null : Math.min(1, Math.sqrt(floor / (8 * Math.LN2)));
}

/** The same for the Kolmogorov-Smirnov D, from the limiting law: 1.6276 sqrt(1/n + 1/m). */
export function kolmogorovFloor(n: number, m: number): number | null {
  return n > 0 && m > 0
    ? Math.min(1, Math.sqrt(-Math.log((1 - FLOOR_LEVEL) / 2) / 2) * Math.sqrt(1 / n + 1 / m))
    : null;
}

/** The same for L-infinity: the normal limit of the widest bin, with Bonferroni's correction over the bins. */
export function lInfinityFloor(p: Counts, m: number): number | null {
  const n = total(p);
  if (!(n > 0) || !(m > 0)) {
    return null;
  }
  let widest = 0;
  for (let i = 0; i < p.length; i += 1) {
    const share = (p[i] ?? 0) / n;
    widest = Math.max(widest, share * (1 - share));
  }
  const z = normalQuantile(1 - (1 - FLOOR_LEVEL) / (2 * Math.max(1, p.length)));
  return Math.min(1, z * Math.sqrt(widest * (1 / n + 1 / m)));
}
