/** Which metrics cohorts are compared by. */
import { DEFAULT_COHORT_METRICS, MAX_SERIES } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { type CohortMetric } from '../../../query/model';
import { type ModelInfo } from '../../store/types';
import { chooseMetrics } from '../performance/choose';
import { type CountedCohorts } from './count';

const REGRESSION_METRICS: readonly CohortMetric[] = ['mae'];
/** It needs the scores of every class in order. */
const BINARY_HERE: ReadonlySet<CohortMetric> = new Set(['auc']);

/** Those that are wanted, or what suits the model. Throws `unprocessable` for those that the model cannot have. */
export function cohortMetrics(model: ModelInfo, wanted: CohortMetric[] | undefined): CohortMetric[] {
  const defaults = model.task === 'regression' ? REGRESSION_METRICS : DEFAULT_COHORT_METRICS;
  const metrics = chooseMetrics<CohortMetric>(model, wanted, defaults);
  const misfit = model.task === 'multiclass' ? metrics.find((metric) => BINARY_HERE.has(metric)) : undefined;
  if (misfit || metrics.length === 0) {
    throw new PlumblineError(
      'unprocessable',
      misfit
        ? `metrics: ${misfit} of cohorts is for binary models, and ${model.name} is multiclass`
        : `metrics: model ${model.name} can have none of ${defaults.join(', ')}`,
      'Ask for accuracy, f1, balanced_accuracy, log_loss, brier, mean_confidence or label_coverage.',
      'metrics'
    );
  }
  return metrics;
}

/** Throws `too_large` for more rows than an answer may have. */
export function checkCount({ cohorts: found }: CountedCohorts, metrics: readonly CohortMetric[]): void {
  const rows = found.length * metrics.length;
  if (rows > MAX_SERIES) {
    throw new PlumblineError(
      'too_large',
      `There are ${rows} cohorts times metrics, the limit is ${MAX_SERIES}`,
      'Choose keys with fewer values, add a filter, or ask for fewer metrics.',
      'segmentBy'
    );
  }
}
