/** Distribution-free intervals of a quantile from quantiles at fixed shares around it. */
import { chi2Quantile } from './distributions';
import { criticalValue, type Interval } from './intervals';

const OFFSETS = [
  0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3,
];

/** Shares to ask for around `share`, ascending, all in [0,1]; the ends stand for everything beyond. */
export function sharesAround(share: number): number[] {
  const all = [share, ...OFFSETS.flatMap((offset) => [share - offset, share + offset])];
  return [...new Set(all.map((each) => Math.min(1, Math.max(0, Number(each.toFixed(6))))))].sort((a, b) => a - b);
}

/**
 * Quantiles at share -+ z sqrt(share (1 - share) / n), the normal limit of the binomial ranks (David & Nagaraja 2003,
 * 7.1), widened to the next share that was asked for. `null` below 2 rows or where the shares do not reach.
 */
export function quantileInterval(
  share: number,
  n: number,
  shares: readonly number[],
  values: readonly number[],
  confidence: number
): Interval | null {
  if (n < 2) {
    return null;
  }
  const half = criticalValue(confidence) * Math.sqrt((share * (1 - share)) / n);
  const below = shares.findLastIndex((each) => each <= Math.max(0, share - half));
  const above = shares.findIndex((each) => each >= Math.min(1, share + half));
  const [lo, hi] = [values[below], values[above]];
  return lo === undefined || hi === undefined ? null : { lo, hi };
}

/** Garwood's exact interval of a Poisson count (1936). */
export function poissonInterval(count: number, confidence: number): Interval {
  const tail = (1 - confidence) / 2;
  return {
    lo: count > 0 ? chi2Quantile(tail, 2 * count) / 2 : 0,
    hi: chi2Quantile(1 - tail, 2 * count + 2) / 2,
  };
}
