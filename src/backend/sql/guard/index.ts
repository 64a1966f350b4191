/** The guard: one SELECT over the models' tables with known functions, or a clear refusal. */
import { LIMITS } from './limits';
import { SqlParser } from './parser';
import { refuse } from './refusal';
import { type TreeObject } from './tree';
import { inspect, type TableUse } from './walk';

export interface CheckedStatement {
  /** The statement as it was written. */
  sql: string;
  tree: TreeObject;
  /** Stored tables that it reads, one entry a reference. */
  tables: TableUse[];
}

let parser: Promise<SqlParser> | undefined;

/** The parser of this process, started on first use. */
export function sharedParser(): Promise<SqlParser> {
  parser ??= SqlParser.create();
  return parser;
}

/** Throws `forbidden` for a statement that is too long to be read; before macros and after them. */
export function checkLength(sql: string): void {
  if (sql.length > LIMITS.characters) {
    refuse(
      `The statement has ${sql.length} characters, at most ${LIMITS.characters} are allowed`,
      'Split it into several queries'
    );
  }
}

/**
 * Parses and inspects a statement (after macros). Throws `bad_request` when it cannot be read and `forbidden` when it
 * may not be run.
 */
export async function checkStatement(sql: string): Promise<CheckedStatement> {
  checkLength(sql);
  // DuckDB reads up to the first NUL, so what stands behind it would never be looked at.
  if (sql.includes('\0')) {
    refuse('The statement has a NUL character', 'Remove it');
  }
  const tree = await (await sharedParser()).parse(sql);
  return { sql, tree, tables: inspect(sql, tree) };
}
