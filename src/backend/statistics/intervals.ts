/** Confidence intervals and tests for proportions and means. `null` where the data say nothing. */
import { normalQuantile, normalTwoSided, tQuantile, tTwoSided } from './distributions';
import { fisherExactP, isSparse } from './fisher';
import { betaQuantile, logGamma } from './special';

export interface Interval {
  lo: number;
  hi: number;
}

/** Two-sided normal quantile of a confidence level, such as 1.96 for 0.95. */
export function criticalValue(confidence: number): number {
  return normalQuantile(1 - (1 - confidence) / 2);
}

/** Wilson's score interval of k successes in n (Wilson 1927). */
export function wilson(k: number, n: number, confidence: number): Interval | null {
  if (!(n > 0)) {
    return null;
  }
  const z = criticalValue(confidence);
  const share = k / n;
  const denominator = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / denominator;
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / denominator;
  // Rounding must not lift the bound off the end where the formula gives exactly 0 or 1.
  return { lo: k === 0 ? 0 : Math.max(0, centre - half), hi: k === n ? 1 : Math.min(1, centre + half) };
}

/**
 * The exact interval of k successes in n (Clopper and Pearson 1934): never covers less than it says, for counts so small that
 * Wilson's may.
 */
export function clopperPearson(k: number, n: number, confidence: number): Interval | null {
  if (!(n > 0)) {
    return null;
  }
  const tail = (1 - confidence) / 2;
  return {
    lo: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    hi: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  };
}

/** Newcombe's hybrid score interval of k1/n1 - k2/n2 (Newcombe 1998, method 10). */
export function newcombe(k1: number, n1: number, k2: number, n2: number, confidence: number): Interval | null {
  const first = wilson(k1, n1, confidence);
  const second = wilson(k2, n2, confidence);
  if (!first || !second) {
    return null;
  }
  const p1 = k1 / n1;
  const p2 = k2 / n2;
  const delta = p1 - p2;
  return {
    lo: Math.max(-1, delta - Math.hypot(p1 - first.lo, second.hi - p2)),
    hi: Math.min(1, delta + Math.hypot(first.hi - p1, p2 - second.lo)),
  };
}

/**
 * Two-sided p-value of two shares: the pooled z test, Fisher's exact test where a cell expects fewer than five rows; 1
 * where both samples agree without any variance.
 */
export function twoProportionP(k1: number, n1: number, k2: number, n2: number): number | null {
  if (!(n1 > 0) || !(n2 > 0)) {
    return null;
  }
  if (isSparse(k1, n1, k2, n2)) {
    return fisherExactP(k1, n1, k2, n2);
  }
  const pooled = (k1 + k2) / (n1 + n2);
  const variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
  return variance > 0 ? normalTwoSided((k1 / n1 - k2 / n2) / Math.sqrt(variance)) : 1;
}

/** Size, mean and sample variance (divisor n - 1) of a sample. */
export interface Sample {
  n: number;
  mean: number;
  variance: number;
}

export interface WelchResult {
  t: number;
  df: number;
  p: number;
  delta: number;
  /** `null` of constant samples that differ: how far apart others would be, rows without any variance do not say. */
  interval: Interval | null;
}

/** Standard error, relative to the means, below which a sample is constant up to rounding. */
const ROUNDING = 1e-12;
/** Relative difference of the means of two constant samples that is only rounding. */
const SAME = 1e-9;

/** Welch's unequal-variances t test of `a.mean - b.mean` (Welch 1947); `null` below two values a side. */
export function welch(a: Sample, b: Sample, confidence: number): WelchResult | null {
  if (a.n < 2 || b.n < 2) {
    return null;
  }
  const va = a.variance / a.n;
  const vb = b.variance / b.n;
  const se = Math.sqrt(va + vb);
  const delta = a.mean - b.mean;
  const scale = Math.max(Math.abs(a.mean), Math.abs(b.mean));
  if (!(se > ROUNDING * scale)) {
    // Two constant samples. Sums round, so nearly is equal.
    const equal = Math.abs(delta) <= SAME * scale;
    return {
      t: equal ? 0 : Math.sign(delta) * Infinity,
      df: a.n + b.n - 2,
      p: equal ? 1 : constantsP(a.n, b.n),
      delta,
      interval: equal ? { lo: delta, hi: delta } : null,
    };
  }
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  const t = delta / se;
  const half = tQuantile(1 - (1 - confidence) / 2, df) * se;
  return { t, df, p: tTwoSided(t, df), delta, interval: { lo: delta - half, hi: delta + half } };
}

/**
 * Two-sided p-value of two samples that are constant and unequal, for which a t test has no error to divide by: the share
 * of the ways to deal out the rows that set them as far apart (Fisher's permutation test, 1935). One of them, or both
 * ways round for samples of one size.
 */
function constantsP(n1: number, n2: number): number {
  const ways = logGamma(n1 + n2 + 1) - logGamma(n1 + 1) - logGamma(n2 + 1);
  return Math.min(1, (n1 === n2 ? 2 : 1) * Math.exp(-ways));
}

/** Student's t interval of a mean; `null` below two values. */
export function meanInterval(sample: Sample, confidence: number): Interval | null {
  if (sample.n < 2) {
    return null;
  }
  const half = tQuantile(1 - (1 - confidence) / 2, sample.n - 1) * Math.sqrt(sample.variance / sample.n);
  return { lo: sample.mean - half, hi: sample.mean + half };
}
