/**
 * What the store offers: models, columns and references, a way to ask DuckDB, ingestion and resources.
 */
import { type DuckDBResult } from '@duckdb/node-api';
import { type Snapshots } from './rollups/snapshot';
import { type IngestLimits } from './ingest/limits';

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
  /** Free text for screens, such as where a sample comes from. */
  description?: string;
  /** Columns of the predictions, in table order. The identity columns are always called `id` and `time`. */
  columns: ColumnInfo[];
  /** The label, which lives in `relations.labels` and not among the predictions; absent until one was declared or sent. */
  label?: ColumnInfo;
  /** Quoted relations. `predictions` and `labels` hold the newest revision only. */
  relations: {
    predictions: string;
    /** Columns: id, prediction_time, value (VARCHAR), observed_at, arrived_at. */
    labels: string;
    /** Every arrival of every label, same columns: what `asOf` needs. */
    labelHistory: string;
    /** Columns: id, time, base_value, output_name, output_space, explainer, background, shap_<feature>...; null if none. */
    attributions: string | null;
    /** Columns: id, prediction_time, name, value, text, source (human, judge or user), evaluator, observed_at, arrived_at. */
    evaluations: string;
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

export type NumberColumn = Int32Array | Float64Array;

/** Read access to DuckDB. Statements take `$1`-style parameters. Cancelled by the signal given when it was made. */
export interface Reader {
  /** Rows as plain objects with a null prototype; 64-bit integers as numbers, timestamps as milliseconds. */
  rows<T = Record<string, unknown>>(sql: string, params?: SqlValue[]): Promise<T[]>;
  /**
   * Streams a result of DOUBLE columns (NULL comes as NaN) and INTEGER columns without NULL, chunk by chunk and without
   * a JavaScript value a cell. The arrays are only good until `visit` returns.
   */
  numbers(
    sql: string,
    params: SqlValue[],
    visit: (rows: number, columns: readonly NumberColumn[]) => void
  ): Promise<void>;
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

/** Who asks: for the ledger and the audit log. */
export interface StoreActor {
  login: string;
  /** May see sensitive columns. */
  unmasked?: boolean;
}

export const INGEST_KINDS = ['predictions', 'labels', 'attributions', 'evaluations'] as const;
export type IngestKind = (typeof INGEST_KINDS)[number];

/** One batch as it came over HTTP, already inflated. */
export interface IngestRequest {
  actor: StoreActor;
  model: string;
  kind: IngestKind;
  /** JSON, NDJSON, CSV or an Arrow IPC stream, see `decode/formats.ts`; parameters are ignored. */
  contentType: string;
  body: Uint8Array;
  /** Default limits where they are left out. */
  limits?: IngestLimits;
  /** Same key and body: the first answer again. Same key, other body: `conflict`. */
  idempotencyKey?: string;
  /** False refuses a batch for a model that does not exist. */
  autoCreate: boolean;
}

/** A row that was not stored. `row` counts from 0: elements of an array, lines of NDJSON, records of CSV. */
export interface RejectedRow {
  row: number;
  column: string | null;
  reason: string;
  remedy: string;
}

/** `accepted + duplicates + updated + rejectedTotal` is the number of rows in the batch. */
export interface IngestReply {
  accepted: number;
  duplicates: number;
  updated: number;
  /** The first 1,000; all of them are in `plumbline.rejected_rows`. */
  rejected: RejectedRow[];
  rejectedTotal: number;
  warnings: string[];
}

export interface IngestAnswer {
  /** 200, or 400 when not one row could be stored. */
  status: number;
  body: IngestReply;
}

/** A call on `v1/...`; `path` has no leading slash. */
export interface ResourceRequest {
  actor: StoreActor;
  method: string;
  path: string;
  query: Record<string, string>;
  body?: unknown;
  /** Rows in any of the formats, where the call takes them; they are not parsed yet. */
  upload?: { contentType: string; body: Uint8Array };
  /** Default limits where they are left out. */
  limits?: IngestLimits;
}

export interface ResourceAnswer {
  status: number;
  body: unknown;
  /** Set where `body` is a text that is not JSON. */
  contentType?: string;
}

/** How long raw rows, rollups and the audit log are kept, as `180d`, `52w`, `3y`, `12h` or `forever`. */
export interface Retention {
  raw?: string;
  rollups?: string;
  audit?: string;
}

export interface StoreState {
  duckdb: string;
  /** Version of the store's own tables. */
  schema: number;
  models: number;
  predictions: number;
  fileBytes: number;
  walBytes: number;
  freeBytes: number;
  openedInMs: number;
  /** When the newest batch came, milliseconds since the epoch; null before the first. */
  lastBatchAt: number | null;
  /** Hours whose rows changed and that queries read raw until they are rolled up. */
  hoursToRollUp: number;
  /** What an administrator should look at: little space, commits that are missing. */
  warnings: string[];
}

export interface StoreOptions {
  /** DuckDB's buffer limit in MiB; not a hard limit of the process. Default 1024. */
  memoryLimitMb?: number;
  /** Default 2. */
  threads?: number;
  /** Cap of spill files in MiB. Default 2048. */
  tempLimitMb?: number;
  /** Connections that may read at the same time. Default 20. */
  readers?: number;
  /** Below this much free space, in bytes, the state warns. Default 2 GiB. */
  warnFreeBytes?: number;
  /** Below this much free space, or thrice the log of changes, batches are refused. Default 256 MiB. */
  keepFreeBytes?: number;
  /** False rolls up only when asked to. */
  roll?: boolean;
  /** How long things are kept where a model says nothing. Default: for ever. */
  retention?: Retention;
  /** Called once when DuckDB has invalidated the database: the process must end, never open again in place. */
  onFatal?: (error: Error) => void;
}

export interface StatementOptions {
  params?: SqlValue[];
  signal?: AbortSignal;
  /** True fetches chunks while the statement runs; false (default) runs it to its end first. */
  stream?: boolean;
}

/** One line of the audit log. */
export interface AuditEntry {
  actor: string;
  /** Such as `records.read` or `call.refused`. */
  action: string;
  /** What it was about: a model, or a path. */
  subject: string;
  detail: Record<string, unknown>;
}

/** One open store file. Every promise rejects with `PlumblineError`. */
export interface Store {
  readonly catalogue: Catalogue;
  reader(signal?: AbortSignal): Reader;
  /**
   * Runs one statement in a read-only transaction and hands DuckDB's own result to `consume`, which must be done with it
   * when its promise settles. For SQL mode: chunks go to Arrow without a JavaScript object a row.
   */
  statement<T>(sql: string, options: StatementOptions, consume: (result: DuckDBResult) => Promise<T>): Promise<T>;
  /** The way to rollups: they are only right together with the dirty hours and the rows of the same moment. */
  rollups(signal?: AbortSignal): Snapshots;
  /** Rolls up now what the background would: `onStep` is told the model and the hours that each step made clean. */
  rollUp(onStep?: (model: string, hours: readonly number[]) => void): Promise<void>;
  /** The signal stops what reads, and takes a change out of the queue; one that has begun goes on to its end. */
  ingest(request: IngestRequest, signal?: AbortSignal): Promise<IngestAnswer>;
  resource(request: ResourceRequest, signal?: AbortSignal): Promise<ResourceAnswer>;
  status(signal?: AbortSignal): Promise<StoreState>;
  /** Does one small thing that is due, such as removing what is too old; true when there may be more. */
  housekeep(signal?: AbortSignal): Promise<boolean>;
  /** Resolves once the entry is stored. */
  audit(entry: AuditEntry): Promise<void>;
  /** Waits for the running write, checkpoints and lets the file go. */
  close(): Promise<void>;
}
