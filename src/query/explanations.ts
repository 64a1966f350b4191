/** Queries about logged attributions (SHAP values). Public like all of the query model. */
import type { NamedCohort } from './cohorts';
import { type AnalysisBase, type Reference } from './model';

/**
 * Columns that are explained as one, such as those of a one-hot encoding: attributions of a record are added up first,
 * then averaged. `columns` holds names or globs of attributed columns; a column belongs to one group at most.
 */
export interface ColumnGroup {
  name: string;
  columns: string[];
}

export const IMPORTANCE_STATISTICS = ['mean_abs', 'p95_abs', 'ndcg'] as const;
export type ImportanceStatistic = (typeof IMPORTANCE_STATISTICS)[number];

/** Common part of the queries about attributions. */
export interface AttributionBase extends AnalysisBase {
  /** What the attributions are compared with; default the model's default reference. */
  reference?: Reference;
  /** `output_name` of the attributions: needed where several outputs of a model are explained. */
  output?: string;
  groups?: ColumnGroup[];
}

/**
 * Mean |SHAP| by column, with `p95_abs` also the 95th percentile, which then orders the columns; with the statistic `ndcg` how
 * alike the order of columns is to the reference's, over windows. `segmentBy` or `cohorts` give each column once a cohort, for
 * at most six cohorts, ordered by the mean of their ranks.
 */
export interface ImportanceQuery extends AttributionBase {
  queryType: 'importance';
  /** Columns shown; the others are summed up. */
  topK?: number;
  statistic?: ImportanceStatistic;
  /** Cuts numbers of `segmentBy` with more than twelve values at their quartiles instead of making each value a cohort. */
  quartiles?: boolean;
  /** Cohorts by their conditions, in place of `segmentBy`; they may share rows. Six at most. */
  cohorts?: NamedCohort[];
  /** Limits of `ndcg`, which is worse when lower. */
  threshold?: { warn?: number; breach?: number };
}

/** Bins of attribution by value for each column; the records themselves where they are few. */
export interface BeeswarmQuery extends AttributionBase {
  queryType: 'beeswarm';
  topK?: number;
  /** Also bins of the reference, to be drawn below those of the time range. */
  split?: boolean;
}

/** Attribution of one column over its values. Without `columns` that is the most important one. */
export interface DependenceQuery extends AttributionBase {
  queryType: 'dependence';
  /** Column whose values colour the points; `none`, or by default the one that interacts most. */
  colorBy?: string;
}

/** The attributions of one record. */
export interface ExplanationQuery extends AttributionBase {
  queryType: 'explanation';
  /** Identity of the record; without it the newest explained one. */
  id?: string;
  /** Time of the record (RFC 3339), where an id has several. */
  time?: string;
}

/** The change of the mean prediction against a reference, by column, into a part of mix and a part of function. */
export interface ImpactQuery extends AttributionBase {
  queryType: 'impact';
  topK?: number;
}

export type ExplanationAnalysis = ImportanceQuery | BeeswarmQuery | DependenceQuery | ExplanationQuery | ImpactQuery;
