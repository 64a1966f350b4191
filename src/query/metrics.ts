/**
 * Names of the metrics of predictions and their outcomes, with what a screen and an alert must know of each.
 *
 * Definitions: design/statistics.md, section 2.1. 0/0 is "not computed" everywhere.
 */

/** What a metric is about; a metric is offered for the tasks that it is defined for. */
export type MetricTask = 'binary' | 'multiclass' | 'regression' | 'ranking' | 'generative';

export interface MetricTraits {
  title: string;
  /** Unit or scale, such as `share` or `unit of the label`. */
  scale: 'share' | 'score' | 'unit' | 'squared unit' | 'nats' | 'count' | 'ratio' | 'seconds';
  /** True where more is worse, false where less is worse, null where neither is. */
  higherIsWorse: boolean | null;
  tasks: readonly MetricTask[];
  /** Columns besides the time that the metric reads. */
  needs: ReadonlyArray<'prediction' | 'score' | 'label'>;
}

const CLASSES = ['binary', 'multiclass'] as const;
const BINARY = ['binary'] as const;
const REGRESSION = ['regression'] as const;
const RANKING = ['ranking'] as const;
const ANY = ['binary', 'multiclass', 'regression', 'ranking', 'generative'] as const;

const judged = ['prediction', 'label'] as const;
const scored = ['score', 'label'] as const;

function better(
  title: string,
  tasks: readonly MetricTask[],
  needs: MetricTraits['needs'],
  scale: MetricTraits['scale'] = 'share'
): MetricTraits {
  return { title, scale, higherIsWorse: false, tasks, needs };
}

function worse(
  title: string,
  tasks: readonly MetricTask[],
  needs: MetricTraits['needs'],
  scale: MetricTraits['scale'] = 'share'
): MetricTraits {
  return { title, scale, higherIsWorse: true, tasks, needs };
}

function neutral(
  title: string,
  tasks: readonly MetricTask[],
  needs: MetricTraits['needs'],
  scale: MetricTraits['scale'] = 'share'
): MetricTraits {
  return { title, scale, higherIsWorse: null, tasks, needs };
}

/**
 * Multiclass precision, recall and F1 are averaged over classes as the query's `average` says; AUC is one against the
 * rest, averaged without weights. Ranking metrics cut at the query's `k`.
 */
export const PERFORMANCE_METRIC_TRAITS = {
  accuracy: better('Accuracy', CLASSES, judged),
  auc: better('ROC AUC', CLASSES, scored, 'score'),
  precision: better('Precision', CLASSES, judged),
  recall: better('Recall', CLASSES, judged),
  f1: better('F1', CLASSES, judged, 'score'),
  label_coverage: better('Label coverage', ANY, ['label']),
  volume: neutral('Volume', ANY, [], 'count'),
  error_rate: worse('Error rate', CLASSES, judged),
  specificity: better('Specificity', CLASSES, judged),
  false_positive_rate: worse('False positive rate', BINARY, judged),
  false_negative_rate: worse('False negative rate', BINARY, judged),
  f_beta: better('F-beta', BINARY, judged, 'score'),
  balanced_accuracy: better('Balanced accuracy', CLASSES, judged, 'score'),
  mcc: better('Matthews correlation', CLASSES, judged, 'score'),
  kappa: better("Cohen's kappa", CLASSES, judged, 'score'),
  average_precision: better('Average precision', BINARY, scored, 'score'),
  ks: better('KS separation', BINARY, scored, 'score'),
  gini: better('Gini', BINARY, scored, 'score'),
  lift: better('Lift', BINARY, scored, 'ratio'),
  gain: better('Gain', BINARY, scored),
  log_loss: worse('Log loss', CLASSES, scored, 'nats'),
  brier: worse('Brier score', CLASSES, scored, 'score'),
  base_rate: neutral('Rate of the positive class', BINARY, ['label']),
  prediction_rate: neutral('Rate of positive predictions', BINARY, ['prediction']),
  mean_score: neutral('Mean score', BINARY, ['score'], 'score'),
  mean_confidence: neutral('Mean top probability', CLASSES, ['score'], 'score'),
  mean_entropy: neutral('Mean entropy', CLASSES, ['score'], 'nats'),
  review_share: neutral('Share inside the review band', BINARY, ['score']),
  mae: worse('Mean absolute error', REGRESSION, judged, 'unit'),
  rmse: worse('Root mean squared error', REGRESSION, judged, 'unit'),
  mse: worse('Mean squared error', REGRESSION, judged, 'squared unit'),
  mape: worse('Mean absolute percentage error', REGRESSION, judged, 'ratio'),
  smape: worse('Symmetric mean absolute percentage error', REGRESSION, judged, 'ratio'),
  r2: better('R squared', REGRESSION, judged, 'score'),
  msle: worse('Mean squared log error', REGRESSION, judged, 'score'),
  rmsle: worse('Root mean squared log error', REGRESSION, judged, 'score'),
  medae: worse('Median absolute error', REGRESSION, judged, 'unit'),
  bias: neutral('Mean error', REGRESSION, judged, 'unit'),
  quantile_loss: worse('Quantile loss', REGRESSION, judged, 'unit'),
  mean_prediction: neutral('Mean prediction', REGRESSION, ['prediction'], 'unit'),
  mean_label: neutral('Mean label', REGRESSION, ['label'], 'unit'),
  precision_at_k: better('Precision at k', RANKING, scored),
  recall_at_k: better('Recall at k', RANKING, scored),
  map: better('Mean average precision', RANKING, scored, 'score'),
  mrr: better('Mean reciprocal rank', RANKING, scored, 'score'),
  hit_rate: better('Hit rate at k', RANKING, scored),
  ndcg: better('NDCG at k', RANKING, scored, 'score'),
  label_lag: worse('Median time until a label came', ANY, ['label'], 'seconds'),
} as const satisfies Record<string, MetricTraits>;

