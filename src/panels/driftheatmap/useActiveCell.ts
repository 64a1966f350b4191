import { useState } from 'react';
import { type GridCell } from '../../components/grid/geometry';
import { usePinned } from '../../components/interaction/usePinned';
import { cellIn, isIn } from './sameCell';
import { type DriftView } from './view';

/**
 * The cell that one points at, never one that the picture does not have: answers, sorting and filters change rows and windows below
 * a pointer that stays. A pinned card goes along with its row and window and closes when they are gone; what is only pointed at, by
 * pointer or keyboard, stays the place it is.
 */
export function useActiveCell(view: DriftView): ReturnType<typeof usePinned<GridCell>> {
  const held = usePinned<GridCell>();
  const [seen, setSeen] = useState(view);
  const { item } = held;
  if (seen === view) {
    return held;
  }
  setSeen(view);
  const now = item && (held.pinned ? cellIn(view, seen, item) : isIn(view, item) ? item : undefined);
  if (item && !now) {
    held.release();
    return { ...held, item: undefined, pinned: false, keyboard: false };
  }
  if (now && held.pinned) {
    held.pin(now);
  }
  return { ...held, item: now };
}
