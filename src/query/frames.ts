/**
 * Frame kinds: the contract between the back end and the panels.
 *
 * A frame of Plumbline's own carries `meta.custom = {plumbline: kind, v: 1, ...}`. `null` means "not computed", `0` is
 * zero, and the `status` field says which state a cell is in.
 */

import { type BacktestFrameKind } from './backtest';
import { type OutcomeFrameKind } from './outcomeFrames';

export * from './outcomeFrames';

export const FRAME_VERSION = 1;

export type FrameKind =
  | 'drift'
  | 'drift-matrix'
  | 'distribution'
  | 'drift-multivariate'
  | 'concept-drift'
  | 'performance'
  | 'quality'
  | 'importance'
  | 'attribution-drift'
  | 'beeswarm'
  | 'beeswarm-bins'
  | 'beeswarm-points'
  | 'beeswarm-tail'
  | 'dependence-trend'
  | 'dependence-points'
  | 'dependence-bins'
  | 'dependence-interactions'
  | 'local'
  | 'impact'
  | 'cohorts'
  | 'records'
  | 'logs-volume'
  | 'models'
  | 'refusals'
  | BacktestFrameKind
  | 'annotations'
  | OutcomeFrameKind;

/** Frames hold positions in this list: what is new comes last. */
export const STATUSES = [
  'ok',
  'warn',
  'breach',
  'insufficient',
  'no_reference',
  'no_data',
  'schema_change',
  'pending_labels',
  'error',
  'small_reference',
] as const;
export type Status = (typeof STATUSES)[number];

/** `meta.custom` of every Plumbline frame. */
export interface FrameCustom {
  plumbline: FrameKind;
  v: typeof FRAME_VERSION;
  model?: string;
  /** Present when rows were left out; a reader is always told. */
  truncated?: { shown: number; total: number; rule: string };
  [key: string]: unknown;
}

/** `meta.custom` of `drift` and `drift-matrix` frames. */
export interface DriftCustom extends FrameCustom {
  plumbline: 'drift' | 'drift-matrix';
  method: string;
  /** False for p-values, where small means drift. */
  higherIsWorse: boolean;
  warn?: number;
  breach?: number;
  reference: { kind: string; label: string };
  windowMs?: number;
  minRows: number;
  /** True where the value comes from bins and not from raw values. */
  approximate?: boolean;
  preset?: string;
  /** Where limits come from that are not fixed. */
  thresholdFrom?: string;
  /** Which columns of the answer the model gives out, whatever they are called. */
  outputs?: Record<string, 'prediction' | 'score'>;
  correction?: { family: string; fdr?: number; minEffect?: number };
  /**
   * What holds for each series of a matrix, in the order of its fields, where a preset chooses it. Limits are there where all
   * windows of the series share them.
   */
  series?: Array<{ method: string; higherIsWorse: boolean; warn?: number; breach?: number }>;
}

/**
 * Long `drift` table (format `table`), one row a column and window. The `matrix` form is wide: `time`, then a number
 * field a column (name = column), and companion frames named `status`, `n` and `floor` of the same shape.
 */
export const DRIFT_FIELDS = {
  time: 'time',
  timeEnd: 'time_end',
  /** False while the window may still get rows. */
  complete: 'complete',
  column: 'column',
  segment: 'segment',
  score: 'score',
  /** What the score is made from: chi-squared, or W1 in the column's unit; otherwise the score itself. */
  statistic: 'statistic',
  threshold: 'threshold',
  warn: 'warn',
  floor: 'floor',
  p: 'p',
  /** Benjamini-Hochberg within the family that the query names; by default the rows of one window. */
  q: 'q',
  /** Size of the change as a difference of shares. */
  effect: 'effect',
  /** What the row is scored by; a preset may choose for each column. */
  method: 'method',
  /** For tables of one's own whose rows differ in it: false for p-values, where small means drift. */
  higherIsWorse: 'higher_is_worse',
  n: 'n',
  nReference: 'n_reference',
  status: 'status',
  direction: 'direction',
  /** Direction in words: "mean 41.2 → 47.9, +0.6 σ". */
  description: 'description',
} as const;

