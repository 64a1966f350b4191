/** Change of a rate or mean inside bins, with the mix of bins held fixed (direct standardisation). Pure. */
import { chi2Sf, normalTwoSided } from './distributions';
import { criticalValue, type Interval, wilson } from './intervals';

/** Labelled rows of one bin on one side. */
export interface BinSum {
  n: number;
  sum: number;
  sumSquares: number;
}

export interface StandardisedChange {
  /** Weighted mean of the bins' changes. */
  delta: number;
  interval: Interval;
  /** Weighted means of both sides; their difference is `delta`. */
  reference: number;
  current: number;
  /** Root of the weighted mean square change of the bins, less what sampling alone adds: it sees changes that cancel. */
  within: number;
  /** P-value of no change of the weighted mean. */
  p: number;
  /** P-value of no change in any bin. */
  pAny: number;
  /** Share of the mix whose bins have enough rows on both sides. */
  covered: number;
  /** Pooled standard deviation inside the reference's bins. */
  sd: number;
}

/**
 * Weights are the reference's rows by bin. Bins with fewer than `least` rows on a side are left out and the others weigh
 * more: `covered` tells. For shares (`binary`) the interval is that of MOVER on Wilson's bounds (Zou & Donner 2008), for
 * means the normal one. `null` where no bin has rows enough.
 */
export function standardisedChange(
  reference: readonly BinSum[],
  current: readonly BinSum[],
  options: { binary: boolean; confidence: number; least: number }
): StandardisedChange | null {
  const whole = reference.reduce((sum, bin) => sum + bin.n, 0);
  const pairs = reference.flatMap((before, index) => {
    const after = current[index];
    return after && before.n >= options.least && after.n >= options.least ? [{ before, after }] : [];
  });
  const kept = pairs.reduce((sum, { before }) => sum + before.n, 0);
  if (kept === 0) {
    return null;
  }
  const z = criticalValue(options.confidence);
  const result = { delta: 0, reference: 0, current: 0 };
  let below = 0;
  let above = 0;
  let variance = 0;
  let square = 0;
  let expectedSquare = 0;
  let chi2 = 0;
  let df = 0;
  let inside = 0;
  for (const { before, after } of pairs) {
    const weight = before.n / kept;
    const r0 = before.sum / before.n;
    const r1 = after.sum / after.n;
    const change = r1 - r0;
    result.delta += weight * change;
    result.reference += weight * r0;
    result.current += weight * r1;
    const own = options.binary ? pooledVariance(before, after) : meanVariance(before) + meanVariance(after);
    variance += weight * weight * own;
    square += weight * change * change;
    expectedSquare += weight * own;
    inside += Math.max(0, before.sumSquares - before.n * r0 * r0);
    if (own > 0) {
      chi2 += (change * change) / own;
      df += 1;
    }
    const [down, up] = options.binary ? moverTerms(before, after, options.confidence) : [z * z * own, z * z * own];
    below += weight * weight * down;
    above += weight * weight * up;
  }
  return {
    ...result,
    interval: { lo: result.delta - Math.sqrt(below), hi: result.delta + Math.sqrt(above) },
    within: Math.sqrt(Math.max(0, square - expectedSquare)),
    p: variance > 0 ? normalTwoSided(result.delta / Math.sqrt(variance)) : result.delta === 0 ? 1 : 0,
    pAny: df > 0 ? chi2Sf(chi2, df) : square > 0 ? 0 : 1,
    covered: kept / whole,
    sd: Math.sqrt(inside / kept),
  };
}

function pooledVariance(before: BinSum, after: BinSum): number {
  const share = (before.sum + after.sum) / (before.n + after.n);
  return share * (1 - share) * (1 / before.n + 1 / after.n);
}

function meanVariance({ n, sum, sumSquares }: BinSum): number {
  return n > 1 ? Math.max(0, sumSquares - (sum * sum) / n) / (n - 1) / n : 0;
}

function moverTerms(before: BinSum, after: BinSum, confidence: number): [number, number] {
  const r0 = before.sum / before.n;
  const r1 = after.sum / after.n;
  const w0 = wilson(before.sum, before.n, confidence) ?? { lo: 0, hi: 1 };
  const w1 = wilson(after.sum, after.n, confidence) ?? { lo: 0, hi: 1 };
  return [(r1 - w1.lo) ** 2 + (w0.hi - r0) ** 2, (w1.hi - r1) ** 2 + (r0 - w0.lo) ** 2];
}
