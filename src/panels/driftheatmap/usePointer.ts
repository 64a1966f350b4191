import { type MouseEvent, type PointerEvent, useCallback, useMemo, useRef, useState } from 'react';
import { type GridCell, hitTest } from '../../components/grid/geometry';
import { type usePinned } from '../../components/interaction/usePinned';
import { type useSharedCursor } from '../../components/interaction/useSharedCursor';
import { type Box } from './box';
import { SHARE_HEIGHT } from './layout';
import { type SelectionMode } from './options';
import { isIn } from './sameCell';
import { type Scene } from './scene';

interface Input {
  scene: Scene;
  pin: ReturnType<typeof usePinned<GridCell>>;
  cursor: Pick<ReturnType<typeof useSharedCursor>, 'publish' | 'clear'>;
  gridCell: (cell: GridCell) => number;
  onZoom: (range: { from: number; to: number }) => void;
  /** Cells being selected, and at the end of the drag `done`. */
  onSelect: (box: Box, done: boolean) => void;
  /** What a drag without Alt does. */
  mode: SelectionMode;
  /** A click that began and ended on a cell, asked first; `times` as in `MouseEvent.detail`. True where it led elsewhere. */
  onFollow: (cell: GridCell, times: number) => boolean;
  /** A click below the rows, at the head of a column. */
  onColumn: (column: number) => void;
  /** A double click lets everything go. */
  onReset: () => void;
  /** The drawn column whose share of the strip below the rows is under the pointer. */
  onShare: (column: number | undefined) => void;
}

/** Shorter drags are clicks with an unsteady hand. */
const DRAG_MIN = 6;

interface Drag {
  x: number;
  y: number;
  /** The first cell of a selection; undefined while dragging zooms. */
  cell: GridCell | undefined;
  /** What was pressed. */
  pressed: GridCell | undefined;
}

/**
 * Hover previews, click pins, drag zooms the time, and with Alt, over metrics, or where the axis is not time, selects. Shift and a
 * click select from the cell pinned last to the one clicked. A click below the rows is about the windows of its column.
 */
export function usePointer(input: Input) {
  const { scene, pin, cursor, gridCell, onZoom, onSelect, mode, onFollow, onColumn, onReset, onShare } = input;
  const [selection, setSelection] = useState<[number, number]>();
  const drag = useRef<Drag>(undefined);
  const selecting = useRef(false);
  /** Which press it is of those that came at once; only the mouse counts them before its button is let go. */
  const times = useRef(1);
  /** Pointing elsewhere closes the pinned card before the click ends. */
  const lastPinned = useRef<GridCell>(undefined);
  const { hover, pin: pinCell } = pin;
  const { publish, clear } = cursor;
  const byTime = scene.view.grid.info.places === undefined && scene.bars === undefined;
  const lastColumn = scene.view.columns - 1;

  const placeOf = useCallback((event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }, []);
  const anyCell = useCallback((x: number, y: number) => hitTest(scene.geometry, x, y), [scene]);
  const boxOf = useCallback(
    (a: GridCell, b: GridCell, alt: boolean): Box =>
      // What begins over a metric is about its windows, wherever the pointer goes up or down.
      scene.view.rows[a.row]?.kind === 'metric'
        ? { a, b: { ...b, row: a.row } }
        : mode === 'y' && !alt
          ? { a: { ...a, column: 0 }, b: { ...b, column: lastColumn } }
          : { a, b },
    [scene, mode, lastColumn]
  );
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
          onSelect(boxOf(from.cell, to, event.altKey), false);
        }
        return;
      }
      if (from && !from.cell && byTime && Math.abs(x - from.x) >= DRAG_MIN) {
        setSelection([from.x, x]);
        hover(undefined);
        return;
      }
      hover(cellAt(x, y));
      onShare(shareAt(scene, x, y));
      if (byTime && x >= scene.layout.left) {
        publish(scene.axis.toTime(x));
      }
    },
    [scene, byTime, placeOf, anyCell, cellAt, hover, publish, onSelect, onShare, boxOf]
  );
  const onPointerDown = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const { x, y } = placeOf(event);
      if (event.button === 0 && x >= scene.layout.left && isPicture(event.target)) {
        const under = anyCell(x, y);
        const isMetric = under !== undefined && scene.view.rows[under.row].kind === 'metric';
        const cell = event.altKey || !byTime || mode !== 'x' || isMetric ? under : undefined;
        drag.current = { x, y, cell, pressed: cellAt(x, y) };
        times.current = 1;
      }
    },
    [scene, byTime, mode, placeOf, anyCell, cellAt]
  );
  const onMouseDown = useCallback((event: MouseEvent<HTMLElement>) => {
    times.current = event.detail;
  }, []);
  const onPointerUp = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const { x, y } = placeOf(event);
      const from = drag.current;
      const cell = cellAt(x, y);
      if (selecting.current && from?.cell) {
        onSelect(boxOf(from.cell, anyCell(x, y) ?? from.cell, event.altKey), true);
      } else if (selection) {
        const [a, b] = [scene.axis.toTime(selection[0]), scene.axis.toTime(selection[1])];
        onZoom({ from: Math.min(a, b), to: Math.max(a, b) });
      } else if (from && cell && event.shiftKey && lastPinned.current && isIn(scene.view, lastPinned.current)) {
        onSelect({ a: lastPinned.current, b: cell }, true);
      } else if (from && cell) {
        if (!isSame(from.pressed, cell) || !onFollow(cell, times.current)) {
          pinCell(cell);
        }
        lastPinned.current = cell;
      } else if (from && y >= scene.layout.viewHeight && scene.bars === undefined) {
        const { left, cellWidth } = scene.geometry;
        const column = Math.floor((x - left) / cellWidth);
        if (column >= 0 && column <= lastColumn) {
          onColumn(column);
        }
      }
      drag.current = undefined;
      selecting.current = false;
      setSelection(undefined);
    },
    [scene, selection, lastColumn, onZoom, onSelect, onFollow, onColumn, placeOf, anyCell, boxOf, cellAt, pinCell]
  );
  const onPointerLeave = useCallback(() => {
    drag.current = undefined;
    selecting.current = false;
    setSelection(undefined);
    hover(undefined);
    onShare(undefined);
    clear();
  }, [hover, onShare, clear]);
  const onDoubleClick = useCallback(
    (event: MouseEvent<HTMLElement>) => (isPicture(event.target) ? onReset() : undefined),
    [onReset]
  );
  const handlers = useMemo(
    () => ({ onPointerMove, onPointerDown, onMouseDown, onPointerUp, onPointerLeave, onDoubleClick }),
    [onPointerMove, onPointerDown, onMouseDown, onPointerUp, onPointerLeave, onDoubleClick]
  );
  return { selection, handlers };
}

/** The drawn column whose bar of the strip is at a place. */
function shareAt({ layout, geometry: g }: Scene, x: number, y: number): number | undefined {
  const column = Math.floor((x - g.left) / g.cellWidth);
  const inside = layout.shareTop !== undefined && y >= layout.shareTop && y < layout.shareTop + SHARE_HEIGHT;
  return inside && column >= 0 && column < g.columns ? column : undefined;
}

const isSame = (a: GridCell | undefined, b: GridCell) => a?.row === b.row && a.column === b.column;

/** Names that open groups, ticks of annotations and the bar of a selection lie over the picture and are none of it. */
function isPicture(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button, form, [role=toolbar], [role=rowheader]') === null;
}
