/**
 * Puts relations in the place of tables.
 *
 * The syntax tree is changed, and the text is changed beside it so that names and layout stay as the user wrote them.
 * The text counts only if it parses to the changed tree; otherwise the tree is written out.
 */
import { isDeepStrictEqual } from 'node:util';
import { type CheckedStatement, sharedParser } from './guard';
import { type TableUse } from './guard/walk';
import { fold } from './guard/functions/names';
import { isObject, list, text, type TreeObject } from './guard/tree';
import { type Relation } from './relations';

export interface Replacement {
  use: TableUse;
  relation: Relation;
}

/** SQL of the statement with every table replaced. */
export async function rewrite(statement: CheckedStatement, replacements: Replacement[]): Promise<string> {
  const parser = await sharedParser();
  const named = replacements.map((one) => ({ ...one, alias: aliasOf(one.use, replacements) }));
  const edited = editText(statement.sql, named);
  for (const { use, relation, alias } of named) {
    substitute(use.node, alias, await parser.parse(relation.sql));
  }
  dropSchemas(statement.tree, named);
  if (edited !== undefined) {
    const parsed = await parser.parse(edited).catch(() => undefined);
    if (isDeepStrictEqual(withoutPositions(parsed), withoutPositions(statement.tree))) {
      return edited;
    }
  }
  return parser.unparse(statement.tree);
}

interface NamedReplacement extends Replacement {
  alias: string;
}

/** The table's name; with its schema where two tables of one name stand side by side. */
function aliasOf(use: TableUse, replacements: Replacement[]): string {
  const written = text(use.node, 'alias');
  if (written !== '') {
    return written;
  }
  const twin = replacements.some(
    ({ use: other }) => fold(other.table) === fold(use.table) && other.schema !== use.schema
  );
  return twin ? `${use.schema}.${use.table}` : use.table;
}

/** Turns a BASE_TABLE into a SUBQUERY under the same name, in place. */
function substitute(table: TreeObject, alias: string, subquery: TreeObject): void {
  const { sample, query_location, column_name_alias } = table;
  for (const field of Object.keys(table)) {
    delete table[field];
  }
  Object.assign(table, { type: 'SUBQUERY', alias, sample, query_location, subquery, column_name_alias });
}

/** `predictions.flights.score` becomes `flights.score`: a relation has an alias and no schema. */
function dropSchemas(value: unknown, replacements: NamedReplacement[]): void {
  if (Array.isArray(value)) {
    value.forEach((member) => dropSchemas(member, replacements));
  } else if (isObject(value)) {
    const names = value.class === 'COLUMN_REF' ? list(value, 'column_names').map(String) : [];
    const [schema = '', table = ''] = names;
    const meant = replacements.find(
      ({ use }) => fold(use.schema) === fold(schema) && fold(use.table) === fold(table) && names.length > 1
    );
    if (meant !== undefined) {
      value.column_names = [meant.alias, ...names.slice(2)];
    }
    Object.values(value).forEach((member) => dropSchemas(member, replacements));
  }
}

const NAME = /(?:"(?:[^"]|"")*"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)/.source;
const QUALIFIED = new RegExp(`${NAME}\\s*\\.\\s*${NAME}`, 'y');

/** The text with each table replaced at its position; undefined when one has no position. */
function editText(sql: string, replacements: NamedReplacement[]): string | undefined {
  const bytes = Buffer.from(sql, 'utf8');
  const edits: Array<{ start: number; end: number; by: string }> = [];
  for (const { use, relation, alias: name } of replacements) {
    const offset = use.node.query_location;
    if (typeof offset !== 'number') {
      return undefined;
    }
    const start = bytes.toString('utf8', 0, offset).length;
    QUALIFIED.lastIndex = start;
    const match = QUALIFIED.exec(sql);
    if (match === null) {
      return undefined;
    }
    const alias = text(use.node, 'alias') === '' ? ` AS "${name.replaceAll('"', '""')}"` : '';
    edits.push({ start, end: start + match[0].length, by: `(${relation.sql})${alias}` });
  }
  edits.sort((a, b) => b.start - a.start);
  return edits.reduce((edited, { start, end, by }) => edited.slice(0, start) + by + edited.slice(end), sql);
}

function withoutPositions(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutPositions);
  }
  if (!isObject(value)) {
    return value;
  }
  const { query_location: _position, ...rest } = value;
  return Object.fromEntries(Object.entries(rest).map(([field, member]) => [field, withoutPositions(member)]));
}
