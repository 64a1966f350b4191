/**
 * Differences of two estimates that share rows, such as a cohort and the whole that it is a part of. Pure.
 *
 * With s the share of A's rows that B has as well and t that of B's rows, both differences of means are sums over three
 * parts that share nothing: a - b = (s - t) shared + (1 - s) only in A - (1 - t) only in B. Given the sizes of the parts,
 * their variances add up. Of a part and its whole this is the standard error of part-whole comparisons,
 * SE^2 = SE_whole^2 + (1 - 2p) SE_part^2 (NCES, NAEP Technical Documentation, "t Test for Partly Overlapping Groups").
 */
import { type Basis, type Difference, type Estimate, zTestP } from './difference';
import { normalTwoSided, tQuantile, tTwoSided } from './distributions';
import { isSparse } from './fisher';
import { criticalValue, type Interval, type Sample, twoProportionP, welch, wilson } from './intervals';

/** Counts of a share. */
export type Proportion = Extract<Basis, { kind: 'proportion' }>;
/** Moments of a mean. */
export type Mean = Extract<Basis, { kind: 'mean' }>;
type Countable = Proportion | Mean;

/** What is compared is `of` the mean and not the mean itself; `slope` is its derivative. */
export interface Curve {
  of(mean: number): number;
  slope(mean: number): number;
}

interface Part<B extends Countable> {
  /** Coefficient of the part's mean in the difference. */
  weight: number;
  basis: B;
}

/** Rows that a share or a mean rests on. */
const sizeOf = (basis: Countable) => (basis.kind === 'proportion' ? basis.n : basis.sample.n);

/** Moments of what is left when `part` is taken out of `total`: the reverse of Chan's update. */
export function subtractSample(total: Sample, part: Sample): Sample {
  const n = total.n - part.n;
  if (n <= 0) {
    return { n: 0, mean: 0, variance: 0 };
  }
  const mean = (total.mean * total.n - part.mean * part.n) / n;
  const squares = (sample: Sample) => sample.variance * Math.max(0, sample.n - 1);
  const between = ((mean - part.mean) ** 2 * n * part.n) / total.n;
  const left = Math.max(0, squares(total) - squares(part) - between);
  return { n, mean, variance: n > 1 ? left / (n - 1) : 0 };
}

function without<B extends Countable>(total: B, part: B): B {
  return total.kind === 'proportion' && part.kind === 'proportion'
    ? { ...total, k: total.k - part.k, n: total.n - part.n }
    : total.kind === 'mean' && part.kind === 'mean'
      ? { ...total, sample: subtractSample(total.sample, part.sample) }
      : total;
}

/** Weights below this are sums that ought to be zero. */
const ROUNDING = 1e-12;

function partsOf<B extends Countable>(a: B, b: B, shared: B, slopes: [number, number] = [1, 1]): Array<Part<B>> {
  const [inA, inB] = [sizeOf(shared) / sizeOf(a), sizeOf(shared) / sizeOf(b)];
  return [
    { weight: slopes[0] * inA - slopes[1] * inB, basis: shared },
    { weight: slopes[0] * (1 - inA), basis: without(a, shared) },
    { weight: -slopes[1] * (1 - inB), basis: without(b, shared) },
  ].filter(({ weight, basis }) => Math.abs(weight) > ROUNDING && sizeOf(basis) > 0);
}

/** Two estimates over the very same rows do not differ, and there is nothing to test. */
const SAME: Difference = { delta: 0, interval: { lo: 0, hi: 0 }, p: null };

/**
 * `a - b` of two shares or two means, `shared` being that of the rows that both have.
 *
 * Shares: the interval by Zou, Huang & Zhang 2009 (a linear function of independent binomial proportions, from Wilson's
 * limits of each), of which Newcombe's is the case of two parts. The test of two parts is that of `twoProportionP`, and of
 * three a z test with the variance of equal shares; null where a part is too small for it. Means: the standard error of
 * the parts with Satterthwaite's degrees of freedom (1946), of which Welch's test is the case of two.
 *
 * @returns null where one of them has no rows, or the bases are of two kinds.
 */
