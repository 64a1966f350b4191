import { usePanelContext } from '@grafana/ui';
import { useMemo } from 'react';
import { anyOf } from '../selection/anyOf';
import { type CardFilter } from '../tooltip/CardContent';

/** Adds an ad hoc filter to the dashboard, or undefined where the place of the panel takes none. */
export function useFilter(): ((filter: CardFilter, operator: '=' | '!=') => void) | undefined {
  const { onAddAdHocFilter } = usePanelContext();
  return useMemo(
    () => onAddAdHocFilter && (({ key, value }, operator) => onAddAdHocFilter({ key, value, operator })),
    [onAddAdHocFilter]
  );
}

/** The same for any of several values, in one filter. */
export function useFilterAny(): ((key: string, values: readonly string[]) => void) | undefined {
  const { onAddAdHocFilter } = usePanelContext();
  return useMemo(() => onAddAdHocFilter && ((key, values) => onAddAdHocFilter(anyOf(key, values))), [onAddAdHocFilter]);
}
