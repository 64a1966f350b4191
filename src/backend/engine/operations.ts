/** The operations of the child, put together from the store, the analyses and SQL mode. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PlumblineError } from '../../query/errors';
import { type Frame } from '../grafana/frame';
import { type Logger } from '../grafana/log';
import { type AnalysisContext, runAnalysis } from '../analyses';
import { runSql } from '../sql';
import { openStore } from '../store';
import { type AuditEntry, type Store } from '../store/types';
import { type GrowthLimits, watchGrowth } from './growth';
import { startHousekeeping } from './housekeeping';
import { type EngineOperations, type QueryJob, type StoreStatus } from './messages';
import { type OpenStore } from './wire';

const LOOP_RESOLUTION_MS = 10;

type QueryRequest = EngineOperations['query']['request'];

export interface Operations {
  /** Runs the queries of one request; they share what they read. */
  queryRunner(request: QueryRequest, signal: AbortSignal): (job: QueryJob) => Promise<Frame[]>;
  ingest(
    request: EngineOperations['ingest']['request'],
    body: Uint8Array,
    signal: AbortSignal
  ): Promise<EngineOperations['ingest']['answer']>;
  resource(
    request: EngineOperations['resource']['request'],
    body: Uint8Array | undefined,
    signal: AbortSignal
  ): Promise<EngineOperations['resource']['answer']>;
  status(signal: AbortSignal): Promise<StoreStatus>;
  audit(entry: AuditEntry): Promise<void>;
  close(): Promise<void>;
}

export interface Surroundings {
  log: Logger;
  growth: GrowthLimits;
  /** Called once when DuckDB has given the database up and the process has to end. */
  onFatal: (error: Error) => void;
  /** Called once when the process should be replaced. */
  onGrown: (byMiB: number) => void;
}

/**
 * Opens the store.
 * @throws PlumblineError `unavailable` when another process holds the store or it does not open
 */
export async function openOperations(
  open: OpenStore,
  { growth, log, onFatal, onGrown }: Surroundings
): Promise<Operations> {
  const store = await openStore(open.path, { memoryLimitMb: open.memoryMiB, retention: open.retention, onFatal });
  const stopHousekeeping = startHousekeeping(store, log);
  const stopWatching = watchGrowth(growth, () => duckdbBytes(store), onGrown);
  const loop = watchLoop();
  return {
    queryRunner: (request, signal) => queryRunner(store, request, signal),
    ingest: (request, body, signal) => store.ingest({ ...request, body }, signal),
    resource: ({ contentType, ...request }, body, signal) =>
      store.resource(
        { ...request, upload: contentType === undefined || !body ? undefined : { contentType, body } },
        signal
      ),
    status: async (signal) => ({ ...(await store.status(signal)), eventLoopP99Ms: loop.p99Ms() }),
    audit: (entry) => store.audit(entry),
    close: async () => {
      stopWatching();
      await stopHousekeeping();
      await store.close();
    },
  };
}

/** Memory that DuckDB accounts for. */
async function duckdbBytes(store: Store): Promise<number> {
  const [used] = await store
    .reader()
    .rows<{ bytes: number }>('SELECT sum(memory_usage_bytes)::BIGINT AS bytes FROM duckdb_memory()');
  return used?.bytes ?? 0;
}

function queryRunner(store: Store, request: QueryRequest, signal: AbortSignal): (job: QueryJob) => Promise<Frame[]> {
  const { actor, rawSql, rowLimit } = request;
  const { catalogue } = store;
  // One clock and one memory for the whole request: its queries must agree on which windows are complete.
  const now = Date.now();
  const memo = new Map<string, Promise<unknown>>();
  const note = (action: string, subject: string, columns: readonly string[], range: Omit<QueryJob, 'query'>) =>
    columns.length === 0
      ? Promise.resolve()
      : store.audit({ actor: actor.login, action, subject, detail: { columns, from: range.from, to: range.to } });
  return async ({ query, ...range }) => {
    const shared = { ...range, catalogue, rowLimit, unmasked: actor.unmasked };
    if (query.queryType !== 'sql') {
      const asRule: AnalysisContext['sql'] = (statement, { from, to }) =>
        runSql(statement, { ...shared, from, to, unmasked: false, fromAlert: true, runner: store, signal });
      const frames = await runAnalysis(query, {
        ...shared,
        reader: store.reader(signal),
        signal,
        rollups: store.rollups(signal),
        now,
        memo,
        ...(rawSql === 'off' ? {} : { sql: asRule }),
      });
      if (query.queryType === 'records' && actor.unmasked) {
        // An answer that is not written down is not given.
        await note('records.read', query.model, await sensitiveFields(store, query.model, frames), range);
      }
      return frames;
    }
    if (rawSql === 'off') {
      throw new PlumblineError('forbidden', 'SQL mode is off for this data source', 'Use the query builder');
    }
    return runSql(query, {
      ...shared,
      runner: store,
      fromAlert: actor.fromAlert,
      signal,
      onSensitive: (model, columns) => note('sql.read', model, columns, range),
    });
  };
}

/** Sensitive columns that the frames show. */
async function sensitiveFields(store: Store, name: string, frames: readonly Frame[]): Promise<string[]> {
  const { columns, label } = await store.catalogue.model(name);
  const shown = new Set(frames.flatMap(({ fields }) => fields.map((field) => field.name)));
  return [...columns, ...(label ? [label] : [])]
    .filter((column) => column.sensitive && shown.has(column.name))
    .map((column) => column.name);
}

/** How late this process is to its own timers: whatever runs long on its one thread keeps all calls waiting. */
function watchLoop(): { p99Ms(): number } {
  const delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delays.enable();
  return {
    p99Ms: () => {
      // The delay beyond the timer's own period, since the last time somebody asked.
      const p99 = Math.max(0, delays.percentile(99) / 1e6 - LOOP_RESOLUTION_MS);
      delays.reset();
      return p99;
    },
  };
}
