/** A plugin process with a store of its own, and short ways to ask it. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Table, tableFromIPC } from 'apache-arrow';
import { type PluginProcess, startPlugin } from './client';
import { METHODS } from '../../../src/backend/grafana/protocol';

const GO_ARCH: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };
/** The program to test, from the project's root; PLUMBLINE_PLUGIN names another build than the one in dist/. */
export const LAUNCHER =
  process.env['PLUMBLINE_PLUGIN'] ??
  resolve('dist', 'datasource', `gpx_plumbline_${process.platform}_${GO_ARCH[process.arch] ?? process.arch}`);

export interface Caller {
  login?: string;
  role?: string;
  orgId?: number;
  uid?: string;
  jsonData?: Record<string, unknown>;
  secureJsonData?: Record<string, string>;
  headers?: Record<string, string>;
  updated?: number;
}

export interface Backend extends PluginProcess {
  folder: string;
  log: string[];
  remove(): Promise<void>;
}

export async function startBackend(env: Record<string, string> = {}): Promise<Backend> {
  if (!existsSync(LAUNCHER)) {
    throw new Error(`${LAUNCHER} is missing: run node scripts/build-backend.mjs`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-'));
  const log: string[] = [];
  const plugin = await startPlugin(LAUNCHER, {
    env: { GF_PLUGIN_STORE_DIR: join(folder, 'stores'), ...env },
    onLog: (line) => log.push(line),
  });
  return {
    ...plugin,
    folder,
    log,
    async remove() {
      await plugin.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function pluginContext(caller: Caller = {}) {
  return {
    orgId: caller.orgId ?? 1,
    pluginId: 'plumbline-predictions-datasource',
    user: { login: caller.login ?? 'ed', name: 'Ed', email: '', role: caller.role ?? 'Editor' },
    dataSourceInstanceSettings: {
      uid: caller.uid ?? 'test',
      name: 'Test',
      jsonData: Buffer.from(JSON.stringify(caller.jsonData ?? {})),
      decryptedSecureJsonData: new Map(Object.entries(caller.secureJsonData ?? {})),
      lastUpdatedMs: caller.updated ?? 1,
    },
  };
}

/** From spawn to handshake on two idle cores, in ms. */
const USUAL_STARTUP_MS = 250;

/** A limit in ms for a machine with nothing else to do; a busy one has as much longer as this plugin took to start. */
export const within = (backend: Backend, limitMs: number): number =>
  limitMs * Math.max(1, backend.startupMs / USUAL_STARTUP_MS);

export interface Answer {
  status: number;
  error: string;
  errorSource: string;
  frames: Table[];
  bytes: number;
}

/** Sends queries (their JSON by refId) and decodes the frames. */
export async function query(
  backend: Pick<Backend, 'client'>,
  queries: Record<string, object | string>,
  caller: Caller = {},
  signal?: AbortSignal
): Promise<Record<string, Answer>> {
  const reply = await backend.client.call(
    METHODS.queryData,
    {
      pluginContext: pluginContext(caller),
      headers: new Map(Object.entries(caller.headers ?? {})),
      queries: Object.entries(queries).map(([refId, json]) => ({
        refId,
        maxDataPoints: 1000,
        intervalMs: 60_000,
        timeRange: { fromEpochMs: Date.UTC(2024, 0, 1), toEpochMs: Date.UTC(2024, 1, 1) },
        json: Buffer.from(typeof json === 'string' ? json : JSON.stringify({ refId, ...json })),
      })),
    },
    signal
  );
  const answers = [...(reply.responses ?? [])].map(([refId, response]): [string, Answer] => [
    refId,
    {
      status: response?.status ?? 0,
      error: response?.error ?? '',
      errorSource: response?.errorSource ?? '',
      frames: (response?.frames ?? []).map((frame) => tableFromIPC(frame)),
      bytes: (response?.frames ?? []).reduce((sum, frame) => sum + frame.length, 0),
    },
  ]);
  return Object.fromEntries(answers);
}

export const sql = (rawSql: string) => ({ queryType: 'sql', pluginVersion: '1.0.0', rawSql, format: 'table' });

export interface ResourceAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Parsed where it is JSON, else the text. */
  body: unknown;
  messages: number;
}

export async function resource(
  backend: Pick<Backend, 'client'>,
  method: string,
  url: string,
  body: Uint8Array | object = new Uint8Array(0),
  caller: Caller = {}
): Promise<ResourceAnswer> {
  const messages = await backend.client.stream(METHODS.callResource, {
    pluginContext: pluginContext(caller),
    method,
    path: url.split('?')[0] ?? '',
    url,
    headers: new Map(
      Object.entries({ 'Content-Type': 'application/json', ...caller.headers }).map(([name, value]) => [
        name,
        { values: [value] },
      ])
    ),
    body: body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body)),
  });
  const text = Buffer.concat(messages.map((message) => message.body ?? new Uint8Array(0))).toString('utf8');
  const given = Object.fromEntries(
    [...(messages[0]?.headers ?? [])].map(([name, list]) => [name.toLowerCase(), list?.values?.[0] ?? ''])
  );
  const isText = /^(text\/|application\/x-ndjson)/.test(given['content-type'] ?? '');
  const parsed: unknown = text === '' ? null : isText ? text : JSON.parse(text);
  return { status: messages[0]?.code ?? 0, headers: given, body: parsed, messages: messages.length };
}
