/**
 * DuckDB's result chunks to frame fields, column by column: fixed-width values are copied as blocks of memory, text goes
 * from DuckDB's string layout straight to Arrow's, and no JavaScript value is made for either.
 */
import duckdb from '@duckdb/node-bindings';
import { type DuckDBDataChunk, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { type Field, type FieldType, type Utf8Column } from './frame';
import { microsToNanos, millisToNanos, secondsToNanos, daysToNanos } from './timeUnits';

/** A materialised result. */
export interface ResultChunks {
  names: readonly string[];
  types: readonly DuckDBType[];
  chunks: readonly DuckDBDataChunk[];
}

/** Where one column's values lie, chunk by chunk. */
interface Block {
  data: Uint8Array;
  start: number;
  rows: number;
}

/**
 * One field a column. Numbers that Arrow has no type for (DECIMAL, HUGEINT, UBIGINT) become floating point; nested and
 * other types become text. Infinite times are missing.
 */
export function columnsToFields(result: ResultChunks): Field[] {
  const rows = result.chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  return result.types.map((type, index) => ({
    name: result.names[index] ?? `column${index}`,
    ...readColumn(result.chunks, index, type, rows),
  }));
}

type Values = Pick<Field, 'type' | 'values' | 'valid'>;

function readColumn(chunks: readonly DuckDBDataChunk[], index: number, type: DuckDBType, rows: number): Values {
  switch (type.typeId) {
    case DuckDBTypeId.DOUBLE:
      return fixed('number', chunks, index, new Float64Array(rows));
    case DuckDBTypeId.INTEGER:
      return fixed('integer', chunks, index, new Int32Array(rows));
    case DuckDBTypeId.BIGINT:
      return fixed('integer', chunks, index, new BigInt64Array(rows));
    case DuckDBTypeId.FLOAT:
      return widened('number', chunks, index, new Float64Array(rows), Float32Array);
    case DuckDBTypeId.UINTEGER:
      return widened('number', chunks, index, new Float64Array(rows), Uint32Array);
    case DuckDBTypeId.TINYINT:
      return widened('integer', chunks, index, new Int32Array(rows), Int8Array);
    case DuckDBTypeId.UTINYINT:
      return widened('integer', chunks, index, new Int32Array(rows), Uint8Array);
    case DuckDBTypeId.SMALLINT:
      return widened('integer', chunks, index, new Int32Array(rows), Int16Array);
    case DuckDBTypeId.USMALLINT:
      return widened('integer', chunks, index, new Int32Array(rows), Uint16Array);
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return times(chunks, index, rows, 8, microsToNanos);
    case DuckDBTypeId.TIMESTAMP_MS:
      return times(chunks, index, rows, 8, millisToNanos);
    case DuckDBTypeId.TIMESTAMP_S:
      return times(chunks, index, rows, 8, secondsToNanos);
    case DuckDBTypeId.TIMESTAMP_NS:
      return fixed('time', chunks, index, new BigInt64Array(rows));
    case DuckDBTypeId.DATE:
      return times(chunks, index, rows, 4, daysToNanos);
    case DuckDBTypeId.VARCHAR:
      return text(chunks, index, rows);
    case DuckDBTypeId.BOOLEAN:
      return general('boolean', chunks, index, (value) => value === true);
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.DECIMAL:
      return general('number', chunks, index, Number);
    default:
      return general('string', chunks, index, String);
  }
}

/** Visits a column's memory; `valid` is made when the first missing value is met. */
function visitBlocks(
  chunks: readonly DuckDBDataChunk[],
  index: number,
  bytesPerRow: number,
  visit: (block: Block) => void
): Uint8Array | undefined {
  const total = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  let valid: Uint8Array | undefined;
  let start = 0;
  for (const { chunk, rowCount: rows } of chunks) {
    const vector = duckdb.data_chunk_get_vector(chunk, index);
    visit({ data: duckdb.vector_get_data(vector, rows * bytesPerRow), start, rows });
    valid = readValidity(vector, rows, start, total, valid);
    start += rows;
  }
  return valid;
}

/** The binding's types promise a bitmap; a vector without missing values has none. */
function readValidity(
  vector: duckdb.Vector,
  rows: number,
  start: number,
  total: number,
  known: Uint8Array | undefined
): Uint8Array | undefined {
  const bits: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8);
  if (!bits) {
    return known;
  }
  let valid = known;
  for (let row = 0; row < rows; row++) {
    if (((bits[row >> 3] ?? 0) & (1 << (row & 7))) === 0) {
      valid ??= new Uint8Array(total).fill(1);
      valid[start + row] = 0;
    }
  }
  return valid;
}

