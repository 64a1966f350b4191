/** Frames of the queries in `outcomes.ts`: kinds and field names. */

export * from './cohortFrames';

export type OutcomeFrameKind =
  | 'performance-estimated'
  | 'calibration'
  | 'score-bins'
  | 'confusion'
  | 'residual-bins'
  | 'curve'
  | 'cohort-mix'
  | 'cohort-facets'
  | 'fairness'
  | 'fairness-groups'
  | 'service'
  | 'kpi';

/** `performance` tables with `baselineVersion`: each other version against it, beside the fields of `METRIC_FIELDS`. */
export const VERSION_FIELDS = {
  version: 'version',
  delta: 'delta',
  deltaLo: 'delta_lo',
  deltaHi: 'delta_hi',
  p: 'p',
  q: 'q',
} as const;

/** Limits of a metric in `performance` and `performance-estimated` tables; null where a side has none. */
export const LIMIT_FIELDS = { lower: 'lower_limit', upper: 'upper_limit' } as const;

/** `performance-estimated` table: one row a window, metric and series, beside time, segment, metric, n and status. */
export const ESTIMATED_FIELDS = {
  estimated: 'value',
  lo: 'lo',
  hi: 'hi',
  samplingError: 'sampling_error',
  realised: 'realised',
  realisedLo: 'realised_lo',
  realisedHi: 'realised_hi',
  coverage: 'coverage',
  method: 'method',
  /** `trusted`, `doubtful`, `contradicted` or `unknown`. */
  trust: 'trust',
  trustReason: 'trust_reason',
} as const;

/** `calibration` table: one row a set and bin. `pav` is the isotonic rate, which never falls. */
export const CALIBRATION_FIELDS = {
  set: 'set',
  bin: 'bin',
  from: 'score_from',
  to: 'score_to',
  n: 'n',
  meanScore: 'mean_score',
  rate: 'rate',
  lo: 'lo',
  hi: 'hi',
  pav: 'pav',
  gap: 'gap',
} as const;

/** `score-bins`: up to 1000 bins of equal width a set; only bins with rows. `pos` counts labelled positives. */
export const SCORE_BIN_FIELDS = {
  set: 'set',
  bin: 'bin',
  lo: 'lo',
  hi: 'hi',
  /** Labelled rows. */
  n: 'n',
  pos: 'pos',
  sumScore: 'sum_score',
  /** Rows with or without a label. */
  weight: 'weight',
} as const;

/** `confusion`: one row a set, true and predicted class. */
export const CONFUSION_FIELDS = { set: 'set', yTrue: 'y_true', yPred: 'y_pred', n: 'n', sumCost: 'sum_cost' } as const;

/** `residual-bins`: prediction bins of equal counts; a residual is prediction minus label. */
export const RESIDUAL_BIN_FIELDS = {
  set: 'set',
  bin: 'bin',
  lo: 'lo',
  hi: 'hi',
  n: 'n',
  meanPrediction: 'mean_prediction',
  meanResidual: 'mean_res',
  p10: 'p10',
  p50: 'p50',
  p90: 'p90',
} as const;

/** `curve`: one row a set and point, for Grafana's own panels; which of these there are depends on the curve. */
export const CURVE_FIELDS = {
  set: 'set',
  threshold: 'threshold',
  falsePositiveRate: 'false_positive_rate',
  truePositiveRate: 'true_positive_rate',
  precision: 'precision',
  recall: 'recall',
  share: 'share',
  gain: 'gain',
  lift: 'lift',
  flagged: 'flagged',
  f1: 'f1',
  accuracy: 'accuracy',
  cost: 'cost',
} as const;

/** `cohorts` tables, after the fields of `COHORT_FIELDS`. */
export const COHORT_MORE_FIELDS = {
  /** The cohort's value in the reference, where the query has one. */
  reference: 'reference_value',
  /** Rows times how much worse than the baseline: errors (or units) that would not be there if the cohort were like it. */
  impact: 'impact',
  /** The same with the end of the interval that is nearer to no difference; 0 where the interval holds it. */
  impactLo: 'impact_lo',
  /** Name for people, and the condition in words; both beside `cohort`, which stays the name that queries know. */
  label: 'label',
  predicate: 'predicate',
  /** Cohort that this one is a part of, in a tree of cohorts; null for parts of the whole. */
  parent: 'parent',
  /** Share of all errors that lie in the cohort. */
  errorShare: 'error_share',
  /** What the difference is to, and its rows, where the baseline is not the complement. */
  baseline: 'baseline_value',
  nBaseline: 'n_baseline',
  /** Who made the cohort: one of `COHORT_SOURCES`. */
  source: 'source',
  /** Counts of a share, of which those of cohorts that have no row in common add up; null for other metrics. */
  num: 'num',
  den: 'den',
  /** Size of the difference whatever the rows: Cohen's h of shares, Hedges' g of means; null for other metrics. */
  effect: 'effect',
  /** What the cohort is of both columns of `CohortCrossing`, as an index into their values; of intersections alone. */
  first: 'first',
  second: 'second',
  /** Why an interval or a p-value is missing: one of `COHORT_UNSURE`; the field is there where one is. */
  unsure: 'unsure',
} as const;

/** `cohort-mix`: the change of a metric since the reference as the sum of both parts over the cohorts. */
export const COHORT_MIX_FIELDS = {
  cohort: 'cohort',
  metric: 'metric',
  n: 'n',
  nReference: 'n_reference',
  weight: 'weight',
  weightReference: 'weight_reference',
  value: 'value',
  valueReference: 'value_reference',
  /** Change inside the cohort, at its old weight. */
  rate: 'rate_part',
  rateLo: 'rate_lo',
  rateHi: 'rate_hi',
  /** Change of its weight, at its new value. */
  mix: 'mix_part',
  status: 'status',
} as const;

/** `fairness` table: one row a column, metric (and window in a time series). */
export const FAIRNESS_FIELDS = {
  column: 'column',
  metric: 'metric',
  value: 'value',
  lo: 'lo',
  hi: 'hi',
  p: 'p',
  q: 'q',
  /** The two groups that the gap is between. */
  low: 'low_group',
  high: 'high_group',
  groups: 'groups',
  status: 'status',
} as const;

/** `fairness-groups` table: one row a column and group. */
export const FAIRNESS_GROUP_FIELDS = {
  column: 'column',
  group: 'group',
  n: 'n',
  nLabelled: 'n_labelled',
  selectionRate: 'selection_rate',
  tpr: 'tpr',
  fpr: 'fpr',
  tnr: 'tnr',
  fnr: 'fnr',
  precision: 'precision',
  accuracy: 'accuracy',
  disparateImpact: 'disparate_impact',
  status: 'status',
} as const;
