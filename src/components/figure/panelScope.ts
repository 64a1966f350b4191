import { type AlertState, type DataQueryRequest, type InterpolateFunction } from '@grafana/data';
import { createContext, useCallback, useContext } from 'react';
import { type RecordsOf, recordsUrl } from '../selection/recordsUrl';

/** What parts of a picture need of the panel that they are in. */
export interface PanelScope {
  /** Fills in the variables of the dashboard. */
  replace: InterpolateFunction;
  request?: DataQueryRequest;
  /** Of the alert rule that names this panel. */
  alertState?: AlertState;
}

export const PanelScopeContext = createContext<PanelScope>({ replace: (text) => text });

/** Addresses of the records behind parts of this panel's picture. */
export function useRecordsUrl(): (records: RecordsOf) => string | undefined {
  const { request, replace } = useContext(PanelScopeContext);
  return useCallback((records) => recordsUrl(request, records, replace), [request, replace]);
}