/** `importance` table: one row a feature, descending by `mean_abs`. */
export const IMPORTANCE_FIELDS = {
  column: 'column',
  rank: 'rank',
  n: 'n',
  meanAbs: 'mean_abs',
  lo: 'lo',
  hi: 'hi',
  mean: 'mean',
  /** Standard deviation of the SHAP values, for tests of their mean. */
  sd: 'sd',
  share: 'share',
  meanAbsReference: 'mean_abs_reference',
  nReference: 'n_reference',
  delta: 'delta',
  q: 'q',
  /** Ranks that the intervals leave possible. */
  rankLo: 'rank_lo',
  rankHi: 'rank_hi',
  /** Largest |SHAP|. */
  max: 'max_abs',
  /** 95th percentile of |SHAP|, with the statistic `p95_abs`. */
  p95: 'p95_abs',
  /** `key=value` where the query splits by segments: then a row is a column of one cohort. */
  cohort: 'cohort',
} as const;

/** `cohorts` table: one row a cohort and metric; `cohort` is `key=value`, the overall row is `cohort = "overall"`. */
export const COHORT_FIELDS = {
  cohort: 'cohort',
  key: 'key',
  value: 'segment',
  metric: 'metric',
  n: 'n',
  nLabelled: 'n_labelled',
  share: 'share',
  estimate: 'value',
  lo: 'lo',
  hi: 'hi',
  complement: 'complement_value',
  delta: 'delta',
  deltaLo: 'delta_lo',
  deltaHi: 'delta_hi',
  p: 'p',
  q: 'q',
  status: 'status',
} as const;

/** `performance` and `quality` tables: one row a window, metric and series. */
export const METRIC_FIELDS = {
  time: 'time',
  timeEnd: 'time_end',
  /** False while the window may still get rows. */
  complete: 'complete',
  column: 'column',
  segment: 'segment',
  metric: 'metric',
  value: 'value',
  lo: 'lo',
  hi: 'hi',
  n: 'n',
  nLabelled: 'n_labelled',
  coverage: 'coverage',
  status: 'status',
  /** The metric itself, where `value` is its deviation from what is usual (`control`). */
  observed: 'observed',
} as const;

/** What a `concept-drift` table has beside the fields of metrics: `value` is the change with the mix held fixed. */
export const CONCEPT_FIELDS = {
  /** Rates of both sides at the reference's mix of bins; their difference is `value`. */
  reference: 'reference_value',
  current: 'current_value',
  /** The rest of the change over all rows, which another mix of bins made. */
  mix: 'mix_effect',
  /** Size of the changes inside bins, which can cancel in `value`. */
  within: 'within_change',
  p: 'p',
  /** P-value of no change in any bin. */
  pAny: 'p_any',
  /** Share of the mix whose bins could be compared. */
  covered: 'covered',
  nReference: 'n_reference',
  description: 'description',
} as const;

/** `distribution` table: one row a column and bin. */
export const DISTRIBUTION_FIELDS = {
  column: 'column',
  bin: 'bin',
  label: 'label',
  lo: 'lo',
  hi: 'hi',
  referenceCount: 'reference_count',
  referenceShare: 'reference_share',
  count: 'count',
  share: 'share',
  contribution: 'contribution',
} as const;

/** `models` table: one row a model. */
export const MODELS_FIELDS = {
  model: 'model',
  task: 'task',
  owner: 'owner',
  runbook: 'runbook',
  status: 'status',
  worstColumn: 'worst_column',
  worstScore: 'worst_score',
  driftedColumns: 'drifted_columns',
  columns: 'columns',
  performanceMetric: 'performance_metric',
  performance: 'performance',
  labelCoverage: 'label_coverage',
  volume: 'volume',
  firstPrediction: 'first_prediction',
  lastPrediction: 'last_prediction',
  reference: 'reference',
} as const;
