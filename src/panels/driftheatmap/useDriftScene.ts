import { type TimeRange } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { labelWidth } from '../../components/format/measure';
import { timeTicks, type TimeTick } from '../../components/scale/timeScale';
import { type Arrangement } from './arrange';
import { driftColors } from './colors';
import { type ColumnFacts } from './facts';
import { type DriftGrid } from './grid';
import { driftLayout, gridGeometry, maxColumns, timeAxis } from './layout';
import { type DriftHeatmapOptions } from './options';
import { breachShare, type Scene } from './paintDrift';
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
  timeRange: TimeRange;
  timeZone: TimeZone;
  scrollTop: number;
}

/** Room for one time label, CSS pixels. */
const TICK_ROOM = 84;
/** Members of a group are set in by this much. */
export const INDENT = 10;

/** Everything the painters need, made anew only when its causes change. */
export function useDriftScene(input: Input): { scene: Scene; notes: string[] } {
  const { width, height, grid, facts, options, closed, timeRange, timeZone, scrollTop } = input;
  const theme = useTheme2();
  const { places } = grid.info;
  const [from, to] = places ? [0, places.length] : [timeRange.from.valueOf(), timeRange.to.valueOf()];
  const arrangement = useArrangement(grid, options, facts, closed, timeRange);
  const { rows, pinned } = arrangement;
  const labels = useMemo(
    () => labelWidth(rows.map((row) => row.name)) + (rows.some((row) => row.kind === 'group') ? 2 * INDENT : 0),
    [rows]
  );
  const margins = options.showMargins && rows.some((row) => row.facts?.importance !== undefined) ? 2 : 0;
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
        wantsLegend: options.showLegend,
        wantsShare: options.showShare,
      }),
    [width, height, labels, rows, pinned, margins, options.rowFit, options.showLegend, options.showShare]
  );
  const columns = maxColumns({ from, to }, grid.times, grid.ends, layout.plotWidth);
  const view = useMemo(() => driftView(grid, { rows, pinned }, columns), [grid, rows, pinned, columns]);
  const axis = useMemo(() => timeAxis({ from, to }, view.starts, view.ends, layout), [from, to, view, layout]);
  const ticks = useMemo(
    () =>
      places
        ? placeTicks(view)
        : timeTicks(axis.from, axis.to, Math.max(1, Math.floor(layout.plotWidth / TICK_ROOM)), timeZone),
    [places, view, axis, layout, timeZone]
  );
  const colors = useMemo(() => driftColors(theme, grid, options.colorBy), [theme, grid, options.colorBy]);
  const share = useMemo(() => breachShare(view), [view]);
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
      share,
      marginNames: [t('plumbline.drift.margin-importance', 'importance'), t('plumbline.drift.margin-impact', 'impact')],
      geometry: gridGeometry(layout, axis, view, scrollTop),
    }),
    [view, layout, axis, ticks, colors, options.marks, options.values, options.fdr, share, scrollTop]
  );
  const notes = useMemo(() => sceneNotes(grid, arrangement, view.merged), [grid, arrangement, view]);
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

/** What was left out or put together: a reader is always told. */
function sceneNotes(grid: DriftGrid, { rows, hidden, unclustered }: Arrangement, merged: number): string[] {
  const notes: string[] = [];
  if (hidden > 0) {
    const shown = new Set(rows.filter((row) => row.kind !== 'metric').flatMap((row) => row.members)).size;
    notes.push(t('plumbline.drift.hidden', '{{shown}} of {{total}} columns shown', { shown, total: shown + hidden }));
  }
  if (unclustered) {
    notes.push(t('plumbline.drift.unclustered', 'too many rows to cluster: highest severity first'));
  }
  if (merged > 1) {
    notes.push(
      grid.info.places
        ? t('plumbline.drift.merged-places', 'each cell is the worst of {{n}} places', { n: merged })
        : t('plumbline.drift.merged', 'each cell is the worst of {{n}} windows', { n: merged })
    );
  }
  if (grid.incomplete.size > 0) {
    notes.push(t('plumbline.drift.open', 'faded: window not over yet'));
  }
  return notes;
}
