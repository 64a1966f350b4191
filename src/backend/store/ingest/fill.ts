/**
 * Typed columns into a temporary table of the writing connection, as DuckDB keeps them in memory: a copy a column and chunk
 * instead of a call a value.
 */
import { setImmediate } from 'node:timers/promises';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import duckdb, { type Vector } from '@duckdb/node-bindings';
import { type Session } from '../database/session';
import { quoteName, ROW } from '../names';
import { type TypedColumn } from './decode/columnWriter';
import { type ValueType } from './decode/convert';
import { type BatchField, type TypedBatch } from './decode/typeBatch';

/** The typed rows of the batch under way: `__row`, its number in the batch, and a column a field. */
export const TYPED = 'temp.typed';

/** Rows of a chunk: DuckDB's vector size, and a whole number of bytes of validity. */
const CHUNK = 2048;

interface Storage {
  type: DuckDBType;
  /** Bytes of a value. */
  width: number;
}

/** Single precision is kept as doubles until it is stored, so that sums of a batch are not rounded twice. */
const STORAGE: Record<ValueType, Storage> = {
  BIGINT: { type: BIGINT, width: 8 },
  DOUBLE: { type: DOUBLE, width: 8 },
  FLOAT: { type: DOUBLE, width: 8 },
  BOOLEAN: { type: BOOLEAN, width: 1 },
  VARCHAR: { type: VARCHAR, width: 16 },
  TIMESTAMP: { type: TIMESTAMP, width: 8 },
};

/** Makes `temp.typed` anew with the rows of the batch. Other work of this process goes on between chunks. */
export async function fillTyped(session: Session, fields: readonly BatchField[], batch: TypedBatch): Promise<void> {
  const columns = fields.map(({ name, sqlType }) => `${quoteName(name)} ${STORAGE[sqlType].type.toString()}`);
  await session.run(`CREATE OR REPLACE TEMP TABLE typed (${[`${ROW} INTEGER`, ...columns].join(', ')})`);
  if (batch.rows === 0) {
    return;
  }
  const appender = await session.connection.createAppender('typed', 'main', 'temp');
  try {
    await appendChunks(appender, batch);
  } finally {
    appender.closeSync();
  }
}

async function appendChunks(appender: DuckDBAppender, batch: TypedBatch): Promise<void> {
  const types = [INTEGER, ...batch.columns.map(({ type }) => STORAGE[type].type)];
  const chunk = DuckDBDataChunk.create(types);
  const writers = batch.columns.map((column) => new VectorWriter(column));
  for (let from = 0; from < batch.rows; from += CHUNK) {
    const rows = Math.min(CHUNK, batch.rows - from);
    chunk.reset();
    chunk.rowCount = rows;
    duckdb.copy_data_to_vector(vectorOf(chunk, 0), 0, batch.places.buffer, 4 * from, 4 * rows);
    writers.forEach((writer, index) => writer.write(vectorOf(chunk, index + 1), from, rows));
    appender.appendDataChunk(chunk);
    if (from + CHUNK < batch.rows) {
      await setImmediate();
    }
  }
}

const vectorOf = (chunk: DuckDBDataChunk, index: number): Vector => duckdb.data_chunk_get_vector(chunk.chunk, index);

class VectorWriter {
  private readonly width: number;
  /** The next long text. */
  private next = 0;

  constructor(private readonly column: TypedColumn) {
    this.width = STORAGE[column.type].width;
  }

  write(vector: Vector, from: number, rows: number): void {
    const { data, hasNulls, validity } = this.column;
    this.keepLong(vector, from, rows);
    duckdb.copy_data_to_vector(vector, 0, data.buffer, this.width * from, this.width * rows);
    if (hasNulls) {
      duckdb.vector_ensure_validity_writable(vector);
      duckdb.copy_data_to_vector_validity(vector, 0, validity.buffer, from / 8, 8 * Math.ceil(rows / 64));
    }
  }

  /**
   * Has DuckDB keep the chunk's long texts as one, which it holds until the chunk is reset, and makes each row point to its
   * part of that: a call for each of them costs more than all else. The first row, which held the whole for a moment, is
   * overwritten by what it is.
   */
  private keepLong(vector: Vector, from: number, rows: number): void {
    const { data, long } = this.column;
    if (!long || (long.rows[this.next] ?? Infinity) >= from + rows) {
      return;
    }
    const first = this.next;
    while (this.next < long.rows.length && (long.rows[this.next] ?? 0) < from + rows) {
      this.next++;
    }
    let start = first === 0 ? 0 : (long.ends[first - 1] ?? 0);
    duckdb.vector_assign_string_element_len(vector, 0, long.bytes.subarray(start, long.ends[this.next - 1]));
    const base = addressOf(vector) - start;
    const words = new Uint32Array(data.buffer);
    for (let index = first; index < this.next; index++) {
      const address = base + start;
      const word = 4 * (long.rows[index] ?? 0) + ADDRESS_WORD;
      words[word] = address % TWO_32;
      words[word + 1] = Math.floor(address / TWO_32);
      start = long.ends[index] ?? start;
    }
  }
}

/** Word of a text's 16 bytes that its address begins with. */
const ADDRESS_WORD = 2;
const TWO_32 = 0x1_0000_0000;

/** Where the text of a vector's first row lies. Addresses have 48 bits, so a double holds them exactly. */
function addressOf(vector: Vector): number {
  const bytes = duckdb.vector_get_data(vector, STORAGE.VARCHAR.width);
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(4 * ADDRESS_WORD, true));
}
