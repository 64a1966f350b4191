import { type TimeRange } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { labelWidth } from '../../components/format/measure';
import { timeTicks, type TimeTick } from '../../components/scale/timeScale';
import { type Span } from './arrange';
import { colorFallback } from './colorFallback';
import { driftColors } from './colors';
import { type ColumnFacts } from './facts';
import { type DriftGrid, isInsufficient, noisyFloor } from './grid';
import { driftLayout, gridGeometry, maxColumns, timeAxis } from './layout';
import { type DriftHeatmapOptions } from './options';
import { barScale } from './barScale';
import { type Extent, lateRows } from './lateRows';
import { type Scene } from './scene';
import { extrasWidth } from './RowExtras';
import { sceneNotes } from './sceneNotes';
import { breachShare } from './share';
import { useArrangement } from './useArrangement';
import { driftView, type DriftView } from './view';

interface Input {
  width: number;
  height: number;
  grid: DriftGrid;
  facts: ReadonlyMap<string, ColumnFacts>;
  options: DriftHeatmapOptions;
  /** Groups whose members are not shown. */
  closed: ReadonlySet<string>;
  /** Windows whose severities alone the rows are in the order of. */
  ranked: Span | undefined;
  timeRange: TimeRange;
  timeZone: TimeZone;
  scrollTop: number;
}

/** Room for one time label, CSS pixels. */
const TICK_ROOM = 84;
/** The strip below the rows has a name too. */
const LABELS_LEAST = 56;
/** Members of a group are set in by this much. */
export const INDENT = 10;

/** Everything the painters need, made anew only when its causes change. */
export function useDriftScene(input: Input): { scene: Scene; notes: string[] } {
  const { width, height, grid, facts, options, closed, ranked, timeRange, timeZone, scrollTop } = input;
  const theme = useTheme2();
  const { places } = grid.info;
  const single = !places && grid.times.length === 1;
  const [from, to] = places
    ? [0, places.length]
    : single
      ? [grid.times[0], grid.ends[0]]
      : [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const arrangement = useArrangement(grid, options, facts, closed, timeRange, ranked);
  const { rows, pinned } = arrangement;
  const labels = useMemo(
    () =>
      Math.max(LABELS_LEAST, labelWidth(rows.map((row) => row.name))) +
      (rows.some((row) => row.kind === 'group') ? 2 * INDENT : 0) +
      extrasWidth(options.labelExtras),
    [rows, options.labelExtras]
  );
  const margins = rows.some((row) => row.facts?.importance !== undefined) ? options.margins.length : 0;
  const limited = useMemo(
    () => grid.severity.some((severity, cell) => !Number.isNaN(severity) && !isInsufficient(grid, cell)),
    [grid]
  );
  const layout = useMemo(
    () =>
      driftLayout({
        width,
        height,
        labelWidth: labels,
        rows: rows.length,
        pinned,
        margins,
        fit: options.rowFit === 'fit',
        rowHeight: options.rowHeight,
        wantsLegend: options.showLegend,
        wantsShare: options.showShare && !single && limited,
      }),
    [
      width,
      height,
      labels,
      rows,
      pinned,
      margins,
      options.rowFit,
      options.rowHeight,
      options.showLegend,
      options.showShare,
      single,
      limited,
    ]
  );
  const columns = maxColumns({ from, to }, grid.times, grid.ends, layout.plotWidth);
  const { timeAgg } = options;
  const view = useMemo(
    () => driftView(grid, { rows, pinned }, columns, places ? 'max' : timeAgg),
    [grid, rows, pinned, columns, places, timeAgg]
  );
  const axis = useMemo(() => timeAxis({ from, to }, view.starts, view.ends, layout), [from, to, view, layout]);
  const bars = useMemo(() => (single ? barScale(view, layout, axis) : undefined), [single, view, layout, axis]);
  const ticks = useMemo(
    () =>
      bars
        ? bars.ticks
        : places
          ? placeTicks(view)
          : timeTicks(axis.from, axis.to, Math.max(1, Math.floor(layout.plotWidth / TICK_ROOM)), timeZone),
    [bars, places, view, axis, layout, timeZone]
  );
  const { colorBy, colorScheme, colorSteps, colorStops } = options;
  const coloring = useMemo(() => colorFallback(view, colorBy), [view, colorBy]);
  const colors = useMemo(
    () => driftColors(theme, view.grid, coloring.by, { colorScheme, colorSteps, colorStops }),
    [theme, view.grid, coloring.by, colorScheme, colorSteps, colorStops]
  );
  const late = useMemo(() => (places ? new Map<number, Extent>() : lateRows(view)), [places, view]);
  const noisy = useMemo(() => noisyFloor(view.grid) !== undefined, [view.grid]);
  const share = useMemo(() => breachShare(view, options.fdr), [view, options.fdr]);
  const scene = useMemo<Scene>(
    () => ({
      view,
      layout,
      axis,
      ticks,
      colors,
      marks: options.marks,
      values: options.values,
      fdr: options.fdr,
      gap: options.cellGap,
      radius: options.cellRadius,
      noisy,
      ranked,
      bars,
      late,
      share,
      margins: options.margins,
      geometry: gridGeometry(layout, axis, view, scrollTop),
    }),
    [
      view,
      layout,
      axis,
      ticks,
      colors,
      options.marks,
      options.values,
      options.fdr,
      options.cellGap,
      options.cellRadius,
      options.margins,
      noisy,
      ranked,
      bars,
      late,
      share,
      scrollTop,
    ]
  );
  const notes = useMemo(
    () => sceneNotes({ scene, arrangement, timeAgg, timeRange, timeZone, ranked, recolored: coloring.note }),
    [scene, arrangement, timeAgg, timeRange, timeZone, ranked, coloring.note]
  );
  return { scene, notes };
}

const LONGEST_PLACE = 16;

/** A label in the middle of each place; long names are cut here and whole in the card, the table and for readers. */
function placeTicks(view: DriftView): TimeTick[] {
  const { places = [] } = view.grid.info;
  return view.starts.map((start, column) => {
    const name = places[start] ?? '';
    const label = name.length > LONGEST_PLACE ? `${name.slice(0, LONGEST_PLACE - 1)}…` : name;
    return { time: (start + view.ends[column]) / 2, label, major: false };
  });
}
