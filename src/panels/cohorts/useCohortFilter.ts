import { type AdHocFilterItem, usePanelContext } from '@grafana/ui';
import { useMemo } from 'react';
import { type Filter } from '../../query/model';

/** Adds the filters of a cohort to the dashboard, one after the other; undefined where the place of the panel takes none. */
export function useCohortFilter(): ((filters: readonly Filter[]) => void) | undefined {
  const { onAddAdHocFilter } = usePanelContext();
  return useMemo(
    () => onAddAdHocFilter && ((filters) => filters.forEach((filter) => onAddAdHocFilter(asItem(filter)))),
    [onAddAdHocFilter]
  );
}

/**
 * A filter as Grafana's variables keep it: a list stands in `values`, beside its first member in `value`. Grafana declares
 * only `=` and `!=` for what panels hand over, and hands every item on to its variable as it is.
 */
function asItem({ key, operator, value = '', values }: Filter): AdHocFilterItem {
  const item = values
    ? { key, operator, value: values[0] ?? '', values, valueLabels: values }
    : { key, operator, value };
  return item as AdHocFilterItem;
}
