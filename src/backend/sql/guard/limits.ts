/** Budgets of one statement. They bound what planning costs; memory and time are bounded around the process. */
export const LIMITS = {
  /** Characters of SQL after macros. */
  characters: 64 * 1024,
  /** Expressions, table references and query nodes together; constants are counted apart. */
  nodes: 5_000,
  constants: 20_000,
  /** Table references as written. */
  tables: 16,
  /** Table references when every CTE is written out where it is used. */
  expandedTables: 64,
  /** SELECTs, counting those of UNION and of subqueries. */
  queries: 64,
  /** Rows or items of one `range` or `generate_series`, and of all of them multiplied. */
  seriesItems: 100_000,
  seriesProduct: 10_000_000,
  /** Length that one call may pad or repeat text to, and all of them multiplied. */
  textFactor: 1_000,
  textProduct: 10_000,
} as const;
