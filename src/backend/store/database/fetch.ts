/** The chunks of a result, and the failure of one that was streamed. */
import { type DuckDBDataChunk, type DuckDBResult, ResultReturnType } from '@duckdb/node-api';

/** A statement that failed, or was stopped, after it had given some of its rows. DuckDB's client does not say why. */
export class StreamFailed extends Error {
  constructor() {
    super('The statement failed while its rows were read');
  }
}

/**
 * The next chunk, or null behind the last. The client gives no chunk for a statement that failed midway either: what was
 * read would pass for the whole.
 *
 * @throws StreamFailed
 */
export async function nextChunk(result: DuckDBResult): Promise<DuckDBDataChunk | null> {
  const chunk = await result.fetchChunk();
  if (chunk && chunk.rowCount > 0) {
    return chunk;
  }
  if (result.returnType === ResultReturnType.INVALID) {
    throw new StreamFailed();
  }
  return null;
}

/**
 * What a failure of a streamed statement is to be told as: its reason, from running it again as `again` does, without
 * keeping rows and outside of the transaction that has failed with it. Other errors stay what they are.
 */
export async function reasonOf(
  error: unknown,
  sql: string,
  again: (sql: string) => Promise<unknown>
): Promise<unknown> {
  if (!(error instanceof StreamFailed)) {
    return error;
  }
  try {
    await again(`SELECT bit_xor(hash(COLUMNS(*))) FROM (${sql})`);
    return error;
  } catch (reason) {
    return reason;
  }
}
