/** What one batch may have; the data source's settings may raise it. */
import { type ColumnRecord } from '../schema';

export interface IngestLimits {
  maxRows: number;
  /** Keys of a batch. */
  maxColumns: number;
  /** Longest text, in bytes of UTF-8. */
  maxTextBytes: number;
  /** Longest text of a column that series are split by: it becomes a label. */
  maxLabelBytes: number;
}

export const DEFAULT_LIMITS: IngestLimits = {
  maxRows: 100_000,
  maxColumns: 1_000,
  maxTextBytes: 64 << 10,
  maxLabelBytes: 1 << 10,
};

/** Longest text of a column. */
export const maxBytesOf = (column: ColumnRecord, limits: IngestLimits): number =>
  column.segment || column.role === 'id' || column.role === 'label' ? limits.maxLabelBytes : limits.maxTextBytes;
