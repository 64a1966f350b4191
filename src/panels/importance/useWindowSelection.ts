import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';

interface TimeSpan {
  from: number;
  to: number;
}

/**
 * Selected time over a list of windows. By keyboard the space bar selects the present window, Shift and an arrow grow the
 * selection from there, Enter goes to what can be done with it, Escape lets it go.
 *
 * @param windows start and end of each, milliseconds, in order.
 * @param active the window that has the keyboard.
 */
export function useWindowSelection(
  windows: ReadonlyArray<readonly [number, number]>,
  active: number | undefined,
  onMove: (index: number) => void,
  onToBar: () => void
) {
  const [span, select] = useState<TimeSpan>();
  const anchor = useRef<number>(undefined);
  const clear = useCallback(() => {
    anchor.current = undefined;
    select(undefined);
  }, []);
  const onKey = useCallback(
    (event: KeyboardEvent): boolean => {
      const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (event.altKey || event.ctrlKey || event.metaKey || active === undefined) {
        return false;
      }
      if (event.key === ' ' || (event.shiftKey && step !== undefined)) {
        const to = Math.max(0, Math.min(windows.length - 1, active + (event.key === ' ' ? 0 : (step ?? 0))));
        anchor.current = span && anchor.current !== undefined && event.key !== ' ' ? anchor.current : active;
        const [first, last] = [Math.min(anchor.current, to), Math.max(anchor.current, to)];
        onMove(to);
        select({ from: windows[first][0], to: windows[last][1] });
        return true;
      }
      if (event.key === 'Enter' && span) {
        onToBar();
        return true;
      }
      if (event.key === 'Escape' && span) {
        clear();
        return true;
      }
      return false;
    },
    [windows, active, span, onMove, onToBar, clear]
  );
  return useMemo(() => ({ span, select, clear, onKey }), [span, clear, onKey]);
}
