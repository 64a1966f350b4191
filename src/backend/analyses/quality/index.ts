/** Data quality per window: what is wrong with values, rows, arrivals and the schema. */
import {
  DEFAULT_COHORT_ROWS,
  DEFAULT_CONFIDENCE,
  DEFAULT_QUALITY_METRICS,
  MAX_CELLS,
  MAX_SERIES,
} from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FRAME_VERSION, type Status } from '../../../query/frames';
import { type QualityMetric, type QualityQuery, type Threshold } from '../../../query/model';
import { wilson } from '../../statistics/intervals';
import { type ReferenceInfo } from '../../store/types';
import { type Analysis } from '../context';
import { resolveBaseline } from '../drift/baseline';
import { problemOf } from '../drift/problem';
import { type Segment, WHOLE } from '../shared/cells';
import { chooseColumns, type ChosenColumn } from '../shared/columns';
import { finish } from '../shared/frames';
import { isMasked, leastRows, tellRaised } from '../shared/masked';
import { metricFrames } from '../shared/metricFrames';
import { type MetricRow } from '../shared/metricRows';
import { resolveScope, type Scope } from '../shared/scope';
import { cellWindows, type SegmentWindow } from '../shared/segmentWindows';
import { readArrivals } from './arrivals';
import { type Measured, QUALITY, type Reader } from './measure';
import { readRanges } from './ranges';
import { readDuplicates, readFreshness, readLabelLag } from './rows';
import { appliesTo, countValues, type ValueCounts } from './values';

export const quality: Analysis<QualityQuery> = async (query, context) => {
  const scope = await resolveScope(query, context);
  const metrics = query.metrics ?? [...DEFAULT_QUALITY_METRICS];
  const perColumn = metrics.filter((metric) => QUALITY[metric].perColumn);
  const { frozen } = await resolveBaseline(scope, undefined);
  const columns = perColumn.length > 0 ? chooseColumns(scope.model, query.columns) : [];
  const counted = await countValues(scope, columns, metrics, frozen);
  const segments = scope.segments.length === 0 ? [WHOLE] : counted.cells.segments;
  checkSize(segments.length * (perColumn.length * columns.length + (metrics.length - perColumn.length)), scope);
  const masked = maskedColumns(scope, query, columns);
  const readers = new Map<QualityMetric, Reader | null>();
  for (const metric of metrics) {
    readers.set(metric, await readerOf(scope, metric, columns, frozen, counted));
  }
  const rows = segments.flatMap((segment) =>
    cellWindows(scope, { current: counted.cells, position: (window) => window }, segment).flatMap((window) =>
      metrics.flatMap((metric) =>
        subjects(metric, columns, frozen).map((column) =>
          rowOf(scope, query, metric, readers.get(metric) ?? null, column, segment, window, counted, masked)
        )
      )
    )
  );
  const bounds = Object.fromEntries(metrics.map((metric) => [metric, QUALITY[metric].unbounded ?? 'Wilson']));
  return finish(
    metricFrames(scope, 'quality', metrics, rows, {
      limits: (metric) => limitsOf(query, scope, metric),
      higherIsWorse,
      control: query.control,
    }),
    scope.ledger,
    { plumbline: 'quality', v: FRAME_VERSION, model: scope.model.name, metrics, bounds },
    query.refId
  );
};

/** Names of the columns whose cells need more rows for this reader. */
function maskedColumns(scope: Scope, { minRows }: QualityQuery, columns: readonly ChosenColumn[]): Set<string> {
  const masked = columns.filter((column) => isMasked(column, scope.context));
  const least = leastRows(minRows, DEFAULT_COHORT_ROWS, true);
  if (minRows !== undefined && least > minRows) {
    masked.forEach((column) => tellRaised(scope, column, minRows, least));
  }
  return new Set(masked.map(({ name }) => name));
}

const higherIsWorse = (metric: QualityMetric) => QUALITY[metric].higherIsWorse;

function checkSize(series: number, scope: Scope): void {
  const windows = scope.windows.kind === 'time' ? scope.windows.windows.length : 1;
  if (series > MAX_SERIES || series * windows > MAX_CELLS) {
    throw new PlumblineError(
      'too_large',
      `The query gives ${series} series of ${windows} windows, the limits are ${MAX_SERIES} series and ${MAX_CELLS} cells`,
      'Name fewer columns, split by fewer keys or choose longer windows.',
      'columns'
    );
  }
}

function subjects(
  metric: QualityMetric,
  columns: readonly ChosenColumn[],
  frozen: ReferenceInfo | null
): Array<string | null> {
  return QUALITY[metric].perColumn
    ? columns.filter((column) => appliesTo(metric, column, frozen)).map(({ name }) => name)
    : [null];
}

