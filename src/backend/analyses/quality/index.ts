/** Data quality per window: missing values, values the reference never had, and volume. */
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
import { type ColumnCounts } from '../binning/bins';
import { knownValues, type KnownValues } from '../binning/known';
import { type Cells } from '../binning/cells';
import { countColumns, predictions } from '../binning/scan';
import { type Analysis } from '../context';
import { resolveBaseline } from '../drift/baseline';
import { comparedValue, countRequests, type DriftColumn } from '../drift/plan';
import { type Segment, WHOLE } from '../shared/cells';
import { chooseColumns, listNames } from '../shared/columns';
import { finish } from '../shared/frames';
import { type MetricRow, metricFrames } from '../shared/metricFrames';
import { resolveScope, type Scope } from '../shared/scope';
import { cellWindows, type SegmentWindow } from '../shared/segmentWindows';

interface QualityColumn extends DriftColumn {
  /** Absent where values cannot be unseen: numbers, or a column that the reference lacks. */
  known: KnownValues | null;
}

export const quality: Analysis<QualityQuery> = async (query, context) => {
  const scope = await resolveScope(query, context);
  const metrics = query.metrics ?? [...DEFAULT_QUALITY_METRICS];
  const perColumn = metrics.filter((metric) => metric !== 'volume');
  const { frozen } = await resolveBaseline(scope, undefined);
  const columns = perColumn.length > 0 ? await qualityColumns(scope, metrics, frozen) : [];
  const cells = await countColumns(scope, predictions(scope), countRequests(columns), { grid: 'none', means: false });
  const segments = scope.segments.length === 0 ? [WHOLE] : cells.segments;
  const series = segments.length * (perColumn.length * columns.length + (metrics.length - perColumn.length));
  checkSize(series, scope);
  const rows = segments.flatMap((segment) =>
    cellWindows(scope, { current: cells, position: (window) => window }, segment).flatMap((window) =>
      metrics.flatMap((metric) => metricRows(scope, query, metric, columns, cells, segment, window))
    )
  );
  return finish(
    metricFrames(scope, 'quality', metrics, rows, (metric) => limitsOf(query, scope, metric), higherIsWorse),
    scope.ledger,
    { plumbline: 'quality', v: FRAME_VERSION, model: scope.model.name, metrics },
    query.refId
  );
};

const higherIsWorse = (metric: QualityMetric) => metric !== 'volume';

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

async function qualityColumns(
  scope: Scope,
  metrics: readonly QualityMetric[],
  frozen: ReferenceInfo | null
): Promise<QualityColumn[]> {
  const columns: QualityColumn[] = [];
  for (const column of chooseColumns(scope.model, scope.query.columns)) {
    const bins = frozen?.bins.get(column.name) ?? null;
    const unseen = metrics.includes('unseen_rate') && frozen !== null && bins?.kind === 'categorical';
    columns.push({
      column,
      ...comparedValue(column),
      // Values are only read apart where they are looked for in the reference; else they are counted.
      bins: unseen ? bins : null,
      problem: null,
      known: unseen ? await knownValues(scope, frozen, column, bins) : null,
    });
  }
  const without = columns.filter(({ column, known }) => column.kind === 'categorical' && known === null);
  if (metrics.includes('unseen_rate') && without.length > 0) {
    scope.ledger.notice(
      'info',
      `No reference holds values of ${listNames(without.map(({ column }) => column.name))}: nothing can be unseen there.`
    );
  }
  return columns;
}

function limitsOf(query: QualityQuery, scope: Scope, metric: QualityMetric): Threshold {
  return query.threshold ?? scope.model.thresholds[`quality.${metric}`] ?? {};
}

function metricRows(
  scope: Scope,
  query: QualityQuery,
  metric: QualityMetric,
  columns: readonly QualityColumn[],
  cells: Cells,
  segment: Segment,
  window: SegmentWindow
): MetricRow[] {
  const cell = cells.at(segment, window.index);
  const rows = cell?.rows ?? 0;
  const limits = limitsOf(query, scope, metric);
  const base = { window, segment, metric, n: rows, nLabelled: null, coverage: null };
  if (metric === 'volume') {
    const status = judge(rows, limits, higherIsWorse(metric));
    return [{ ...base, column: null, value: rows, lo: null, hi: null, status }];
  }
  const minRows = Math.max(1, query.minRows ?? DEFAULT_COHORT_ROWS);
  return columns.flatMap((column): MetricRow[] => {
    if (metric === 'unseen_rate' && !column.known) {
      return [];
    }
    const row = { ...base, column: column.column.name };
    const counts = cell?.columns.get(column.column.name);
    const n = metric === 'missing_rate' ? rows : (counts?.n ?? 0);
    if (rows === 0 || !counts || n < minRows) {
      const status: Status = rows === 0 ? 'no_data' : 'insufficient';
      return [{ ...row, n, value: null, lo: null, hi: null, status }];
    }
    const k = metric === 'missing_rate' ? counts.missing : unseenCount(counts, column.known);
    const interval = wilson(k, n, query.confidence ?? DEFAULT_CONFIDENCE);
    const status = judge(k / n, limits, higherIsWorse(metric));
    return [{ ...row, n, value: k / n, lo: interval?.lo ?? null, hi: interval?.hi ?? null, status }];
  });
}

function unseenCount(counts: ColumnCounts, known: KnownValues | null): number {
  if (!known || counts.kind !== 'categorical') {
    return 0;
  }
  let unseen = 0;
  for (const [value, count] of counts.counts) {
    unseen += known(value) ? 0 : count;
  }
  return unseen;
}

function judge(value: number, limits: Threshold, upwards: boolean): Status {
  const past = (limit: number | undefined) => limit !== undefined && (upwards ? value >= limit : value <= limit);
  return past(limits.breach) ? 'breach' : past(limits.warn) ? 'warn' : 'ok';
}
