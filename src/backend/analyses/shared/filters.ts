/** Row filters as SQL conditions, typed by the column they are on. */
import { PlumblineError } from '../../../query/errors';
import { type Filter } from '../../../query/model';
import { type ColumnInfo, type SqlValue } from '../../store/types';
import { type Parameters, quoteName } from './statement';

/**
 * SQL of one filter. A missing value equals the empty text, differs from every other value and matches no comparison.
 * Throws `bad_request` where the value does not fit the column.
 */
export function filterCondition(filter: Filter, column: ColumnInfo, parameters: Parameters, place: string): string {
  const name = quoteName(column.name);
  const value = () => parameters.add(typedValue(filter.value ?? '', column, `${place}.value`));
  const list = () =>
    (filter.values ?? []).map((item, index) => parameters.add(typedValue(item, column, `${place}.values[${index}]`)));
  switch (filter.operator) {
    case '=':
      return filter.value === '' ? empty(name, column) : `${name} = ${cast(value(), column)}`;
    case '!=':
      return filter.value === '' ? `NOT ${empty(name, column)}` : `${name} IS DISTINCT FROM ${cast(value(), column)}`;
    case '=|':
      return `coalesce(${name} IN (${list()
        .map((item) => cast(item, column))
        .join(', ')}), false)`;
    case '!=|':
      return `NOT coalesce(${name} IN (${list()
        .map((item) => cast(item, column))
        .join(', ')}), false)`;
    case '=~':
      return `coalesce(regexp_full_match(${name}::VARCHAR, ${parameters.add(filter.value ?? '')}), false)`;
    case '!~':
      return `NOT coalesce(regexp_full_match(${name}::VARCHAR, ${parameters.add(filter.value ?? '')}), false)`;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `${name} ${filter.operator} ${cast(value(), column)}`;
  }
}

function empty(name: string, column: ColumnInfo): string {
  return column.kind === 'categorical' || column.kind === 'text' ? `coalesce(${name}, '') = ''` : `(${name} IS NULL)`;
}

function cast(parameter: string, column: ColumnInfo): string {
  switch (column.kind) {
    case 'numeric':
      return `${parameter}::DOUBLE`;
    case 'boolean':
      return `${parameter}::BOOLEAN`;
    case 'time':
      return `make_timestamp(${parameter}::BIGINT)`;
    case 'categorical':
    case 'text':
      return `${parameter}::VARCHAR`;
  }
}

function typedValue(text: string, column: ColumnInfo, place: string): SqlValue {
  switch (column.kind) {
    case 'numeric': {
      const number = text.trim() === '' ? NaN : Number(text);
      if (!Number.isFinite(number)) {
        throw misfit(place, text, column, 'numbers', 'Write a number.');
      }
      return number;
    }
    case 'boolean': {
      const truth = new Map([
        ['true', true],
        ['1', true],
        ['false', false],
        ['0', false],
      ]).get(text.toLowerCase());
      if (truth === undefined) {
        throw misfit(place, text, column, 'true and false', 'Write true or false.');
      }
      return truth;
    }
    case 'time': {
      const ms = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
      if (!Number.isFinite(ms)) {
        throw misfit(place, text, column, 'times', 'Write RFC 3339 or milliseconds since the epoch.');
      }
      return BigInt(Math.round(ms * 1000));
    }
    case 'categorical':
    case 'text':
      return text;
  }
}

function misfit(place: string, text: string, column: ColumnInfo, holds: string, remedy: string): PlumblineError {
  return new PlumblineError(
    'bad_request',
    `${place}: "${text}" does not fit, ${column.name} holds ${holds}`,
    remedy,
    place
  );
}
