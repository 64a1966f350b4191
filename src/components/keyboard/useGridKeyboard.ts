import { type KeyboardEvent, useCallback } from 'react';
import { type GridCell } from '../grid/geometry';
import { cellWithin, type GridSize, moveInGrid } from './gridMove';

interface Options {
  size: GridSize;
  active: GridCell | undefined;
  /** Where one was before nothing was active; the data may have become fewer since. */
  last: GridCell | undefined;
  isMarked: (cell: GridCell) => boolean;
  onMove: (cell: GridCell) => void;
  onPin: (cell: GridCell) => void;
  onRelease: () => void;
  onToggleTable: () => void;
  /** `f`: filter for what the cell stands for. */
  onFilter?: (cell: GridCell) => void;
}

/** The keyboard of every grid and list: see `moveInGrid`, and Enter pins, `f` filters, `t` shows the table, Esc lets go. */
export function useGridKeyboard(options: Options): (event: KeyboardEvent) => void {
  const { size, active, last, isMarked, onMove, onPin, onRelease, onToggleTable, onFilter } = options;
  return useCallback(
    (event) => {
      if (event.altKey || event.metaKey || size.rows * size.columns === 0) {
        return;
      }
      const handled = () => {
        event.preventDefault();
        event.stopPropagation();
      };
      const at = active ?? (last ? cellWithin(size, last) : { row: 0, column: 0 });
      const moved = moveInGrid(event.key, event.ctrlKey, at, size, isMarked);
      if (moved) {
        handled();
        // The first key only shows where one is, or was last, unless it asks for a particular place.
        onMove(active || !event.key.startsWith('Arrow') ? moved : at);
      } else if (event.ctrlKey) {
        return;
      } else if (event.key === 'Enter' && active) {
        handled();
        onPin(active);
      } else if (event.key === 'f' && active && onFilter) {
        handled();
        onFilter(active);
      } else if (event.key === 't') {
        handled();
        onToggleTable();
      } else if (event.key === 'Escape' && active) {
        handled();
        onRelease();
      }
    },
    [size, active, last, isMarked, onMove, onPin, onRelease, onToggleTable, onFilter]
  );
}
