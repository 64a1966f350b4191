import { type GridGeometry, rowTop } from './geometry';

/** A row of a lens: where it stands while it is grown, CSS pixels of the canvas. */
export interface LensRow {
  row: number;
  top: number;
  height: number;
}

/** Rows lower than this can't hold a name. */
export const LENS_BELOW = 12;

/** Heights of the row one points at and of its neighbours on either side, nearest first. */
const HEIGHTS = [20, 17, 15, 14];
/** A lens leaves at least this part of the picture as it is. */
const AT_MOST = 0.6;

/**
 * The rows near one of a picture with very low rows, grown until they can be read: a fisheye. They lie over the picture, which
 * stays as it is, around the place of the row and within the window.
 *
 * @param grown how far they have grown, in [0, 1].
 * @returns empty where rows are high enough without.
 */
export function lensRows(g: GridGeometry, row: number, grown = 1): LensRow[] {
  if (g.cellHeight >= LENS_BELOW || row < 0 || row >= g.rows) {
    return [];
  }
  const heightAt = (distance: number) => g.cellHeight + (HEIGHTS[distance] - g.cellHeight) * grown;
  const fits = (reach: number) =>
    HEIGHTS.slice(0, reach + 1).reduce((sum, height, i) => sum + (i === 0 ? height : 2 * height), 0) <=
    g.viewHeight * AT_MOST;
  const reach = HEIGHTS.reduce((most, _, distance) => (fits(distance) ? distance : most), 0);
  const [first, last] = [Math.max(0, row - reach), Math.min(g.rows - 1, row + reach)];
  const heights = Array.from({ length: last - first + 1 }, (_, i) => heightAt(Math.abs(first + i - row)));
  const total = heights.reduce((a, b) => a + b, 0);
  const above = heights.slice(0, row - first).reduce((a, b) => a + b, 0);
  const wanted = rowTop(g, row) + g.cellHeight / 2 - above - heights[row - first] / 2;
  let top = Math.max(g.top, Math.min(wanted, g.top + g.viewHeight - total));
  return heights.map((height, i) => {
    const at = top;
    top += height;
    return { row: first + i, top: at, height };
  });
}
