/** One cohort against its complement. Pure. */
import { type CohortMetric } from '../../../query/model';
import {
  type Interval,
  meanInterval,
  newcombe,
  type Sample,
  twoProportionP,
  welch,
  wilson,
} from '../../statistics/intervals';
import { type Outcomes } from '../performance/outcomes';

export interface CohortEstimate {
  estimate: number | null;
  interval: Interval | null;
  /** Rows that the estimate rests on. */
  n: number;
  complement: number | null;
  delta: number | null;
  deltaInterval: Interval | null;
  p: number | null;
}

export const NEEDS_LABELS: ReadonlySet<CohortMetric> = new Set(['accuracy', 'error_rate', 'precision', 'recall']);
export const NEEDS_PREDICTION: ReadonlySet<CohortMetric> = new Set([...NEEDS_LABELS, 'prediction_rate']);

/** Sign of a difference from the rest that is bad news; 0 where neither direction is. */
export const WORSE: Record<CohortMetric, -1 | 0 | 1> = {
  accuracy: -1,
  error_rate: 1,
  precision: -1,
  recall: -1,
  prediction_rate: 0,
  mean_score: 0,
};

/** Everything but the cohort. */
export function subtract(total: Outcomes, part: Outcomes): Outcomes {
  return {
    ...total,
    rows: total.rows - part.rows,
    mature: total.mature - part.mature,
    labelled: total.labelled - part.labelled,
    correct: total.correct - part.correct,
    wrong: total.wrong - part.wrong,
    tp: total.tp - part.tp,
    fp: total.fp - part.fp,
    fn: total.fn - part.fn,
    tn: total.tn - part.tn,
    auc: null,
    predicted: total.predicted - part.predicted,
    predictedPositive: total.predictedPositive - part.predictedPositive,
    score: subtractSample(total.score, part.score),
  };
}

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

/** Proportions by Wilson and Newcombe with the pooled z test, the mean score by Welch. */
export function compareCohort(
  metric: CohortMetric,
  cohort: Outcomes,
  complement: Outcomes | null,
  confidence: number
): CohortEstimate {
  if (metric === 'mean_score') {
    return compareMeans(cohort.score, complement?.score ?? null, confidence);
  }
  const { k, n } = counted(metric, cohort);
  const rest = complement && counted(metric, complement);
  const estimate = n > 0 ? k / n : null;
  const other = rest && rest.n > 0 ? rest.k / rest.n : null;
  return {
    estimate,
    interval: wilson(k, n, confidence),
    n,
    complement: other,
    delta: estimate !== null && other !== null ? estimate - other : null,
    deltaInterval: rest && newcombe(k, n, rest.k, rest.n, confidence),
    p: rest && twoProportionP(k, n, rest.k, rest.n),
  };
}

function compareMeans(cohort: Sample, complement: Sample | null, confidence: number): CohortEstimate {
  const test = complement && welch(cohort, complement, confidence);
  return {
    estimate: cohort.n > 0 ? cohort.mean : null,
    interval: meanInterval(cohort, confidence),
    n: cohort.n,
    complement: complement && complement.n > 0 ? complement.mean : null,
    delta: complement && complement.n > 0 && cohort.n > 0 ? cohort.mean - complement.mean : null,
    deltaInterval: test?.interval ?? null,
    p: test?.p ?? null,
  };
}

function counted(metric: Exclude<CohortMetric, 'mean_score'>, counts: Outcomes): { k: number; n: number } {
  switch (metric) {
    case 'accuracy':
      return { k: counts.correct, n: counts.correct + counts.wrong };
    case 'error_rate':
      return { k: counts.wrong, n: counts.correct + counts.wrong };
    case 'precision':
      return { k: counts.tp, n: counts.tp + counts.fp };
    case 'recall':
      return { k: counts.tp, n: counts.tp + counts.fn };
    case 'prediction_rate':
      return { k: counts.predictedPositive, n: counts.predicted };
  }
}
