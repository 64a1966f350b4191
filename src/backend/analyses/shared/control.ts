/** Metrics against their own past: each window's value becomes its deviation from what is usual. */
import { CONTROL_LIMITS, type ControlChart, type ControlChartKind, DEFAULT_BASELINE } from '../../../query/model';
import { parseDuration } from '../../../query/duration';
import * as charts from '../../statistics/controlCharts';
import { shift } from './calendar';
import { type MetricRow, rowsBySeries } from './metricRows';
import { type Scope } from './scope';

/** Values that a median of deviations needs to mean anything. */
const LEAST_VALUES = 4;
const SEASONS = 8;

/** A row whose value is a deviation; the metric itself is `observed`. */
export type Controlled<R extends MetricRow> = R & { observed: number | null };

export const limitOf = ({ chart, limit }: ControlChart): number => limit ?? CONTROL_LIMITS[chart];

/**
 * Rows in their order, each series by itself. A window without a value, or whose series has too few windows to say what
 * is usual, stays without one; windows that still run are compared and say nothing about the others.
 */
export function controlRows<R extends MetricRow>(
  scope: Scope,
  control: ControlChart,
  rows: readonly R[]
): Array<Controlled<R>> {
  const series = rowsBySeries(rows);
  const deviations = new Map<R, number>();
  let silent = 0;
  for (const own of series) {
    const found = deviationsOf(
      own.sort((a, b) => a.window.start - b.window.start),
      control,
      scope.zone
    );
    silent += found.size === 0 ? 1 : 0;
    found.forEach((deviation, row) => deviations.set(row, deviation));
  }
  if (silent > 0) {
    scope.ledger.notice(
      'warning',
      `${silent} of ${series.length} series do not tell what is usual: ${needs(control)} that are not all equal`
    );
  }
  const limit = limitOf(control);
  return rows.map((row) => {
    const deviation = deviations.get(row) ?? null;
    const status = deviation === null ? (row.value === null ? row.status : 'insufficient') : judge(deviation, limit);
    return { ...row, observed: row.value, value: deviation, lo: null, hi: null, status };
  });
}

const judge = (deviation: number, limit: number) => (Math.abs(deviation) >= limit ? 'breach' : 'ok');

function needs({ baseline, chart, season }: ControlChart): string {
  return season === undefined
    ? `it takes ${baseline ?? (chart === 'robust_z' ? LEAST_VALUES : DEFAULT_BASELINE)} complete windows with a value`
    : `it takes ${LEAST_VALUES} windows with a value, ${season} apart`;
}

/** Rows of one series in order of time. */
function deviationsOf<R extends MetricRow>(rows: readonly R[], control: ControlChart, zone: string): Map<R, number> {
  return control.season === undefined ? against(rows, control) : seasonal(rows, control.season, zone);
}

function against<R extends MetricRow>(rows: readonly R[], { baseline, chart }: ControlChart): Map<R, number> {
  const done = rows.filter((row) => row.window.complete && row.value !== null);
  const values = done.map((row) => row.value as number);
  const size = baseline ?? (chart === 'robust_z' ? Math.max(values.length, LEAST_VALUES) : DEFAULT_BASELINE);
  const first = values.slice(0, size);
  const usual = chart === 'robust_z' ? charts.usualByMedian(first) : charts.usualByMoments(first);
  const found = new Map<R, number>();
  if (!usual || values.length < size) {
    return found;
  }
  const deviations = CHARTS[chart](values, usual);
  done.forEach((row, index) => found.set(row, deviations[index] as number));
  for (const row of rows) {
    if (!row.window.complete && row.value !== null) {
      const before = values.slice(0, done.filter((each) => each.window.start < row.window.start).length);
      found.set(row, CHARTS[chart]([...before, row.value], usual).at(-1) as number);
    }
  }
  return found;
}

const CHARTS: Record<ControlChartKind, (values: readonly number[], usual: charts.Usual) => number[]> = {
  robust_z: charts.shewhart,
  ewma: charts.ewma,
  cusum: charts.cusum,
};

/** Each value against those one, two... seasons before it on the zone's calendar. */
function seasonal<R extends MetricRow>(rows: readonly R[], season: string, zone: string): Map<R, number> {
  const length = parseDuration(season, 'control.season');
  const known = new Map(
    rows.flatMap((row) => (row.window.complete && row.value !== null ? [[row.window.start, row.value] as const] : []))
  );
  const found = new Map<R, number>();
  for (const row of rows) {
    const peers = Array.from({ length: SEASONS }, (_, index) =>
      known.get(shift(row.window.start, length, -(index + 1), zone))
    ).filter((value) => value !== undefined);
    const usual = peers.length < LEAST_VALUES ? null : charts.usualByMedian(peers);
    if (usual && row.value !== null) {
      found.set(row, charts.shewhart([row.value], usual)[0] as number);
    }
  }
  return found;
}
