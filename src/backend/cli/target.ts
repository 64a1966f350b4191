/** Where the command line sends rows to: a store file, or a running Grafana. */
import { type IngestKind, type IngestReply } from '../store/types';

export interface Batch {
  model: string;
  kind: IngestKind;
  /** NDJSON. */
  body: Uint8Array;
  idempotencyKey: string;
}

export interface Target {
  /** The reply, also when every row was rejected. */
  ingest(batch: Batch): Promise<IngestReply>;
  /** A call on a path below `v1/`; rejects with `PlumblineError` unless it succeeded. */
  call(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown): Promise<unknown>;
  close(): Promise<void>;
}
