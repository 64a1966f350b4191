import { linearScale } from '../../components/scale/linearScale';
import { type TimeTick } from '../../components/scale/timeScale';
import { type DriftGrid } from './grid';
import { type DriftLayout, type TimeAxis } from './layout';
import { type DriftView } from './view';

/** One window is no grid: rows become bars from zero, and the axis counts severities, or scores where there is no limit. */
export interface BarScale {
  /** CSS pixels of a value, from the left of the plot. */
  toLength: (value: number) => number;
  ticks: TimeTick[];
  /** True where bars are severities: then a line stands at the limit. */
  hasLimit: boolean;
}

/** Right of the longest bar: its mark and its score in figures. */
const TEXT_ROOM = 110;
const TICK_ROOM = 70;

export function barScale(view: DriftView, layout: DriftLayout, axis: TimeAxis): BarScale {
  const { grid } = view;
  const hasLimit = grid.severity.some((severity) => !Number.isNaN(severity));
  const lengths = view.rows.flatMap((row, at) =>
    row.kind === 'metric' ? [] : [barValue(grid, view.cells[at], hasLimit)]
  );
  const highest = lengths.reduce((most, value) => (value > most ? value : most), hasLimit ? 1 : 0);
  const width = Math.max(1, layout.plotWidth - Math.min(TEXT_ROOM, layout.plotWidth / 3));
  const scale = linearScale([0, highest], width, Math.max(1, Math.floor(width / TICK_ROOM)));
  const ticks = scale.ticks.map((tick) => ({
    time: axis.toTime(layout.left + scale.toPixel(tick)),
    label: hasLimit ? `${tick}×` : String(tick),
    major: hasLimit && tick === 1,
  }));
  return { toLength: (value) => Math.max(0, scale.toPixel(value)), ticks, hasLimit };
}

/** Length of a bar in its own unit; NaN where there is none. */
export function barValue(grid: DriftGrid, cell: number, hasLimit: boolean): number {
  return cell < 0 ? NaN : hasLimit ? grid.severity[cell] : grid.score[cell];
}
