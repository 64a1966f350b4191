import { type GridCell } from '../grid/geometry';

export interface GridSize {
  rows: number;
  columns: number;
  /** Rows that PageUp and PageDown jump. */
  page: number;
}

/**
 * The cell that a key moves to, or undefined for keys that do not move.
 *
 * Arrows go one step, Home and End to the ends of the row (with Ctrl, and in lists of one column, of the grid), PageUp
 * and PageDown a screen, `n` and `p` to the next and previous marked cell in reading order, round the end.
 */
export function moveInGrid(
  key: string,
  ctrl: boolean,
  at: GridCell,
  size: GridSize,
  isMarked: (cell: GridCell) => boolean
): GridCell | undefined {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  const whole = ctrl || size.columns === 1;
  const go = (row: number, column: number) => cellWithin(size, { row, column });
  switch (key) {
    case 'ArrowLeft':
      return go(at.row, at.column - 1);
    case 'ArrowRight':
      return go(at.row, at.column + 1);
    case 'ArrowUp':
      return go(at.row - 1, at.column);
    case 'ArrowDown':
      return go(at.row + 1, at.column);
    case 'PageUp':
      return go(at.row - size.page, at.column);
    case 'PageDown':
      return go(at.row + size.page, at.column);
    case 'Home':
      return go(whole ? 0 : at.row, 0);
    case 'End':
      return go(whole ? last.row : at.row, last.column);
    case 'n':
      return nextMarked(at, size, 1, isMarked);
    case 'p':
      return nextMarked(at, size, -1, isMarked);
    default:
      return undefined;
  }
}

/** The cell of a grid that is nearest to one that may be outside of it. */
export function cellWithin({ rows, columns }: GridSize, { row, column }: GridCell): GridCell {
  return { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) };
}

function nextMarked(at: GridCell, size: GridSize, step: 1 | -1, isMarked: (cell: GridCell) => boolean): GridCell {
  const count = size.rows * size.columns;
  const start = at.row * size.columns + at.column;
  for (let walked = 1; walked <= count; walked++) {
    const index = (start + step * walked + count) % count;
    const cell = { row: Math.floor(index / size.columns), column: index % size.columns };
    if (isMarked(cell)) {
      return cell;
    }
  }
  return at;
}
