import { type TimeRange } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { formatWindow } from '../../components/format/time';
import { type Arrangement, type Span } from './arrange';
import { type DriftGrid } from './grid';
import { type TimeAggregation } from './options';
import { type Scene } from './scene';

interface Input {
  scene: Scene;
  arrangement: Arrangement;
  timeAgg: TimeAggregation;
  timeRange: TimeRange;
  timeZone: TimeZone;
  /** Windows whose severities the rows are in the order of. */
  ranked: Span | undefined;
  /** Why the colours are not what was asked for. */
  recolored: string | undefined;
}

/** What was left out, put together or is old: a reader is always told. */
export function sceneNotes(input: Input): string[] {
  const { scene, arrangement, timeAgg, timeRange, timeZone, ranked, recolored } = input;
  const { view, bars, late } = scene;
  const { source: grid, merged } = view;
  // First, because what finds no room is left out from the end.
  const notes = [staleText(grid, timeRange, timeZone), recolored];
  if (merged > 1) {
    notes.push(grid.info.places ? mergedPlaces(merged) : mergedText(timeAgg, merged));
  }
  if (ranked) {
    notes.push(rankedText(grid, ranked, timeZone));
  }
  if (bars) {
    const window = placeText(grid, { from: grid.times[0], to: grid.ends[0] }, timeZone);
    notes.push(
      t('plumbline.drift.one-window', 'one window: {{window}}', { window, interpolation: { escapeValue: false } })
    );
  }
  if (arrangement.hidden > 0) {
    const { rows, hidden } = arrangement;
    const shown = new Set(rows.filter((row) => row.kind !== 'metric').flatMap((row) => row.members)).size;
    notes.push(t('plumbline.drift.hidden', '{{shown}} of {{total}} columns shown', { shown, total: shown + hidden }));
  }
  notes.push(unsortedText(arrangement.unsorted));
  if (late.size > 0) {
    notes.push(t('plumbline.drift.late', 'bracket: begins or ends here'));
  }
  if (grid.incomplete.size > 0) {
    notes.push(t('plumbline.drift.open', 'faded: window not over yet'));
  }
  return notes.filter((note) => note !== undefined);
}

/** Why rows are in the order of their highest severity, though another was asked for. */
function unsortedText(unsorted: Arrangement['unsorted']): string | undefined {
  switch (unsorted) {
    case 'cluster':
      return t('plumbline.drift.unclustered', 'too many rows to cluster: highest severity first');
    case 'performance':
      return t('plumbline.drift.no-correlation', 'no performance to go with: highest severity first');
    case 'importance':
      return t('plumbline.drift.no-importance', 'no importance of columns: highest severity first');
    default:
      return undefined;
  }
}

/** Says which windows alone the rows are in the order of. */
export function rankedText(grid: DriftGrid, ranked: Span, timeZone: TimeZone): string {
  return t('plumbline.drift.ranked', 'ranked by {{window}}', {
    window: placeText(grid, ranked, timeZone),
    interpolation: { escapeValue: false },
  });
}

function placeText(grid: DriftGrid, { from, to }: Span, timeZone: TimeZone): string {
  return grid.info.places ? grid.info.places.slice(from, to).join(', ') : formatWindow(from, to, timeZone);
}

const mergedPlaces = (n: number) => t('plumbline.drift.merged-places', 'cell: worst of {{n}} places', { n });

function mergedText(timeAgg: TimeAggregation, n: number): string {
  switch (timeAgg) {
    case 'max':
      return t('plumbline.drift.merged', 'cell: worst of {{n}} windows', { n });
    case 'mean':
      return t('plumbline.drift.merged-mean', 'cell: mean of {{n}} windows', { n });
    case 'last':
      return t('plumbline.drift.merged-last', 'cell: last of {{n}} windows', { n });
    case 'p95':
      return t('plumbline.drift.merged-p95', 'cell: 95th percentile of {{n}} windows', { n });
  }
}

/** One window may be on its way; more than this many without a score is news. */
const LATE_FROM = 2;

/** Ranges that end a moment ago: "now", "now-5m". Those to the end of a day or week reach into what can't be there yet. */
const UNTIL_NOW = /^now(-\d+[a-zA-Z]+)?$/;

/** How far behind the end of a range that follows the clock the newest window with a score is; undefined when it is not. */
export function staleText(grid: DriftGrid, { raw, to }: TimeRange, timeZone: TimeZone): string | undefined {
  const step = grid.info.windowMs ?? 0;
  if (grid.info.places || step <= 0 || typeof raw.to !== 'string' || !UNTIL_NOW.test(raw.to)) {
    return undefined;
  }
  const newest = newestScored(grid);
  const behind = newest === undefined ? 0 : Math.floor((to.valueOf() - grid.ends[newest]) / step);
  return newest === undefined || behind < LATE_FROM
    ? undefined
    : t('plumbline.drift.stale', 'nothing newer than {{window}}: {{n}} windows ago', {
        window: formatWindow(grid.times[newest], grid.ends[newest], timeZone),
        n: behind,
        interpolation: { escapeValue: false },
      });
}

function newestScored(grid: DriftGrid): number | undefined {
  const width = grid.times.length;
  for (let column = width - 1; column >= 0; column--) {
    const scored = grid.rows.some(
      ({ metric }, row) => metric === undefined && !Number.isNaN(grid.score[row * width + column])
    );
    if (scored) {
      return column;
    }
  }
  return undefined;
}
