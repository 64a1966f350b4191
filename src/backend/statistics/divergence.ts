/**
 * Distances between two vectors of bin counts of equal length: `p` the reference, `q` the current rows. All return
 * `null` when either side is empty.
 */
import { chi2Sf } from './distributions';

/** Share given to an empty bin in PSI; shares are not renormalised (contracts, section 1). */
export const ZERO_SHARE = 1e-4;

const LOG_ZERO_SHARE = Math.log(ZERO_SHARE);

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

/** Logarithms of the counts that most bins have: a table is read ten times as fast as a logarithm is made. */
const LOGARITHMS = Float64Array.from({ length: 4096 }, (_, count) => Math.log(count));

/** What the counts of many windows are compared with, so that its shares and logarithms are made once. */
export class PreparedCounts {
  private total = 0;
  private shares = new Float64Array(0);
  /** Shares with empty bins at `ZERO_SHARE`, and their logarithms. */
  private filled = new Float64Array(0);
  private logarithms = new Float64Array(0);

  /** Takes the place of whatever was there before, in the same memory. */
  prepare(p: Counts): this {
    if (this.shares.length !== p.length) {
      this.shares = new Float64Array(p.length);
      this.filled = new Float64Array(p.length);
      this.logarithms = new Float64Array(p.length);
    }
    const n = total(p);
    this.total = n;
    for (let i = 0; i < p.length; i += 1) {
      const share = (p[i] as number) / n;
      const filled = share > 0 ? share : ZERO_SHARE;
      this.shares[i] = share;
      this.filled[i] = filled;
      this.logarithms[i] = Math.log(filled);
    }
    return this;
  }

  /** `psi(p, q)`, up to rounding. */
  psi(q: Counts): number | null {
    const { filled, logarithms } = this;
    const m = total(q);
    if (!(this.total > 0) || !(m > 0)) {
      return null;
    }
    const logM = Math.log(m);
    let sum = 0;
    for (let i = 0; i < filled.length; i += 1) {
      const count = q[i] as number;
      const share = count > 0 ? count / m : ZERO_SHARE;
      const logarithm = count > 0 ? (LOGARITHMS[count] ?? Math.log(count)) - logM : LOG_ZERO_SHARE;
      sum += ((filled[i] as number) - share) * ((logarithms[i] as number) - logarithm);
    }
    return sum;
  }

  /** `binnedKolmogorov(p, q)`. */
  kolmogorov(q: Counts): number | null {
    const { shares } = this;
    const m = total(q);
    if (!(this.total > 0) || !(m > 0)) {
      return null;
    }
    let gap = 0;
    let largest = 0;
    for (let i = 0; i < shares.length; i += 1) {
      gap += (shares[i] as number) - (q[i] as number) / m;
      largest = Math.max(largest, Math.abs(gap));
    }
    return largest;
  }

  /** Bins with a row on either side: the others add nothing to a score without change. */
  used(q: Counts): number {
    const { shares } = this;
    let used = 0;
    for (let i = 0; i < shares.length; i += 1) {
      used += (shares[i] as number) > 0 || (q[i] as number) > 0 ? 1 : 0;
    }
    return used;
  }
}

/** Kullback-Leibler divergence of q from p in nats; Infinity where q lacks a value of p. */
export function kullbackLeibler(p: Counts, q: Counts): number | null {
  return fold(p, q, (a, b) => (a > 0 ? a * Math.log(a / b) : 0));
}

/** One bin's part of the Kullback-Leibler divergence of q from p in nats, empty bins at `ZERO_SHARE`. */
export function klTerm(a: number, b: number): number {
  const p = a > 0 ? a : ZERO_SHARE;
  return p * Math.log(p / (b > 0 ? b : ZERO_SHARE));
}

/** Kullback-Leibler divergence in nats with empty bins at `ZERO_SHARE`, which keeps it finite. */
export function filledKullbackLeibler(p: Counts, q: Counts): number | null {
  return fold(p, q, klTerm);
}

