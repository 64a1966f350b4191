/** Ad hoc filters of a dashboard as queries hold them. Pure. */
import { type AdHocVariableFilter } from '@grafana/data';
import { type Filter, type FilterOperator } from '../../query/model';

/** Key of the filter that a click on a row of a panel sets: it chooses columns of the answer, not rows of the data. */
const COLUMN_KEY = 'column';

/** True for an operator that takes a list. */
export function isListOperator(operator: FilterOperator): operator is '=|' | '!=|' {
  return operator === '=|' || operator === '!=|';
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

/** True for a filter of columns of the answer; all others are of rows. */
export function choosesColumns({ key, operator }: Filter): boolean {
  return key === COLUMN_KEY && ['=', '!=', '=|', '!=|'].includes(operator);
}

function isComplete({ key, value, values }: AdHocVariableFilter): boolean {
  return key !== '' && (value !== '' || (values?.length ?? 0) > 0);
}
