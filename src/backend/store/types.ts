/**
 * What the store tells the analyses: models, columns, references, and a way to ask DuckDB.
 */

export const COLUMN_ROLES = [
  'id',
  'time',
  'version',
  'environment',
  'feature',
  'prediction',
  'score',
  'label',
  'segment',
  'metadata',
  'latency_ms',
  'status',
  'trace_id',
  'entity_id',
  'weight',
  'tokens_in',
  'tokens_out',
  'cost',
  'prompt',
  'response',
  'embedding',
  'provider',
  'cpu_seconds',
  'memory_bytes',
  'gpu_util',
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

export type Task = 'binary' | 'multiclass' | 'regression' | 'ranking' | 'generative';

/** How a column is compared: numbers by quantile bins, categories and booleans by value. */
export type ColumnKind = 'numeric' | 'categorical' | 'boolean' | 'time' | 'text';

export interface ColumnInfo {
  /** Name in queries, frames and the table alike. */
  name: string;
  role: ColumnRole;
  kind: ColumnKind;
  /** DuckDB's type, such as DOUBLE or VARCHAR. */
  sqlType: string;
  /** May be used in `segmentBy`. */
  segment: boolean;
  sensitive: boolean;
}

export interface ModelInfo {
  name: string;
  task: Task;
  /** Value of `prediction` and `label` that counts as positive (binary). */
  positiveClass: string;
  owner?: string;
  runbook?: string;
  defaultReference?: string;
  /** By `drift.psi`, `performance.accuracy` and the like. */
  thresholds: Record<string, { warn?: number; breach?: number }>;
  columns: ColumnInfo[];
  /** Quoted relations. `predictions` and `labels` hold the newest revision only. */
  relations: {
    predictions: string;
    /** Columns: id, prediction_time, value (VARCHAR), observed_at, arrived_at. */
    labels: string;
    /** Columns: id, time, base_value, output_name, output_space, explainer, background, shap_<feature>...; null if none. */
    attributions: string | null;
  };
  /** Features that have a `shap_<name>` column in `attributions`. */
  attributedFeatures: string[];
}

/** Frozen numeric bins: a value's bin is the number of `edges` below it, so `counts.length = edges.length + 1`. */
export interface NumericBins {
  kind: 'numeric';
  /** Distinct `quantile_disc` values of 0.1 ... 0.9. */
  edges: number[];
  counts: number[];
  /** Distinct `quantile_disc` values of 0.01 ... 0.99; every member of `edges` is among them. */
  fineEdges: number[];
  fineCounts: number[];
  min: number;
  max: number;
  mean: number;
  /** Population standard deviation. */
  sd: number;
  /** Rows with a value, and rows without. */
  n: number;
  missing: number;
}

/** Frozen categories by descending count (ties by value); `other` holds what is beyond the kept ones. */
export interface CategoricalBins {
  kind: 'categorical';
  categories: Array<{ value: string; count: number }>;
  other: number;
  n: number;
  missing: number;
}

export type FrozenBins = NumericBins | CategoricalBins;

export interface ReferenceInfo {
  name: string;
  model: string;
  rows: number;
  /** Quoted relation holding the reference's rows, same column names as the predictions. */
  relation: string;
  /** Period it was taken from, milliseconds since the epoch; absent for uploads. */
  from?: number;
  to?: number;
  hash: string;
  bins: Map<string, FrozenBins>;
}

export type SqlValue = string | number | bigint | boolean | null;

/** Read access to DuckDB. Statements take `$1`-style parameters. Cancelled by the signal given when it was made. */
export interface Reader {
  /** Rows as plain objects with a null prototype; 64-bit integers as numbers, timestamps as milliseconds. */
  rows<T = Record<string, unknown>>(sql: string, params?: SqlValue[]): Promise<T[]>;
  /** Every statement run so far, for `meta.executedQueryString`. */
  readonly executed: string[];
}

/** What an analysis may know of the store. */
export interface Catalogue {
  models(): Promise<ModelInfo[]>;
  /** Throws `not_found` naming the models there are. */
  model(name: string): Promise<ModelInfo>;
  references(model: string): Promise<string[]>;
  /** Throws `not_found` naming the references there are. */
  reference(model: string, name: string): Promise<ReferenceInfo>;
}
