/** Where the cells of a grid lie, in CSS pixels of its canvas. Rows may be scrolled; columns never are. */
export interface GridGeometry {
  left: number;
  top: number;
  cellWidth: number;
  cellHeight: number;
  rows: number;
  columns: number;
  /** Height of the window onto the rows. */
  viewHeight: number;
  scrollTop: number;
}

export interface GridCell {
  row: number;
  column: number;
}

/** The cell under a point, by arithmetic; undefined outside of the grid. */
export function hitTest(g: GridGeometry, x: number, y: number): GridCell | undefined {
  if (y < g.top || y >= g.top + g.viewHeight) {
    return undefined;
  }
  const column = Math.floor((x - g.left) / g.cellWidth);
  const row = Math.floor((y - g.top + g.scrollTop) / g.cellHeight);
  const inside = column >= 0 && column < g.columns && row >= 0 && row < g.rows;
  return inside ? { row, column } : undefined;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The rectangle of a cell; it may lie outside of the visible window. */
export function cellRect(g: GridGeometry, cell: GridCell): Rect {
  return {
    x: g.left + cell.column * g.cellWidth,
    y: g.top + cell.row * g.cellHeight - g.scrollTop,
    width: g.cellWidth,
    height: g.cellHeight,
  };
}

/** First and one past the last row that the window shows, wholly or in part. */
export function visibleRows(g: GridGeometry): [number, number] {
  const first = Math.max(0, Math.floor(g.scrollTop / g.cellHeight));
  const last = Math.min(g.rows, Math.ceil((g.scrollTop + g.viewHeight) / g.cellHeight));
  return [first, Math.max(first, last)];
}

/** The scroll position nearest to the present one that shows the whole row. */
export function scrollToShow(g: GridGeometry, row: number): number {
  const top = row * g.cellHeight;
  const bottom = top + g.cellHeight;
  if (top < g.scrollTop) {
    return top;
  }
  return bottom > g.scrollTop + g.viewHeight ? bottom - g.viewHeight : g.scrollTop;
}
