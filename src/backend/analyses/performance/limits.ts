/** Limits of a metric and what a value is called against them. Pure. */
import { type Status } from '../../../query/frames';
import { type PerformanceMetric, performanceTraits, type Threshold } from '../../../query/model';

/** A value outside is a warning or a breach; a side that is absent has no limit. */
export interface Limits {
  lower?: Threshold;
  upper?: Threshold;
}

/** A threshold's sides: more is worse, or less; where neither is, a breach below its warning counts downwards. */
export function limitsOf(threshold: Threshold, higherIsWorse: boolean | null): Limits {
  const { warn, breach } = threshold;
  const upwards = higherIsWorse ?? !(warn !== undefined && breach !== undefined && breach < warn);
  return upwards ? { upper: threshold } : { lower: threshold };
}

export const metricLimits = (metric: PerformanceMetric, threshold: Threshold): Limits =>
  limitsOf(threshold, performanceTraits(metric).higherIsWorse);

/** `insufficient` for no value, else the worst limit that is met or passed. */
export function judge(value: number | null, limits: Limits): Status {
  if (value === null) {
    return 'insufficient';
  }
  const passed = (upper: number | undefined, lower: number | undefined) =>
    (upper !== undefined && value >= upper) || (lower !== undefined && value <= lower);
  if (passed(limits.upper?.breach, limits.lower?.breach)) {
    return 'breach';
  }
  return passed(limits.upper?.warn, limits.lower?.warn) ? 'warn' : 'ok';
}

/** Values a metric can have; limits outside of them say nothing. */
const RANGES: Partial<Record<PerformanceMetric, { min: number; max: number }>> = {
  mcc: { min: -1, max: 1 },
  kappa: { min: -1, max: 1 },
  gini: { min: -1, max: 1 },
  bias: { min: -Infinity, max: Infinity },
  mean_prediction: { min: -Infinity, max: Infinity },
  mean_label: { min: -Infinity, max: Infinity },
  mean_score: { min: -Infinity, max: Infinity },
  r2: { min: -Infinity, max: 1 },
  msle: { min: 0, max: Infinity },
  rmsle: { min: 0, max: Infinity },
  brier: { min: 0, max: 2 },
};

/** Fewer chunks give no spread to speak of. */
const MIN_CHUNKS = 2;

/** Mean +- 3 population standard deviations of the metric over the reference's chunks (NannyML's rule). */
export function chunkLimits(metric: PerformanceMetric, values: readonly number[]): Limits | null {
  if (values.length < MIN_CHUNKS) {
    return null;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  const scale = performanceTraits(metric).scale;
  const bounded = scale === 'share' || scale === 'score';
  const { min, max } = RANGES[metric] ?? { min: 0, max: bounded ? 1 : Infinity };
  // A limit at the end of the range could only be met, never passed.
  const lower = mean - 3 * sd > min ? mean - 3 * sd : undefined;
  const upper = mean + 3 * sd < max ? mean + 3 * sd : undefined;
  return {
    ...(lower === undefined ? {} : { lower: { breach: lower } }),
    ...(upper === undefined ? {} : { upper: { breach: upper } }),
  };
}
