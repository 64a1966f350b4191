import { type KeyboardEvent, useCallback, useMemo } from 'react';
import { type GridCell, pinnedBand } from '../../components/grid/geometry';
import { type usePinned } from '../../components/interaction/usePinned';
import { useGridKeyboard } from '../../components/keyboard/useGridKeyboard';
import { type CardFilter } from '../../components/tooltip/CardContent';
import { COLUMN_FILTER_KEY } from './DriftCard';
import { isBreach } from './grid';
import { type DriftSort, SORTS } from './options';
import { type Scene } from './paintDrift';
import { type useSelection } from './useSelection';

interface Input {
  scene: Scene;
  pin: ReturnType<typeof usePinned<GridCell>>;
  selection: ReturnType<typeof useSelection>;
  sort: DriftSort;
  onMove: (cell: GridCell) => void;
  onSort: (sort: DriftSort) => void;
  /** `w`: rows in the order of the present windows. */
  onRank: (column: number) => void;
  onToggleGroup: (name: string) => void;
  onToggleTable: () => void;
  onFilter: ((filter: CardFilter, operator: '=' | '!=') => void) | undefined;
  /** Goes to what can be done with the selection. */
  onToBar: () => void;
}

/**
 * The keys of every grid, and the heatmap's own: `s` sorts by the next order, `w` by the present window, the space bar selects the cell or opens a
 * group, Shift and an arrow grow the selection, Enter goes to what can be done with it, Escape lets it go.
 */
export function useDriftKeyboard(input: Input): (event: KeyboardEvent) => void {
  const { scene, pin, selection, sort, onMove, onSort, onRank, onToggleGroup, onToggleTable, onFilter, onToBar } =
    input;
  const { view, geometry } = scene;
  const size = useMemo(
    () => ({
      rows: view.rows.length,
      columns: view.columns,
      page: Math.max(1, Math.floor((geometry.viewHeight - pinnedBand(geometry)) / geometry.cellHeight)),
    }),
    [view, geometry]
  );
  const onGridKey = useGridKeyboard({
    size,
    active: pin.item,
    isMarked: useCallback(
      (cell: GridCell) => isBreach(view.grid, view.cells[cell.row * view.columns + cell.column]),
      [view]
    ),
    onMove,
    onPin: pin.pin,
    onRelease: pin.release,
    onToggleTable,
    onFilter:
      onFilter &&
      ((cell) => {
        const { column } = view.grid.rows[view.rows[cell.row].members[0]];
        onFilter({ key: COLUMN_FILTER_KEY, value: column }, '=');
      }),
  });
  const ownKey = (event: KeyboardEvent): boolean => {
    const row = pin.item && view.rows[pin.item.row];
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return false;
    }
    if (event.key === 's') {
      onSort(SORTS[(SORTS.indexOf(sort) + 1) % SORTS.length]);
    } else if (event.key === 'w' && pin.item) {
      onRank(pin.item.column);
    } else if (event.key === ' ' && row?.kind === 'group') {
      onToggleGroup(row.name);
    } else if (event.key === ' ' && pin.item) {
      selection.onSelect({ a: pin.item, b: pin.item }, true);
    } else if (event.key === 'Enter' && selection.region) {
      onToBar();
    } else if (event.key === 'Escape' && selection.region) {
      selection.clear();
    } else {
      return false;
    }
    return true;
  };
  return (event) => {
    if (selection.onKey(event) || ownKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else {
      onGridKey(event);
    }
  };
}
