import { LEGEND_HEIGHT } from '../../components/figure/LegendRow';
import { type GridGeometry, pinnedBand } from '../../components/grid/geometry';
import { type DriftView } from './view';

export const AXIS_HEIGHT = 24;
export const SHARE_HEIGHT = 26;
const SHARE_GAP = 6;
const LABEL_GAP = 8;
const RIGHT_PAD = 8;
const ROW_MIN = 18;
const ROW_MAX = 34;
const FIT_MIN = 2;
/** Windows narrower than this are merged, so that none falls between two pixels. */
const COLUMN_MIN = 3;
/** Rows that stay on top are set off from the others. */
const PINNED_GAP = 6;
/** Width of one margin: a column of bars at the right, and its distance from what is left of it. */
export const MARGIN_WIDTH = 54;
export const MARGIN_GAP = 16;
/** Narrower pictures have no room for margins. */
const MARGINS_FROM = 560;
/** Labels take at most this share of the width. */
const LABEL_SHARE = 0.32;

export interface LayoutInput {
  width: number;
  height: number;
  labelWidth: number;
  rows: number;
  pinned: number;
  /** Columns of bars at the right. */
  margins: number;
  fit: boolean;
  /** Least height of a row that scrolls. */
  rowHeight?: number;
  wantsLegend: boolean;
  wantsShare: boolean;
}

/** The parts of the picture, top to bottom: rows, share strip, time axis, legend. All in CSS pixels. */
export interface DriftLayout {
  left: number;
  plotWidth: number;
  /** Columns of bars at the right of the plot, as there was room for. */
  margins: number;
  pinned: number;
  pinnedGap: number;
  cellHeight: number;
  viewHeight: number;
  shareTop: number | undefined;
  axisTop: number;
  legend: boolean;
  /** Height of the canvas: rows, strip and axis. */
  canvasHeight: number;
}

export function driftLayout(input: LayoutInput): DriftLayout {
  const { width, height, rows } = input;
  const left = Math.round(Math.min(input.labelWidth, width * LABEL_SHARE)) + LABEL_GAP;
  const legend = input.wantsLegend && height >= 150;
  const share = input.wantsShare && rows > 1 && height >= 190;
  const room = Math.max(
    ROW_MIN,
    height - (legend ? LEGEND_HEIGHT : 0) - AXIS_HEIGHT - (share ? SHARE_HEIGHT + SHARE_GAP : 0)
  );
  const pinnedGap = input.pinned > 0 && input.pinned < rows ? PINNED_GAP : 0;
  const each = (room - pinnedGap) / Math.max(1, rows);
  const least = input.rowHeight ?? ROW_MIN;
  const cellHeight = input.fit
    ? Math.max(FIT_MIN, Math.min(ROW_MAX, each))
    : Math.max(least, Math.min(Math.max(least, ROW_MAX), Math.floor(each)));
  // Rows that stay on top never take all the room: then they scroll with the others.
  const pinned =
    pinnedBand({ pinned: input.pinned, pinnedGap, cellHeight }) + Math.min(cellHeight, ROW_MIN) <= room
      ? input.pinned
      : 0;
  const viewHeight = Math.min(room, rows * cellHeight + (pinned > 0 ? pinnedGap : 0));
  const margins = width >= MARGINS_FROM ? input.margins : 0;
  const shareTop = share ? viewHeight + SHARE_GAP : undefined;
  const axisTop = shareTop === undefined ? viewHeight : shareTop + SHARE_HEIGHT;
  return {
    left,
    plotWidth: Math.max(1, width - left - RIGHT_PAD - margins * (MARGIN_WIDTH + MARGIN_GAP)),
    margins,
    pinned,
    pinnedGap: pinned > 0 ? pinnedGap : 0,
    cellHeight,
    viewHeight,
    shareTop,
    axisTop,
    legend,
    canvasHeight: axisTop + AXIS_HEIGHT,
  };
}

/** Milliseconds to CSS pixels and back, over the dashboard's time range. */
export interface TimeAxis {
  from: number;
  to: number;
  toPixel: (time: number) => number;
  toTime: (x: number) => number;
}

/**
 * The dashboard's range, widened by at most the windows that reach over its ends, so that the cursor of neighbouring
 * panels stands at the same place.
 */
export function timeAxis(
  range: { from: number; to: number },
  starts: number[],
  ends: number[],
  layout: DriftLayout
): TimeAxis {
  const from = Math.min(range.from, starts[0] ?? range.from);
  const to = Math.max(range.to, ends[ends.length - 1] ?? range.to);
  const span = Math.max(1, to - from);
  return {
    from,
    to,
    toPixel: (time) => layout.left + ((time - from) / span) * layout.plotWidth,
    toTime: (x) => from + ((x - layout.left) / layout.plotWidth) * span,
  };
}

/** How many columns of cells the width has room for, given the part of the axis that the data cover. */
export function maxColumns(
  range: { from: number; to: number },
  times: number[],
  ends: number[],
  plotWidth: number
): number {
  const first = times[0] ?? range.from;
  const last = ends[ends.length - 1] ?? range.to;
  const span = Math.max(range.to, last) - Math.min(range.from, first);
  return Math.max(1, Math.floor(((last - first) / Math.max(1, span)) * (plotWidth / COLUMN_MIN)));
}

export function gridGeometry(layout: DriftLayout, axis: TimeAxis, view: DriftView, scrollTop: number): GridGeometry {
  const first = view.starts[0] ?? axis.from;
  const last = view.ends[view.ends.length - 1] ?? axis.to;
  const left = axis.toPixel(first);
  const columns = Math.max(1, view.columns);
  return {
    left,
    top: 0,
    cellWidth: (axis.toPixel(last) - left) / columns,
    cellHeight: layout.cellHeight,
    rows: view.rows.length,
    columns,
    viewHeight: layout.viewHeight,
    scrollTop,
    pinned: layout.pinned,
    pinnedGap: layout.pinnedGap,
  };
}
