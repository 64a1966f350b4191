import { type DataSourceJsonData } from '@grafana/data';
import { type QueryBase } from '../query/model';

/** Settings of a data source that an editor may see. */
export interface PlumblineOptions extends DataSourceJsonData {
  /** `off` refuses queries of type `sql`; `guarded` (default) lets one read-only statement through. */
  rawSql?: 'off' | 'guarded';
  /** Deadline of one request in seconds; default 30. */
  queryTimeoutSeconds?: number;
}

/** Settings that only the back end reads. */
export interface PlumblineSecrets {
  /** When set, a caller must send it in the header `X-Plumbline-Key` to ingest. */
  ingestKey?: string;
}

/** What a query variable can list. */
export const VARIABLE_LISTS = ['models', 'columns', 'segments', 'values', 'references', 'versions'] as const;
export type VariableList = (typeof VARIABLE_LISTS)[number];

/** Query of a dashboard variable. */
export interface VariableQuery extends QueryBase {
  list: VariableList;
  /** Needed by every list but `models`. */
  model?: string;
  /** Column whose values are listed; needed by `values`. */
  column?: string;
}
