import { type KeyboardEvent, useCallback, useMemo } from 'react';
import { type GridCell, pinnedBand } from '../../components/grid/geometry';
import { type usePinned } from '../../components/interaction/usePinned';
import { useGridKeyboard } from '../../components/keyboard/useGridKeyboard';
import { type CardFilter } from '../../components/tooltip/CardContent';
import { boxWith } from './box';
import { COLUMN_FILTER_KEY } from './DriftCard';
import { isBreach } from './grid';
import { type DriftSort, SORTS } from './options';
import { type Slot } from './pair';
import { type Scene } from './scene';
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
  /** `a` and `b`: sets the records of a cell against those of another, where they are known. */
  onAssign: (slot: Slot, cell: GridCell) => void;
  /** Goes to what can be done with the selection. */
  onToBar: () => void;
  /** Whether the keyboard is on the head of the row, and how it gets there and back. */
  onHeader: boolean;
  setOnHeader: (onHeader: boolean) => void;
  /** Opens what the head of a row leads to; with `menu` what can be done with it. */
  onOpenRow: (row: number, menu: boolean) => void;
  onSelectRow: (row: number) => void;
}

/**
 * The keys of every grid, and the heatmap's own: `s` sorts by the next order, `w` by the present window, `a` and `b` set the cell against
 * another, the space bar adds it to the selection or opens a group, Shift and an arrow grow the selection, Enter goes to what can be done with it, Escape lets it go. Left of the first
 * window is the head of the row: Enter opens the page of its column, the space bar selects all of it; `m` shows what else.
 */
export function useDriftKeyboard(input: Input): (event: KeyboardEvent) => void {
  const { scene, pin, selection, sort, onMove, onSort, onRank, onToggleGroup, onToggleTable, onFilter, onToBar } =
    input;
  const { onAssign, onHeader, setOnHeader, onOpenRow, onSelectRow } = input;
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
    last: pin.last,
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
    } else if (pin.item && (event.key === 'a' || event.key === 'b')) {
      onAssign(event.key, pin.item);
    } else if (event.key === ' ' && row?.kind === 'group') {
      onToggleGroup(row.name);
    } else if (event.key === ' ' && pin.item) {
      const { box } = selection;
      selection.onSelect(box ? boxWith(box, pin.item) : { a: pin.item, b: pin.item }, true);
    } else if (event.key === 'Enter' && selection.region) {
      onToBar();
    } else if (event.key === 'Escape' && selection.region) {
      selection.clear();
    } else {
      return false;
    }
    return true;
  };
  /** Keys of the head of a row. The others do there what they do in its first cell. */
  const headerKey = (event: KeyboardEvent): boolean => {
    const at = pin.item;
    const row = at && view.rows[at.row];
    if (!at || !row || !pin.keyboard || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return false;
    }
    if (event.key === 'm' && row.kind === 'column') {
      onOpenRow(at.row, true);
    } else if (!onHeader) {
      if (event.key !== 'ArrowLeft' || at.column > 0) {
        return false;
      }
      setOnHeader(true);
    } else if (event.key === 'ArrowRight') {
      setOnHeader(false);
    } else if (event.key === 'Enter' && row.kind === 'group') {
      onToggleGroup(row.name);
    } else if (event.key === 'Enter' && row.kind === 'column') {
      onOpenRow(at.row, false);
    } else if (event.key === ' ' && row.kind === 'column') {
      onSelectRow(at.row);
    } else if (['Home', 'End', 'n', 'p'].includes(event.key)) {
      setOnHeader(false);
      return false;
    } else {
      return event.key === 'Enter';
    }
    return true;
  };
  return (event) => {
    if (headerKey(event) || selection.onKey(event) || ownKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else {
      onGridKey(event);
    }
  };
}
