import { type DataSourceJsonData } from '@grafana/data';
import { type QueryBase } from '../query/model';

/** Settings of a data source that an editor may see. */
export interface PlumblineOptions extends DataSourceJsonData {
  /** What a new query opens in; default `builder`. Alert rules and annotations always begin in the builder. */
  defaultEditor?: 'builder' | 'sql';
  /** `off` refuses queries of type `sql`; `guarded` (default) lets one read-only statement through. */
  rawSql?: 'off' | 'guarded';
  /** Deadline of a dashboard's request in seconds, 1 to 300; default 25. */
  queryTimeoutSeconds?: number;
  /** Deadline of an alert rule's request in seconds, 1 to 300; default 25, as Grafana gives it 30. */
  alertTimeoutSeconds?: number;
  /** Models are made by their first batch; default true. */
  autoCreate?: boolean;
  /** Memory of the engine in MiB, from 128; default 1024. */
  memoryLimitMb?: number;
  /** Batches a second that are taken in the long run, 1 to 1,000; default 20. */
  ingestRequestsPerSecond?: number;
  /** Rows a second that are taken in the long run; default 200,000. */
  ingestRowsPerSecond?: number;
  /** Rows of one batch; default 100,000. */
  batchRows?: number;
  /** Columns that a model may have; default 1,000. */
  modelColumns?: number;
  /** Bytes of one text, default 65,536, and of a value that splits or filters, default 1,024. */
  textBytes?: number;
  labelBytes?: number;
  /** Size of a body in MiB as it is sent, and once inflated. */
  bodyMb?: number;
  inflatedBodyMb?: number;
  /** How long things are kept where a model says nothing, such as 180d; for ever without. */
  retentionRaw?: string;
  retentionRollups?: string;
  retentionAudit?: string;
  /** Data sources that a column `trace_id` leads to: Tempo or its like, and Loki. */
  tracesUid?: string;
  logsUid?: string;
  /** Least organisation role for each group of calls. */
  queryRole?: Role;
  editRole?: Role;
  ingestRole?: Role;
  adminRole?: Role;
  unmaskedRole?: Role;
}

/** Grafana's organisation roles, ascending. */
export const ROLES = ['Viewer', 'Editor', 'Admin'] as const;
export type Role = (typeof ROLES)[number];

/** Settings that only the back end reads. */
export interface PlumblineSecrets {
  /** When set, a caller must send it in the header `X-Plumbline-Ingest-Key` to ingest. */
  ingestKey?: string;
}

/** What a query variable can list. */
export const VARIABLE_LISTS = [
  'models',
  'columns',
  'segments',
  'values',
  'references',
  'versions',
  'environments',
  'sql',
] as const;
export type VariableList = (typeof VARIABLE_LISTS)[number];

/** Query of a dashboard variable. */
export interface VariableQuery extends QueryBase {
  list: VariableList;
  /** Needed by every list but `models` and `sql`. */
  model?: string;
  /** Column whose values are listed; needed by `values`. */
  column?: string;
  /** Statement of `sql`: its columns `__text` and `__value`, or its first column. `$__searchFilter` is what was typed. */
  rawSql?: string;
}
