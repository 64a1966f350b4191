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
  /** The first rows that stay on top while the others scroll, and the gap below them. */
  pinned?: number;
  pinnedGap?: number;
}

/** Height of the rows that stay on top, with the gap below them. */
export function pinnedBand(g: Pick<GridGeometry, 'pinned' | 'pinnedGap' | 'cellHeight'>): number {
  return g.pinned ? g.pinned * g.cellHeight + (g.pinnedGap ?? 0) : 0;
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
  const row = rowAt(g, y - g.top);
  const inside = column >= 0 && column < g.columns && row !== undefined && row < g.rows;
  return inside ? { row, column } : undefined;
}

function rowAt(g: GridGeometry, y: number): number | undefined {
  const band = pinnedBand(g);
  const pinned = g.pinned ?? 0;
  if (y < band) {
    const row = Math.floor(y / g.cellHeight);
    return row < pinned ? row : undefined;
  }
  return pinned + Math.floor((y - band + g.scrollTop) / g.cellHeight);
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
    y: rowTop(g, cell.row),
    width: g.cellWidth,
    height: g.cellHeight,
  };
}

/** Top of a row in the canvas; rows that scroll may lie outside of the window. */
export function rowTop(g: GridGeometry, row: number): number {
  const pinned = g.pinned ?? 0;
  return row < pinned
    ? g.top + row * g.cellHeight
    : g.top + pinnedBand(g) + (row - pinned) * g.cellHeight - g.scrollTop;
}

/** First and one past the last of the scrolling rows that the window shows, wholly or in part. */
export function visibleRows(g: GridGeometry): [number, number] {
  const pinned = g.pinned ?? 0;
  const first = pinned + Math.max(0, Math.floor(g.scrollTop / g.cellHeight));
  const last = pinned + Math.ceil((g.scrollTop + g.viewHeight - pinnedBand(g)) / g.cellHeight);
  return [first, Math.max(first, Math.min(g.rows, last))];
}

/** Rows in view: those that stay on top, then those that scroll. Each with the part of the canvas that they may paint. */
export function rowBands(g: GridGeometry): Array<{ first: number; last: number; top: number; height: number }> {
  const [first, last] = visibleRows(g);
  const pinned = Math.min(g.rows, g.pinned ?? 0);
  const band = pinnedBand(g);
  const scrolling = { first, last, top: g.top + band, height: g.viewHeight - band };
  return pinned > 0 ? [{ first: 0, last: pinned, top: g.top, height: pinned * g.cellHeight }, scrolling] : [scrolling];
}

/** The scroll position nearest to the present one that shows the whole row. */
export function scrollToShow(g: GridGeometry, row: number): number {
  const pinned = g.pinned ?? 0;
  if (row < pinned) {
    return g.scrollTop;
  }
  const top = (row - pinned) * g.cellHeight;
  const bottom = top + g.cellHeight;
  const height = g.viewHeight - pinnedBand(g);
  if (top < g.scrollTop) {
    return top;
  }
  return bottom > g.scrollTop + height ? bottom - height : g.scrollTop;
}
