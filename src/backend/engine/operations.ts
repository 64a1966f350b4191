/** The operations of the child, put together from the store, the analyses and SQL mode. */
import { PlumblineError } from '../../query/errors';
import { type Frame } from '../grafana/frame';
import { runSql } from '../sql';
import { openStore } from '../store';
import { type EngineOperations, type QueryJob, type StoreStatus } from './messages';
import { type OpenStore } from './wire';

type QueryRequest = EngineOperations['query']['request'];

export interface Operations {
  /** Runs the queries of one request; they share what they read. */
  queryRunner(request: QueryRequest, signal: AbortSignal): (job: QueryJob) => Promise<Frame[]>;
  ingest(
    request: EngineOperations['ingest']['request'],
    body: Uint8Array
  ): Promise<EngineOperations['ingest']['answer']>;
  resource(request: EngineOperations['resource']['request']): Promise<EngineOperations['resource']['answer']>;
  status(): Promise<StoreStatus>;
  close(): Promise<void>;
}

/**
 * Opens the store.
 * @param onFatal called once when DuckDB has given the database up and the process has to end
 * @throws PlumblineError `unavailable` when another process holds the store or it does not open
 */
export async function openOperations(open: OpenStore, onFatal: (error: Error) => void): Promise<Operations> {
  const store = await openStore(open.path, { memoryLimitMb: open.memoryMiB, onFatal });
  return {
    queryRunner: (request, signal) => {
      return async (job) => {
        const { query } = job;
        if (query.queryType === 'sql') {
          if (request.rawSql === 'off') {
            throw new PlumblineError('forbidden', 'SQL mode is off for this data source', 'Use the query builder');
          }
          const { unmasked, fromAlert } = request.actor;
          const { catalogue } = store;
          return runSql(query, {
            ...job,
            runner: store,
            catalogue,
            rowLimit: request.rowLimit,
            unmasked,
            fromAlert,
            signal,
          });
        }
        throw new PlumblineError('unprocessable', 'not wired yet');
      };
    },
    ingest: (request, body) => store.ingest({ ...request, body }),
    resource: (request) => store.resource(request),
    status: () => store.status(),
    close: () => store.close(),
  };
}
