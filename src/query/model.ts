/**
 * The query model: one JSON object that panels, Explore, variables and alert rules all send.
 *
 * A discriminated union on `queryType`. Everything here is public: dashboards and alert rules keep these objects for
 * years, so a change needs a migration in `migrate.ts`.
 */

import { type AnnotationsQuery } from './annotations';
import { type BacktestQuery } from './backtest';
import { type ControlChart } from './control';
import { type ConceptDriftQuery, type DistributionQuery, type DriftMultivariateQuery, type DriftQuery } from './drift';
import { type ExplanationAnalysis } from './explanations';
import { OUTCOME_QUERY_TYPES, type OutcomeQuery } from './outcomes';
import { type RefusalsQuery } from './refusals';

export * from './annotations';
export * from './backtest';
export { CONTROL_CHARTS, CONTROL_LIMITS, type ControlChart, type ControlChartKind, DEFAULT_BASELINE } from './control';
export * from './drift';
export * from './metrics';
export * from './outcomes';
export * from './refusals';

export type {
  BeeswarmQuery,
  ColumnGroup,
  DependenceQuery,
  ExplanationQuery,
  ImpactQuery,
  ImportanceQuery,
} from './explanations';

/** Version written into every query; `migrate.ts` lifts older ones. */
export const QUERY_VERSION = '1.0.0';

export const DATASOURCE_TYPE = 'plumbline-predictions-datasource';

/** `key op value`; `=|` and `!=|` take a list in `values`. */
export const FILTER_OPERATORS = ['=', '!=', '=|', '!=|', '=~', '!~', '<', '<=', '>', '>='] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/**
 * A row filter on a column of the model. Values are strings as the browser sends them; the back end types them.
 *
 * `shap_<column>` filters by the attribution of a column, and `output_name`, `output_space`, `explainer`, `background`,
 * `base_value` and `additivity_error` say which explanation is meant: rows count that have one which meets all of these.
 * A column of the model that is called the same comes first.
 */
export interface Filter {
  key: string;
  operator: FilterOperator;
  value?: string;
  values?: string[];
}

/**
 * By column: shares of missing, unseen (not in the reference), out of range, not finite and refused values, and whether
 * all values are one. By window: share of duplicate rows, volume, seconds since the newest row, median seconds until
 * labels arrive, changes of the schema.
 */
export const QUALITY_METRICS = [
  'missing_rate',
  'unseen_rate',
  'out_of_range_rate',
  'nonfinite_rate',
  'type_mismatch_rate',
  'constant',
  'duplicate_rate',
  'volume',
  'freshness',
  'label_lag',
  'schema_changes',
] as const;
export type QualityMetric = (typeof QUALITY_METRICS)[number];

/** What the current window is compared with. `fixed` without a name means the model's default reference. */
export type Reference =
  | { kind: 'fixed'; name?: string }
  | { kind: 'previous' }
  | { kind: 'offset'; by: string }
  | { kind: 'rolling'; over: string }
  | { kind: 'version'; version: string };

export const FORMATS = ['timeseries', 'table', 'numeric', 'matrix'] as const;
export type Format = (typeof FORMATS)[number];

/** Warn and breach limits in the unit of the method; either may be absent. */
export interface Threshold {
  warn?: number;
  breach?: number;
}

/** How labels count: as known at `asOf` (default: now), only windows with enough of them, only predictions older than `maturity`. */
export interface LabelRules {
  asOf?: string;
  /** Share in [0,1] of predictions in a window that must have a label. */
  minCoverage?: number;
  /** Duration such as `3d`. */
  maturity?: string;
}

/** Fields that every query has; `datasource`, `hide` and `key` are Grafana's own. */
export interface QueryBase {
  refId: string;
  pluginVersion?: string;
  hide?: boolean;
  /** Asks again when the model gets new rows, over Grafana Live. A rule is evaluated by the clock and does not look at it. */
  live?: boolean;
  key?: string;
  datasource?: { type?: string; uid?: string } | null;
}

/** Common part of every analysis. */
export interface AnalysisBase extends QueryBase {
  model: string;
  versions?: string[];
  environments?: string[];
  /** Column names or globs (`*`, `hum*`); `!name` or `!glob` leaves columns out. Absent means every feature. */
  columns?: string[];
  filters?: Filter[];
  /** Columns whose values split the answer into one series each. */
  segmentBy?: string[];
  /** `auto`, a duration (`1d`), `rows:N` or `all`. */
  window?: string;
  minRows?: number;
  /** Level of intervals in (0,1); default 0.95. */
  confidence?: number;
  labels?: LabelRules;
  format?: Format;
  /** IANA zone that windows are aligned in; default UTC. */
  timezone?: string;
}

export interface QualityQuery extends AnalysisBase {
  queryType: 'quality';
  metrics?: QualityMetric[];
  threshold?: Threshold;
  /** Against the metric's own past instead of `threshold`. */
  control?: ControlChart;
}

export const RECORDS_SHOW = ['rows', 'logs', 'logs-volume'] as const;
export type RecordsShow = (typeof RECORDS_SHOW)[number];

export interface RecordsQuery extends AnalysisBase {
  queryType: 'records';
  limit?: number;
  orderBy?: { column: string; direction: 'asc' | 'desc' };
  /** Only predictions with a label that the model got wrong. */
  onlyErrors?: boolean;
  /** Rows of a table (default), log lines for Explore, or how many of those there are of each level over time. */
  show?: RecordsShow;
}

/** The fleet: one row a model with its worst column, performance, label coverage and volume. */
export interface ModelsQuery extends QueryBase {
  queryType: 'models';
  format?: Format;
}

export interface SqlQuery extends QueryBase {
  queryType: 'sql';
  rawSql: string;
  format?: 'timeseries' | 'table';
  /** Ad hoc filters of a dashboard, for the macro `$__filters`. */
  filters?: Filter[];
}

export type AnalysisQuery =
  | DriftQuery
  | DistributionQuery
  | DriftMultivariateQuery
  | ConceptDriftQuery
  | QualityQuery
  | ExplanationAnalysis
  | OutcomeQuery
  | RecordsQuery;

export type PlumblineQuery = AnalysisQuery | ModelsQuery | RefusalsQuery | BacktestQuery | AnnotationsQuery | SqlQuery;
export type QueryType = PlumblineQuery['queryType'];

export const QUERY_TYPES: readonly QueryType[] = [
  'sql',
  'drift',
  'distribution',
  'drift-multivariate',
  'concept-drift',
  ...OUTCOME_QUERY_TYPES,
  'quality',
  'importance',
  'beeswarm',
  'dependence',
  'explanation',
  'impact',
  'records',
  'models',
  'refusals',
  'backtest',
  'annotations',
];
