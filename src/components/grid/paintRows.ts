import { type GridGeometry, rowBands } from './geometry';

type PaintRow = (row: number) => void;

/** Paints rows that lie together inside of their own part of the canvas: rows that scroll end at those that do not. */
export function paintBand(
  context: CanvasRenderingContext2D,
  g: GridGeometry,
  band: ReturnType<typeof rowBands>[number],
  paintRow: PaintRow
): void {
  context.save();
  context.beginPath();
  context.rect(g.left, band.top, g.columns * g.cellWidth, band.height);
  context.clip();
  for (let row = band.first; row < band.last; row++) {
    paintRow(row);
  }
  context.restore();
}

/** Paints all rows in view. */
export function paintRows(context: CanvasRenderingContext2D, g: GridGeometry, paintRow: PaintRow): void {
  rowBands(g).forEach((band) => paintBand(context, g, band, paintRow));
}
