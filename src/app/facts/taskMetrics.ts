import { type CohortMetric, type EstimatedMetric, type MetricTask, type PerformanceMetric } from '../../query/model';
import { PERFORMANCE_METRIC_TRAITS, performanceTraits } from '../../query/metrics';
import { hasClassScores, hasRole, type ModelFacts } from './facts';

interface TaskMetrics {
  /** In one picture each: metrics of one scale. */
  shares: readonly PerformanceMetric[];
  losses: readonly PerformanceMetric[];
  estimated: readonly EstimatedMetric[];
  /** The first is the one that cohorts are ranked by. */
  cohorts: ReadonlyArray<readonly CohortMetric[]>;
}

/** What people judge a model of each task by. */
const BY_TASK: Record<MetricTask, TaskMetrics> = {
  binary: {
    shares: ['accuracy', 'precision', 'recall', 'f1', 'auc'],
    losses: ['log_loss', 'brier'],
    estimated: ['auc', 'f1', 'accuracy'],
    cohorts: [['accuracy'], ['recall', 'precision']],
  },
  multiclass: {
    shares: ['accuracy', 'balanced_accuracy', 'precision', 'recall', 'f1', 'auc'],
    losses: ['log_loss', 'brier'],
    estimated: ['accuracy', 'auc', 'f1'],
    cohorts: [['accuracy'], ['error_rate']],
  },
  regression: {
    shares: ['r2'],
    losses: ['mae', 'rmse', 'bias'],
    estimated: ['mae', 'rmse'],
    cohorts: [['mae'], ['bias', 'mean_prediction']],
  },
  ranking: {
    shares: ['ndcg', 'map', 'mrr', 'hit_rate'],
    losses: [],
    estimated: [],
    cohorts: [['label_coverage']],
  },
  generative: { shares: [], losses: [], estimated: [], cohorts: [['label_coverage']] },
};

/** Whether the model logs what a metric is made from. Labels may still come. */
function canHave(facts: ModelFacts, metric: PerformanceMetric): boolean {
  const { needs } = performanceTraits(metric);
  const scored = facts.task === 'multiclass' ? hasClassScores(facts) : hasRole(facts, 'score');
  return (!needs.includes('prediction') || hasRole(facts, 'prediction')) && (!needs.includes('score') || scored);
}

/** The usual metrics of the model's task, without those that the model cannot have. */
export function metricsOf(facts: ModelFacts): TaskMetrics {
  const { shares, losses, estimated, cohorts } = BY_TASK[facts.task];
  const had = <M extends PerformanceMetric>(metrics: readonly M[]) => metrics.filter((each) => canHave(facts, each));
  return {
    shares: had(shares),
    losses: had(losses),
    // Estimates of classes come from scores, also where the metric itself needs none.
    estimated: facts.task === 'regression' || hasRole(facts, 'score') ? had(estimated) : [],
    cohorts: cohorts.map(had).filter((metrics) => metrics.length > 0),
  };
}

/** True where the metric is in the unit of the label and so no share. */
export function isInLabelUnit(metric: PerformanceMetric): boolean {
  const { scale } = performanceTraits(metric);
  return scale === 'unit' || scale === 'squared unit';
}

export const metricTitle = (metric: PerformanceMetric): string => PERFORMANCE_METRIC_TRAITS[metric].title;
