import { type ReactNode, type RefObject } from 'react';
import { type Subject } from '../interaction/subject';
import { type usePinned } from '../interaction/usePinned';
import { type TooltipOptions } from '../options/tooltip';

/** Where a row stands among those on its level. */
export interface RowPlace {
  /** From 1. */
  level: number;
  /** From 1, of `size`. */
  position: number;
  size: number;
  /** Of a row that others hang on. */
  expanded?: boolean;
}

/** Makes a treegrid of a list: rows with cells that left and right lead to, one by one. */
export interface TreeGrid {
  /** Cells of a row. */
  columns: number;
  /** What a cell says, for screen readers. */
  cellText: (row: number, column: number) => string;
  /** Without it all rows stand on one level. */
  placeOf?: (row: number) => RowPlace;
}

/** What every list of rows has, however it draws them. */
export interface Rows {
  count: number;
  rowHeight: number;
  width: number;
  height: number;
  /** What the list is called for screen readers. */
  label: string;
  /** What a row says, for screen readers. */
  textOf: (row: number) => string;
  /** Rows that `n` and `p` go to. */
  isMarked: (row: number) => boolean;
  tooltip: TooltipOptions;
  renderCard: (row: number, pinned: boolean) => ReactNode;
  /** What a row is about, for what other panels point at. */
  subjectOf?: (row: number) => Subject | undefined;
  onFilter?: (row: number) => void;
  /** A click that began and ended on a row, asked first; `times` as in `MouseEvent.detail`. True where it led elsewhere. */
  onFollow?: (row: number, times: number) => boolean;
  /** Keys of this picture alone, asked first, for the row that has the keyboard: true for those that it took, or where to go. */
  onKey?: (key: string, row: number, shift: boolean) => boolean | number;
  /** Shift and a click, or Shift and Enter, on a row: true where it was taken. */
  onExtend?: (row: number) => boolean;
  onToggleTable: () => void;
  tree?: TreeGrid;
  /** The first and the last row stay in sight while the others scroll. */
  endsStay?: boolean;
  /** A mouse or pen took hold of a row and moves with it. */
  onGrab?: (row: number, at: { clientX: number; clientY: number }) => void;
  /** Cell of the row that the keyboard is on; -1 is the row as a whole. */
  cell: number;
  onCell: (cell: number) => void;
  pin: ReturnType<typeof usePinned<number>>;
  /** How far the list was scrolled when it last left the page, CSS pixels. */
  scrolled: RefObject<number>;
}
