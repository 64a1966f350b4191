/**
 * Data frames as the back end builds them, column by column, before they are written as Arrow.
 *
 * Typed arrays go out without a copy per value. `null` in an array of the general kind is a missing value; typed arrays
 * carry missing values in `valid`.
 */

export type FieldType = 'time' | 'number' | 'integer' | 'string' | 'boolean';

/** Grafana's FieldConfig, as far as the back end sets it. */
export interface FieldConfig {
  displayName?: string;
  displayNameFromDS?: string;
  description?: string;
  unit?: string;
  decimals?: number;
  min?: number;
  max?: number;
  interval?: number;
  noValue?: string;
  color?: { mode: string; fixedColor?: string };
  thresholds?: { mode: 'absolute'; steps: Array<{ value: number | null; color: string }> };
  links?: Array<{ title: string; url: string; targetBlank?: boolean }>;
  custom?: Record<string, unknown>;
}

/**
 * One column. `time` holds milliseconds since the epoch as numbers, or nanoseconds in a BigInt64Array.
 * `valid`, when present, has one byte a row: 0 is missing.
 */
export interface Field {
  name: string;
  type: FieldType;
  values: ReadonlyArray<number | string | boolean | null> | Float64Array | Int32Array | BigInt64Array | Utf8Column;
  valid?: Uint8Array;
  labels?: Record<string, string>;
  config?: FieldConfig;
}

/** Text already in Arrow's own layout: `offsets` has one entry more than there are rows. */
export interface Utf8Column {
  offsets: Int32Array;
  bytes: Uint8Array;
}

export type NoticeSeverity = 'info' | 'warning' | 'error';

export interface Notice {
  severity: NoticeSeverity;
  text: string;
}

/** A figure of the query inspector. */
export interface QueryStat {
  displayName: string;
  value: number;
  unit?: string;
}

/** Grafana's FrameMeta, as far as the back end sets it. */
export interface FrameMeta {
  /** Data-plane type such as `timeseries-multi`; goes with `typeVersion`. */
  type?: string;
  typeVersion?: [number, number];
  preferredVisualisationType?: 'graph' | 'table' | 'logs' | 'trace' | 'nodeGraph';
  executedQueryString?: string;
  notices?: Notice[];
  stats?: QueryStat[];
  custom?: Record<string, unknown>;
}

/** A named table with metadata. Every field has the same number of rows. */
export interface Frame {
  name: string;
  refId?: string;
  fields: Field[];
  meta?: FrameMeta;
}

/** Rows of a field, whatever holds its values. */
export function fieldLength(field: Field): number {
  return 'offsets' in field.values ? field.values.offsets.length - 1 : field.values.length;
}