export type PerformanceMetric = keyof typeof PERFORMANCE_METRIC_TRAITS;
export const PERFORMANCE_METRICS = Object.keys(PERFORMANCE_METRIC_TRAITS) as readonly PerformanceMetric[];

/** Traits by a metric's name, with the wide type. */
export const performanceTraits = (metric: PerformanceMetric): MetricTraits => PERFORMANCE_METRIC_TRAITS[metric];

/** Metrics that can be estimated before labels come: CBPE for classes, DLE for numbers. */
export const ESTIMATED_METRICS = [
  'accuracy',
  'auc',
  'average_precision',
  'precision',
  'recall',
  'specificity',
  'f1',
  'mae',
  'mape',
  'mse',
  'rmse',
  'msle',
  'rmsle',
] as const satisfies readonly PerformanceMetric[];
export type EstimatedMetric = (typeof ESTIMATED_METRICS)[number];

/**
 * Metrics that a cohort is compared by: they are made from sums over its rows, so that the complement is the rest of the
 * sums. Medians are not, and metrics of rankings are of lists that a cohort may cut.
 */
export const COHORT_METRICS = [
  'accuracy',
  'error_rate',
  'precision',
  'recall',
  'prediction_rate',
  'mean_score',
  'specificity',
  'false_positive_rate',
  'false_negative_rate',
  'f1',
  'base_rate',
  'auc',
  'brier',
  'log_loss',
  'mean_confidence',
  'mae',
  'mse',
  'rmse',
  'mape',
  'bias',
  'mean_prediction',
  'label_coverage',
  'balanced_accuracy',
  'mcc',
  'kappa',
  'f_beta',
  'gini',
  'average_precision',
  'ks',
  'lift',
  'gain',
  'mean_entropy',
  'review_share',
  'r2',
  'smape',
  'msle',
  'rmsle',
  'quantile_loss',
  'mean_label',
] as const satisfies readonly PerformanceMetric[];
export type CohortMetric = (typeof COHORT_METRICS)[number];

/** Numbers of a calibration curve; `reliability`, `resolution` and `uncertainty` are Murphy's parts of the Brier score. */
export const CALIBRATION_METRICS = [
  'ece',
  'mce',
  'brier',
  'brier_skill',
  'reliability',
  'resolution',
  'uncertainty',
  'log_loss',
  'calibration_slope',
  'calibration_intercept',
  'mean_score',
  'base_rate',
] as const;
export type CalibrationMetric = (typeof CALIBRATION_METRICS)[number];

/**
 * Gaps between groups. Differences are largest minus smallest group, ratios smallest over largest; `disparate_impact` is
 * the lowest (or, if it is further off, the highest) selection rate over that of the privileged group, and passes within
 * 0.8-1.25. Equalized odds take the larger of the gaps of the true and the false positive rate, `_mean` their mean.
 */
export const FAIRNESS_METRICS = [
  'demographic_parity_difference',
  'demographic_parity_ratio',
  'disparate_impact',
  'equal_opportunity_difference',
  'equal_opportunity_ratio',
  'equalized_odds_difference',
  'equalized_odds_ratio',
  'equalized_odds_difference_mean',
  'predictive_parity_difference',
  'predictive_parity_ratio',
  'accuracy_difference',
] as const;
export type FairnessMetric = (typeof FAIRNESS_METRICS)[number];

/** What a serving model costs and how fast it answers; `throughput` counts predictions a second. */
export const SERVICE_METRICS = [
  'throughput',
  'volume',
  'error_rate',
  'latency_mean',
  'latency_p50',
  'latency_p90',
  'latency_p99',
  'tokens_in',
  'tokens_out',
  'tokens',
  'cost',
  'cost_per_prediction',
  'cpu_seconds',
  'memory_bytes',
  'gpu_util',
] as const;
export type ServiceMetric = (typeof SERVICE_METRICS)[number];
