/** Reads a result as it streams, up to the row limit. */
import duckdb from '@duckdb/node-bindings';
import { type DuckDBDataChunk, type DuckDBResult, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { PlumblineError } from '../../../query/errors';
import { nextChunk } from '../../store/database/fetch';

/** Values of one answer; more than a browser can draw and keep. */
export const MAX_CELLS = 5_000_000;
/** Bytes of text in one answer: what one message to Grafana may hold. */
export const MAX_TEXT_BYTES = 64 << 20;

export interface Rows {
  names: readonly string[];
  types: readonly DuckDBType[];
  chunks: readonly DuckDBDataChunk[];
  /** Rows that count; the last chunk may hold more. */
  rowCount: number;
  truncated: boolean;
}

/** Throws `StreamFailed` where the statement fails midway, `too_large` beyond `MAX_CELLS` and `MAX_TEXT_BYTES`, where a cut would be arbitrary. */
export async function readRows(result: DuckDBResult, rowLimit: number): Promise<Rows> {
  const types = result.columnTypes();
  const chunks: DuckDBDataChunk[] = [];
  let rows = 0;
  let bytes = 0;
  while (rows <= rowLimit) {
    const chunk = await nextChunk(result);
    if (chunk === null) {
      break;
    }
    chunks.push(chunk);
    rows += chunk.rowCount;
    bytes += textBytes(chunk, types);
    if (rows * types.length > MAX_CELLS) {
      throw tooLarge(`${MAX_CELLS} values (${types.length} columns)`);
    }
    if (bytes > MAX_TEXT_BYTES) {
      throw tooLarge(`${MAX_TEXT_BYTES >> 20} MiB of text`);
    }
  }
  return {
    names: uniqueNames(result.columnNames()),
    types,
    chunks,
    rowCount: Math.min(rows, rowLimit),
    truncated: rows > rowLimit,
  };
}

export function tooLarge(what: string): PlumblineError {
  return new PlumblineError(
    'too_large',
    `The answer has more than ${what}`,
    'Name the columns that are needed, aggregate, or add a LIMIT',
    'rawSql'
  );
}

/** DuckDB keeps 16 bytes a string, of which the first four are its length. */
const STRING_BYTES = 16;

/** Length of all strings of a chunk, read without making one. */
function textBytes({ chunk, rowCount }: DuckDBDataChunk, types: readonly DuckDBType[]): number {
  let total = 0;
  types.forEach((type, index) => {
    if (type.typeId === DuckDBTypeId.VARCHAR || type.typeId === DuckDBTypeId.BLOB) {
      const vector = duckdb.data_chunk_get_vector(chunk, index);
      const valid: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(rowCount / 64) * 8);
      const data = duckdb.vector_get_data(vector, rowCount * STRING_BYTES);
      const lengths = new Uint32Array(data.buffer, data.byteOffset, rowCount * 4);
      for (let row = 0; row < rowCount; row++) {
        const present = !valid || ((valid[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
        total += present ? (lengths[row * 4] ?? 0) : 0;
      }
    }
  });
  return total;
}

/** Names as they are; a repeated one gets `_1`, `_2`, ... */
export function uniqueNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 1; used.has(unique); count++) {
      unique = `${name}_${count}`;
    }
    used.add(unique);
    return unique;
  });
}
