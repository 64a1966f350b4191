import { type KeyboardEvent, type RefObject, useCallback, useMemo } from 'react';
import { type usePinned } from '../../components/interaction/usePinned';
import { useGridKeyboard } from '../../components/keyboard/useGridKeyboard';
import { type CohortsData } from './cohortData';
import { type Intersections } from './intersections';
import { useCohortKeys } from './useCohortRows';

interface Given {
  data: CohortsData;
  grid: Intersections;
  pin: ReturnType<typeof usePinned<number>>;
  box: RefObject<HTMLElement | null>;
  onToggleTable: () => void;
}

/** The keyboard of a map of cohorts: that of every grid, and the keys of cohorts. */
export function useMapKeys({ data, grid, pin, box, onToggleTable }: Given) {
  const at = pin.item;
  const cellAt = useCallback(
    (index: number) => ({ row: Math.floor(index / grid.columns.length), column: index % grid.columns.length }),
    [grid.columns.length]
  );
  const active = useMemo(() => (at === undefined ? undefined : cellAt(at)), [at, cellAt]);
  const last = useMemo(() => (pin.last === undefined ? undefined : cellAt(pin.last)), [pin.last, cellAt]);
  const indexOf = useCallback(
    (cell: { row: number; column: number }) => cell.row * grid.columns.length + cell.column,
    [grid.columns.length]
  );
  const keys = useCohortKeys(data, (index) => grid.cells[index]?.cohort);
  const onGridKey = useGridKeyboard({
    size: useMemo(() => ({ rows: grid.rows.length, columns: grid.columns.length, page: 5 }), [grid]),
    active,
    last,
    isMarked: useCallback((cell) => grid.cells[indexOf(cell)]?.cell.significant === true, [grid, indexOf]),
    onMove: useCallback((cell) => pin.move(indexOf(cell)), [pin, indexOf]),
    onPin: useCallback((cell) => pin.pin(indexOf(cell)), [pin, indexOf]),
    onRelease: pin.release,
    onToggleTable,
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
    // A card is no part of the grid, but its keys come here too: they are those of its buttons.
    if (!(event.target instanceof Node) || box.current?.contains(event.target) !== true) {
      return;
    }
    const took = isPlain && at !== undefined && (event.key === ' ' || keys.onKey(event.key, at));
    if (!took) {
      onGridKey(event);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (event.key === ' ') {
      pin.pin(at);
    }
  };
  return { active, onKeyDown, said: keys.said };
}
