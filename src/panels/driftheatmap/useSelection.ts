import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from 'react';
import { type GridCell } from '../../components/grid/geometry';
import { useRegionParam } from '../../components/interaction/useRegionParam';
import { moveInGrid } from '../../components/keyboard/gridMove';
import { type Region } from '../../components/selection/region';
import { type Box, boxOf, regionOf, shownBox } from './box';
import { isIn } from './sameCell';
import { type DriftView } from './view';

/**
 * Selected cells: a box in this picture, and what it means for others in the page's address. By keyboard Shift and an
 * arrow grow it from the present cell.
 */
export function useSelection(view: DriftView, active: GridCell | undefined, onMove: (cell: GridCell) => void) {
  const { region, select, inAddress } = useRegionParam();
  const [dragged, setDragged] = useState<Box>();
  const anchor = useRef<GridCell>(undefined);
  const box = useMemo(
    () => (dragged ? shownBox(view, dragged) : region && boxOf(view, region)),
    [dragged, region, view]
  );

  const onSelect = useCallback(
    (next: Box, done: boolean) => {
      setDragged(done ? undefined : next);
      if (done) {
        select(regionOf(view, next));
      }
    },
    [view, select]
  );
  const clear = useCallback(() => {
    anchor.current = undefined;
    setDragged(undefined);
    select(undefined);
  }, [select]);
  /** @returns whether the key was one of ours. */
  const onKey = useCallback(
    (event: KeyboardEvent): boolean => {
      if (!event.shiftKey || !event.key.startsWith('Arrow') || !active) {
        return false;
      }
      const size = { rows: view.rows.length, columns: view.columns, page: 1 };
      const to = moveInGrid(event.key, false, active, size, () => false) ?? active;
      anchor.current = region && anchor.current && isIn(view, anchor.current) ? anchor.current : active;
      onMove(to);
      onSelect({ a: anchor.current, b: to }, true);
      return true;
    },
    [view, active, region, onMove, onSelect]
  );
  const shown: Region | undefined = box && !dragged ? region : undefined;
  return { box, region: shown, inAddress, onSelect, onKey, clear };
}
