import { type AdHocVariableFilter } from '@grafana/data';
import { choosesColumns, fromAdHocFilters, isListOperator } from '../components/query/adHocFilters';
import { type AnalysisQuery, type Filter, FILTER_OPERATORS, type FilterOperator } from '../query/model';

export { fromAdHocFilters, isListOperator };

/** True for one of the contract's operators. */
export function isFilterOperator(text: string): text is FilterOperator {
  return FILTER_OPERATORS.some((operator) => operator === text);
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

function valuesOf({ value, values }: Filter): string[] {
  return values ?? (value === undefined ? [] : [value]);
}
