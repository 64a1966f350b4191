import { drawGlyph } from '../../components/grid/glyphs';
import { rowBands } from '../../components/grid/geometry';
import { type CellPainter, GAP_FROM, paintGaps, paintRounded } from '../../components/grid/paintCells';
import { paintRanked, paintTicks } from './paintAxis';
import { paintBars } from './paintBars';
import { paintCaps } from './paintCaps';
import { paintMargins } from './paintMargins';
import { MARKS_UP_TO, paintMarks } from './paintMarks';
import { paintMetrics } from './paintMetrics';
import { paintShare } from './paintShare';
import { paintValues } from './paintValues';
import { type Scene } from './scene';
import { openColumns } from './view';

/** Strength of the veil: the colour is still told apart, and no longer shouts. */
const VEIL = 0.6;

/** Everything that only changes with data, size, theme, sort or scroll. */
export function paintBase(context: CanvasRenderingContext2D, scene: Scene, painter: CellPainter): void {
  paintTicks(context, scene);
  if (scene.bars) {
    paintBars(context, scene, scene.bars);
    paintMargins(context, scene);
    return;
  }
  paintCells(context, scene, painter);
  paintMetrics(context, scene);
  paintOpenWindows(context, scene);
  paintMarks(context, scene);
  paintNoise(context, scene);
  paintCaps(context, scene);
  paintValues(context, scene);
  paintRanked(context, scene);
  paintMargins(context, scene);
  if (scene.layout.shareTop !== undefined) {
    paintShare(context, scene, scene.layout.shareTop);
  }
}

function paintCells(context: CanvasRenderingContext2D, scene: Scene, painter: CellPainter) {
  const { view, geometry: g, colors } = scene;
  const { grid, cells } = view;
  const isDrift = (row: number) => view.rows[row].kind !== 'metric';
  const count = rowBands(g).reduce((sum, { first, last }) => sum + (last - first) * g.columns, 0);
  if (scene.radius > 0 && Math.min(g.cellWidth, g.cellHeight) >= GAP_FROM && count <= MARKS_UP_TO) {
    const css = (row: number, column: number) => {
      const cell = isDrift(row) ? cells[row * g.columns + column] : -1;
      return cell < 0 ? undefined : colors.css(grid, cell);
    };
    paintRounded(context, g, css, scene);
    return;
  }
  painter.paint(context, g, (row, column) => (isDrift(row) ? colors.fill(grid, cells[row * g.columns + column]) : 0));
  paintGaps(context, g, colors.paper, scene.gap);
}

/** A veil over windows that are not over yet. */
function paintOpenWindows(context: CanvasRenderingContext2D, { view, geometry: g, colors }: Scene) {
  context.save();
  context.fillStyle = colors.paper;
  context.globalAlpha = VEIL;
  for (const column of openColumns(view)) {
    context.fillRect(g.left + column * g.cellWidth, g.top, g.cellWidth, g.viewHeight);
  }
  context.restore();
}

/** A hatch over all of the picture where noise alone is beyond the limit. */
function paintNoise(context: CanvasRenderingContext2D, { noisy, geometry: g, colors }: Scene) {
  if (noisy) {
    for (const { top, height } of rowBands(g)) {
      drawGlyph(context, 'hatch', { x: g.left, y: top, width: g.columns * g.cellWidth, height }, colors.mark);
    }
  }
}
