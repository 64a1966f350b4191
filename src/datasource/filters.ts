import { type AdHocVariableFilter } from '@grafana/data';
import { type AnalysisQuery, type Filter, FILTER_OPERATORS, type FilterOperator } from '../query/model';

/** Key of the filter that a click on a row of a panel sets: it chooses columns of the answer, not rows of the data. */
const COLUMN_KEY = 'column';

/** True for an operator that takes a list. */
export function isListOperator(operator: FilterOperator): operator is '=|' | '!=|' {
  return operator === '=|' || operator === '!=|';
}

/** True for one of the contract's operators. */
export function isFilterOperator(text: string): text is FilterOperator {
  return FILTER_OPERATORS.some((operator) => operator === text);
}

/**
 * Ad hoc filters of a dashboard as filters of a query. A filter that is still being typed (no key or no value) is no
 * filter yet; an operator that Plumbline does not know is kept, so that the back end can name it in its error.
 */
export function fromAdHocFilters(filters: readonly AdHocVariableFilter[]): Filter[] {
  return filters.filter(isComplete).map(({ key, operator, value, values }) => {
    const known = operator as FilterOperator;
    return isListOperator(known)
      ? { key, operator: known, values: values ?? [value] }
      : { key, operator: known, value };
  });
}

/**
 * The query narrowed by a dashboard's ad hoc filters. `column` chooses columns of the answer (`!=` leaves them out), and
 * several choices narrow each other; every other key filters rows.
 */
export function withAdHocFilters<Q extends AnalysisQuery>(query: Q, adHoc: readonly AdHocVariableFilter[]): Q {
  const filters = fromAdHocFilters(adHoc);
  const rows = filters.filter((filter) => !choosesColumns(filter));
  const choices = filters.filter(choosesColumns);
  const kept = keptBy(choices);
  const left = [...kept.left, ...choices.filter(({ operator }) => operator.startsWith('!')).flatMap(valuesOf)];
  const columns = kept.columns ?? (left.length > 0 ? (query.columns ?? ['*']) : query.columns);
  return {
    ...query,
    ...(columns ? { columns: [...columns, ...left.map((name) => `!${name}`)] } : {}),
    ...(rows.length > 0 ? { filters: [...(query.filters ?? []), ...rows] } : {}),
  };
}

/**
 * Columns that all choices keep. Where none is left, those of the first are refused again: nothing is not everything.
 * Several `=` are one choice, because no column has two names.
 */
function keptBy(choices: readonly Filter[]): { columns: string[] | undefined; left: string[] } {
  const single = choices.filter(({ operator }) => operator === '=').flatMap(valuesOf);
  const lists = choices.filter(({ operator }) => operator === '=|').map(valuesOf);
  const [first, ...others] = single.length > 0 ? [single, ...lists] : lists;
  const columns = first?.filter((name) => others.every((list) => list.includes(name)));
  return columns?.length === 0 ? { columns: first, left: first } : { columns, left: [] };
}

function choosesColumns({ key, operator }: Filter): boolean {
  return key === COLUMN_KEY && ['=', '!=', '=|', '!=|'].includes(operator);
}

function valuesOf({ value, values }: Filter): string[] {
  return values ?? (value === undefined ? [] : [value]);
}

function isComplete({ key, value, values }: AdHocVariableFilter): boolean {
  return key !== '' && (value !== '' || (values?.length ?? 0) > 0);
}
