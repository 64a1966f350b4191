/**
 * What the front process and the engine child say to each other.
 *
 * One request has one answer, matched by `id`. Large binary parts (bodies to ingest, Arrow frames) travel beside the
 * JSON and are never base64. The child knows one store and trusts the front: permissions are settled before.
 */
import type { ErrorCode } from '../../query/errors';
import type { PlumblineQuery } from '../../query/model';
import type { IngestLimits } from '../store/ingest/limits';
import type { AuditEntry, IngestKind } from '../store/types';

/** Who asks, for the audit log and for masking. */
export interface Actor {
  login: string;
  role: 'Viewer' | 'Editor' | 'Admin' | '';
  fromAlert: boolean;
  /** May see sensitive columns unmasked. */
  unmasked: boolean;
}

/** One query of a request, with the time range Grafana gave it (milliseconds since the epoch). */
export interface QueryJob {
  query: PlumblineQuery;
  from: number;
  to: number;
  intervalMs: number;
  maxDataPoints: number;
}

export type { IngestKind } from '../store/types';

/** Operations of the child. `body` in the second column is the binary part of the request or the answer. */
export interface EngineOperations {
  /** All queries of one Grafana request; the answer's binary parts are Arrow frames in the order of `frames`. */
  query: {
    request: { actor: Actor; jobs: QueryJob[]; rowLimit: number; rawSql: 'off' | 'guarded' };
    answer: { results: Array<{ refId: string; frames: number; error?: EngineFailure }> };
  };
  /** A batch of rows as it came over HTTP (already inflated); the answer is the HTTP reply. */
  ingest: {
    request: {
      actor: Actor;
      model: string;
      kind: IngestKind;
      contentType: string;
      idempotencyKey?: string;
      autoCreate: boolean;
      limits: IngestLimits;
    };
    answer: { status: number; body: unknown };
  };
  /** Everything else under `v1/`: models, references, columns, values, segments. */
  resource: {
    request: {
      actor: Actor;
      method: string;
      path: string;
      query: Record<string, string>;
      body?: unknown;
      /** Of the binary part: rows that are not parsed yet. */
      contentType?: string;
      limits: IngestLimits;
    };
    answer: { status: number; body: unknown; contentType?: string };
  };
  /** A line of the audit log for what the front has seen, such as a refused call. */
  audit: { request: AuditEntry; answer: null };
  /** Version, tables, rows, size on disk, free space, for the health check and the config page. */
  status: { request: { actor: Actor }; answer: StoreStatus };
}

export type EngineOperation = keyof EngineOperations;

export interface StoreStatus {
  duckdb: string;
  models: number;
  predictions: number;
  fileBytes: number;
  walBytes: number;
  freeBytes: number;
  openedInMs: number;
  schema: number;
  lastBatchAt: number | null;
  hoursToRollUp: number;
  /** Delay of the engine's event loop since the last call for it. */
  eventLoopP99Ms: number;
  warnings: string[];
}

export interface EngineFailure {
  code: ErrorCode;
  message: string;
  remedy?: string;
  place?: string;
}
