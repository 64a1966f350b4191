import { drawGlyph, type Glyph } from '../../components/grid/glyphs';
import { cellRect, rowBands } from '../../components/grid/geometry';
import { GAP_FROM } from '../../components/grid/paintCells';
import { paintBand } from '../../components/grid/paintRows';
import { glyphOf } from './marks';
import { hasValues, MARK_ROOM } from './paintValues';
import { type Scene } from './scene';

/** Marks are drawn up to this many cells; beyond it they would be noise and cost. */
export const MARKS_UP_TO = 20_000;

/** What colours say, said again in shape, where there is room for it. */
export function paintMarks(context: CanvasRenderingContext2D, scene: Scene): void {
  const { geometry: g } = scene;
  for (const band of rowBands(g)) {
    if (scene.marks !== 'none' && (band.last - band.first) * g.columns <= MARKS_UP_TO && g.cellHeight >= GAP_FROM) {
      paintBand(context, g, band, (row) => paintRowMarks(context, scene, row));
    }
  }
}

/** Marks of one row. Fillings of neighbouring cells run together; dots need room of their own. */
export function paintRowMarks(context: CanvasRenderingContext2D, scene: Scene, row: number) {
  const { view, geometry: g, colors } = scene;
  const wide = g.cellWidth >= GAP_FROM;
  for (let column = 0; column < g.columns; column++) {
    const cell = view.cells[row * g.columns + column];
    const glyph = glyphOf(view.grid, cell, scene.fdr, scene.marks);
    if (!glyph || view.rows[row].kind === 'metric') {
      continue;
    }
    if (glyph === 'hatch' || glyph === 'net' || glyph === 'dotted') {
      const run = runLength(scene, row, column, glyph);
      const area = cellRect(g, { row, column });
      drawGlyph(context, glyph, { ...area, width: area.width * run - 1, height: area.height - 1 }, colors.mark);
      column += run - 1;
    } else if (wide) {
      const ink = colors.inkOn(view.grid, cell);
      const area = cellRect(g, { row, column });
      const width = hasValues(scene) ? MARK_ROOM : area.width - 1;
      drawGlyph(context, glyph, { ...area, width, height: area.height - 1 }, ink);
    }
  }
}

function runLength({ view, geometry: g, fdr, marks }: Scene, row: number, column: number, glyph: Glyph): number {
  let end = column + 1;
  while (end < g.columns && glyphOf(view.grid, view.cells[row * g.columns + end], fdr, marks) === glyph) {
    end++;
  }
  return end - column;
}
