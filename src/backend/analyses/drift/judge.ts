/** Turns a score into a status. Pure. */
import { DEFAULT_DRIFT_FDR, DEFAULT_MIN_EFFECT, METHOD_TRAITS } from '../../../query/defaults';
import { type Status } from '../../../query/frames';
import { type Correction, type DriftMethod, type Threshold } from '../../../query/model';
import { type ModelInfo } from '../../store/types';
import { type Score } from './score';

/** The query's limits, else the model's, else the method's. An object with one limit has only that one. */
export function chooseThreshold(query: Threshold | undefined, model: ModelInfo, method: DriftMethod): Threshold {
  const given = (limits: Threshold | undefined) =>
    limits && (limits.warn !== undefined || limits.breach !== undefined) ? limits : undefined;
  return given(query) ?? given(model.thresholds[`drift.${method}`]) ?? METHOD_TRAITS[method].threshold;
}

export interface Support {
  /** Rows of the window, with and without a value. */
  rows: number;
  n: number;
  nReference: number;
  minRows: number;
}

/**
 * Status of one cell. Below the least number of rows there is nothing to say; a score past its limit but under the
 * no-change floor is what chance gives with so few rows.
 */
export function judge(score: Score, threshold: Threshold, higherIsWorse: boolean, support: Support): Status {
  if (support.rows === 0) {
    return 'no_data';
  }
  if (support.nReference === 0) {
    return 'no_reference';
  }
  if (isReferenceThin(support)) {
    return 'small_reference';
  }
  if (isThin(support) || score.score === null || Number.isNaN(score.score)) {
    return 'insufficient';
  }
  const value = score.score;
  const past = (limit: number | undefined) => limit !== undefined && (higherIsWorse ? value >= limit : value <= limit);
  if (!past(threshold.warn) && !past(threshold.breach)) {
    return 'ok';
  }
  if (score.floor !== null && value <= score.floor) {
    return 'insufficient';
  }
  return past(threshold.breach) ? 'breach' : 'warn';
}

/** Whether either side has too few rows. */
export function isThin(support: Support): boolean {
  return isWindowThin(support) || support.nReference < Math.max(1, support.minRows);
}

const isWindowThin = ({ n, minRows }: Support) => n < Math.max(1, minRows);

/** Whether the reference alone has too few: more rows in the window would not help. */
const isReferenceThin = (support: Support) => isThin(support) && !isWindowThin(support);

/** Status of a cell that could be judged, by its corrected p-value and the size of its effect. */
export function judgeCorrected(score: Score, q: number | null, correction: Correction): Status {
  if (q === null) {
    return 'insufficient';
  }
  const large = score.effect === null || score.effect >= (correction.minEffect ?? DEFAULT_MIN_EFFECT);
  return q <= (correction.fdr ?? DEFAULT_DRIFT_FDR) && large ? 'breach' : 'ok';
}
