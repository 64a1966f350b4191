import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useId,
  useMemo,
  useRef,
} from 'react';
import { type GridCell, type GridGeometry, scrollToShow } from '../grid/geometry';
import { useSubject } from '../interaction/useSubject';
import { useGridKeyboard } from '../keyboard/useGridKeyboard';
import { rowAt } from './ends';
import { type Rows } from './rows';
import { useScrollKept } from './useScrollKept';

/** A pointer that moves further than this while it is down drags the row, CSS pixels. */
const DRAG_FROM = 6;

/** Keyboard, pointer and role of a list of rows of one height, however it draws them. */
export function useListbox(rows: Rows, list: RefObject<HTMLDivElement | null>) {
  const { count, rowHeight, height, label, isMarked, subjectOf, onFilter, onFollow, onKey, onToggleTable, pin } = rows;
  const { tree, cell, onCell, onGrab, onExtend, scrolled, endsStay } = rows;
  const id = useId();
  const row = pin.item;
  const pressed = useRef<number>(undefined);
  /** Where the pointer went down, until it lets go or drags. */
  const held = useRef<{ row: number; x: number; y: number }>(undefined);
  const dragged = useRef(false);
  const isLinked = useSubject(row === undefined || row >= count ? undefined : subjectOf?.(row));

  const view = useMemo(
    () => ({ left: 0, top: 0, cellWidth: 1, cellHeight: rowHeight, rows: count, columns: 1, viewHeight: height }),
    [rowHeight, count, height]
  );
  const onMove = useCallback(
    (to: GridCell) => {
      showRow(list.current, view, to.row, endsStay ? view.cellHeight : 0);
      pin.move(to.row);
    },
    [view, pin, list, endsStay]
  );
  useScrollKept(list, scrolled);
  const onGridKey = useGridKeyboard({
    size: useMemo(
      () => ({ rows: count, columns: 1, page: Math.max(1, Math.floor(height / rowHeight)) }),
      [count, height, rowHeight]
    ),
    active: useMemo(() => (row === undefined ? undefined : { row, column: 0 }), [row]),
    last: useMemo(() => (pin.last === undefined ? undefined : { row: pin.last, column: 0 }), [pin.last]),
    isMarked: useCallback((cell: GridCell) => isMarked(cell.row), [isMarked]),
    onMove,
    onPin: useCallback((cell: GridCell) => pin.pin(cell.row), [pin]),
    onRelease: pin.release,
    onToggleTable,
    onFilter: onFilter && ((cell) => onFilter(cell.row)),
  });
  const isOfList = (target: EventTarget) => target instanceof Node && list.current?.contains(target) === true;
  const onKeyDown = (event: KeyboardEvent) => {
    // A card is no part of the list, but its keys come here too: they are those of its buttons.
    if (!isOfList(event.target)) {
      return;
    }
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
    const isExtended = isPlain && event.shiftKey && event.key === 'Enter' && row !== undefined && onExtend?.(row);
    const took =
      isExtended || (isPlain && row !== undefined ? (onKey?.(event.key, row, event.shiftKey) ?? false) : false);
    if (took === false && isPlain && tree && row !== undefined && /^Arrow(Left|Right)$/.test(event.key)) {
      onCell(Math.max(-1, Math.min(tree.columns - 1, cell + (event.key === 'ArrowRight' ? 1 : -1))));
      // The keyboard moves within the row, and its card stays away from what it reads.
      pin.move(row);
    } else if (took === false && isPlain && row !== undefined && event.key === ' ') {
      pin.pin(row);
    } else if (took === false) {
      onGridKey(event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (typeof took === 'number') {
      onMove({ row: took, column: 0 });
    }
  };
  const rowUnder = (event: MouseEvent) => {
    // A card lies over the list and is none of it, but what happens in it comes here too.
    const box = isOfList(event.target) ? list.current?.getBoundingClientRect() : undefined;
    const under = box ? rowAt(event.clientY - box.top, rows, list.current?.scrollTop ?? 0, endsStay) : -1;
    return under >= 0 && under < count ? under : undefined;
  };
  const idOf = (at: number) => `${id}-${at}`;
  const cellIdOf = (at: number, column: number) => `${idOf(at)}-${column}`;
  const activeId = row === undefined ? undefined : tree && cell >= 0 ? cellIdOf(row, cell) : idOf(row);
  return {
    idOf,
    cellIdOf,
    isLinked: useCallback((at: number) => isLinked(subjectOf?.(at)), [isLinked, subjectOf]),
    /** Points at the row under the mouse. */
    hoverUnder: (event: MouseEvent) => pin.hover(rowUnder(event)),
    attributes: {
      ref: list,
      role: tree ? 'treegrid' : 'listbox',
      'aria-label': label,
      'aria-activedescendant': activeId,
      ...(tree ? { 'aria-rowcount': count, 'aria-colcount': tree.columns } : {}),
      tabIndex: 0,
      onKeyDown,
      // What happens in a card comes here too: that its focus leaves it is none of the list's business.
      onBlur: (event: FocusEvent) => (pin.pinned || !isOfList(event.target) ? undefined : pin.release()),
      onMouseLeave: () => pin.hover(undefined),
      onMouseDown: (event: MouseEvent) => {
        if (event.shiftKey && onExtend && isOfList(event.target)) {
          // Else the browser would select the texts between this click and the last one.
          event.preventDefault();
          list.current?.focus();
        }
        pressed.current = event.button === 0 ? rowUnder(event) : undefined;
      },
      onPointerDown: (event: PointerEvent) => {
        const under = event.button === 0 && event.pointerType !== 'touch' ? rowUnder(event) : undefined;
        held.current = under === undefined ? undefined : { row: under, x: event.clientX, y: event.clientY };
        dragged.current = false;
      },
      onPointerMove: (event: PointerEvent) => {
        // It was let go elsewhere, where nobody told us.
        if ((event.buttons & 1) === 0) {
          held.current = undefined;
        }
        const from = held.current;
        if (onGrab && from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > DRAG_FROM) {
          held.current = undefined;
          dragged.current = true;
          onGrab(from.row, event);
        }
      },
      onPointerUp: () => {
        held.current = undefined;
      },
      onClick: (event: MouseEvent) => {
        if (dragged.current) {
          dragged.current = false;
          return;
        }
        const under = rowUnder(event);
        const began = pressed.current;
        pressed.current = undefined;
        if (under !== undefined && event.shiftKey && onExtend?.(under)) {
          return;
        }
        if (under !== undefined && !(began === under && onFollow?.(under, event.detail))) {
          pin.pin(under);
        }
      },
    },
  };
}

/** Scrolls no farther than it takes to see a row; `edge` is covered above and below, CSS pixels. */
function showRow(list: HTMLElement | null, view: Omit<GridGeometry, 'scrollTop'>, row: number, edge: number) {
  if (list) {
    const between = { ...view, viewHeight: view.viewHeight - 2 * edge, scrollTop: list.scrollTop + edge };
    const most = Math.max(0, view.rows * view.cellHeight - view.viewHeight);
    list.scrollTo?.({ top: Math.min(most, Math.max(0, scrollToShow(between, row) - edge)) });
  }
}
