/** Types of columns that are seen for the first time, from the values of one batch. */
import { type Session } from '../database/session';
import { nameKey, quoteText } from '../names';
import { checkWidth } from '../registry';
import { type ColumnRecord, fixedType, inferredColumn, kindOf, type SqlType } from '../schema';
import { type Task } from '../types';
import { refuseKey, STAGED } from './staging';

const NESTED = new Set(['OBJECT', 'ARRAY']);

const NUMBERS = new Set(['BIGINT', 'UBIGINT', 'DOUBLE']);

/** A column with this share of numbers is numeric, and its few other values are rejected: typing errors make no text. */
const NUMERIC_SHARE = 0.95;

interface Seen {
  type: SqlType;
  /** Numbers, all of them whole. */
  integral: boolean;
}

interface TypeCount {
  key: string;
  type: string;
  values: number;
  fractions: number;
}

/** JSON types of the values of `keys` with their counts, from one pass over the documents. */
async function countTypes(session: Session, keys: readonly string[]): Promise<TypeCount[]> {
  return session.rows<TypeCount>(
    `SELECT key, type, count(*) AS values, count(*) FILTER (trunc(x) IS DISTINCT FROM x OR NOT isfinite(x)) AS fractions
     FROM (SELECT e.key, e.type, TRY_CAST(e.atom ->> '$' AS DOUBLE) AS x
           FROM (SELECT doc FROM ${STAGED} WHERE fault IS NULL) AS s, json_each(s.doc) AS e
           WHERE e.key IN (SELECT unnest([${keys.map(quoteText).join(', ')}])))
     GROUP BY key, type ORDER BY key, type`
  );
}

/** The narrowest type that holds the values; null when there is none. */
function narrowest(counts: readonly TypeCount[]): Seen | null {
  const present = counts.filter((count) => count.type !== 'NULL' && !NESTED.has(count.type));
  if (present.length === 0) {
    return null;
  }
  const numeric = present.filter((count) => NUMBERS.has(count.type));
  const sum = (some: readonly TypeCount[]) => some.reduce((total, count) => total + count.values, 0);
  if (numeric.length > 0 && sum(numeric) >= NUMERIC_SHARE * sum(present)) {
    const integral = numeric.every((count) => count.fractions === 0);
    return { type: integral && numeric.every((count) => count.type !== 'DOUBLE') ? 'BIGINT' : 'DOUBLE', integral };
  }
  return { type: present.every((count) => count.type === 'BOOLEAN') ? 'BOOLEAN' : 'VARCHAR', integral: false };
}

export interface Inferred {
  columns: ColumnRecord[];
  warnings: string[];
}

/**
 * Columns for `keys`, which no column of the model has yet. `waiting` are declared columns without a type.
 *
 * Keys without any value make no column; a key that differs from a column only in case refuses its rows.
 */
export async function inferColumns(
  session: Session,
  keys: readonly string[],
  present: readonly ColumnRecord[],
  task: Task | undefined
): Promise<Inferred> {
  const columns: ColumnRecord[] = [];
  const warnings: string[] = [];
  checkWidth(present.length + keys.length);
  const counts = keys.length === 0 ? [] : await countTypes(session, keys);
  for (const key of keys) {
    const waiting = present.find((column) => column.source === key);
    const rival = [...present, ...columns].find(
      (column) => column !== waiting && nameKey(column.name) === nameKey(inferredColumn(key, 'VARCHAR').name)
    );
    if (rival) {
      const reason =
        rival.name === key
          ? `column "${rival.name}" is sent as "${rival.source}"`
          : `column "${rival.name}" differs only in case`;
      await refuseKey(session, key, reason);
      continue;
    }
    const seen = narrowest(counts.filter((count) => count.key === key));
    if (!seen) {
      warnings.push(`Column "${key}" had no usable value in this batch and was not made`);
      continue;
    }
    const column = waiting ? withType(waiting, seen.type) : inferredColumn(key, seen.type);
    const classes = column.role === 'prediction' && task !== 'regression' && seen.integral;
    columns.push(classes ? { ...column, sqlType: 'BIGINT' } : column);
  }
  return { columns, warnings };
}

function withType(column: ColumnRecord, type: SqlType): ColumnRecord {
  const sqlType = fixedType(column.role) ?? type;
  return { ...column, sqlType, kind: kindOf(column.role, sqlType) };
}

/** The task of a model that nobody declared, from its first batch. */
export function inferTask(columns: readonly ColumnRecord[]): Task {
  if (columns.filter((column) => column.role === 'score').length > 1) {
    return 'multiclass';
  }
  if (columns.some((column) => column.role === 'response')) {
    return 'generative';
  }
  const prediction = columns.find((column) => column.role === 'prediction');
  if (prediction?.sqlType === 'DOUBLE') {
    return 'regression';
  }
  return prediction?.sqlType === 'VARCHAR' ? 'multiclass' : 'binary';
}
