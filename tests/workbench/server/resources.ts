/** `/api/datasources/uid/<uid>/resources/*` and `/health`: passed through to the back end. */
import { METHODS } from '../../../src/backend/grafana/protocol';
import { type PluginClient } from '../../integration/backend/client';
import { pluginContext } from './pluginContext';

export interface HttpAnswer {
  status: number;
  headers: Record<string, string[]>;
  body: Uint8Array;
}

export interface HttpCall {
  method: string;
  /** Path below `resources/`, without the query. */
  path: string;
  /** With its `?`, or empty. */
  search: string;
  headers: Record<string, string[]>;
  body: Buffer;
}

export async function callResource(backend: PluginClient, http: HttpCall): Promise<HttpAnswer> {
  const parts = await backend.stream(METHODS.callResource, {
    pluginContext: pluginContext(),
    path: http.path,
    method: http.method,
    url: `${http.path}${http.search}`,
    headers: new Map(Object.entries(http.headers).map(([name, values]) => [name, { values }])),
    body: http.body,
  });
  const [first] = parts;
  const headers = [...(first?.headers ?? [])].map(([name, list]): [string, string[]] => [name, list?.values ?? []]);
  return {
    status: first?.code ?? 500,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(parts.map(({ body }) => body ?? new Uint8Array())),
  };
}

/** Grafana's health answer: 200 with status OK, 400 with ERROR. */
export async function checkHealth(
  backend: PluginClient,
  signal: AbortSignal
): Promise<{ status: number; body: unknown }> {
  const health = await backend.call(
    METHODS.checkHealth,
    { pluginContext: pluginContext(), headers: new Map() },
    signal
  );
  const details = Buffer.from(health.jsonDetails ?? new Uint8Array()).toString('utf8');
  const ok = health.status === 1;
  return {
    status: ok ? 200 : 400,
    body: { status: ok ? 'OK' : 'ERROR', message: health.message, details: details ? JSON.parse(details) : undefined },
  };
}
