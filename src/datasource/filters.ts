import { type AdHocVariableFilter } from '@grafana/data';
import { type Filter, FILTER_OPERATORS, type FilterOperator } from '../query/model';

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

function isComplete({ key, value, values }: AdHocVariableFilter): boolean {
  return key !== '' && (value !== '' || (values?.length ?? 0) > 0);
}
