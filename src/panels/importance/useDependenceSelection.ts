import { type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import { type Filter } from '../../query/model';
import { isValue, spanRecords, valueRecords } from './binRecords';
import { binName } from './dependenceText';
import { phiRecords } from './phiRecords';
import { type PhiSpan } from './phiSpans';
import { type DependenceData, NO_VALUE, type TrendBin } from './readDependence';
import { useWindowSelection } from './useWindowSelection';

/** Values of the column, and attributions where only some are meant. */
export interface DependenceSelection {
  /** Ends of the numbers; of categories places among `data.now` when they were selected. */
  from: number;
  to: number;
  phi: PhiSpan | undefined;
  /** Undefined where no filter says what is selected. */
  filters: Filter[] | undefined;
  /** The categories that are meant. */
  values: string[] | undefined;
  /** Names of selected bins that no filter can name: those of all other values, and those without one. */
  leftOut: string[];
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
  // Categories stand in the order of their means, which the next answer may change: what is selected are their names.
  const [kept, setKept] = useState<{ span: typeof span; bins: TrendBin[] }>();
  const isKept = kept?.span === span;
  const bins = useMemo(
    () => (isKept ? (kept?.bins ?? []) : span && isCategorical ? binsBetween(data, span) : []),
    [isKept, kept, span, isCategorical, data]
  );
  if (!isKept) {
    setKept({ span, bins });
  }
  const selection = useMemo((): DependenceSelection | undefined => {
    if (!span) {
      return undefined;
    }
    if (isCategorical) {
      const values = bins.flatMap(({ bin, label }) => (bin !== NO_VALUE && isValue(label) ? [label] : []));
      const leftOut = bins.filter(({ label }) => !values.includes(label)).map(binName);
      const own = valueRecords(data.column, values);
      return { ...span, phi, values, leftOut, filters: own && [...own, ...explainedOf(data, phi)] };
    }
    const own = spanRecords(data.column, span.from, span.to);
    return own && { ...span, phi, values: undefined, leftOut: [], filters: [...own, ...explainedOf(data, phi)] };
  }, [data, span, phi, isCategorical, bins]);
  return { selection, select, clear, onKey };
}

const explainedOf = (data: DependenceData, phi: PhiSpan | undefined) =>
  (phi && phiRecords(data, data.column, phi)) ?? [];

const binsBetween = ({ now }: DependenceData, { from, to }: { from: number; to: number }) =>
  now.slice(Math.max(0, Math.ceil(from)), Math.floor(to) + 1);

const half = (sign: number): PhiSpan => (sign > 0 ? { lo: 0, hi: Infinity } : { lo: -Infinity, hi: 0 });

/** The other key goes back to all attributions, the same one stays. */
function oppositeOf(now: PhiSpan, sign: number): PhiSpan | undefined {
  const isAbove = now.lo === 0 && now.hi === Infinity;
  const isBelow = now.lo === -Infinity && now.hi === 0;
  return (isAbove && sign < 0) || (isBelow && sign > 0) ? undefined : half(sign);
}
