/** Control charts of a metric's series: how far a value lies from what is usual, in standard deviations of it. Pure. */

/** What the first values say is usual; `deviation` in the metric's unit. */
export interface Usual {
  centre: number;
  deviation: number;
}

/** The median absolute deviation of a normal law is this many standard deviations. */
const MAD_OF_NORMAL = 0.6744897501960817;
/** The mean absolute deviation, likewise. */
const MEAN_DEVIATION_OF_NORMAL = Math.sqrt(2 / Math.PI);

export const EWMA_WEIGHT = 0.3;
/** Part of a deviation that a cumulative sum forgives at each step: half the shift it is meant to find. */
export const CUSUM_SLACK = 0.5;

/** Mean and sample standard deviation (divisor n - 1); `null` below two values or where all are equal. */
export function usualByMoments(values: readonly number[]): Usual | null {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return values.length > 1 && deviation > 0 ? { centre, deviation } : null;
}

/**
 * Median, and the deviation from the median absolute deviation, or from the mean absolute one where more than half of the
 * values are equal (Iglewicz & Hoaglin 1993); `null` where all are equal.
 */
export function usualByMedian(values: readonly number[]): Usual | null {
  if (values.length === 0) {
    return null;
  }
  const centre = median(values);
  const gaps = values.map((value) => Math.abs(value - centre));
  const typical = median(gaps);
  const deviation =
    typical > 0
      ? typical / MAD_OF_NORMAL
      : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length / MEAN_DEVIATION_OF_NORMAL;
  return deviation > 0 ? { centre, deviation } : null;
}

/** Deviations of each value by itself: finds what is far off at once. */
export const shewhart = (values: readonly number[], { centre, deviation }: Usual): number[] =>
  values.map((value) => (value - centre) / deviation);

/**
 * Exponentially weighted moving average, begun with the first value, in its own standard deviations, those of a series
 * that has run for long (Roberts 1959): finds small shifts that last.
 */
export function ewma(values: readonly number[], { centre, deviation }: Usual, weight = EWMA_WEIGHT): number[] {
  const spread = deviation * Math.sqrt(weight / (2 - weight));
  return smoothed(values, weight).map((average) => (average - centre) / spread);
}

export function smoothed(values: readonly number[], weight = EWMA_WEIGHT): number[] {
  let average: number | undefined;
  return values.map((value) => {
    average = average === undefined ? value : weight * value + (1 - weight) * average;
    return average;
  });
}

/**
 * The larger of both cumulative sums of what exceeds the slack, with the sign of its side (Page 1954): adds up a small
 * shift until it is certain.
 */
export function cusum(values: readonly number[], usual: Usual, slack = CUSUM_SLACK): number[] {
  return cumulativeSums(values, usual, slack).map(({ up, down }) => (up >= down ? up : -down));
}

export function cumulativeSums(
  values: readonly number[],
  { centre, deviation }: Usual,
  slack = CUSUM_SLACK
): Array<{ up: number; down: number }> {
  let up = 0;
  let down = 0;
  return values.map((value) => {
    const z = (value - centre) / deviation;
    up = Math.max(0, up + z - slack);
    down = Math.max(0, down - z - slack);
    return { up, down };
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
