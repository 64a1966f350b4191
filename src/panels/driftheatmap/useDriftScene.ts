import { type TimeRange } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { ceilingFor } from '../../components/color/severityScale';
import { labelWidth } from '../../components/format/measure';
import { timeTicks } from '../../components/scale/timeScale';
import { arrange } from './arrange';
import { driftColors } from './colors';
import { type DriftGrid } from './grid';
import { driftLayout, gridGeometry, maxColumns, timeAxis } from './layout';
import { type DriftHeatmapOptions } from './options';
import { breachShare, type Scene } from './paintDrift';
import { driftView } from './view';

interface Input {
  width: number;
  height: number;
  grid: DriftGrid;
  importance: Map<string, number>;
  options: DriftHeatmapOptions;
  timeRange: TimeRange;
  timeZone: TimeZone;
  scrollTop: number;
}

/** Room for one time label, CSS pixels. */
const TICK_ROOM = 84;

/** Everything the painters need, made anew only when its causes change. */
export function useDriftScene(input: Input): { scene: Scene; notes: string[] } {
  const { width, height, grid, importance, options, timeRange, timeZone, scrollTop } = input;
  const theme = useTheme2();
  const [from, to] = [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const { order, hidden } = useMemo(() => arrange(grid, options, importance), [grid, options, importance]);
  const labels = useMemo(() => labelWidth(order.map((row) => grid.rows[row].name)), [grid, order]);
  const layout = useMemo(
    () =>
      driftLayout({
        width,
        height,
        labelWidth: labels,
        rows: order.length,
        fit: options.rowFit === 'fit',
        wantsLegend: options.showLegend,
        wantsShare: options.showShare,
      }),
    [width, height, labels, order, options.rowFit, options.showLegend, options.showShare]
  );
  const columns = maxColumns({ from, to }, grid.times, grid.ends, layout.plotWidth);
  const view = useMemo(() => driftView(grid, order, columns), [grid, order, columns]);
  const axis = useMemo(() => timeAxis({ from, to }, view.starts, view.ends, layout), [from, to, view, layout]);
  const ticks = useMemo(
    () => timeTicks(axis.from, axis.to, Math.max(1, Math.floor(layout.plotWidth / TICK_ROOM)), timeZone),
    [axis, layout, timeZone]
  );
  const byField = options.colorBy === 'field';
  const colors = useMemo(
    () => driftColors(theme, byField, highest(grid), ceilingFor(grid.severity)),
    [theme, byField, grid]
  );
  const share = useMemo(() => breachShare(view), [view]);
  const scene = useMemo<Scene>(
    () => ({
      view,
      layout,
      axis,
      ticks,
      colors,
      marks: options.marks,
      share,
      geometry: gridGeometry(layout, axis, view, scrollTop),
    }),
    [view, layout, axis, ticks, colors, options.marks, share, scrollTop]
  );
  const notes = useMemo(() => sceneNotes(grid, order.length, hidden, view.merged), [grid, order, hidden, view]);
  return { scene, notes };
}

function highest(grid: DriftGrid): number {
  return grid.score.reduce((max, score) => (score > max ? score : max), 0);
}

/** What was left out or put together: a reader is always told. */
function sceneNotes(grid: DriftGrid, shown: number, hidden: number, merged: number): string[] {
  const notes: string[] = [];
  if (hidden > 0) {
    notes.push(t('plumbline.drift.hidden', '{{shown}} of {{total}} columns shown', { shown, total: shown + hidden }));
  }
  const { truncated } = grid.info;
  if (truncated) {
    notes.push(t('plumbline.drift.truncated', '{{shown}} of {{total}} sent ({{rule}})', truncated));
  }
  if (merged > 1) {
    notes.push(t('plumbline.drift.merged', 'each cell is the worst of {{n}} windows', { n: merged }));
  }
  if (grid.incomplete.size > 0) {
    notes.push(t('plumbline.drift.open', 'faded: window not over yet'));
  }
  return notes;
}
