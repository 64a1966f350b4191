/** The plugin without a process of its own: what a test can set and look at is more than a client sees. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decodeContext, type RequestContext } from '../../../src/backend/grafana/context';
import { createLogger } from '../../../src/backend/grafana/log';
import { type GrowthLimits } from '../../../src/backend/engine/growth';
import { type DataQuery } from '../../../src/backend/grafana/plugin';
import { LIMITS, Plumbline, type PlumblineOptions } from '../../../src/backend/plumbline';
import { type Caller, LAUNCHER, pluginContext } from './support';

export interface InProcess {
  plugin: Plumbline;
  /** Where the stores lie. */
  folder: string;
  log: string[];
  /** A call on `v1/...`; the body is sent as it is, or as JSON. */
  call(method: string, url: string, body?: Uint8Array | unknown, caller?: Caller, signal?: AbortSignal): Promise<Reply>;
  /** One query of each JSON, by refId. */
  query(queries: Record<string, object>, caller?: Caller): Promise<Record<string, { frames: number } | Error>>;
  metrics(): Promise<string>;
  remove(): Promise<void>;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

const contextOf = (caller: Caller, signal: AbortSignal): RequestContext =>
  decodeContext(
    pluginContext(caller),
    Object.entries({ 'Content-Type': 'application/json', ...caller.headers }),
    signal
  );

const BUILD = dirname(LAUNCHER);

/** As the launcher does it: the engine's node and libraries lie beside the program. */
function useRuntime(): string {
  const folder = join(BUILD, 'runtime');
  const runtime = join(folder, readdirSync(folder).find((name) => !name.endsWith('-musl')) ?? '');
  process.env['PLUMBLINE_RUNTIME'] = runtime;
  process.env['LD_LIBRARY_PATH'] = runtime;
  return join(runtime, 'node');
}

/** @param growth when engines are replaced because of their memory */
export function startInProcess(options: Partial<PlumblineOptions> = {}, growth?: GrowthLimits): InProcess {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-front-'));
  const log: string[] = [];
  const plugin = new Plumbline({
    log: createLogger('plumbline', (line) => log.push(line)),
    storeFolder: folder,
    maxAnswerBytes: 64 << 20,
    host: {
      command: {
        node: useRuntime(),
        script: join(BUILD, 'backend', 'engine.cjs'),
        overheadMiB: 3 * 1024,
      },
      limits: LIMITS,
      growth,
    },
    ...options,
  });
  return {
    plugin,
    folder,
    log,
    async call(method, url, body = new Uint8Array(0), caller = {}, signal = new AbortController().signal) {
      const { pathname, searchParams } = new URL(url, 'http://plugin/');
      const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
      const request = { method, path: pathname.slice(1), query: searchParams, body: bytes };
      const reply = await plugin.callResource(request, contextOf(caller, signal));
      const text = Buffer.from(reply.body ?? []).toString();
      return { status: reply.status, headers: reply.headers ?? {}, body: text === '' ? null : JSON.parse(text) };
    },
    async query(queries, caller = {}) {
      const list = Object.entries(queries).map(([refId, json]): DataQuery => {
        const queryType = 'queryType' in json ? String(json.queryType) : '';
        const range = {
          from: Date.UTC(2024, 0, 1),
          to: Date.UTC(2024, 1, 1),
          intervalMs: 60_000,
          maxDataPoints: 1_000,
        };
        return { refId, queryType, ...range, json: JSON.stringify({ refId, ...json }) };
      });
      const results = await plugin.queryData(list, contextOf(caller, new AbortController().signal));
      return Object.fromEntries(
        [...results].map(([refId, result]) => [
          refId,
          'error' in result
            ? result.error instanceof Error
              ? result.error
              : new Error(String(result.error))
            : { frames: result.frames.length },
        ])
      );
    },
    metrics: () => plugin.collectMetrics(),
    async remove() {
      await plugin.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
