import { formatTimes, formatValue } from '../../components/format/number';
import { cellRect, rowBands } from '../../components/grid/geometry';
import { drawGlyph } from '../../components/grid/glyphs';
import { type BarScale, barValue } from './barScale';
import { type DriftGrid, rowOf } from './grid';
import { glyphOf } from './marks';
import { type Scene } from './scene';

/** The bars of all rows in view, each with its mark and its figures behind it. */
export function paintBars(context: CanvasRenderingContext2D, scene: Scene, scale: BarScale): void {
  const { geometry: g, layout } = scene;
  for (const band of rowBands(g)) {
    context.save();
    context.beginPath();
    context.rect(layout.left, band.top, layout.plotWidth, band.height);
    context.clip();
    for (let row = band.first; row < band.last; row++) {
      paintBar(context, scene, scale, row);
    }
    paintLimit(context, scene, scale, band);
    context.restore();
  }
}

/** The line of the limit, over whatever is there. */
export function paintLimit(
  context: CanvasRenderingContext2D,
  { layout, colors }: Scene,
  scale: BarScale,
  { top, height }: { top: number; height: number }
): void {
  if (scale.hasLimit) {
    const x = Math.round(layout.left + scale.toLength(1));
    context.fillStyle = colors.paper;
    context.fillRect(x - 1, top, 3, height);
    context.fillStyle = colors.text;
    context.fillRect(x, top, 1, height);
  }
}

const MARK = 14;

/** The bar of one row. */
export function paintBar(context: CanvasRenderingContext2D, scene: Scene, scale: BarScale, row: number) {
  const { view, geometry: g, colors, layout } = scene;
  const { grid } = view;
  const cell = view.cells[row];
  const area = cellRect(g, { row, column: 0 });
  const thickness = Math.max(1, Math.min(16, area.height * 0.6));
  const top = area.y + (area.height - thickness) / 2;
  const isMetric = view.rows[row].kind === 'metric';
  const value = isMetric ? NaN : barValue(grid, cell, scale.hasLimit);
  const length = Number.isNaN(value) ? 0 : scale.toLength(value);
  const fill = cell < 0 ? undefined : colors.css(grid, cell);
  if (length > 0 && fill !== undefined) {
    context.fillStyle = fill;
    context.fillRect(layout.left, top, length, thickness);
    // Calm colours are near to the paper's: an outline says where the bar ends.
    context.strokeStyle = colors.share;
    context.lineWidth = 1;
    context.strokeRect(layout.left + 0.5, top + 0.5, Math.max(0, length - 1), thickness - 1);
    paintFloor(context, scene, scale, cell, { top, thickness });
  }
  // Figures of calm rows stand behind the line of the limit, not across it.
  let x = layout.left + Math.max(length, scale.hasLimit ? scale.toLength(1) : 0) + 6;
  const glyph = isMetric || scene.marks === 'none' ? undefined : glyphOf(grid, cell, scene.fdr, scene.marks);
  if (glyph) {
    drawGlyph(
      context,
      glyph,
      { x, y: top, width: MARK, height: thickness },
      glyph === 'hatch' || glyph === 'net' ? colors.mark : colors.text
    );
    x += MARK + 4;
  }
  if (cell >= 0 && area.height >= MARK - 2) {
    context.font = colors.font;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillStyle = grid.severity[cell] >= 1 ? colors.text : colors.faint;
    context.fillText(barText(grid, cell), x, area.y + area.height / 2);
  }
}

/** A tick where noise alone would bring the bar. */
function paintFloor(
  context: CanvasRenderingContext2D,
  { view, colors, layout }: Scene,
  scale: BarScale,
  cell: number,
  { top, thickness }: { top: number; thickness: number }
) {
  const { floor, limit } = view.grid;
  const at = scale.hasLimit ? floor[cell] / limit[cell] : floor[cell];
  if (at > 0) {
    context.fillStyle = colors.text;
    context.fillRect(Math.round(layout.left + scale.toLength(at)), top - 2, 1, thickness + 4);
  }
}

function barText(grid: DriftGrid, cell: number): string {
  const score = formatValue(rowOf(grid, cell).score, grid.score[cell]);
  const severity = grid.severity[cell];
  return Number.isNaN(severity) ? score : `${score} · ${formatTimes(severity)}`;
}
