import { locationService } from '@grafana/runtime';
import { useCallback, useMemo, useState } from 'react';
import { type CellCohort, type CellPair, cohortFromText, cohortToText, type Slot, withCohort } from './pair';

/** Names in the page's address. */
const PARAMS = { a: 'cmp-a', b: 'cmp-b' } as const;

function inAddress(): CellPair {
  const search = locationService.getSearch();
  const [a, b] = [PARAMS.a, PARAMS.b].map((param) => cohortFromText(search.get(param)));
  return { ...(a ? { a } : {}), ...(b ? { b } : {}) };
}

/** Two cells to compare, empty at first. The page's address holds them too: a link shows the same comparison. */
export function usePair() {
  const [pair, setPair] = useState<CellPair>(inAddress);
  const keep = useCallback((next: CellPair) => {
    setPair(next);
    const change = { [PARAMS.a]: next.a, [PARAMS.b]: next.b };
    const texts = Object.entries(change).map(([param, cohort]) => [param, cohort ? cohortToText(cohort) : null]);
    locationService.partial(Object.fromEntries(texts), true);
  }, []);
  const assign = useCallback((slot: Slot, cohort: CellCohort) => keep(withCohort(pair, slot, cohort)), [keep, pair]);
  const clear = useCallback(() => keep({}), [keep]);
  return useMemo(() => ({ pair, assign, clear }), [pair, assign, clear]);
}
