/** Rollups as a query reads them: with the dirty hours and the raw rows, all of one moment. */
import duckdb from '@duckdb/node-bindings';
import { streamChunks } from '../database/numbers';
import { type ReaderPool } from '../database/readers';
import { type Session } from '../database/session';
import { streamable } from '../database/streamable';
import { type Reader } from '../types';

/** Statements that all see the store at one moment. */
export interface Snapshot {
  reader: Reader;
  /** Streams tiles of counts: a slice, a tile and its bytes a row. The bytes are only good until `visit` returns. */
  tiles(sql: string, visit: (slice: number, tile: number, bytes: Uint8Array) => void): Promise<void>;
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
    tiles: async (sql, visit) => {
      note(sql);
      await streamTiles(session, sql, visit);
    },
  };
}

/** DuckDB keeps a text or blob as its length and, behind it, up to 12 bytes or else a prefix and a pointer. */
const STRING_BYTES = 16;
const INLINE = 12;
const POINTER = 8;

async function streamTiles(
  { connection }: Session,
  sql: string,
  visit: (slice: number, tile: number, bytes: Uint8Array) => void
): Promise<void> {
  await streamChunks(await connection.stream(streamable(sql)), connection, (chunk, rows) => {
    const bytesOf = (index: number, width: number) =>
      duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, index), rows * width);
    const [slices, tiles] = [0, 1].map((index) => {
      const { buffer, byteOffset } = bytesOf(index, Int32Array.BYTES_PER_ELEMENT);
      return new Int32Array(buffer, byteOffset, rows);
    });
    const texts = bytesOf(2, STRING_BYTES);
    const view = new DataView(texts.buffer, texts.byteOffset, texts.byteLength);
    for (let row = 0; row < rows; row += 1) {
      const at = row * STRING_BYTES;
      const length = view.getUint32(at, true);
      const bytes =
        length <= INLINE
          ? texts.subarray(at + 4, at + 4 + length)
          : duckdb.get_data_from_pointer(asBuffer(texts), texts.byteOffset + at + POINTER, length);
      visit(slices?.[row] ?? 0, tiles?.[row] ?? 0, bytes);
    }
  });
}

function asBuffer({ buffer }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer) {
    return buffer;
  }
  throw new TypeError('The memory of a chunk is no ArrayBuffer');
}
