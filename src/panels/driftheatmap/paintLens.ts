import { type LensRow } from '../../components/grid/lens';
import { type CellPainter } from '../../components/grid/paintCells';
import { paintBar, paintLimit } from './paintBars';
import { paintRowMarks } from './paintMarks';
import { paintMetric } from './paintMetrics';
import { type Scene } from './scene';

/** The rows near the pointer, grown over a picture whose rows are too low to read. Their names are texts of the page. */
export function paintLens(
  context: CanvasRenderingContext2D,
  scene: Scene,
  lens: readonly LensRow[],
  painter: CellPainter
): void {
  const [first, last] = [lens[0], lens[lens.length - 1]];
  if (!first || !last) {
    return;
  }
  const { view, geometry: g, colors } = scene;
  const [width, height] = [g.columns * g.cellWidth, last.top + last.height - first.top];
  context.fillStyle = colors.paper;
  context.fillRect(g.left, first.top, width, height);
  if (!scene.bars) {
    painter.paintRows(context, g, lens, (row, column) =>
      view.rows[row].kind === 'metric' ? 0 : colors.fill(view.grid, view.cells[row * g.columns + column])
    );
  }
  for (const { row, top, height: cellHeight } of lens) {
    // As if the row stood there in a picture of such high rows.
    const geometry = { ...g, cellHeight, scrollTop: 0, pinned: 0, top: top - row * cellHeight };
    const grown = { ...scene, geometry };
    if (scene.bars) {
      paintBar(context, grown, scene.bars, row);
    } else if (view.rows[row].kind === 'metric') {
      paintMetric(context, grown, row);
    } else if (scene.marks !== 'none') {
      paintRowMarks(context, grown, row);
    }
    context.fillStyle = colors.paper;
    context.fillRect(g.left, top + cellHeight - 1, width, 1);
  }
  if (scene.bars) {
    paintLimit(context, scene, scene.bars, { top: first.top, height });
  }
  context.strokeStyle = colors.faint;
  context.lineWidth = 1;
  context.strokeRect(g.left - 0.5, first.top - 0.5, width + 1, height + 1);
}
