/**
 * Statements as DuckDB can stream them without a hang.
 *
 * A stream in order holds a megabyte, and once that is full it takes only the lowest of the batches that are under way. A
 * window without PARTITION BY that is the last step of a plan may park one of its tasks, which counts as the lowest batch,
 * until another has given out its whole share; when that other one waits for room, neither goes on, and the fetch spins
 * without looking at interrupts (DuckDB 1.5.6: `PhysicalWindow::GetDataInternal`, `BatchedBufferedData`). Under a LIMIT the
 * last step runs in one task, or behind a buffer of its own, and nobody is waited for.
 */

const WINDOW = /\bover\b/i;

/** More rows than any result has, so that the limit cuts nothing. */
const EVERY_ROW = Number.MAX_SAFE_INTEGER;

/** The same rows in the same order. `sql` is one SELECT without a semicolon or a comment at its end. */
export function streamable(sql: string, limit = EVERY_ROW): string {
  return WINDOW.test(sql) ? `SELECT * FROM (${sql}) LIMIT ${limit}` : sql;
}
