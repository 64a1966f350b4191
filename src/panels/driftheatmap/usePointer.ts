import { type PointerEvent, useCallback, useMemo, useRef, useState } from 'react';
import { type GridCell, hitTest } from '../../components/grid/geometry';
import { type usePinned } from '../../components/interaction/usePinned';
import { type useSharedCursor } from '../../components/interaction/useSharedCursor';
import { type Scene } from './paintDrift';

interface Input {
  scene: Scene;
  pin: ReturnType<typeof usePinned<GridCell>>;
  cursor: Pick<ReturnType<typeof useSharedCursor>, 'publish' | 'clear'>;
  gridCell: (cell: GridCell) => number;
  onZoom: (range: { from: number; to: number }) => void;
}

/** Shorter drags are clicks with an unsteady hand. */
const DRAG_MIN = 6;

/** Hover previews, click pins, drag zooms the time. */
export function usePointer({ scene, pin, cursor, gridCell, onZoom }: Input) {
  const [selection, setSelection] = useState<[number, number]>();
  const start = useRef<number>(undefined);
  const { hover, pin: pinCell } = pin;
  const { publish, clear } = cursor;

  const cellAt = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const box = event.currentTarget.getBoundingClientRect();
      const cell = hitTest(scene.geometry, event.clientX - box.left, event.clientY - box.top);
      return cell && gridCell(cell) >= 0 ? cell : undefined;
    },
    [scene, gridCell]
  );
  const onPointerMove = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
      if (start.current !== undefined && Math.abs(x - start.current) >= DRAG_MIN) {
        setSelection([start.current, x]);
        hover(undefined);
        return;
      }
      hover(cellAt(event));
      if (x >= scene.layout.left) {
        publish(scene.axis.toTime(x));
      }
    },
    [scene, hover, cellAt, publish]
  );
  const onPointerDown = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
      if (event.button === 0 && x >= scene.layout.left) {
        start.current = x;
      }
    },
    [scene]
  );
  const onPointerUp = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const cell = cellAt(event);
      if (selection) {
        const [a, b] = [scene.axis.toTime(selection[0]), scene.axis.toTime(selection[1])];
        onZoom({ from: Math.min(a, b), to: Math.max(a, b) });
      } else if (start.current !== undefined && cell) {
        pinCell(cell);
      }
      start.current = undefined;
      setSelection(undefined);
    },
    [scene, selection, onZoom, cellAt, pinCell]
  );
  const onPointerLeave = useCallback(() => {
    start.current = undefined;
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
