import type { CohortsQuery } from './cohorts';

/** `cohort-facets`: one row a column, ranked by how much its most different cohort differs from everybody else. */
export const FACET_FIELDS = {
  column: 'column',
  /** `values` where each value is a cohort, `ranges` where the column was cut. */
  kind: 'kind',
  /** The cohort of the column that differs most, by name and as a condition. */
  cohort: 'cohort',
  predicate: 'predicate',
  metric: 'metric',
  n: 'n',
  nLabelled: 'n_labelled',
  value: 'value',
  complement: 'complement_value',
  delta: 'delta',
  deltaLo: 'delta_lo',
  deltaHi: 'delta_hi',
  p: 'p',
  q: 'q',
  /** Rows times the end of the difference's interval that is nearer to zero, in the metric's bad direction. */
  excess: 'excess',
  /** Cohorts of the column that have enough rows, and those of them that differ significantly. */
  groups: 'groups',
  significant: 'significant',
  /** What makes these cohorts in a query, as JSON: `segmentBy`, or `cohorts`. */
  query: 'query',
} as const;

/** The part of a query that makes the cohorts of a facet. */
export type FacetQuery = Pick<CohortsQuery, 'segmentBy' | 'cohorts'>;

/** Columns whose values are crossed, as frames of intersections say under `crossed`: numbers in bins, or values by their rows. */
export type CohortCrossing = readonly [CrossedColumn, CrossedColumn];

export interface CrossedColumn {
  column: string;
  /** In order: ascending bins, or the most frequent value first; a missing value comes last. */
  values: string[];
  /** Whether the values are bins of numbers. */
  cut: boolean;
}
