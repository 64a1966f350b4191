/**
 * An SQL aggregate that a viewer wrote, made safe to stand in a statement of ours.
 *
 * It is parsed on its own as the only item of a SELECT without anything else, and walked by the guard of SQL mode: known
 * functions only, no tables. Subqueries and window functions are refused, they are no aggregates of the rows.
 */
import { PlumblineError } from '../../../query/errors';
import { type ColumnInfo } from '../../store/types';
import { checkStatement } from '../../sql/guard';
import { child, isObject, list, objects, text, type TreeObject } from '../../sql/guard/tree';
import { type Scope } from '../shared/scope';

export interface Aggregate {
  /** SQL to put into a SELECT list; its brackets are balanced, because it was parsed between brackets. */
  sql: string;
  /** Columns of the model that it reads. */
  columns: ColumnInfo[];
  /** True where it reads the label. */
  label: boolean;
}

/** Name of the label in an aggregate; a model's own label column is meant as well. */
const LABEL_NAME = 'label';

/** Throws `bad_request` or `forbidden`, `place` being `expression`. */
export async function readAggregate(expression: string, scope: Scope): Promise<Aggregate> {
  const wrapped = `SELECT (\n${expression}\n) AS value`;
  const statement = await checkStatement(wrapped).catch((error: unknown) => {
    throw error instanceof PlumblineError
      ? new PlumblineError(error.code, `expression: ${error.message}`, error.remedy, 'expression')
      : error;
  });
  const select = child(statement.tree, 'node') ?? {};
  const [item, ...more] = objects(select, 'select_list');
  if (!item || more.length > 0 || statement.tables.length > 0 || !isBare(select)) {
    throw refuse('is not one expression', 'Write one aggregate, such as sum(amount) or avg(cost).');
  }
  const names = new Set<string>();
  walk(item, names);
  const { model } = scope;
  const labelName = model.label?.name;
  const isLabel = (name: string) => same(name, LABEL_NAME) || (labelName !== undefined && same(name, labelName));
  const columns = model.columns.filter((column) => [...names].some((name) => same(name, column.name)));
  const label = [...names].some((name) => isLabel(name) && !columns.some((column) => same(column.name, name)));
  const hidden =
    columns.find((column) => column.sensitive)?.name ??
    (label && model.label?.sensitive ? model.label.name : undefined);
  if (hidden !== undefined) {
    // An aggregate such as max() shows a value. SQL mode writes such a read into the audit log, this does not.
    throw new PlumblineError(
      'forbidden',
      `expression: ${hidden} is sensitive`,
      'Use another column, or SQL mode with unmasked access.',
      'expression'
    );
  }
  return { sql: `(\n${expression}\n)`, columns, label };
}

/** DuckDB compares names without case. */
export const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The names under which an aggregate may mean the label. */
export const labelNames = (scope: Scope): string[] => {
  const own = scope.model.label?.name;
  return [...new Set([LABEL_NAME, ...(own === undefined ? [] : [own.toLowerCase()])])];
};

/** A SELECT that has its list and nothing else. */
function isBare(select: TreeObject): boolean {
  const from = child(select, 'from_table');
  const empty = (field: string) => list(select, field).length === 0;
  const absent = (field: string) => select[field] === null || select[field] === undefined;
  return (
    text(select, 'type') === 'SELECT_NODE' &&
    (from === undefined || text(from, 'type') === 'EMPTY') &&
    ['modifiers', 'group_expressions', 'group_sets'].every(empty) &&
    ['where_clause', 'having', 'sample', 'qualify'].every(absent) &&
    objects(child(select, 'cte_map') ?? {}, 'map').length === 0
  );
}

const REFUSED: Record<string, string> = {
  SUBQUERY: 'has a subquery, which is no aggregate of the rows',
  WINDOW: 'has a window function, which is no aggregate of the rows',
  STAR: 'has a * outside of count(*)',
};

function walk(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) {
    value.forEach((member) => walk(member, names));
    return;
  }
  if (!isObject(value)) {
    return;
  }
  const problem = REFUSED[text(value, 'class')];
  if (problem !== undefined) {
    throw refuse(problem, 'Write one aggregate, such as sum(amount) or avg(cost).');
  }
  if (text(value, 'class') === 'COLUMN_REF') {
    const [name] = list(value, 'column_names');
    if (typeof name === 'string') {
      names.add(name);
    }
  }
  Object.values(value).forEach((member) => walk(member, names));
}

function refuse(problem: string, remedy: string): PlumblineError {
  return new PlumblineError('bad_request', `expression ${problem}`, remedy, 'expression');
}
