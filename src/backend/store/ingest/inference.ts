/** Types of columns that are seen for the first time, from the values of one batch. */
import { type Session } from '../database/session';
import { jsonPointer, nameKey, quoteText } from '../names';
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

/** The narrowest type that holds the values of `key`; null when there is none. */
async function valueType(session: Session, key: string): Promise<Seen | null> {
  const pointer = quoteText(jsonPointer(key));
  const rows = await session.rows<{ type: string; values: number; fractions: number }>(
    `SELECT json_type(doc, ${pointer}) AS type, count(*) AS values,
       count(*) FILTER (trunc(x) IS DISTINCT FROM x OR NOT isfinite(x)) AS fractions
     FROM (SELECT doc, TRY_CAST(json_extract_string(doc, ${pointer}) AS DOUBLE) AS x
           FROM ${STAGED} WHERE fault IS NULL AND list_contains(keys, ${quoteText(key)}))
     GROUP BY 1`
  );
  const present = rows.filter((row) => row.type !== 'NULL' && !NESTED.has(row.type));
  const total = present.reduce((sum, row) => sum + row.values, 0);
  const numbers = present.filter((row) => NUMBERS.has(row.type)).reduce((sum, row) => sum + row.values, 0);
  const types = numbers >= NUMERIC_SHARE * total ? present.filter((row) => NUMBERS.has(row.type)) : present;
  if (types.length === 0) {
    return null;
  }
  const only = (...allowed: string[]) => types.every((row) => allowed.includes(row.type));
  if (only('BIGINT', 'UBIGINT', 'DOUBLE')) {
    const integral = types.every((row) => row.fractions === 0);
    return { type: only('BIGINT') || (only('BIGINT', 'UBIGINT') && integral) ? 'BIGINT' : 'DOUBLE', integral };
  }
  return { type: only('BOOLEAN') ? 'BOOLEAN' : 'VARCHAR', integral: false };
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
    const seen = await valueType(session, key);
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