/** `null` where the metric itself failed: its cells say so, and the others answer. Throws for a replay, which asks in parts. */
async function readerOf(
  scope: Scope,
  metric: QualityMetric,
  columns: readonly ChosenColumn[],
  frozen: ReferenceInfo | null,
  counted: ValueCounts
): Promise<Reader | null> {
  try {
    switch (metric) {
      case 'missing_rate':
      case 'unseen_rate':
      case 'volume':
        return counted.read(metric);
      case 'out_of_range_rate':
        return (await ranges(scope, metric, columns, frozen)).outOfRange;
      case 'constant':
        return (await ranges(scope, metric, columns, frozen)).constant;
      case 'duplicate_rate':
        return await readDuplicates(scope);
      case 'freshness':
        return await readFreshness(scope);
      case 'label_lag':
        return await readLabelLag(scope);
      case 'nonfinite_rate':
      case 'type_mismatch_rate':
      case 'schema_changes':
        return await readArrivals(scope, metric);
    }
  } catch (error) {
    const { text } = problemOf(error);
    if (scope.context.moments) {
      throw error;
    }
    scope.ledger.notice('error', `${metric}: ${text}`);
    return null;
  }
}

function ranges(
  scope: Scope,
  metric: QualityMetric,
  columns: readonly ChosenColumn[],
  frozen: ReferenceInfo | null
): ReturnType<typeof readRanges> {
  return readRanges(
    scope,
    columns.filter((column) => appliesTo(metric, column, frozen)),
    frozen
  );
}

function limitsOf(query: QualityQuery, scope: Scope, metric: QualityMetric): Threshold {
  return query.threshold ?? scope.model.thresholds[`quality.${metric}`] ?? QUALITY[metric].threshold ?? {};
}

/** Metrics that a window without rows has, too. */
const WITHOUT_ROWS = new Set<QualityMetric>(['volume', 'freshness', 'schema_changes']);

function rowOf(
  scope: Scope,
  query: QualityQuery,
  metric: QualityMetric,
  reader: Reader | null,
  column: string | null,
  segment: Segment,
  window: SegmentWindow,
  counted: ValueCounts,
  masked: ReadonlySet<string>
): MetricRow {
  const rows = counted.cells.at(segment, window.index)?.rows ?? 0;
  const measured = reader?.(column, segment, window.index) ?? null;
  const n = measured?.n ?? (reader ? 0 : rows);
  const labelled = measured?.nLabelled ?? null;
  const base = {
    window,
    segment,
    metric,
    column,
    n,
    nLabelled: labelled,
    coverage: labelled === null || n === 0 ? null : labelled / n,
  };
  const isHidden = column !== null && masked.has(column);
  const status = statusOf(scope, query, metric, reader, measured, rows, isHidden);
  if (status === 'error' || status === 'no_data' || status === 'insufficient' || status === 'pending_labels') {
    return { ...base, value: null, lo: null, hi: null, status };
  }
  const interval =
    measured?.k === undefined || QUALITY[metric].unbounded !== undefined
      ? null
      : wilson(measured.k, n, query.confidence ?? DEFAULT_CONFIDENCE);
  return { ...base, value: measured?.value ?? null, lo: interval?.lo ?? null, hi: interval?.hi ?? null, status };
}

function statusOf(
  scope: Scope,
  query: QualityQuery,
  metric: QualityMetric,
  reader: Reader | null,
  measured: Measured | null,
  rows: number,
  masked: boolean
): Status {
  if (!reader) {
    return 'error';
  }
  const { byArrival } = QUALITY[metric];
  const seen = byArrival ? (measured?.n ?? 0) : rows;
  if (seen === 0 && !WITHOUT_ROWS.has(metric)) {
    return 'no_data';
  }
  if (measured === null || measured.value === null) {
    return metric === 'label_lag' ? 'pending_labels' : metric === 'freshness' ? 'no_data' : 'insufficient';
  }
  const least = Math.max(1, leastRows(query.minRows, DEFAULT_COHORT_ROWS, masked));
  if (!WITHOUT_ROWS.has(metric) && (measured.nLabelled ?? measured.n) < least) {
    return 'insufficient';
  }
  const judged = judge(measured.value, limitsOf(query, scope, metric), higherIsWorse(metric));
  return metric === 'schema_changes' && judged === 'ok' && measured.value > 0 ? 'schema_change' : judged;
}

function judge(value: number, limits: Threshold, upwards: boolean): Status {
  const past = (limit: number | undefined) => limit !== undefined && (upwards ? value >= limit : value <= limit);
  return past(limits.breach) ? 'breach' : past(limits.warn) ? 'warn' : 'ok';
}
