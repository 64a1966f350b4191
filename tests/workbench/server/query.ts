/** `POST /api/ds/query`: Grafana's own request and answer, around one QueryData call. */
import { METHODS } from '../../../src/backend/grafana/protocol';
import { type PluginClient } from '../../integration/backend/client';
import { type FrameJson, toFrameJson } from './frames';
import { pluginContext } from './pluginContext';

interface QueryBody {
  queries: Array<Record<string, unknown> & { refId: string }>;
  /** Milliseconds since the epoch, as text. */
  from: string;
  to: string;
}

interface QueryResult {
  status: number;
  frames: FrameJson[];
  error?: string;
  errorSource?: string;
}

export interface QueryAnswer {
  status: number;
  body: { results: Record<string, QueryResult> } | { message: string };
}

const number = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Ask the back end all queries of a request. Grafana answers 400 when one of them fails with a client's error. */
export async function queryData(backend: PluginClient, body: QueryBody, signal: AbortSignal): Promise<QueryAnswer> {
  const [from, to] = [Number(body.from), Number(body.to)];
  if (!Array.isArray(body.queries) || !Number.isFinite(from) || !Number.isFinite(to)) {
    return { status: 400, body: { message: 'queries, from and to (milliseconds) are needed' } };
  }
  const { responses } = await backend.call(
    METHODS.queryData,
    {
      pluginContext: pluginContext(),
      headers: new Map(),
      queries: body.queries.map((query) => ({
        refId: query.refId,
        queryType: text(query['queryType']),
        maxDataPoints: number(query['maxDataPoints'], 1000),
        intervalMs: number(query['intervalMs'], 1000),
        timeRange: { fromEpochMs: from, toEpochMs: to },
        json: Buffer.from(JSON.stringify(query)),
      })),
    },
    signal
  );
  const results: Record<string, QueryResult> = {};
  for (const [refId, response] of responses ?? []) {
    const { status, frames = [], error, errorSource } = response ?? {};
    results[refId] = {
      status: status || 200,
      frames: frames.map(toFrameJson),
      ...(error ? { error, errorSource } : {}),
    };
  }
  const statuses = Object.values(results).map(({ status }) => status);
  return { status: statuses.find((status) => status >= 400) ?? 200, body: { results } };
}
