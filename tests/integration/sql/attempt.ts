/** One random statement, run for real when the guard lets it pass. */
import { readdirSync } from 'node:fs';
import { PlumblineError } from '../../../src/query/errors';
import { CANARY, type Fixture, rowsOf } from './fixture';

const DEADLINE_MS = 1_000;

/**
 * `passed` or the code of the refusal. The statement may hold `{folder}`.
 * @throws Error when a canary shows, or when what was thrown is no refusal
 */
export async function attempt(fixture: Fixture, raw: string): Promise<string> {
  const sql = raw.replaceAll('{folder}', fixture.folder);
  const seen = (text: string): void => {
    // A canary in the statement itself is no leak.
    if (text.includes(CANARY) && !sql.includes(CANARY)) {
      throw new Error(`canary shown by: ${sql}\n${text.slice(0, 500)}`);
    }
  };
  const format = sql.length % 5 === 0 ? 'timeseries' : 'table';
  try {
    const frames = await fixture.run(sql, { rowLimit: 50, format, signal: AbortSignal.timeout(DEADLINE_MS) });
    seen(
      JSON.stringify(frames.map(rowsOf), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    );
    return 'passed';
  } catch (error) {
    if (!(error instanceof PlumblineError)) {
      throw error;
    }
    seen(error.text);
    return error.code;
  }
}

/** What no statement may change: DuckDB's settings, the tables there are with their rows, and the files beside the store. What is spilled to disk is DuckDB's own. */
export async function stateOf(fixture: Fixture): Promise<string> {
  const read = async (sql: string) => (await fixture.connection.runAndReadAll(sql)).getRows();
  const tables = await read('SELECT schema_name, table_name, estimated_size FROM duckdb_tables() ORDER BY ALL');
  const secrets = await read('SELECT count(*) FROM plumbline.ledger');
  const settings = await read('SELECT name, value FROM duckdb_settings() ORDER BY ALL');
  const files = readdirSync(fixture.folder)
    .filter((name) => !name.endsWith('.tmp'))
    .sort();
  return JSON.stringify([settings, tables, secrets, files], (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value
  );
}
