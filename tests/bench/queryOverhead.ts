/**
 * What the plugin costs on top of DuckDB: a frame of 200,000 rows and 5 columns, one of them text, from SQL through the
 * engine, the front and gRPC to the client, against the same statement read in Node by DuckDB's own client.
 */
import { DuckDBInstance } from '@duckdb/node-api';
import { METHODS } from '../../src/backend/grafana/protocol';
import { type Backend, pluginContext, sql, startBackend } from '../integration/backend/support';
import { type Figures, median } from './measure';

const ROUNDS = 7;
const ROWS = 200_000;
const STATEMENT = `SELECT TIMESTAMP '2024-01-01' + INTERVAL 1 SECOND * i AS time, i * 0.5 AS a, (i % 977) / 977.0 AS b,
  i::INTEGER AS n, 'carrier-' || (i % 500) AS name
  FROM (SELECT x * 200 + y AS i FROM range(${ROWS / 200}) AS t(x), range(200) AS u(y)) AS numbers`;

export async function run(): Promise<Figures> {
  const backend = await startBackend();
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    const ours: number[] = [];
    const theirs: number[] = [];
    // The first round of each warms caches and compilers and does not count. The two take turns, so that whatever else the
    // machine does falls on both.
    for (let round = 0; round <= ROUNDS; round++) {
      const plugin = await timed(() => ask(backend));
      const native = await timed(async () => {
        const reader = await connection.runAndReadAll(STATEMENT);
        return reader.getColumns();
      });
      if (round > 0) {
        ours.push(plugin);
        theirs.push(native);
      }
    }
    const ratio = median(ours) / median(theirs);
    return {
      query_overhead_ratio: {
        value: ratio,
        unit: 'ratio',
        plugin_ms: median(ours),
        duckdb_ms: median(theirs),
        rows: ROWS,
      },
    };
  } finally {
    connection.closeSync();
    await backend.remove();
  }
}

async function ask(backend: Backend): Promise<void> {
  const reply = await backend.client.call(METHODS.queryData, {
    pluginContext: pluginContext(),
    queries: [
      {
        refId: 'A',
        timeRange: { fromEpochMs: 0, toEpochMs: 1 },
        json: Buffer.from(JSON.stringify({ refId: 'A', ...sql(STATEMENT) })),
      },
    ],
  });
  const answer = reply.responses?.get('A');
  const bytes = answer?.frames?.[0]?.length ?? 0;
  // Four columns of 4 to 8 bytes and the text: less would mean that rows are missing.
  if (answer?.error || bytes < ROWS * 32) {
    throw new Error(`the frame did not come whole: ${answer?.error || `${bytes} bytes`}`);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
