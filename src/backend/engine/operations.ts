/** The operations of the child, put together from the store, the analyses and SQL mode. */
import { DuckDBInstance } from '@duckdb/node-api';
import { PlumblineError } from '../../query/errors';
import { columnsToFields } from '../grafana/columns';
import { type Frame } from '../grafana/frame';
import { type EngineOperations, type QueryJob, type StoreStatus } from './messages';
import { type OpenStore } from './wire';

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
    signal: AbortSignal
  ): Promise<EngineOperations['resource']['answer']>;
  status(): Promise<StoreStatus>;
  close(): Promise<void>;
}

/** @throws Error as DuckDB does when the file cannot be opened */
export async function openOperations(open: OpenStore): Promise<Operations> {
  const instance = await DuckDBInstance.create(open.path);
  const connection = await instance.connect();
  return {
    queryRunner: () => async (job) => {
      if (job.query.queryType !== 'sql') {
        throw new PlumblineError('unprocessable', 'not wired yet');
      }
      const result = await connection.run(job.query.rawSql);
      const chunks = await result.fetchAllChunks();
      return [{ name: job.query.refId, fields: columnsToFields({ names: result.columnNames(), types: result.columnTypes(), chunks }) }];
    },
    ingest: () => Promise.reject(new PlumblineError('unprocessable', 'not wired yet')),
    resource: () => Promise.reject(new PlumblineError('unprocessable', 'not wired yet')),
    status: () => Promise.reject(new PlumblineError('unprocessable', 'not wired yet')),
    close: async () => connection.closeSync(),
  };
}
