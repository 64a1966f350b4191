/** Columns of numbers straight from a DuckDB chunk's memory. */
import { type DuckDBResult, DuckDBTypeId } from '@duckdb/node-api';
import duckdb, { type DataChunk, type Vector } from '@duckdb/node-bindings';
import { type NumberColumn } from '../types';
import { nextChunk } from './fetch';
import { ReadChunks } from './garbage';

const BITS_A_BYTE = 8;
const BYTES_A_VALUE = 8;
const BYTES_A_MASK_WORD = 8;

/** Reads one column of a chunk. The array is only good until its buffer is given back. */
type ReadColumn = (chunk: DataChunk, rows: number) => NumberColumn & { buffer: ArrayBuffer };

/**
 * Hands the result's chunks to `visit`. The client's own vectors cost an object and a type a column and chunk, which is
 * more than the counting; here each column is one copy, whose memory the next one takes.
 *
 * @throws StreamFailed where the statement fails midway, TypeError for a column that is neither INTEGER nor DOUBLE, or an
 * INTEGER column with NULL
 */
export async function streamNumbers(
  result: DuckDBResult,
  connection: Interruptible,
  visit: (rows: number, columns: readonly NumberColumn[]) => void
): Promise<void> {
  const readers = Array.from({ length: result.columnCount }, (_, index) => columnReader(result, index));
  await streamChunks(result, connection, (chunk, rows) => {
    const columns = readers.map((read) => read(chunk, rows));
    visit(rows, columns);
    columns.forEach(({ buffer }) => giveBack(buffer));
  });
}

/** The connection that a result streams from. */
interface Interruptible {
  interrupt(): void;
}

/**
 * Hands over one chunk after the other; a chunk's memory is only good until `visit` returns. Nothing is under way on the
 * connection once this has ended, also where `visit` throws: what else is asked of it would have to wait behind the fetch.
 *
 * @throws StreamFailed where the statement fails midway, and what `visit` throws
 */
export async function streamChunks(
  result: DuckDBResult,
  connection: Interruptible,
  visit: (chunk: DataChunk, rows: number) => void
): Promise<void> {
  const read = new ReadChunks();
  const rowBytes = result.columnCount * BYTES_A_VALUE;
  let coming = nextChunk(result);
  for (;;) {
    const arrived = await coming;
    if (!arrived) {
      return;
    }
    // DuckDB works on the next chunk while this one is visited.
    coming = nextChunk(result);
    coming.catch(() => undefined);
    try {
      visit(arrived.chunk, arrived.rowCount);
    } catch (error) {
      connection.interrupt();
      await coming.catch(() => undefined);
      throw error;
    }
    read.add(arrived.rowCount * rowBytes);
  }
}

function columnReader(result: DuckDBResult, index: number): ReadColumn {
  const type = result.columnTypeId(index);
  const name = result.columnName(index);
  if (type === DuckDBTypeId.DOUBLE) {
    return doubleReader(index);
  }
  if (type === DuckDBTypeId.INTEGER) {
    return (chunk, rows) => {
      const vector = duckdb.data_chunk_get_vector(chunk, index);
      if (missingMask(vector, rows)) {
        throw new TypeError(`Column ${name} has NULL and is no array of integers`);
      }
      const { buffer, byteOffset } = dataOf(vector, rows * Int32Array.BYTES_PER_ELEMENT);
      return new Int32Array(buffer, byteOffset, rows);
    };
  }
  throw new TypeError(`Column ${name} is ${result.columnType(index).toString()} and no array of numbers`);
}

const doubleReader =
  (index: number): ReadColumn =>
  (chunk, rows) => {
    const vector = duckdb.data_chunk_get_vector(chunk, index);
    const { buffer, byteOffset } = dataOf(vector, rows * Float64Array.BYTES_PER_ELEMENT);
    const values = new Float64Array(buffer, byteOffset, rows);
    const mask = missingMask(vector, rows);
    for (let row = 0; mask && row < rows; row += 1) {
      const valid = ((mask[row >> 3] as number) >> (row % BITS_A_BYTE)) & 1;
      if (valid === 0) {
        values[row] = Number.NaN;
      }
    }
    return values;
  };

/**
 * Frees a buffer at once: left to the collector, tens of thousands of them cost more than to fill them. Node 20, which runs
 * commands but no engine, cannot.
 */
function giveBack(buffer: ArrayBuffer & { transfer?: (length: number) => ArrayBuffer }): void {
  buffer.transfer?.(0);
}

/** A copy of a vector's values. The binding's type leaves out that it lies in a buffer of its own, which can be given back. */
function dataOf(vector: Vector, bytes: number): { buffer: ArrayBuffer; byteOffset: number } {
  return duckdb.vector_get_data(vector, bytes) as Uint8Array<ArrayBuffer>;
}

/** One bit a row, 1 where there is a value; `null` where no row is NULL. */
function missingMask(vector: Vector, rows: number): Uint8Array | null {
  const words = Math.ceil(rows / (BYTES_A_MASK_WORD * BITS_A_BYTE));
  // The binding's type leaves out that a vector without NULL has no mask.
  return duckdb.vector_get_validity(vector, words * BYTES_A_MASK_WORD) as Uint8Array | null;
}
