/** Queries about cohorts: parts of the predictions, each against the others. Types only. */
import type { CohortMetric } from './metrics';
import type { AnalysisBase, Filter, Reference } from './model';
import type { Binning } from './outcomes';

/** A cohort of this query alone. */
export interface NamedCohort {
  name: string;
  filters: Filter[];
}

/**
 * `compare` each cohort with the baseline; `mix` splits the change since the reference into rate and mix; `facets` ranks
 * columns by how much the cohorts that they would make differ from everybody else; `intersections` compares every pair of
 * values of two columns, numbers cut into bins.
 */
export const COHORT_VIEWS = ['compare', 'mix', 'facets', 'intersections'] as const;
export type CohortView = (typeof COHORT_VIEWS)[number];

export const COHORT_BASELINES = ['complement', 'overall', 'reference', 'cohort'] as const;
export type CohortBaselineKind = (typeof COHORT_BASELINES)[number];

/**
 * What a cohort is compared with: all rows outside of it, all rows (its own among them), its own rows in the query's
 * `reference`, or another cohort of the answer by its name there, such as `carrier=UA`.
 */
export type CohortBaseline = { kind: Exclude<CohortBaselineKind, 'cohort'> } | { kind: 'cohort'; cohort: string };

export interface CohortsQuery extends AnalysisBase {
  queryType: 'cohorts';
  metrics?: CohortMetric[];
  /** Level of the Benjamini-Hochberg correction over rows x metrics shown; default 0.05. */
  fdr?: number;
  /** Saved cohorts by name, beside those of `segmentBy`. */
  saved?: string[];
  cohorts?: NamedCohort[];
  /** Default `compare`. */
  view?: CohortView;
  /** Of the views `compare` and `intersections`, which has no single cohort to be one; default the complement. */
  baseline?: CohortBaseline;
  /** What `mix` explains the change from; `compare` shows each cohort's value there. */
  reference?: Reference;
  /** Of the view `intersections`: bins that numbers of many values are cut into, 2 to 20; default 8. */
  bins?: number;
  /** Whether these bins have equal counts (default) or equal widths. */
  binning?: Binning;
}

/**
 * Why a cohort has a value without an interval, or a difference without an interval or a p-value: too many cohorts to draw
 * a bootstrap of, too many classes, a single row on a side, a single row of a class, no rows that are on one side alone, too few rows for the
 * test, or rows that do not vary.
 */
export const COHORT_UNSURE = [
  'too_many',
  'too_many_classes',
  'one_row',
  'one_of_a_class',
  'same_rows',
  'few_rows',
  'no_variation',
] as const;
export type CohortUnsure = (typeof COHORT_UNSURE)[number];

/** Everybody; a value of a key or an intersection; a cohort of the query; a saved one. */
export const COHORT_SOURCES = ['overall', 'key', 'query', 'saved'] as const;
export type CohortSource = (typeof COHORT_SOURCES)[number];
