import { type PointerEvent, useCallback, useMemo, useRef, useState } from 'react';
import { type GridCell, hitTest } from '../../components/grid/geometry';
import { type usePinned } from '../../components/interaction/usePinned';
import { type useSharedCursor } from '../../components/interaction/useSharedCursor';
import { type Box } from './box';
import { type Scene } from './paintDrift';

interface Input {
  scene: Scene;
  pin: ReturnType<typeof usePinned<GridCell>>;
  cursor: Pick<ReturnType<typeof useSharedCursor>, 'publish' | 'clear'>;
  gridCell: (cell: GridCell) => number;
  onZoom: (range: { from: number; to: number }) => void;
  /** Cells being selected, and at the end of the drag `done`. */
  onSelect: (box: Box, done: boolean) => void;
}

/** Shorter drags are clicks with an unsteady hand. */
const DRAG_MIN = 6;

interface Drag {
  x: number;
  y: number;
  /** The first cell of a selection; undefined while dragging zooms. */
  cell: GridCell | undefined;
}

/**
 * Hover previews, click pins, drag zooms the time, and with Alt, or where the axis is not time, selects cells. Shift and a
 * click select from the cell pinned last to the one clicked.
 */
export function usePointer({ scene, pin, cursor, gridCell, onZoom, onSelect }: Input) {
  const [selection, setSelection] = useState<[number, number]>();
  const drag = useRef<Drag>(undefined);
  const selecting = useRef(false);
  /** Pointing elsewhere closes the pinned card before the click ends. */
  const lastPinned = useRef<GridCell>(undefined);
  const { hover, pin: pinCell } = pin;
  const { publish, clear } = cursor;
  const byTime = scene.view.grid.info.places === undefined;

  const placeOf = useCallback((event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }, []);
  const anyCell = useCallback((x: number, y: number) => hitTest(scene.geometry, x, y), [scene]);
  const cellAt = useCallback(
    (x: number, y: number) => {
      const cell = anyCell(x, y);
      return cell && gridCell(cell) >= 0 ? cell : undefined;
    },
    [anyCell, gridCell]
  );
  const onPointerMove = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const { x, y } = placeOf(event);
      const from = drag.current;
      if (from?.cell && (selecting.current || Math.hypot(x - from.x, y - from.y) >= DRAG_MIN)) {
        const to = anyCell(x, y);
        selecting.current = true;
        hover(undefined);
        if (to) {
          onSelect({ a: from.cell, b: to }, false);
        }
        return;
      }
      if (from && !from.cell && byTime && Math.abs(x - from.x) >= DRAG_MIN) {
        setSelection([from.x, x]);
        hover(undefined);
        return;
      }
      hover(cellAt(x, y));
      if (byTime && x >= scene.layout.left) {
        publish(scene.axis.toTime(x));
      }
    },
    [scene, byTime, placeOf, anyCell, cellAt, hover, publish, onSelect]
  );
  const onPointerDown = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const { x, y } = placeOf(event);
      if (event.button === 0 && x >= scene.layout.left) {
        drag.current = { x, y, cell: event.altKey || !byTime ? anyCell(x, y) : undefined };
      }
    },
    [scene, byTime, placeOf, anyCell]
  );
  const onPointerUp = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const { x, y } = placeOf(event);
      const from = drag.current;
      const cell = cellAt(x, y);
      if (selecting.current && from?.cell) {
        onSelect({ a: from.cell, b: anyCell(x, y) ?? from.cell }, true);
      } else if (selection) {
        const [a, b] = [scene.axis.toTime(selection[0]), scene.axis.toTime(selection[1])];
        onZoom({ from: Math.min(a, b), to: Math.max(a, b) });
      } else if (from && cell && event.shiftKey && lastPinned.current) {
        onSelect({ a: lastPinned.current, b: cell }, true);
      } else if (from && cell) {
        pinCell(cell);
        lastPinned.current = cell;
      }
      drag.current = undefined;
      selecting.current = false;
      setSelection(undefined);
    },
    [scene, selection, onZoom, onSelect, placeOf, anyCell, cellAt, pinCell]
  );
  const onPointerLeave = useCallback(() => {
    drag.current = undefined;
    selecting.current = false;
    setSelection(undefined);
    hover(undefined);
    clear();
  }, [hover, clear]);
  const handlers = useMemo(
    () => ({ onPointerMove, onPointerDown, onPointerUp, onPointerLeave }),
    [onPointerMove, onPointerDown, onPointerUp, onPointerLeave]
  );
  return { selection, handlers };
}
