/** Drift in the query model: methods, presets, and where limits come from. */
import type { AnalysisBase, Reference, Threshold } from './model';

export const DRIFT_METHODS = [
  'psi',
  'js',
  'kl',
  'hellinger',
  'tvd',
  'linf',
  'ks',
  'ks_binned',
  'wasserstein',
  'wasserstein_binned',
  'energy',
  'cvm',
  'anderson',
  'mannwhitney',
  'epps_singleton',
  't',
  'chi2',
  'g',
  'z',
  'vocabulary',
] as const;
export type DriftMethod = (typeof DRIFT_METHODS)[number];

/**
 * Decisions by column that a query can ask for. `evidently` and `nannyml`: method, bins and limits are those libraries'.
 * `tests`: Kolmogorov-Smirnov for numbers and chi-squared for categories, both read by their p-value, so that one
 * correction covers all columns.
 */
export const DRIFT_PRESETS = ['evidently', 'nannyml', 'tests'] as const;
export type DriftPreset = (typeof DRIFT_PRESETS)[number];

/**
 * Limits that come from data. `chunks`: mean plus `deviations` (default 3) population standard deviations of the scores
 * of the reference's own chunks, which are as long as the query's windows, or `chunks` of equal size. `no-change`: the
 * score that a window without change stays below with probability `level` (default 0.99).
 */
export type ThresholdRule =
  { kind: 'chunks'; chunks?: number; deviations?: number } | { kind: 'no-change'; level?: number };

/** Which tests are corrected together: all of one window, all windows of one series, or the whole answer. */
export const TEST_FAMILIES = ['window', 'series', 'query'] as const;
export type TestFamily = (typeof TEST_FAMILIES)[number];

/**
 * How tests are corrected: Benjamini-Hochberg, which suits tests that are independent or rise and fall together, or
 * Benjamini-Yekutieli, which holds under any dependence and is stricter.
 */
export const CORRECTIONS = ['bh', 'by'] as const;
export type CorrectionProcedure = (typeof CORRECTIONS)[number];

/** With it a cell breaches where its q value is at most `fdr` and its effect (KS D, or total variation) at least `minEffect`. */
export interface Correction {
  fdr?: number;
  family?: TestFamily;
  /** Default `bh`. */
  procedure?: CorrectionProcedure;
  minEffect?: number;
}

export interface DriftQuery extends AnalysisBase {
  queryType: 'drift';
  method?: DriftMethod;
  preset?: DriftPreset;
  reference?: Reference;
  threshold?: Threshold;
  /** Instead of `threshold`. */
  thresholdFrom?: ThresholdRule;
  correction?: Correction;
  /** `exclude` (default) leaves missing values out, `bin` counts them as a bin of their own. */
  missing?: 'exclude' | 'bin';
}

/** Histogram of one or more columns: the reference beside the window, with each bin's contribution to a score. */
export interface DistributionQuery extends AnalysisBase {
  queryType: 'distribution';
  /** Method that the contributions add up to; default PSI. */
  method?: DriftMethod;
  reference?: Reference;
}

export const MULTIVARIATE_METHODS = ['drifted_share'] as const;
export type MultivariateMethod = (typeof MULTIVARIATE_METHODS)[number];

/** Drift of the columns together. `drifted_share`: share of columns that the drift query of the same fields finds drifted. */
export interface DriftMultivariateQuery extends AnalysisBase {
  queryType: 'drift-multivariate';
  method?: MultivariateMethod;
  /** How each column is scored. */
  columnMethod?: DriftMethod;
  preset?: DriftPreset;
  reference?: Reference;
  /** Of the share. */
  threshold?: Threshold;
  /** Of each column. */
  columnThreshold?: Threshold;
  thresholdFrom?: ThresholdRule;
  correction?: Correction;
  missing?: 'exclude' | 'bin';
}

export const CONCEPT_METRICS = ['label_rate', 'error_rate'] as const;
export type ConceptMetric = (typeof CONCEPT_METRICS)[number];

/**
 * Change of the label or error rate inside frozen bins of each column, with the reference's mix of bins held fixed. For
 * regression the rates are the mean label and the mean absolute error. Without columns: the score, else the prediction.
 */
export interface ConceptDriftQuery extends AnalysisBase {
  queryType: 'concept-drift';
  metrics?: ConceptMetric[];
  reference?: Reference;
  /** Limits of the absolute change; a change whose interval holds 0 is never past them. */
  threshold?: Threshold;
}
