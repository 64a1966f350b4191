/** Rollups as a query reads them: with the dirty hours and the raw rows, all of one moment. */
import { type DuckDBDataChunk, type DuckDBResult } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { type ReaderPool } from '../database/readers';
import { type Session } from '../database/session';
import { type NumberColumn, type Reader, type SqlValue } from '../types';

/** Lists of INTEGER, one after the other: row `r` has `items[starts[r]] ... items[ends[r] - 1]`. */
export interface Lists {
  starts: Int32Array;
  ends: Int32Array;
  items: Int32Array;
}

/** Statements that all see the store at one moment. */
export interface Snapshot {
  reader: Reader;
  /**
   * Streams a result whose last column is INTEGER[] without NULL, and whose other columns are INTEGER or DOUBLE without NULL.
   * The arrays are only good until `visit` returns.
   */
  lists(
    sql: string,
    params: SqlValue[],
    visit: (rows: number, columns: readonly NumberColumn[], lists: Lists) => void
  ): Promise<void>;
}

export interface Snapshots {
  /** Runs `work` on one connection inside one read-only transaction. It must not ask another reader. */
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>;
}

type Fail = (error: unknown, cancelled: boolean) => Error;

export function snapshotsOf(pool: ReaderPool, fail: Fail, signal?: AbortSignal): Snapshots {
  return {
    async snapshot(work) {
      try {
        return await pool.run(signal, (session) => work(snapshotOn(session)));
      } catch (error) {
        throw fail(error, signal?.aborted === true);
      }
    },
  };
}

function snapshotOn(session: Session): Snapshot {
  const executed: string[] = [];
  const note = (sql: string) => executed.push(sql);
  return {
    reader: {
      executed,
      rows: (sql, params) => {
        note(sql);
        return session.rows(sql, params);
      },
      numbers: (sql, params, visit) => {
        note(sql);
        return session.numbers(sql, params, visit);
      },
    },
    lists: async (sql, params, visit) => {
      note(sql);
      await streamLists(await session.connection.stream(sql, params), visit);
    },
  };
}

const ENTRY_BYTES = 16;

async function streamLists(
  result: DuckDBResult,
  visit: (rows: number, columns: readonly NumberColumn[], lists: Lists) => void
): Promise<void> {
  const last = result.columnCount - 1;
  const doubles = Array.from({ length: last }, (_, index) => result.columnType(index).toString() === 'DOUBLE');
  let coming = result.fetchChunk();
  for (;;) {
    const arrived: DuckDBDataChunk | null = await coming;
    const rows = arrived?.rowCount ?? 0;
    if (!arrived || rows === 0) {
      return;
    }
    // DuckDB works on the next chunk while this one is visited.
    coming = result.fetchChunk();
    coming.catch(() => undefined);
    const columns = doubles.map((double, index): NumberColumn => {
      const vector = duckdb.data_chunk_get_vector(arrived.chunk, index);
      const { buffer, byteOffset } = duckdb.vector_get_data(vector, rows * (double ? 8 : 4));
      return double ? new Float64Array(buffer, byteOffset, rows) : new Int32Array(buffer, byteOffset, rows);
    });
    visit(rows, columns, listsOf(arrived, last, rows));
  }
}

/** An entry of a list is its start and its length, 64 bits each, of which a chunk never needs the upper half. */
function listsOf({ chunk }: DuckDBDataChunk, index: number, rows: number): Lists {
  const vector = duckdb.data_chunk_get_vector(chunk, index);
  const raw = duckdb.vector_get_data(vector, rows * ENTRY_BYTES);
  const entries = new Uint32Array(raw.buffer, raw.byteOffset, rows * 4);
  const size = duckdb.list_vector_get_size(vector);
  const child = duckdb.vector_get_data(duckdb.list_vector_get_child(vector), size * 4);
  const starts = new Int32Array(rows);
  const ends = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const start = entries[row * 4] ?? 0;
    starts[row] = start;
    ends[row] = start + (entries[row * 4 + 2] ?? 0);
  }
  return { starts, ends, items: new Int32Array(child.buffer, child.byteOffset, size) };
}
