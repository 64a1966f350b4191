import { type Glyph, drawGlyph } from '../../components/grid/glyphs';
import { cellRect, type GridGeometry, rowBands } from '../../components/grid/geometry';
import { type CellPainter, GAP_FROM, paintGaps } from '../../components/grid/paintCells';
import { type AnnotationMark } from '../../components/interaction/annotations';
import { type TimeTick } from '../../components/scale/timeScale';
import { type Span } from './arrange';
import { type DriftColors } from './colors';
import { AXIS_HEIGHT, type DriftLayout, SHARE_HEIGHT, type TimeAxis } from './layout';
import { type BarScale, paintBars } from './paintBars';
import { type Extent, paintCaps } from './paintCaps';
import { paintMargins } from './paintMargins';
import { paintMetrics } from './paintMetrics';
import { hasValues, MARK_ROOM, paintValues } from './paintValues';
import { glyphOf } from './marks';
import { type Margin, type Marks } from './options';
import { type BreachShare } from './share';
import { type DriftView, openColumns } from './view';

export interface Scene {
  view: DriftView;
  geometry: GridGeometry;
  layout: DriftLayout;
  axis: TimeAxis;
  ticks: TimeTick[];
  colors: DriftColors;
  marks: Marks;
  /** Scores in figures. */
  values: boolean;
  /** Corrected p-value above which a breach is doubtful. */
  fdr: number;
  /** Columns of bars at the right, as far as there is room. */
  margins: readonly Margin[];
  /** Between cells with room for it, CSS pixels. */
  gap: number;
  /** Windows whose severities alone the rows are in the order of. */
  ranked: Span | undefined;
  /** Where there is one window only: rows as bars. */
  bars: BarScale | undefined;
  /** Rows that begin after or end before the others. */
  late: ReadonlyMap<number, Extent>;
  /** Of each column, the share of rows over the limit, and the part of it that chance could explain. */
  share: BreachShare[];
}

/** Marks are drawn up to this many cells; beyond it they would be noise and cost. */
const MARKS_UP_TO = 20_000;

/** Strength of the veil: the colour is still told apart, and no longer shouts. */
const VEIL = 0.6;

/** Everything that only changes with data, size, theme, sort or scroll. */
export function paintBase(context: CanvasRenderingContext2D, scene: Scene, painter: CellPainter): void {
  const { view, geometry: g, colors } = scene;
  const { grid, cells } = view;
  paintTicks(context, scene);
  if (scene.bars) {
    paintBars(context, scene, scene.bars);
    paintMargins(context, scene);
    return;
  }
  painter.paint(context, g, (row, column) =>
    view.rows[row].kind === 'metric' ? 0 : colors.fill(grid, cells[row * g.columns + column])
  );
  paintGaps(context, g, colors.paper, scene.gap);
  paintMetrics(context, scene);
  paintOpenWindows(context, scene);
  for (const band of rowBands(g)) {
    if (scene.marks !== 'none' && (band.last - band.first) * g.columns <= MARKS_UP_TO && g.cellHeight >= GAP_FROM) {
      context.save();
      context.beginPath();
      context.rect(g.left, band.top, g.columns * g.cellWidth, band.height);
      context.clip();
      for (let row = band.first; row < band.last; row++) {
        paintMarks(context, scene, row);
      }
      context.restore();
    }
  }
  paintCaps(context, scene);
  paintValues(context, scene);
  paintRanked(context, scene);
  paintMargins(context, scene);
  if (scene.layout.shareTop !== undefined) {
    paintShare(context, scene, scene.layout.shareTop);
  }
}

/** A pointer at the axis below the windows that rows are in the order of. */
function paintRanked(context: CanvasRenderingContext2D, { ranked, view, geometry: g, layout, colors }: Scene) {
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

/** Marks of one row. Fillings of neighbouring cells run together; dots need room of their own. */
function paintMarks(context: CanvasRenderingContext2D, scene: Scene, row: number) {
  const { view, geometry: g, colors } = scene;
  const wide = g.cellWidth >= GAP_FROM;
  for (let column = 0; column < g.columns; column++) {
    const cell = view.cells[row * g.columns + column];
    const glyph = glyphOf(view.grid, cell, scene.fdr, scene.marks);
    if (!glyph || view.rows[row].kind === 'metric') {
      continue;
    }
    if (glyph === 'hatch' || glyph === 'dotted') {
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

function paintTicks(context: CanvasRenderingContext2D, { ticks, axis, layout, colors }: Scene) {
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

function paintShare(context: CanvasRenderingContext2D, scene: Scene, top: number) {
  const { geometry: g, colors, layout } = scene;
  context.fillStyle = colors.thin;
  context.fillRect(layout.left, top, layout.plotWidth, SHARE_HEIGHT);
  const gap = g.cellWidth >= GAP_FROM ? 1 : 0;
  // Whole pixels, or neighbouring bars show seams.
  const edge = (column: number) => Math.round(g.left + column * g.cellWidth);
  context.save();
  context.fillStyle = colors.share;
  scene.share.forEach(({ all, doubtful }, column) => {
    const [height, sure] = [all * SHARE_HEIGHT, (all - doubtful) * SHARE_HEIGHT];
    const width = edge(column + 1) - edge(column) - gap;
    context.globalAlpha = 1;
    context.fillRect(edge(column), top + SHARE_HEIGHT - sure, width, sure);
    context.globalAlpha = DOUBTED;
    context.fillRect(edge(column), top + SHARE_HEIGHT - height, width, height - sure);
  });
  context.restore();
}

/** Strength of the part of a share that chance could explain. */
const DOUBTED = 0.45;

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
