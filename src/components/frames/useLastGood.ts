import { type DataFrame, LoadingState, type PanelData } from '@grafana/data';
import { useState } from 'react';

/** What was last there, while a query runs or after one failed: a picture never goes blank because of an error beside it. */
export function useLastGood<T>(fresh: T | undefined, state: LoadingState): T | undefined {
  const [last, setLast] = useState(fresh);
  if (fresh !== undefined && fresh !== last) {
    setLast(fresh);
  }
  return fresh ?? (state === LoadingState.Error || state === LoadingState.Loading ? last : undefined);
}

/** The frames of a panel, or the last ones with rows while there are none because of a running or a failed query. */
export function useLastSeries({ series, state }: Pick<PanelData, 'series' | 'state'>): DataFrame[] {
  return useLastGood(series.some((frame) => frame.length > 0) ? series : undefined, state) ?? series;
}
