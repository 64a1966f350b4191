import { captionHeight } from '../figure/VizFigure';
import { LEGEND_HEIGHT } from '../figure/LegendRow';
import { NUMBER_AXIS_HEIGHT } from '../scale/NumberAxis';

interface Input {
  /** Of the whole figure, CSS pixels. */
  height: number;
  count: number;
  /** Rows are as high as there is room for, between these. */
  rowHeight: { min: number; max: number };
  /** Height of what stands above the rows. */
  head?: number;
  hasAxis: boolean;
  /** Pictures below the caption that are lower than this show no legend; undefined for none at all. */
  legendFrom?: number;
  /** The list takes all the room that there is, however few its rows. */
  fills?: boolean;
}

/** Heights of the parts of a list with its head, axis and legend. */
export function listLayout({ height, count, rowHeight, head = 0, hasAxis, legendFrom = Infinity, fills }: Input) {
  const body = height - captionHeight(height);
  const legend = body >= legendFrom ? LEGEND_HEIGHT : 0;
  const room = body - head - (hasAxis ? NUMBER_AXIS_HEIGHT : 0) - legend;
  const each = Math.max(rowHeight.min, Math.min(rowHeight.max, Math.floor(room / Math.max(1, count))));
  return {
    rowHeight: each,
    listHeight: Math.max(rowHeight.min, fills ? room : Math.min(count * each, room)),
    hasLegend: legend > 0,
  };
}
