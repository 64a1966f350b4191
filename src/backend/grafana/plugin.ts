/** What a plugin built on this layer provides. Every function may throw; the layer turns errors into answers. */
import { type RequestContext } from './context';

export interface DataQuery {
  refId: string;
  queryType: string;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  intervalMs: number;
  maxDataPoints: number;
  /** The query's JSON text as the browser or the alert rule wrote it. */
  json: string;
}

/** Answer to one query: Arrow frames, or what went wrong. */
export type DataResult = { frames: Uint8Array[] } | { error: unknown };

export interface ResourceRequest {
  method: string;
  /** Path below `resources/`, without a leading slash. */
  path: string;
  query: URLSearchParams;
  body: Uint8Array;
}

export interface ResourceReply {
  status: number;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

export interface HealthReply {
  ok: boolean;
  message: string;
  details?: Record<string, unknown>;
}

/** Whether somebody may listen to a channel of Grafana Live. */
export type Subscription = 'ok' | 'not_found' | 'denied';

export interface Plugin {
  /** One result a refId; a refId left out is answered with an error. */
  queryData(queries: DataQuery[], context: RequestContext): Promise<Map<string, DataResult>>;
  callResource(request: ResourceRequest, context: RequestContext): Promise<ResourceReply>;
  checkHealth(context: RequestContext): Promise<HealthReply>;
  /** Asked for every listener of a channel; `path` is what follows the data source's uid in its name. */
  subscribeStream(path: string, context: RequestContext): Promise<Subscription>;
  /**
   * Sends what happens on a channel, JSON by JSON, until nobody listens any more, which aborts the context's signal. Grafana
   * runs one for each channel, as its first listener; one that ends without an error is not run again.
   */
  runStream(path: string, context: RequestContext, send: (message: unknown) => Promise<void>): Promise<void>;
  /** Prometheus text format. */
  collectMetrics(): Promise<string>;
  /** Ends everything the plugin holds; called once, after the last request. */
  close(): Promise<void>;
}
