/** A query's filter list as an SQL condition on a model's predictions. */
import { PlumblineError } from '../../../query/errors';
import { type Filter, FILTER_OPERATORS } from '../../../query/model';
import { membersOf } from '../declaration';
import { quoteName } from '../names';
import { type ColumnInfo, type ModelInfo, type SqlValue } from '../types';

const COMPARISONS = new Set(['<', '<=', '>', '>=']);

const fault = (place: string, message: string, remedy?: string) =>
  new PlumblineError('bad_request', `${place}: ${message}`, remedy, place);

/** Reads `filters` of a request body. */
export function readFilters(value: unknown): Filter[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw fault('filters', 'a list is expected');
  }
  return value.map((entry: unknown, index) => {
    const place = `filters[${index}]`;
    const { key, operator: given, value: single, values } = membersOf(place, entry);
    const operator = FILTER_OPERATORS.find((each) => each === given);
    if (typeof key !== 'string' || operator === undefined) {
      throw fault(place, 'needs a key and an operator', `Operators are ${FILTER_OPERATORS.join(' ')}`);
    }
    const many = operator.endsWith('|');
    if (many && !(Array.isArray(values) && values.every((each) => typeof each === 'string'))) {
      throw fault(`${place}.values`, 'a list of texts is expected');
    }
    if (!many && typeof single !== 'string') {
      throw fault(`${place}.value`, 'text is expected');
    }
    return many ? { key, operator, values: values as string[] } : { key, operator, value: String(single) };
  });
}

function typed(column: ColumnInfo, text: string): SqlValue {
  if (column.kind !== 'numeric') {
    return text;
  }
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) {
    throw new PlumblineError('bad_request', `Column "${column.name}" is numeric and "${text}" is no number`);
  }
  return number;
}

/** Conditions joined by AND, with parameters from `$first` on; `true` for no filters. Missing values match no `=`. */
export function filterCondition(model: ModelInfo, filters: readonly Filter[], first: number): [string, SqlValue[]] {
  const params: SqlValue[] = [];
  const conditions = filters.map(({ key, operator, value = '', values = [] }) => {
    const column = model.columns.find((each) => each.name === key);
    if (!column) {
      throw new PlumblineError('not_found', `Model "${model.name}" has no column "${key}" to filter by`);
    }
    const name = column.kind === 'numeric' ? quoteName(key) : `${quoteName(key)}::VARCHAR`;
    const bind = (text: string) => {
      params.push(typed(column, text));
      return `$${first + params.length - 1}`;
    };
    switch (operator) {
      case '=|':
      case '!=|':
        return `coalesce(${name} IN (${values.map(bind).join(', ') || 'NULL'}), false) = ${operator === '=|'}`;
      case '=~':
      case '!~': {
        params.push(value);
        const matches = `coalesce(regexp_matches(${quoteName(key)}::VARCHAR, $${first + params.length - 1}), false)`;
        return operator === '=~' ? matches : `NOT ${matches}`;
      }
      case '!=':
        return `${name} IS DISTINCT FROM ${bind(value)}`;
      default:
        if (COMPARISONS.has(operator) && column.kind !== 'numeric' && column.kind !== 'time') {
          throw new PlumblineError('bad_request', `Column "${key}" is ${column.kind} and has no order for ${operator}`);
        }
        return column.kind === 'time'
          ? `${quoteName(key)} ${operator} ${bind(value)}::TIMESTAMP`
          : `${name} ${operator} ${bind(value)}`;
    }
  });
  return [conditions.length > 0 ? conditions.map((each) => `(${each})`).join(' AND ') : 'true', params];
}
