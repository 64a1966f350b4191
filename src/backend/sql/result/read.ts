/** Reads a result as it streams, up to the row limit. */
import { type DuckDBDataChunk, type DuckDBResult, type DuckDBType } from '@duckdb/node-api';
import { PlumblineError } from '../../../query/errors';

/** Values of one answer; a million is what a browser can still draw and keep. */
export const MAX_CELLS = 5_000_000;

export interface Rows {
  names: readonly string[];
  types: readonly DuckDBType[];
  chunks: readonly DuckDBDataChunk[];
  /** Rows that count; the last chunk may hold more. */
  rowCount: number;
  truncated: boolean;
}

/** Throws `too_large` beyond `MAX_CELLS`, where a cut would be arbitrary. */
export async function readRows(result: DuckDBResult, rowLimit: number): Promise<Rows> {
  const types = result.columnTypes();
  const chunks: DuckDBDataChunk[] = [];
  let rows = 0;
  while (rows <= rowLimit) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) {
      break;
    }
    chunks.push(chunk);
    rows += chunk.rowCount;
    if (rows * types.length > MAX_CELLS) {
      throw new PlumblineError(
        'too_large',
        `The answer has more than ${MAX_CELLS} values (${types.length} columns)`,
        'Name the columns that are needed, aggregate, or add a LIMIT',
        'rawSql'
      );
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