export function overlappingDifference(
  a: Estimate,
  b: Estimate,
  shared: Estimate,
  confidence: number
): Difference | null {
  if (a.value === null || b.value === null) {
    return null;
  }
  const delta = a.value - b.value;
  if (a.basis?.kind === 'proportion' && b.basis?.kind === 'proportion') {
    const own = shared.basis?.kind === 'proportion' ? shared.basis : { kind: 'proportion' as const, k: 0, n: 0 };
    const parts = partsOf(a.basis, b.basis, own);
    return parts.length === 0
      ? SAME
      : { delta, interval: linearShares(delta, parts, confidence), p: sharesP(delta, parts) };
  }
  if (a.basis?.kind === 'mean' && b.basis?.kind === 'mean') {
    const none = { kind: 'mean' as const, sample: { n: 0, mean: 0, variance: 0 } };
    const parts = partsOf(a.basis, b.basis, shared.basis?.kind === 'mean' ? shared.basis : none);
    return parts.length === 0 ? SAME : { delta, ...meansTest(delta, parts, confidence) };
  }
  return null;
}

/**
 * The same of a rising curve of a share, such as F1 of TP / (TP + FP + FN). The curves differ where the shares do, so the
 * test is that of the shares. The interval is Zou, Huang & Zhang's with the change of the curve up to each Wilson limit
 * in place of a weight times the share's: counts without any variance have a width, and a straight line has their limits.
 *
 * @returns null where a side has no rows.
 */
export function overlappingShares(
  a: Proportion,
  b: Proportion,
  shared: Proportion | null,
  of: (share: number) => number,
  confidence: number
): Difference | null {
  if (a.n === 0 || b.n === 0) {
    return null;
  }
  const both = shared ?? { kind: 'proportion', k: 0, n: 0 };
  const parts = partsOf(a, b, both);
  const delta = of(a.k / a.n) - of(b.k / b.n);
  return parts.length === 0
    ? SAME
    : {
        delta,
        interval: curvedShares(a, b, both, of, confidence),
        p: sharesP(a.k / a.n - b.k / b.n, parts),
      };
}

/** Interval of `of(a) - of(b)`, one part at a time at the limits of its share. */
function curvedShares(
  a: Proportion,
  b: Proportion,
  both: Proportion,
  of: (share: number) => number,
  confidence: number
): Interval {
  const parts = [both, without(a, both), without(b, both)];
  const shares = parts.map(({ k, n }) => (n > 0 ? k / n : 0));
  const [inA, inB] = [both.n / a.n, both.n / b.n];
  const at = ([x = 0, y = 0, z = 0]: readonly number[]) => of(inA * x + (1 - inA) * y) - of(inB * x + (1 - inB) * z);
  const delta = at(shares);
  let [below, above] = [0, 0];
  parts.forEach(({ k, n }, part) => {
    const limits = wilson(k, n, confidence);
    const ends = limits ? [limits.lo, limits.hi] : [];
    const changes = ends.map((end) => at(shares.with(part, end)) - delta);
    below += Math.min(0, ...changes) ** 2;
    above += Math.max(0, ...changes) ** 2;
  });
  return { lo: Math.max(-1, delta - Math.sqrt(below)), hi: Math.min(1, delta + Math.sqrt(above)) };
}

/**
 * The same of a curve of a mean, such as a root: by the delta method, with a normal interval and a z test. Null where a
 * side has no rows; without an interval where a part has a single row.
 */
export function overlappingCurve(
  a: Mean | null,
  b: Mean | null,
  shared: Mean | null,
  curve: Curve,
  confidence: number
): Difference | null {
  if (!a || !b || a.sample.n === 0 || b.sample.n === 0) {
    return null;
  }
  const none: Mean = { kind: 'mean', sample: { n: 0, mean: 0, variance: 0 } };
  const parts = partsOf(a, b, shared ?? none, [curve.slope(a.sample.mean), curve.slope(b.sample.mean)]);
  const delta = curve.of(a.sample.mean) - curve.of(b.sample.mean);
  if (parts.length === 0) {
    return SAME;
  }
  const variances = parts.map(({ weight, basis }) => weight ** 2 * varianceOfMean(basis));
  return variances.some(Number.isNaN) ? { delta, interval: null, p: null } : normal(delta, variances, confidence);
}

