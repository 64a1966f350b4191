/** Names of models, columns and references, and how they are written into SQL. */
import { PlumblineError } from '../../query/errors';

/** An SQL identifier, quoted. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** An SQL string literal. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** JSON pointer to a member of an object, for DuckDB's `json_*` functions. */
export const jsonPointer = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/** Throws `bad_request` unless `name` may name a model or a reference. */
export function checkName(what: 'model' | 'reference', name: string): void {
  if (!NAME.test(name)) {
    throw new PlumblineError(
      'bad_request',
      `"${name.slice(0, 140)}" is not a ${what} name`,
      'Use up to 128 letters, digits, "_", "." and "-", starting with a letter or a digit',
      what
    );
  }
}

/** Column of every fact table: order of arrival, unique, hidden from readers. */
export const SEQUENCE = '_seq';

/** Columns of a batch while it is typed: the row's number, and what is wrong with it. */
export const ROW = '__row';
export const FAULT = '__fault';

/** Names that would reach into the objects of a program which takes them for a member. */
const FORBIDDEN_MEMBERS = ['__proto__', 'constructor', 'prototype'];
export const isForbiddenMember = (name: string): boolean => FORBIDDEN_MEMBERS.includes(name);

const FORBIDDEN_COLUMNS = new Set([...FORBIDDEN_MEMBERS, SEQUENCE, ROW, FAULT]);

/** How the names begin that analyses give to columns of their own beside a model's. */
const INTERNAL_PREFIX = 'plumbline ';

/** Whether analyses may have a column of that name. */
export const isInternal = (name: string): boolean => name.toLowerCase().startsWith(INTERNAL_PREFIX);

/** The rows of a relation without columns that analyses would take for their own: stores from before have such. */
export const withoutInternal = (relation: string): string =>
  `(SELECT COLUMNS(lambda c: NOT starts_with(lower(c), ${quoteText(INTERNAL_PREFIX)})) FROM ${relation})`;

const MAX_COLUMN_BYTES = 128;

/** Why `name` cannot be a column, or null when it can. */
export function columnNameFault(name: string): string | null {
  if (name === '') {
    return 'a column needs a name';
  }
  if (FORBIDDEN_COLUMNS.has(name.toLowerCase())) {
    return 'this name is reserved';
  }
  if (isInternal(name)) {
    return `names that begin with "${INTERNAL_PREFIX}" are reserved`;
  }
  if (Buffer.byteLength(name) > MAX_COLUMN_BYTES) {
    return `a column name has at most ${MAX_COLUMN_BYTES} bytes`;
  }
  return /[\u0000-\u001f\u007f]/.test(name) ? 'a column name has no control characters' : null;
}

/** DuckDB compares names without case, so two names are the same column when their keys are equal. */
export const nameKey = (name: string): string => name.toLowerCase();
