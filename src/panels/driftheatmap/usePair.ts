import { type DataQueryRequest } from '@grafana/data';
import { useCallback, useMemo, useState } from 'react';
import { keptParam, useKept } from '../../components/interaction/useKept';
import { type CellCohort, type CellPair, pairFromTexts, pairTexts, pairToTexts, type Slot, withCohort } from './pair';

const NONE: CellPair = {};

/**
 * Two cells to compare, empty at first. The page's address holds them too, by the panel's title and queries: a link shows the
 * same comparison, in the panel that it was made in.
 *
 * @returns them, what changes them, and whether they were chosen here and not by a link.
 */
export function usePair(title: string, request: DataQueryRequest | undefined) {
  const param = useMemo(() => keptParam('cmp', title, request), [title, request]);
  const { choice, choose } = useKept({ param, read: pairTexts });
  const [isOwn, setOwn] = useState(false);
  const pair = useMemo(() => (choice ? pairFromTexts(choice) : NONE), [choice]);
  const keep = useCallback(
    (next: CellPair) => {
      setOwn(true);
      choose(next.a || next.b ? pairToTexts(next) : undefined);
    },
    [choose]
  );
  const assign = useCallback((slot: Slot, cohort: CellCohort) => keep(withCohort(pair, slot, cohort)), [keep, pair]);
  const clear = useCallback(() => keep(NONE), [keep]);
  return useMemo(() => ({ pair, isOwn, assign, clear }), [pair, isOwn, assign, clear]);
}
