/** Queries about how good predictions were, are thought to be, and what they cost. Types only. */
import type { CalibrationMetric, EstimatedMetric, FairnessMetric, PerformanceMetric, ServiceMetric } from './metrics';
import type { ControlChart } from './control';
import type { CohortsQuery } from './cohorts';
import type { AnalysisBase, Reference, Threshold } from './model';

export * from './cohorts';

/** How the classes of a multiclass model are put together. */
export const AVERAGES = ['macro', 'weighted', 'micro'] as const;
export type Average = (typeof AVERAGES)[number];

/** `linear` is rel / log2(rank + 1) as in scikit-learn, `exponential` (2^rel - 1) / log2(rank + 1). */
export const NDCG_GAINS = ['linear', 'exponential'] as const;
export type NdcgGain = (typeof NDCG_GAINS)[number];

/** Where the limits of a metric come from: the threshold of query or model, or mean +- 3 sd of the reference's chunks. */
export const LIMIT_SOURCES = ['fixed', 'reference_chunks'] as const;
export type LimitSource = (typeof LIMIT_SOURCES)[number];

/** Scores in [from, to] that a person looks at. */
export interface ReviewBand {
  from: number;
  to: number;
}

/** Cost of one prediction by its outcome, in any unit; negative is a gain. Absent is 0. */
export interface BinaryCosts {
  tp?: number;
  fp?: number;
  fn?: number;
  tn?: number;
}

/** Cost of one prediction of a class where another was true. */
export interface CostCell {
  label: string;
  prediction: string;
  cost: number;
}

export interface PerformanceQuery extends AnalysisBase {
  queryType: 'performance';
  metrics?: PerformanceMetric[];
  threshold?: Threshold;
  /** Default `fixed`. */
  limits?: LimitSource;
  /** Whose rows the chunks of `limits` are. */
  reference?: Reference;
  /** Against each metric's own past instead of limits. */
  control?: ControlChart;
  /** Splits by version and tests each against this one; the table gets `delta`, its interval, `p` and `q`. */
  baselineVersion?: string;
  /** Default `macro`. */
  average?: Average;
  /** Places of a ranking that count; default 10. */
  k?: number;
  /** Column that says which ranking a row belongs to; default the one with the role `entity_id`. */
  rankBy?: string;
  gain?: NdcgGain;
  /** Weight of recall in `f_beta`; default 2. */
  beta?: number;
  /** Share of predictions by descending score that `lift` and `gain` look at; default 0.1. */
  depth?: number;
  /** Quantile that `quantile_loss` is for, in (0,1); default 0.5. */
  quantile?: number;
  /** Default 0.4 to 0.6. */
  review?: ReviewBand;
}

/** `auto` is CBPE for classes and DLE for numbers; `m-cbpe` weighs the reference by how much it is like the window. */
export const ESTIMATION_METHODS = ['auto', 'cbpe', 'm-cbpe', 'dle'] as const;
export type EstimationMethod = (typeof ESTIMATION_METHODS)[number];

/** Performance estimated without labels, beside what was realised. */
export interface PerformanceEstimatedQuery extends AnalysisBase {
  queryType: 'performance-estimated';
  metrics?: EstimatedMetric[];
  method?: EstimationMethod;
  /** Labelled rows that the estimator is fitted on; a fixed reference. */
  reference?: Reference;
  threshold?: Threshold;
  /** Default `reference_chunks`. */
  limits?: LimitSource;
  /** Also gives what was realised; default true. */
  realised?: boolean;
}

/** Bins of equal width in [0,1], or of (nearly) equal counts. */
export const BINNINGS = ['width', 'mass'] as const;
export type Binning = (typeof BINNINGS)[number];

/** Are scores probabilities? A table gives the reliability curve, the other formats the metrics. */
export interface CalibrationQuery extends AnalysisBase {
  queryType: 'calibration';
  metrics?: CalibrationMetric[];
  /** Default 10. */
  bins?: number;
  /** Default `mass`. */
  binning?: Binning;
  threshold?: Threshold;
  /** A second curve beside the window's. */
  reference?: Reference;
}

/** `bins` are what the panel draws everything from: 1000 score bins, a confusion matrix, or residual bins. */
export const CURVES = ['bins', 'roc', 'pr', 'gain', 'calibration', 'confusion', 'threshold', 'residuals'] as const;
export type Curve = (typeof CURVES)[number];

export interface CurvesQuery extends AnalysisBase {
  queryType: 'curves';
  /** Default `bins`. */
  curve?: Curve;
  /** Score from which a prediction counts as positive, in `confusion` and `threshold`; default 0.5. */
  operatingPoint?: number;
  costs?: BinaryCosts;
  /** A second set beside the window's. */
  reference?: Reference;
}

/** Ratios and gaps between every pair of groups, or between each group and everybody. */
export const FAIRNESS_COMPARISONS = ['between_groups', 'to_overall'] as const;
export type FairnessComparison = (typeof FAIRNESS_COMPARISONS)[number];

/** Parity between the values of each column in `segmentBy`. */
export interface FairnessQuery extends AnalysisBase {
  queryType: 'fairness';
  metrics?: FairnessMetric[];
  /** Default `between_groups`. */
  comparison?: FairnessComparison;
  /** Group that `disparate_impact` divides by; default the one with the highest selection rate. */
  privileged?: string;
  threshold?: Threshold;
}

/** Throughput, errors, latency, tokens, cost and resources; evaluations by name as metrics of their mean. */
export interface ServiceQuery extends AnalysisBase {
  queryType: 'service';
  metrics?: ServiceMetric[];
  /** Names of evaluations, or globs. */
  evaluations?: string[];
  threshold?: Threshold;
  /** Against each metric's own past instead of `threshold`. */
  control?: ControlChart;
}

/** A number of the business: an SQL aggregate over predictions and their labels, or a cost matrix. */
export interface KpiQuery extends AnalysisBase {
  queryType: 'kpi';
  /** What the number is called; default `kpi`. */
  name?: string;
  /**
   * One aggregate over the rows of a window, such as `sum(amount) FILTER (WHERE prediction <> label)`. Columns are those
   * of the model, and `label` the newest label, NULL where there is none.
   */
  expression?: string;
  /** Mean cost a labelled prediction, binary models. */
  costs?: BinaryCosts;
  /** Mean cost a labelled prediction, any classes; cells that are absent cost 0. */
  costCells?: CostCell[];
  /** `mean` a labelled prediction (default) or the `sum` of them. */
  per?: 'mean' | 'sum';
  /** Unit that Grafana shows, such as `currencyEUR`. */
  unit?: string;
  threshold?: Threshold;
  /** Against the number's own past instead of `threshold`. */
  control?: ControlChart;
  /** Default true. */
  higherIsWorse?: boolean;
}

export type OutcomeQuery =
  | PerformanceQuery
  | PerformanceEstimatedQuery
  | CalibrationQuery
  | CurvesQuery
  | CohortsQuery
  | FairnessQuery
  | ServiceQuery
  | KpiQuery;

export const OUTCOME_QUERY_TYPES = [
  'performance',
  'performance-estimated',
  'calibration',
  'curves',
  'cohorts',
  'fairness',
  'service',
  'kpi',
] as const satisfies ReadonlyArray<OutcomeQuery['queryType']>;
