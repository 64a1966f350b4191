import { type AnnotationMark } from '../../components/interaction/annotations';
import { AXIS_HEIGHT } from './layout';
import { type Scene } from './scene';

/** Labels below the rows. */
export function paintTicks(context: CanvasRenderingContext2D, { ticks, axis, layout, colors }: Scene) {
  context.font = colors.font;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  let free = -Infinity;
  for (const tick of ticks) {
    const x = Math.round(axis.toPixel(tick.time)) + 0.5;
    context.strokeStyle = colors.line;
    context.beginPath();
    context.moveTo(x, layout.axisTop);
    context.lineTo(x, layout.axisTop + (tick.major ? 6 : 4));
    context.stroke();
    const half = context.measureText(tick.label).width / 2;
    const middle = Math.min(Math.max(x, layout.left + half - 8), layout.left + layout.plotWidth + 8 - half);
    if (middle - half > free) {
      context.fillStyle = tick.major ? colors.text : colors.faint;
      context.fillText(tick.label, middle, layout.axisTop + AXIS_HEIGHT / 2 + 3);
      free = middle + half + 10;
    }
  }
}

export function verticalLine(
  context: CanvasRenderingContext2D,
  x: number,
  height: number,
  color: string,
  dash: number[],
  lineWidth = 1
) {
  context.save();
  context.strokeStyle = color;
  context.lineWidth = lineWidth;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, 0);
  context.lineTo(Math.round(x) + 0.5, height);
  context.stroke();
  context.restore();
}

/** Deploys, backfills and alerts: dashed lines, and a bar under the rows while they last. Cells keep their colours. */
export function paintAnnotations(context: CanvasRenderingContext2D, scene: Scene, marks: AnnotationMark[]): void {
  const { axis, layout, colors, bars } = scene;
  if (bars) {
    return;
  }
  const [left, right] = [layout.left, layout.left + layout.plotWidth];
  for (const mark of marks) {
    const [x, end] = [axis.toPixel(mark.time), axis.toPixel(mark.timeEnd)];
    if (end - x > 1) {
      context.fillStyle = mark.color;
      context.fillRect(Math.max(left, x), layout.axisTop, Math.min(right, end) - Math.max(left, x), 3);
    }
    for (const at of end - x > 1 ? [x, end] : [x]) {
      if (at >= left && at <= right) {
        verticalLine(context, at, layout.axisTop, colors.paper, [], 3);
        verticalLine(context, at, layout.axisTop, colors.text, [4, 3]);
      }
    }
  }
}

/** A pointer at the axis below the windows that rows are in the order of. */
export function paintRanked(context: CanvasRenderingContext2D, { ranked, view, geometry: g, layout, colors }: Scene) {
  const first = ranked ? view.starts.findIndex((start) => start >= ranked.from) : -1;
  if (!ranked || first < 0 || view.starts[first] >= ranked.to) {
    return;
  }
  const [left, width] = [g.left + first * g.cellWidth, g.cellWidth];
  context.save();
  context.strokeStyle = colors.text;
  context.lineWidth = 1.5;
  context.strokeRect(left - 0.5, 0.5, Math.max(2, width), layout.viewHeight - 1.5);
  const [x, y] = [left + width / 2, layout.axisTop + 1];
  context.fillStyle = colors.text;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x - 5, y + 7);
  context.lineTo(x + 5, y + 7);
  context.closePath();
  context.fill();
  context.restore();
}
