/** Types of columns that are seen for the first time, from the values of one batch. */
import { nameKey } from '../names';
import { checkWidth } from '../schemaChanges';
import { type ColumnRecord, fixedType, inferredColumn, kindOf, type SqlType } from '../schema';
import { type Task } from '../types';
import { type KeyCounts } from './decode/summary';
import { type Staged } from './staging';

/** A column with this share of numbers is numeric, and its few other values are rejected: typing errors make no text. */
const NUMERIC_SHARE = 0.95;

interface Seen {
  type: SqlType;
  /** Numbers, all of them whole. */
  integral: boolean;
}

/** The narrowest type that holds the values; null when there is none. */
function narrowest({ booleans, fractions, integers, reals, texts, times }: KeyCounts): Seen | null {
  const numbers = integers + reals;
  const present = numbers + booleans + texts + times;
  if (present === 0) {
    return null;
  }
  if (numbers > 0 && numbers >= NUMERIC_SHARE * present) {
    return { type: reals === 0 ? 'BIGINT' : 'DOUBLE', integral: fractions === 0 };
  }
  if (times === present) {
    return { type: 'TIMESTAMP', integral: false };
  }
  return { type: booleans === present ? 'BOOLEAN' : 'VARCHAR', integral: false };
}

export interface Inferred {
  columns: ColumnRecord[];
  warnings: string[];
}

export const notMade = (key: string): string =>
  `Column "${key}" had no usable value in a row that can be stored and was not made`;

/**
 * Columns for `keys`, which no column of the model has yet. Columns that are `present` without a type wait for one.
 *
 * @param counts of the rows that types are chosen by
 *
 * Keys without any value make no column; a key that differs from a column only in case refuses its rows.
 */
export function inferColumns(
  staged: Staged,
  counts: ReadonlyMap<string, KeyCounts>,
  keys: readonly string[],
  present: readonly ColumnRecord[],
  task: Task | undefined,
  maxColumns: number
): Inferred {
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
      staged.refuseKey(key, reason, `Send the column as "${rival.source}"`);
      continue;
    }
    const found = counts.get(key);
    const seen = found ? narrowest(found) : null;
    if (!seen) {
      warnings.push(notMade(key));
      continue;
    }
    const column = waiting ? withType(waiting, seen.type) : inferredColumn(key, seen.type);
    const classes = column.role === 'prediction' && task !== 'regression' && seen.integral;
    columns.push(classes ? { ...column, sqlType: 'BIGINT' } : column);
  }
  checkWidth(present.length + columns.length, maxColumns);
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
