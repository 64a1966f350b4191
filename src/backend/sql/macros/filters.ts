/** A dashboard's ad hoc filters as an SQL condition. The tables of a statement are not known here, so values are text. */
import { type Filter } from '../../../query/model';
import { quoteName, quoteText } from '../../store/names';

/**
 * Conditions joined by AND; `true` without filters. As in the analyses a missing value equals the empty text, differs
 * from every other value and matches no comparison. A number equals however it is written: `5`, `5.0`.
 *
 * @param table an alias or a table's name to write before each column
 */
export function filtersSql(filters: readonly Filter[], table?: string): string {
  const conditions = filters.map((filter) => condition(filter, table));
  return conditions.length === 0 ? 'true' : `(${conditions.join(' AND ')})`;
}

function condition({ key, operator, value = '', values = [] }: Filter, table?: string): string {
  const column = `${table === undefined ? '' : `${table}.`}${quoteName(key)}`;
  const text = `coalesce(${column}::VARCHAR, '')`;
  const list = () => values.map((item) => `(${equals(column, text, item)})`).join(' OR ') || 'false';
  switch (operator) {
    case '=':
      return `(${equals(column, text, value)})`;
    case '!=':
      return `NOT (${equals(column, text, value)})`;
    case '=|':
      return `(${list()})`;
    case '!=|':
      return `NOT (${list()})`;
    case '=~':
      return `coalesce(regexp_full_match(${column}::VARCHAR, ${quoteText(value)}), false)`;
    case '!~':
      return `NOT coalesce(regexp_full_match(${column}::VARCHAR, ${quoteText(value)}), false)`;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isNumber(value)
        ? `coalesce(${numeric(column)} ${operator} ${Number(value)}::DOUBLE, false)`
        : `coalesce(${column}::VARCHAR ${operator} ${quoteText(value)}, false)`;
  }
}

function equals(column: string, text: string, value: string): string {
  const same = `${text} = ${quoteText(value)}`;
  return isNumber(value) ? `${same} OR coalesce(${numeric(column)} = ${Number(value)}::DOUBLE, false)` : same;
}

/** Times and dates as text order like themselves, so only what reads as a number is compared as one. */
const numeric = (column: string): string => `TRY_CAST(${column}::VARCHAR AS DOUBLE)`;

const isNumber = (value: string): boolean => value.trim() !== '' && Number.isFinite(Number(value));
