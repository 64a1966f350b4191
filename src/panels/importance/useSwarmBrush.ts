import { useCallback, useMemo, useState } from 'react';
import { phiSegments, type PhiSpan } from './phiSpans';
import { type SwarmRow } from './readSwarm';

/** A stretch of attributions of one row. */
export interface SwarmBrush {
  /** Name of the row: another answer may bring the rows in another order. */
  column: string;
  span: PhiSpan;
  /** By keyboard: the tenth that it began at, and the one it has come to. */
  tenths?: { from: number; to: number; of: number };
}

/**
 * Selecting attributions in one row. By keyboard left and right go from one tenth of the records to the next, with Shift the
 * selection grows, `r` opens the records, Escape lets go.
 *
 * @param open shows the records of a row, or of a stretch of it.
 */
export function useSwarmBrush(rows: readonly SwarmRow[], open: (column: string, span: PhiSpan) => void) {
  const [state, select] = useState<SwarmBrush>();
  const brush = state && rows.some(({ name }) => name === state.column) ? state : undefined;
  const clear = useCallback(() => select(undefined), []);
  const onKey = useCallback(
    (key: string, at: number, shift: boolean): boolean => {
      const row = rows[at];
      const own = brush?.column === row?.name ? brush : undefined;
      const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (row && step !== undefined) {
        const segments = phiSegments(row);
        if (segments.length > 0) {
          const last = segments.length - 1;
          const known = own?.tenths?.of === segments.length ? own.tenths : undefined;
          const to = known ? Math.max(0, Math.min(last, known.to + step)) : step > 0 ? 0 : last;
          const from = shift && known ? known.from : to;
          const [first, end] = [Math.min(from, to), Math.max(from, to)];
          select({
            column: row.name,
            span: { lo: segments[first].lo, hi: segments[end].hi },
            tenths: { from, to, of: segments.length },
          });
        }
        return true;
      }
      if (row && key === 'r') {
        open(row.name, own?.span ?? { lo: -Infinity, hi: Infinity });
        return true;
      }
      if (brush && key === 'Escape') {
        clear();
        return true;
      }
      return false;
    },
    [rows, brush, open, clear]
  );
  return useMemo(() => ({ brush, select, clear, onKey }), [brush, clear, onKey]);
}
