import { type KeyboardEvent, type MouseEvent, type RefObject, useCallback, useId, useMemo, useRef } from 'react';
import { type GridCell, scrollToShow } from '../grid/geometry';
import { useSubject } from '../interaction/useSubject';
import { useGridKeyboard } from '../keyboard/useGridKeyboard';
import { type Rows } from './rows';

/** Keyboard, pointer and role of a list of rows of one height, however it draws them. */
export function useListbox(rows: Rows, list: RefObject<HTMLDivElement | null>) {
  const { count, rowHeight, height, label, isMarked, subjectOf, onFilter, onFollow, onKey, onToggleTable, pin } = rows;
  const id = useId();
  const row = pin.item;
  const pressed = useRef<number>(undefined);
  const isLinked = useSubject(row === undefined || row >= count ? undefined : subjectOf?.(row));

  const onMove = useCallback(
    (to: GridCell) => {
      const scrollTop = list.current?.scrollTop ?? 0;
      const view = { left: 0, top: 0, cellWidth: 1, cellHeight: rowHeight, rows: count, columns: 1 };
      list.current?.scrollTo?.({ top: scrollToShow({ ...view, viewHeight: height, scrollTop }, to.row) });
      pin.move(to.row);
    },
    [count, rowHeight, height, pin, list]
  );
  const onGridKey = useGridKeyboard({
    size: useMemo(
      () => ({ rows: count, columns: 1, page: Math.max(1, Math.floor(height / rowHeight)) }),
      [count, height, rowHeight]
    ),
    active: useMemo(() => (row === undefined ? undefined : { row, column: 0 }), [row]),
    isMarked: useCallback((cell: GridCell) => isMarked(cell.row), [isMarked]),
    onMove,
    onPin: useCallback((cell: GridCell) => pin.pin(cell.row), [pin]),
    onRelease: pin.release,
    onToggleTable,
    onFilter: onFilter && ((cell) => onFilter(cell.row)),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
    const took = isPlain && row !== undefined ? (onKey?.(event.key, row, event.shiftKey) ?? false) : false;
    if (took === false) {
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
    const isOfList = event.target instanceof Node && list.current?.contains(event.target) === true;
    const box = isOfList ? list.current?.getBoundingClientRect() : undefined;
    const under = box ? Math.floor((event.clientY - box.top + (list.current?.scrollTop ?? 0)) / rowHeight) : -1;
    return under >= 0 && under < count ? under : undefined;
  };
  const idOf = (at: number) => `${id}-${at}`;
  return {
    idOf,
    isLinked: useCallback((at: number) => isLinked(subjectOf?.(at)), [isLinked, subjectOf]),
    /** Points at the row under the mouse. */
    hoverUnder: (event: MouseEvent) => pin.hover(rowUnder(event)),
    attributes: {
      ref: list,
      role: 'listbox',
      'aria-label': label,
      'aria-activedescendant': row === undefined ? undefined : idOf(row),
      tabIndex: 0,
      onKeyDown,
      onBlur: () => (pin.pinned ? undefined : pin.release()),
      onMouseLeave: () => pin.hover(undefined),
      onMouseDown: (event: MouseEvent) => {
        pressed.current = event.button === 0 ? rowUnder(event) : undefined;
      },
      onClick: (event: MouseEvent) => {
        const under = rowUnder(event);
        const began = pressed.current;
        pressed.current = undefined;
        if (under !== undefined && !(began === under && onFollow?.(under, event.detail))) {
          pin.pin(under);
        }
      },
    },
  };
}
