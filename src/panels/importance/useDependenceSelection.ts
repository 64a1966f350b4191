import { type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import { type Filter } from '../../query/model';
import { spanRecords, valueRecords } from './binRecords';
import { phiRecords } from './phiRecords';
import { type PhiSpan } from './phiSpans';
import { type DependenceData, NO_VALUE } from './readDependence';
import { useWindowSelection } from './useWindowSelection';

/** Values of the column, and attributions where only some are meant. */
export interface DependenceSelection {
  /** Numbers, or places among `data.now` where the column has categories. */
  from: number;
  to: number;
  phi: PhiSpan | undefined;
  filters: Filter[];
  /** The categories that are meant. */
  values: string[] | undefined;
}

/**
 * Selected records of a dependence. By keyboard the space bar selects a bin and Shift with left or right grows it; Shift with up
 * or down keeps those with attributions above zero or below it. Undefined where no filter says what is selected.
 */
export function useDependenceSelection(
  data: DependenceData,
  active: number | undefined,
  onMove: (index: number) => void,
  onToBar: () => void
) {
  const [phi, setPhi] = useState<PhiSpan>();
  const isCategorical = data.kind === 'categorical';
  const windows = useMemo(
    () => data.now.map(({ lo, hi }, i): [number, number] => (isCategorical ? [i, i] : [lo, hi])),
    [data.now, isCategorical]
  );
  const {
    span,
    select: selectSpan,
    clear: clearSpan,
    onKey: onSpanKey,
  } = useWindowSelection(windows, active, onMove, onToBar);
  const clear = useCallback(() => {
    clearSpan();
    setPhi(undefined);
  }, [clearSpan]);
  const select = useCallback(
    (range: { from: number; to: number }, of: PhiSpan | undefined) => {
      selectSpan(range);
      setPhi(of);
    },
    [selectSpan]
  );
  const onKey = useCallback(
    (event: KeyboardEvent): boolean => {
      const sign = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (span && event.shiftKey && sign !== undefined) {
        setPhi((now) => (now ? oppositeOf(now, sign) : half(sign)));
        return true;
      }
      const took = onSpanKey(event);
      if (took && event.key === ' ') {
        // It begins anew.
        setPhi(undefined);
      }
      return took;
    },
    [span, onSpanKey]
  );
  const selection = useMemo((): DependenceSelection | undefined => {
    const values =
      span && isCategorical
        ? data.now
            .slice(Math.max(0, Math.ceil(span.from)), Math.floor(span.to) + 1)
            .filter(({ bin }) => bin !== NO_VALUE)
            .map(({ label }) => label)
        : undefined;
    const own = span && (values ? valueRecords(data.column, values) : spanRecords(data.column, span.from, span.to));
    const explained = phi && phiRecords(data, data.column, phi);
    return span && own ? { ...span, phi, values, filters: [...own, ...(explained ?? [])] } : undefined;
  }, [data, span, phi, isCategorical]);
  return { selection, select, clear, onKey };
}

const half = (sign: number): PhiSpan => (sign > 0 ? { lo: 0, hi: Infinity } : { lo: -Infinity, hi: 0 });

/** The other key goes back to all attributions, the same one stays. */
function oppositeOf(now: PhiSpan, sign: number): PhiSpan | undefined {
  const isAbove = now.lo === 0 && now.hi === Infinity;
  const isBelow = now.lo === -Infinity && now.hi === 0;
  return (isAbove && sign < 0) || (isBelow && sign > 0) ? undefined : half(sign);
}