/** NaN where a single value has no variance. */
const varianceOfMean = ({ sample }: Mean) => (sample.n > 1 ? sample.variance / sample.n : NaN);

function normal(delta: number, variances: readonly number[], confidence: number): Difference {
  const se = Math.sqrt(variances.reduce((sum, each) => sum + each, 0));
  const half = criticalValue(confidence) * se;
  const p = zTestP(delta, se);
  return { delta, interval: p === null ? null : { lo: delta - half, hi: delta + half }, p };
}

function linearShares(delta: number, parts: ReadonlyArray<Part<Proportion>>, confidence: number): Interval | null {
  let [below, above] = [0, 0];
  for (const { weight, basis } of parts) {
    const limits = wilson(basis.k, basis.n, confidence);
    if (!limits) {
      return null;
    }
    const share = basis.k / basis.n;
    const [down, up] = [share - limits.lo, limits.hi - share];
    below += (weight * (weight > 0 ? down : up)) ** 2;
    above += (weight * (weight > 0 ? up : down)) ** 2;
  }
  return { lo: Math.max(-1, delta - Math.sqrt(below)), hi: Math.min(1, delta + Math.sqrt(above)) };
}

function sharesP(delta: number, parts: ReadonlyArray<Part<Proportion>>): number | null {
  const [first, second, third] = parts;
  if (first && second && !third) {
    return twoProportionP(first.basis.k, first.basis.n, second.basis.k, second.basis.n);
  }
  const hits = parts.reduce((sum, { basis }) => sum + basis.k, 0);
  const rows = parts.reduce((sum, { basis }) => sum + basis.n, 0);
  if (parts.some(({ basis }) => isSparse(basis.k, basis.n, hits - basis.k, rows - basis.n))) {
    return null;
  }
  const pooled = hits / rows;
  const variance = parts.reduce((sum, { weight, basis }) => sum + (weight ** 2 * pooled * (1 - pooled)) / basis.n, 0);
  return variance > 0 ? normalTwoSided(delta / Math.sqrt(variance)) : 1;
}

function meansTest(
  delta: number,
  parts: ReadonlyArray<Part<Mean>>,
  confidence: number
): Pick<Difference, 'interval' | 'p'> {
  const [first, second, third] = parts;
  if (first && second && !third) {
    // Opposite weights of the same size: the difference of the two parts, as often as they weigh.
    const test = welch(first.basis.sample, second.basis.sample, confidence);
    const ends = test?.interval && [test.interval.lo * first.weight, test.interval.hi * first.weight];
    return { interval: ends ? { lo: Math.min(...ends), hi: Math.max(...ends) } : null, p: test?.p ?? null };
  }
  if (parts.some(({ basis }) => basis.sample.n < 2)) {
    return { interval: null, p: null };
  }
  const variances = parts.map(({ weight, basis }) => (weight ** 2 * basis.sample.variance) / basis.sample.n);
  const variance = variances.reduce((sum, each) => sum + each, 0);
  const scale = Math.max(...parts.map(({ basis }) => Math.abs(basis.sample.mean)));
  const se = Math.sqrt(variance);
  if (!(se > ROUNDING * scale)) {
    const isSame = Math.abs(delta) <= ROUNDING * scale;
    return { interval: isSame ? { lo: delta, hi: delta } : null, p: isSame ? 1 : null };
  }
  const spread = parts.reduce((sum, { basis }, i) => sum + (variances[i] ?? 0) ** 2 / (basis.sample.n - 1), 0);
  const df = variance ** 2 / spread;
  const half = tQuantile(1 - (1 - confidence) / 2, df) * se;
  return { interval: { lo: delta - half, hi: delta + half }, p: tTwoSided(delta / se, df) };
}
