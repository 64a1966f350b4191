/**
 * Where each chunk of rows begins, found once a query: its scans then tell a row's chunk from the time and id, and need not
 * sort and number all rows again.
 */
import { MAX_WINDOWS } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { predictionSource } from './cells';
import { requireRole, type Scope } from './scope';
import { Parameters, quoteName } from './statement';
import { type RowChunk } from './windows';

/**
 * The scope with the chunks of its rows. It stays as it is where windows are of time, where each segment has chunks of its
 * own, where there are very many, and where time and id do not tell rows apart: scans number the rows themselves then.
 */
export async function withRowChunks(scope: Scope): Promise<Scope> {
  const { windows, model } = scope;
  if (windows.kind !== 'rows' || scope.segments.length > 0) {
    return scope;
  }
  const time = requireRole(model, 'time', 'every analysis');
  const id = model.columns.find(({ role }) => role === 'id');
  // Read and written back, values of other types might not be the same.
  if (time.sqlType !== 'TIMESTAMP' || id?.sqlType !== 'VARCHAR') {
    return scope;
  }
  const parameters = new Parameters();
  const { text } = predictionSource(scope, [quoteName(time.name), quoteName(id.name)], {
    parameters,
    windows: [{ start: windows.from, end: windows.to, complete: true }],
  });
  const numbered = `SELECT c0, c1, row_number() OVER ordered AS place, lead(c0) OVER ordered IS NULL AS ends FROM (${text}) WINDOW ordered AS (ORDER BY c0, c1)`;
  try {
    const boundaries = await scope.ledger.rows<Boundary>(
      `SELECT place, c0 AS time, epoch_us(c0) AS micros, c1 AS id FROM (${numbered}) WHERE ends OR place % ${windows.rows} < 2 ORDER BY place LIMIT ${2 * MAX_WINDOWS + 1}`,
      parameters
    );
    const chunks = boundaries.length > 2 * MAX_WINDOWS ? null : chunksBetween(boundaries, windows.rows);
    return chunks ? { ...scope, windows: { ...windows, chunks } } : scope;
  } catch (error) {
    if (error instanceof PlumblineError && error.code === 'timeout') {
      throw error;
    }
    // What is wrong with the rows is for the scans to tell, column by column.
    return scope;
  }
}

/** The first and the last row of a chunk, which may be one. */
interface Boundary {
  /** From 1, in the order of times and ids. */
  place: number;
  time: number;
  micros: number;
  id: string | null;
}

/** Chunks of `size` rows; `null` where one ends between rows that time and id do not tell apart. */
function chunksBetween(boundaries: readonly Boundary[], size: number): RowChunk[] | null {
  const chunks: RowChunk[] = [];
  for (const [index, { place, time, micros, id }] of boundaries.entries()) {
    if ((place - 1) % size === 0) {
      const before = boundaries[index - 1];
      const tied = before?.micros === micros;
      if (tied && (id === null || id === before.id)) {
        return null;
      }
      chunks.push({ rows: 0, firstTime: time, lastTime: time, start: micros, id: tied ? id : null });
    }
    const chunk = chunks.at(-1);
    if (chunk) {
      chunk.rows = place - (chunks.length - 1) * size;
      chunk.lastTime = time;
    }
  }
  return chunks.length > 0 ? chunks : null;
}
