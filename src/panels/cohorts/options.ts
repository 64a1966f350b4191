/** Options of the cohort panel as dashboards store them. */
export type CohortSort = 'excess' | 'delta' | 'value' | 'n' | 'q' | 'name';

export interface CohortsOptions {
  /** Metrics shown side by side; empty shows the first three of the data. */
  metrics: string[];
  sort: CohortSort;
  /** Level of the correction at which a difference counts. */
  fdr: number;
  /** Fewer labelled rows than this are greyed, where the data do not say so themselves. */
  minSupport: number;
  onlySignificant: boolean;
  showDelta: boolean;
  tooltip: boolean;
}

export const DEFAULT_OPTIONS: CohortsOptions = {
  metrics: [],
  sort: 'excess',
  fdr: 0.05,
  minSupport: 30,
  onlySignificant: false,
  showDelta: true,
  tooltip: true,
};

/** Metrics beyond these would leave no room for any of them. */
export const METRICS_AT_MOST = 6;
export const METRICS_BY_DEFAULT = 3;