/** One bin's part of the Jensen-Shannon divergence in bits; its square root over all bins is the distance. */
export function jensenShannonTerm(a: number, b: number): number {
  const part = (share: number) => (share > 0 ? share * Math.log2((2 * share) / (a + b)) : 0);
  return (part(a) + part(b)) / 2;
}

/** Jensen-Shannon distance with base 2, in [0, 1] (Endres & Schindelin 2003). */
export function jensenShannon(p: Counts, q: Counts): number | null {
  const divergence = fold(p, q, jensenShannonTerm);
  return divergence === null ? null : Math.sqrt(Math.min(1, Math.max(0, divergence)));
}

/** One bin's part of the squared Hellinger distance. */
export function hellingerTerm(a: number, b: number): number {
  return (Math.sqrt(a) - Math.sqrt(b)) ** 2 / 2;
}

/** Hellinger distance in [0, 1]. */
export function hellinger(p: Counts, q: Counts): number | null {
  const sum = fold(p, q, hellingerTerm);
  return sum === null ? null : Math.sqrt(sum);
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
  const n = total(p);
  const m = total(q);
  if (!(n > 0) || !(m > 0)) {
    return null;
  }
  // Asked once a cell whatever the method: a loop of its own costs a third of a fold.
  let gap = 0;
  let largest = 0;
  for (let i = 0; i < p.length; i += 1) {
    gap += (p[i] ?? 0) / n - (q[i] ?? 0) / m;
    largest = Math.max(largest, Math.abs(gap));
  }
  return largest;
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

/** Likelihood-ratio (G) test of the 2 x k contingency table; empty columns are left out. */
export function gTest(p: Counts, q: Counts): ChiSquared | null {
  const n = total(p);
  const m = total(q);
  if (!(n > 0) || !(m > 0)) {
    return null;
  }
  let sum = 0;
  let columns = 0;
  for (let i = 0; i < p.length; i += 1) {
    const a = p[i] ?? 0;
    const b = q[i] ?? 0;
    if (a + b > 0) {
      sum += a > 0 ? a * Math.log((a * (n + m)) / ((a + b) * n)) : 0;
      sum += b > 0 ? b * Math.log((b * (n + m)) / ((a + b) * m)) : 0;
      columns += 1;
    }
  }
  const statistic = Math.max(0, 2 * sum);
  return { statistic, df: columns - 1, p: chi2Sf(statistic, columns - 1) };
}

/** Pearson's test of a 2 x 2 table with Yates' correction, as scipy and NannyML have it; other tables without. */
export function chiSquaredYates(p: Counts, q: Counts): ChiSquared | null {
  const plain = chiSquared(p, q);
  if (plain?.df !== 1) {
    return plain;
  }
  const n = total(p);
  const m = total(q);
  let statistic = 0;
  for (let i = 0; i < p.length; i += 1) {
    const a = p[i] ?? 0;
    const b = q[i] ?? 0;
    for (const [count, size] of [
      [a, n],
      [b, m],
    ] as const) {
      const expected = ((a + b) * size) / (n + m);
      const gap = Math.abs(count - expected);
      statistic += expected > 0 ? (gap - Math.min(0.5, gap)) ** 2 / expected : 0;
    }
  }
  return { statistic, df: 1, p: chi2Sf(statistic, 1) };
}

/** Pooled two-proportion z statistic of k1/n1 - k2/n2; 0 where both samples agree without any variance. */
export function proportionZ(k1: number, n1: number, k2: number, n2: number): number | null {
  if (!(n1 > 0) || !(n2 > 0)) {
    return null;
  }
  const pooled = (k1 + k2) / (n1 + n2);
  const variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
  return variance > 0 ? (k1 / n1 - k2 / n2) / Math.sqrt(variance) : 0;
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
