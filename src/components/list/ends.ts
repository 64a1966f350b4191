/** A long list whose first and last row stay in sight while those between scroll. Pure; heights in CSS pixels. */
interface View {
  count: number;
  rowHeight: number;
  /** Of the list on the page. */
  height: number;
}

/** With fewer rows in view than this, the ends would leave too little between them. */
const LEAST_IN_VIEW = 4;

/** Whether the list scrolls and has room for its ends beside the rows that do. */
export function endsFit({ count, rowHeight, height }: View): boolean {
  return count * rowHeight > height && height >= LEAST_IN_VIEW * rowHeight;
}

/** Upper edge of a row below that of the list, as it is scrolled. */
export function topOf(row: number, { count, rowHeight, height }: View, scrollTop: number, endsStay = false): number {
  if (endsStay && row === 0) {
    return 0;
  }
  return endsStay && row === count - 1 ? height - rowHeight : row * rowHeight - scrollTop;
}

/** The row that lies `y` below the upper edge of the list; beyond the rows where there is none. */
export function rowAt(y: number, { count, rowHeight, height }: View, scrollTop: number, endsStay = false): number {
  if (endsStay && y >= 0 && y < rowHeight) {
    return 0;
  }
  return endsStay && y >= height - rowHeight && y < height ? count - 1 : Math.floor((y + scrollTop) / rowHeight);
}

/** Rows in the page: those of the window, and the ends where they stay. */
export function rowsInPage(first: number, last: number, count: number, endsStay = false): number[] {
  const rows = Array.from({ length: last - first }, (_, i) => first + i);
  return endsStay ? [...new Set([0, ...rows, count - 1])] : rows;
}