function fixed(
  type: FieldType,
  chunks: readonly DuckDBDataChunk[],
  index: number,
  values: Float64Array | Int32Array | BigInt64Array
): Values {
  const target = new Uint8Array(values.buffer);
  const width = values.BYTES_PER_ELEMENT;
  const valid = visitBlocks(chunks, index, width, ({ data, start }) => target.set(data, start * width));
  return { type, values, valid };
}

type Narrow = Float32Array | Uint32Array | Int8Array | Uint8Array | Int16Array | Uint16Array;
interface NarrowKind {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Narrow;
  readonly BYTES_PER_ELEMENT: number;
}

function widened(
  type: FieldType,
  chunks: readonly DuckDBDataChunk[],
  index: number,
  values: Float64Array | Int32Array,
  Kind: NarrowKind
): Values {
  const valid = visitBlocks(chunks, index, Kind.BYTES_PER_ELEMENT, ({ data, start, rows }) =>
    values.set(new Kind(data.buffer, data.byteOffset, rows), start)
  );
  return { type, values, valid };
}

/** Times go to nanoseconds as two 32-bit halves: a BigInt for each would cost more than the query. */
function times(
  chunks: readonly DuckDBDataChunk[],
  index: number,
  rows: number,
  width: 4 | 8,
  convert: (source: Int32Array, target: Int32Array, start: number, rows: number) => number[]
): Values {
  const values = new BigInt64Array(rows);
  const target = new Int32Array(values.buffer);
  const outside: number[] = [];
  let valid = visitBlocks(chunks, index, width, ({ data, start, rows: count }) => {
    const source = new Int32Array(data.buffer, data.byteOffset, (count * width) / 4);
    outside.push(...convert(source, target, start, count));
  });
  if (outside.length > 0) {
    valid ??= new Uint8Array(rows).fill(1);
    for (const row of outside) {
      valid[row] = 0;
    }
  }
  return { type: 'time', values, valid };
}

/** DuckDB keeps 16 bytes a string: its length, then up to 12 bytes in place, or a prefix and a pointer. */
const STRING_BYTES = 16;
const INLINE_BYTES = 12;

function text(chunks: readonly DuckDBDataChunk[], index: number, rows: number): Values {
  const offsets = new Int32Array(rows + 1);
  const blocks: Block[] = [];
  const valid = visitBlocks(chunks, index, STRING_BYTES, (block) => blocks.push(block));
  let total = 0;
  for (const { data, start, rows: count } of blocks) {
    const lengths = new Uint32Array(data.buffer, data.byteOffset, count * 4);
    for (let row = 0; row < count; row++) {
      total += valid && !valid[start + row] ? 0 : (lengths[row * 4] ?? 0);
      offsets[start + row + 1] = total;
    }
  }
  if (total > 0x7fffffff) {
    throw new RangeError(`text column ${index} has ${total} bytes, more than a frame can hold`);
  }
  const bytes = new Uint8Array(total);
  for (const block of blocks) {
    copyText(block, offsets, bytes);
  }
  const values: Utf8Column = { offsets, bytes };
  return { type: 'string', values, valid };
}

function copyText({ data, start, rows }: Block, offsets: Int32Array, bytes: Uint8Array): void {
  for (let row = 0; row < rows; row++) {
    let to = offsets[start + row] ?? 0;
    const end = offsets[start + row + 1] ?? 0;
    const at = row * STRING_BYTES + 4;
    if (end - to > INLINE_BYTES) {
      bytes.set(duckdb.get_data_from_pointer(data.buffer as ArrayBuffer, data.byteOffset + at + 4, end - to), to);
      continue;
    }
    for (let from = at; to < end; from++, to++) {
      bytes[to] = data[from] ?? 0;
    }
  }
}

function general(
  type: FieldType,
  chunks: readonly DuckDBDataChunk[],
  index: number,
  convert: (value: unknown) => number | string | boolean
): Values {
  const values: Array<number | string | boolean | null> = [];
  for (const chunk of chunks) {
    chunk.visitColumnValues(index, (value) => values.push(value === null ? null : convert(value)));
  }
  return { type, values };
}
