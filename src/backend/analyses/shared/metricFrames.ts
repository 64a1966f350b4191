/** Frames of analyses that give metrics over windows: performance and quality. Pure. */
import { type FrameKind, METRIC_FIELDS } from '../../../query/frames';
import { type ControlChart, type Threshold } from '../../../query/model';
import { type Field, type Frame } from '../../grafana/frame';
import { segmentLabel } from './cells';
import { controlRows, limitOf } from './control';
import {
  finite,
  numericFrame,
  seriesFrames,
  seriesLabels,
  seriesName,
  TABLE_META,
  type TableColumn,
  tableFields,
  thresholdConfig,
  WIDE_META,
} from './frames';
import { type MetricRow, rowsBySeries } from './metricRows';
import { atMoments, newestComplete } from './moments';
import { type Scope } from './scope';

interface Series<R extends MetricRow = MetricRow> {
  labels: Record<string, string>;
  metric: string;
  rows: R[];
}

/** How a query's metrics are read. */
export interface Reading<M extends string, R extends MetricRow> {
  limits: (metric: M) => Threshold;
  /** Whether a metric breaches upwards; by default none does. */
  higherIsWorse?: (metric: M) => boolean;
  /** Fields of a table after the usual ones. */
  extra?: ReadonlyArray<TableColumn<R>>;
}

/** With `control` the values are deviations from each series' own past. */
export function metricFrames<M extends string, R extends MetricRow>(
  scope: Scope,
  kind: FrameKind,
  metrics: readonly M[],
  rows: readonly R[],
  { control, extra = [], ...reading }: Reading<M, R> & { control?: ControlChart }
): Frame[] {
  return control === undefined
    ? framesOf(scope, kind, metrics, rows, { ...reading, extra })
    : framesOf(scope, kind, metrics, controlRows(scope, control, rows), {
        limits: () => ({ breach: limitOf(control) }),
        higherIsWorse: () => true,
        extra: [{ name: METRIC_FIELDS.observed, type: 'number', read: (row) => row.observed }, ...extra],
      });
}

function framesOf<M extends string, R extends MetricRow>(
  scope: Scope,
  kind: FrameKind,
  metrics: readonly M[],
  rows: readonly R[],
  { limits, higherIsWorse = () => false, extra = [] }: Reading<M, R>
): Frame[] {
  const series = groupSeries(scope, metrics, rows);
  const only = metrics.length === 1 ? metrics[0] : undefined;
  const name = only ?? 'value';
  const config = only === undefined ? {} : thresholdConfig(limits(only), higherIsWorse(only));
  switch (scope.query.format ?? 'timeseries') {
    case 'table':
      return [tableFrame(scope, kind, rows, extra)];
    case 'numeric':
      return atMoments(scope.context, (moment) =>
        numericFrame(
          kind,
          name,
          series.map(({ labels, rows: own }) => {
            const windows = own.map(({ window }) => window);
            return { labels, value: own[newestComplete(windows, moment)]?.value ?? null };
          }),
          config
        )
      );
    case 'matrix':
      return wideFrames(kind, series);
    case 'timeseries':
      return seriesFrames(
        kind,
        name,
        series.map((each) => ({
          labels: each.labels,
          times: each.rows.map((row) => row.window.start),
          values: each.rows.map((row) => row.value),
        })),
        config
      );
  }
}

/** Rows by metric, column and segment, in time order; the metric is a label where the query asks for several. */
function groupSeries<R extends MetricRow>(
  scope: Scope,
  metrics: readonly string[],
  rows: readonly R[]
): Array<Series<R>> {
  const series = rowsBySeries(rows).flatMap((own): Array<Series<R>> => {
    const [first] = own;
    if (!first) {
      return [];
    }
    const { column, metric, segment } = first;
    const labels = { ...(metrics.length > 1 ? { metric } : {}), ...(column === null ? {} : { column }) };
    return [{ labels: seriesLabels(scope, labels, segment), metric, rows: own }];
  });
  return series.sort((a, b) => metrics.indexOf(a.metric) - metrics.indexOf(b.metric));
}

function tableFrame<R extends MetricRow>(
  scope: Scope,
  kind: FrameKind,
  rows: readonly R[],
  extra: ReadonlyArray<TableColumn<R>>
): Frame {
  const sorted = [...rows].sort((a, b) => a.window.start - b.window.start);
  return {
    name: kind,
    fields: tableFields(sorted, [
      { name: METRIC_FIELDS.time, type: 'time', read: (row) => row.window.start },
      { name: METRIC_FIELDS.timeEnd, type: 'time', read: (row) => row.window.end },
      { name: METRIC_FIELDS.complete, type: 'boolean', read: (row) => row.window.complete },
      { name: METRIC_FIELDS.column, type: 'string', read: (row) => row.column },
      { name: METRIC_FIELDS.segment, type: 'string', read: (row) => segmentLabel(scope.segments, row.segment) },
      { name: METRIC_FIELDS.metric, type: 'string', read: (row) => row.metric },
      { name: METRIC_FIELDS.value, type: 'number', read: (row) => row.value },
      { name: METRIC_FIELDS.lo, type: 'number', read: (row) => row.lo },
      { name: METRIC_FIELDS.hi, type: 'number', read: (row) => row.hi },
      { name: METRIC_FIELDS.n, type: 'integer', read: (row) => row.n },
      { name: METRIC_FIELDS.nLabelled, type: 'integer', read: (row) => row.nLabelled },
      { name: METRIC_FIELDS.coverage, type: 'number', read: (row) => row.coverage },
      { name: METRIC_FIELDS.status, type: 'string', read: (row) => row.status },
      ...extra,
    ]),
    meta: TABLE_META,
  };
}

function wideFrames(kind: FrameKind, series: readonly Series[]): Frame[] {
  const times = [...new Set(series.flatMap((each) => each.rows.map((row) => row.window.start)))].sort((a, b) => a - b);
  const position = new Map(times.map((time, index) => [time, index]));
  const wide = (name: string, type: Field['type'], read: (row: MetricRow) => number | string | null): Frame => ({
    name,
    fields: [
      { name: 'time', type: 'time', values: times },
      ...series.map((each): Field => {
        const values = new Array<number | string | boolean | null>(times.length).fill(null);
        each.rows.forEach((row) => {
          values[position.get(row.window.start) ?? 0] = finite(read(row));
        });
        const title = seriesName(each.labels);
        const { model: _, ...labels } = each.labels;
        return { name: title, type, values, labels, config: { displayNameFromDS: title } };
      }),
    ],
  });
  return [
    { ...wide(kind, 'number', (row) => row.value), meta: WIDE_META },
    wide('status', 'string', (row) => row.status),
    wide('n', 'integer', (row) => row.n),
  ];
}
