/** What a query means where it is silent. Editor and back end read the same values. */
import type {
  CalibrationMetric,
  CohortMetric,
  DriftMethod,
  FairnessMetric,
  MetricTask,
  PerformanceMetric,
  QualityMetric,
  ServiceMetric,
} from './model';

export const DEFAULT_METHOD: DriftMethod = 'psi';
export const DEFAULT_WINDOW = 'auto';
export const DEFAULT_TIMEZONE = 'UTC';
export const DEFAULT_CONFIDENCE = 0.95;
export const DEFAULT_FDR = 0.05;
/** Rows a cohort needs before it is compared. */
export const DEFAULT_COHORT_ROWS = 30;
/** A window needs this many rows for each bin of a column. */
export const ROWS_PER_BIN = 10;
export const DEFAULT_RECORD_LIMIT = 500;
/** By task; those that the model cannot have are left out. */
export const DEFAULT_PERFORMANCE_METRICS: Record<MetricTask, readonly PerformanceMetric[]> = {
  binary: ['accuracy', 'auc', 'label_coverage'],
  multiclass: ['accuracy', 'auc', 'label_coverage'],
  regression: ['mae', 'rmse', 'label_coverage'],
  ranking: ['ndcg', 'label_coverage'],
  generative: ['label_coverage', 'volume'],
};
export const DEFAULT_QUALITY_METRICS: readonly QualityMetric[] = ['missing_rate', 'unseen_rate'];
export const DEFAULT_COHORT_METRICS: readonly CohortMetric[] = ['accuracy'];
/** Scores between these are unsure enough for a person to look at. */
export const DEFAULT_REVIEW = { from: 0.4, to: 0.6 } as const;
/** Places of a ranking that count. */
export const DEFAULT_K = 10;
/** Weight of recall in F-beta. */
export const DEFAULT_BETA = 2;
/** Share of predictions that lift and gain look at. */
export const DEFAULT_DEPTH = 0.1;
/** Quantile of the quantile loss. */
export const DEFAULT_QUANTILE = 0.5;
export const DEFAULT_CALIBRATION_BINS = 10;
/** Score from which a prediction counts as positive where the model's own predictions do not say. */
export const DEFAULT_OPERATING_POINT = 0.5;
export const DEFAULT_CALIBRATION_METRICS: readonly CalibrationMetric[] = ['ece', 'brier'];
export const DEFAULT_FAIRNESS_METRICS: readonly FairnessMetric[] = [
  'demographic_parity_difference',
  'disparate_impact',
  'equalized_odds_difference',
];
/** A disparate impact from the first to the second passes (the four-fifths rule and its mirror). */
export const DISPARATE_IMPACT_LIMITS = { low: 0.8, high: 1.25 } as const;
export const DEFAULT_SERVICE_METRICS: readonly ServiceMetric[] = ['throughput', 'error_rate', 'latency_p99'];
/** Most series (or rows of a matrix) one query may give; beyond it the query is refused. */
export const MAX_SERIES = 10_000;
export const MAX_WINDOWS = 5000;
/** Series times windows of one query. */
export const MAX_CELLS = 250_000;
/** False discovery rate and smallest effect (KS D, or total variation) of corrected drift tests. */
export const DEFAULT_DRIFT_FDR = 0.05;
export const DEFAULT_MIN_EFFECT = 0.05;

export { METHOD_TRAITS, type MethodTraits } from './driftMethods';
