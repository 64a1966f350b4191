import { rowBands, rowTop } from '../../components/grid/geometry';
import { type Scene } from './scene';

/** Counts are bars from zero; everything else is a line within its own range. */
const COUNTS = new Set(['volume', 'throughput', 'n']);
const PAD = 3;

/** Rows of metrics: how the model did in the same windows. */
export function paintMetrics(context: CanvasRenderingContext2D, scene: Scene): void {
  const { view, geometry: g } = scene;
  for (const band of rowBands(g)) {
    for (let row = band.first; row < band.last; row++) {
      if (view.rows[row].kind === 'metric') {
        context.save();
        context.beginPath();
        context.rect(g.left, Math.max(band.top, rowTop(g, row)), g.columns * g.cellWidth, g.cellHeight);
        context.clip();
        paintMetric(context, scene, row);
        context.restore();
      }
    }
  }
}

/** The line or the bars of one metric over its windows. */
export function paintMetric(context: CanvasRenderingContext2D, { view, geometry: g, colors }: Scene, row: number) {
  const values = Array.from({ length: g.columns }, (_, column) => {
    const cell = view.cells[row * g.columns + column];
    return cell < 0 ? NaN : view.grid.score[cell];
  });
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) {
    return;
  }
  const metric = view.grid.rows[view.rows[row].members[0]].metric ?? '';
  const high = known.reduce((a, b) => Math.max(a, b));
  const low = COUNTS.has(metric) ? 0 : known.reduce((a, b) => Math.min(a, b));
  const [top, bottom] = [rowTop(g, row) + PAD, rowTop(g, row) + g.cellHeight - PAD];
  const y = (value: number) =>
    high > low ? bottom - ((value - low) / (high - low)) * (bottom - top) : (top + bottom) / 2;
  const x = (column: number) => g.left + column * g.cellWidth;
  if (COUNTS.has(metric)) {
    context.fillStyle = colors.share;
    values.forEach((value, column) => {
      const width = Math.max(1, g.cellWidth - (g.cellWidth >= 4 ? 1 : 0));
      context.fillRect(x(column), y(value), width, Math.max(0, bottom - y(value)));
    });
    return;
  }
  context.strokeStyle = colors.text;
  context.lineWidth = 1.5;
  context.beginPath();
  let open = false;
  values.forEach((value, column) => {
    if (Number.isNaN(value)) {
      open = false;
      return;
    }
    const at = x(column) + g.cellWidth / 2;
    if (open) {
      context.lineTo(at, y(value));
    } else {
      // A point alone between two gaps still shows as a dash.
      context.moveTo(at - 1, y(value));
      context.lineTo(at + 1, y(value));
    }
    open = true;
  });
  context.stroke();
}
