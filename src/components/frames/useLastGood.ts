import { LoadingState } from '@grafana/data';
import { useState } from 'react';

/** What was last there, while a query runs or after one failed: a picture never goes blank because of an error beside it. */
export function useLastGood<T>(fresh: T | undefined, state: LoadingState): T | undefined {
  const [last, setLast] = useState(fresh);
  if (fresh !== undefined && fresh !== last) {
    setLast(fresh);
  }
  return fresh ?? (state === LoadingState.Error || state === LoadingState.Loading ? last : undefined);
}
