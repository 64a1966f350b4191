/** Intervals of a median from a fixed grid of quantiles. Pure. */
import { criticalValue, type Interval } from '../../statistics/intervals';

/** Shares 0.20, 0.21 ... 0.80: wide enough for the interval of a median of 30 rows at 99.9 %. */
export const QUANTILE_GRID: readonly number[] = Array.from({ length: 61 }, (_, index) => (20 + index) / 100);

export const MEDIAN = QUANTILE_GRID.indexOf(0.5);

/**
 * The median's distribution-free interval: quantiles at 1/2 -+ z / (2 sqrt(n)), the normal limit of the binomial ranks,
 * widened to the next share of the grid. `null` where it reaches beyond the grid.
 */
export function medianInterval(
  { n, values }: { n: number; values: readonly number[] },
  confidence: number
): Interval | null {
  if (!(n > 0)) {
    return null;
  }
  const half = criticalValue(confidence) / (2 * Math.sqrt(n));
  const steps = Math.ceil(half * 100 - 1e-9);
  const lo = values[MEDIAN - steps];
  const hi = values[MEDIAN + steps];
  return lo === undefined || hi === undefined ? null : { lo, hi };
}
