import { type GridGeometry, rowBands, rowTop } from './geometry';
import { type LensRow } from './lens';
import { paintRows } from './paintRows';

/** Paints one pixel a cell into a small image and scales that up without smoothing: the cost is the number of cells. */
export class CellPainter {
  private readonly tile = document.createElement('canvas');
  private image: ImageData | undefined;

  /**
   * @param color packed RGBA of the cell; 0 leaves it transparent.
   * @returns the number of cells painted.
   */
  paint(context: CanvasRenderingContext2D, g: GridGeometry, color: (row: number, column: number) => number): number {
    return rowBands(g).reduce((painted, band) => painted + this.paintBand(context, g, band, color), 0);
  }

  private paintBand(
    context: CanvasRenderingContext2D,
    g: GridGeometry,
    band: ReturnType<typeof rowBands>[number],
    color: (row: number, column: number) => number
  ): number {
    const height = band.last - band.first;
    const tileContext = this.tile.getContext('2d');
    if (height <= 0 || g.columns === 0 || !tileContext) {
      return 0;
    }
    const pixels = this.pixels(tileContext, g.columns, height);
    for (let row = band.first, at = 0; row < band.last; row++) {
      for (let column = 0; column < g.columns; column++, at++) {
        pixels[at] = color(row, column);
      }
    }
    if (this.image) {
      tileContext.putImageData(this.image, 0, 0);
    }
    context.save();
    context.beginPath();
    context.rect(g.left, band.top, g.columns * g.cellWidth, band.height);
    context.clip();
    context.imageSmoothingEnabled = false;
    const y = rowTop(g, band.first);
    context.drawImage(this.tile, 0, 0, g.columns, height, g.left, y, g.columns * g.cellWidth, height * g.cellHeight);
    context.restore();
    return height * g.columns;
  }

  /** Rows of any places and heights, over whatever is there. */
  paintRows(
    context: CanvasRenderingContext2D,
    g: GridGeometry,
    rows: readonly LensRow[],
    color: (row: number, column: number) => number
  ): void {
    const tileContext = this.tile.getContext('2d');
    if (rows.length === 0 || g.columns === 0 || !tileContext) {
      return;
    }
    const pixels = this.pixels(tileContext, g.columns, rows.length);
    rows.forEach(({ row }, i) => {
      for (let column = 0; column < g.columns; column++) {
        pixels[i * g.columns + column] = color(row, column);
      }
    });
    if (this.image) {
      tileContext.putImageData(this.image, 0, 0);
    }
    context.save();
    context.imageSmoothingEnabled = false;
    rows.forEach(({ top, height }, i) =>
      context.drawImage(this.tile, 0, i, g.columns, 1, g.left, top, g.columns * g.cellWidth, height)
    );
    context.restore();
  }

  private pixels(context: CanvasRenderingContext2D, width: number, height: number): Uint32Array {
    if (!this.image || this.image.width !== width || this.image.height !== height) {
      this.tile.width = width;
      this.tile.height = height;
      this.image = context.createImageData(width, height);
    }
    return new Uint32Array(this.image.data.buffer);
  }
}

/** Cells get a gap of one pixel when they are large enough to spare it. */
export const GAP_FROM = 6;

/** Of a cell at least this much stays beside its gap. */
const CELL_LEAST = 3;

/** Widths of the gaps right of and below a cell. */
function gapsOf(g: GridGeometry, gap: number): number[] {
  return [g.cellWidth, g.cellHeight].map((size) =>
    size >= GAP_FROM ? Math.min(gap, Math.floor(size - CELL_LEAST)) : 0
  );
}

/**
 * Cells with round corners, one by one: for pictures of few cells.
 *
 * @param css colour of a cell; undefined leaves it out.
 */
export function paintRounded(
  context: CanvasRenderingContext2D,
  g: GridGeometry,
  css: (row: number, column: number) => string | undefined,
  { gap, radius }: { gap: number; radius: number }
): void {
  const [across, down] = gapsOf(g, gap);
  paintRows(context, g, (row) => {
    const [top, bottom] = [Math.round(rowTop(g, row)), Math.round(rowTop(g, row) + g.cellHeight) - down];
    for (let column = 0; column < g.columns; column++) {
      const fill = css(row, column);
      if (fill !== undefined) {
        const [left, right] = [0, 1].map((edge) => Math.round(g.left + (column + edge) * g.cellWidth));
        context.fillStyle = fill;
        context.beginPath();
        context.roundRect(left, top, right - across - left, bottom - top, radius);
        context.fill();
      }
    }
  });
}

/**
 * Cuts the gaps between cells by painting lines in the colour of the paper.
 *
 * @param gap width of the lines, CSS pixels; less where cells are too small for it.
 */
export function paintGaps(context: CanvasRenderingContext2D, g: GridGeometry, paper: string, gap = 1): void {
  const width = g.columns * g.cellWidth;
  const [across, down] = gapsOf(g, gap);
  context.fillStyle = paper;
  for (const band of rowBands(g)) {
    for (let row = band.first; down > 0 && row <= band.last; row++) {
      const y = Math.round(rowTop(g, band.first) + (row - band.first) * g.cellHeight);
      if (y >= band.top && y <= band.top + band.height) {
        context.fillRect(g.left, y - down, width, down);
      }
    }
    for (let column = 1; across > 0 && column <= g.columns; column++) {
      context.fillRect(Math.round(g.left + column * g.cellWidth) - across, band.top, across, band.height);
    }
  }
}
