/** Which metrics a query means, and whether its model can have them. */
import { DEFAULT_PERFORMANCE_METRICS } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { type PerformanceMetric, PERFORMANCE_METRICS, performanceTraits } from '../../../query/model';
import { type ModelInfo } from '../../store/types';
import { requireRole } from '../shared/scope';
import { classScores } from './labelled';

/** Without a choice, the default metrics that the model can have; a chosen one that it cannot have is an error. */
export function chooseMetrics<M extends PerformanceMetric>(
  model: ModelInfo,
  chosen: readonly M[] | undefined,
  defaults: readonly M[] = DEFAULT_PERFORMANCE_METRICS[model.task] as readonly M[]
): M[] {
  const misfit = chosen?.find((metric) => !performanceTraits(metric).tasks.includes(model.task));
  if (misfit) {
    const fitting = PERFORMANCE_METRICS.filter((metric) => performanceTraits(metric).tasks.includes(model.task));
    throw new PlumblineError(
      'unprocessable',
      `metrics: ${misfit} is not defined for ${model.name}, whose task is ${model.task}`,
      `Ask for some of ${fitting.join(', ')}, or declare the right task.`,
      'metrics'
    );
  }
  if (!chosen) {
    return defaults.filter(
      (metric) => performanceTraits(metric).tasks.includes(model.task) && lacks(model, metric) === undefined
    );
  }
  for (const metric of chosen) {
    const role = lacks(model, metric);
    if (role) {
      requireRole(model, role, metric);
      throw new PlumblineError(
        'unprocessable',
        `metrics: ${metric} of several classes needs a score of each class, and model ${model.name} has none`,
        'Log columns called score_<class>.',
        'metrics'
      );
    }
  }
  return [...chosen];
}

/** Role of a column that the metric needs and the model does not have. */
function lacks(model: ModelInfo, metric: PerformanceMetric): 'prediction' | 'score' | undefined {
  const { needs } = performanceTraits(metric);
  const has = (role: string) => model.columns.some((column) => column.role === role);
  if (needs.includes('prediction') && !has('prediction')) {
    return 'prediction';
  }
  if (!needs.includes('score')) {
    return undefined;
  }
  return !has('score') || (model.task === 'multiclass' && classScores(model).length === 0) ? 'score' : undefined;
}
