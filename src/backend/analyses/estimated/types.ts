/** What every estimator gives. */
import { type EstimatedMetric } from '../../../query/model';

/** One metric of one cell. */
export interface Estimated {
  value: number;
  /** Rows that the estimate rests on. */
  n: number;
  /** Standard error of what may be realised, given that the assumptions hold. */
  se: number | null;
  /** The same as NannyML defines it. */
  samplingError: number | null;
}

export interface EstimatedCell {
  metrics: ReadonlyMap<EstimatedMetric, Estimated>;
  /** Why the assumptions may fail in this cell; empty where nothing speaks against them. */
  doubts: readonly string[];
}

export interface EstimationResult {
  method: 'cbpe' | 'm-cbpe' | 'dle';
  cells: ReadonlyMap<string, EstimatedCell>;
  /** What speaks against the estimator itself, whatever the window. */
  doubts: readonly string[];
}
