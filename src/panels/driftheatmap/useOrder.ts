import { useCallback, useState } from 'react';
import { type Span } from './arrange';
import { type DriftSort } from './options';

/**
 * The order that somebody chose in the picture itself: one of the sorts, or the severities of some windows alone, for as
 * long as the picture has those.
 *
 * @param times starts of the windows there are.
 */
export function useOrder(times: readonly number[]) {
  const [order, setOrder] = useState<{ sort?: DriftSort; ranked?: Span }>({});
  const setSort = useCallback((sort: DriftSort) => setOrder({ sort }), []);
  /** The same windows again give the order back. */
  const rankBy = useCallback(
    (span: Span) =>
      setOrder(({ sort, ranked }) =>
        ranked?.from === span.from && ranked.to === span.to ? { sort } : { sort, ranked: span }
      ),
    []
  );
  const reset = useCallback(() => setOrder({}), []);
  const { sort, ranked } = order;
  const isThere = ranked !== undefined && times.some((time) => time >= ranked.from && time < ranked.to);
  return { sort, ranked: isThere ? ranked : undefined, setSort, rankBy, reset };
}
