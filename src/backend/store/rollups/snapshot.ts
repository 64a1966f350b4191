/** Rollups as a query reads them: with the dirty hours and the raw rows, all of one moment. */
import duckdb from '@duckdb/node-bindings';
import { streamChunks } from '../database/numbers';
import { type ReaderPool } from '../database/readers';
import { type Session } from '../database/session';
import { streamable } from '../database/streamable';
import { type Reader } from '../types';

/** The blob begins at `start` of `bytes`, which are only good until the visit ends. */
export type VisitTile = (slice: number, tile: number, bytes: Uint8Array, start: number) => void;

/** Statements that all see the store at one moment. */
export interface Snapshot {
  reader: Reader;
  /** Streams tiles of counts: a slice, a tile and its blob a row. */
  tiles(sql: string, visit: VisitTile): Promise<void>;
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
const LENGTH = 4;
const POINTER = 8;

async function streamTiles({ connection }: Session, sql: string, visit: VisitTile): Promise<void> {
  await streamChunks(await connection.stream(streamable(sql)), connection, (chunk, rows) => {
    const bytesOf = (index: number, width: number) =>
      duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, index), rows * width);
    const [slices, tiles] = [0, 1].map((index) => {
      const { buffer, byteOffset } = bytesOf(index, Int32Array.BYTES_PER_ELEMENT);
      return new Int32Array(buffer, byteOffset, rows);
    });
    visitBlobs(bytesOf(2, STRING_BYTES), rows, (row, bytes, start) =>
      visit(slices?.[row] ?? 0, tiles?.[row] ?? 0, bytes, start)
    );
  });
}

/**
 * Hands over the blobs of a vector. Asking for memory by its address costs more than reading a blob, and blobs that a segment
 * of the file holds lie side by side, one before or behind the other: those are asked for together.
 */
function visitBlobs(
  texts: Uint8Array,
  rows: number,
  visit: (row: number, bytes: Uint8Array, start: number) => void
): void {
  const view = new DataView(texts.buffer, texts.byteOffset, texts.byteLength);
  const lengthOf = (row: number) => view.getUint32(row * STRING_BYTES, true);
  // Addresses have fewer bits than a number holds exactly.
  const addressOf = (row: number) =>
    view.getUint32(row * STRING_BYTES + POINTER, true) +
    view.getUint32(row * STRING_BYTES + POINTER + 4, true) * 2 ** 32;
  for (let first = 0; first < rows;) {
    const length = lengthOf(first);
    if (length <= INLINE) {
      visit(first, texts, first * STRING_BYTES + LENGTH);
      first += 1;
      continue;
    }
    // A run goes one way, so that its first or its last blob has the lowest address.
    const begin = addressOf(first);
    let [low, high, lowest, end] = [begin, begin + length, first, first + 1];
    for (let falls: boolean | null = null; end < rows; end += 1) {
      const size = lengthOf(end);
      const address = size > INLINE ? addressOf(end) : -1;
      if (size > INLINE && falls !== false && address + size === low) {
        [low, lowest, falls] = [address, end, true];
      } else if (size > INLINE && falls !== true && address === high) {
        [high, falls] = [address + size, false];
      } else {
        break;
      }
    }
    const pointer = texts.byteOffset + lowest * STRING_BYTES + POINTER;
    const bytes = duckdb.get_data_from_pointer(asBuffer(texts), pointer, high - low);
    for (let row = first; row < end; row += 1) {
      visit(row, bytes, addressOf(row) - low);
    }
    first = end;
  }
}

function asBuffer({ buffer }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer) {
    return buffer;
  }
  throw new TypeError('The memory of a chunk is no ArrayBuffer');
}
