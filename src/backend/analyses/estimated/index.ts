/** Performance before labels come, beside what was realised, and whether the estimate may be believed. */
import { DEFAULT_COHORT_ROWS, DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { ESTIMATED_FIELDS, FRAME_VERSION, LIMIT_FIELDS, type Status } from '../../../query/frames';
import {
  type EstimatedMetric,
  type PerformanceEstimatedQuery,
  performanceTraits,
  type Threshold,
} from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { criticalValue, type Interval } from '../../statistics/intervals';
import { type ModelInfo, type Task } from '../../store/types';
import { type Analysis } from '../context';
import { checkSeries, realisedLimits, support } from '../performance';
import { chooseMetrics } from '../performance/choose';
import { judge, type Limits, metricLimits } from '../performance/limits';
import { estimate } from '../performance/metrics';
import { DEFAULT_OPTIONS } from '../performance/options';
import { cellKey, countOutcomes, type Outcomes } from '../performance/outcomes';
import { referenceScope } from '../performance/referenceChunks';
import { type Segment, WHOLE } from '../shared/cells';
import { finish, type TableColumn } from '../shared/frames';
import { keepMasked } from '../shared/masked';
import { metricFrames } from '../shared/metricFrames';
import { type MetricRow } from '../shared/metricRows';
import { resolveScope, type Scope } from '../shared/scope';
import { windowsFrom } from '../shared/segmentWindows';
import { estimateBinary } from './cbpe';
import { estimateMulticlass } from './cbpeMulticlass';
import { estimateRegression } from './dle';
import { type Trust, trustStates } from './trust';
import { type Estimated, type EstimationResult } from './types';

interface EstimatedRow extends MetricRow {
  metric: EstimatedMetric;
  limits: Limits;
  samplingError: number | null;
  realised: number | null;
  realisedInterval: Interval | null;
  trust: Trust | null;
}

const DEFAULTS: Partial<Record<Task, readonly EstimatedMetric[]>> = {
  binary: ['auc', 'f1'],
  multiclass: ['accuracy', 'auc'],
  regression: ['mae', 'rmse'],
};

export const performanceEstimated: Analysis<PerformanceEstimatedQuery> = async (asked, context) => {
  const scope = await resolveScope(asked, context);
  const query = keepMasked(asked, scope);
  const metrics = chooseMetrics<EstimatedMetric>(scope.model, query.metrics, DEFAULTS[scope.model.task] ?? []);
  const reference = await referenceScope(scope, query.reference);
  const result = await run(scope, query, reference, metrics);
  const counted = await countOutcomes(scope, { metrics });
  const limits = await limitsFor(scope, query, metrics);
  const rows = estimatedRows(scope, query, metrics, counted, result, limits);
  return finish(
    framesOf(scope, query, metrics, rows, result.method),
    scope.ledger,
    {
      plumbline: 'performance-estimated',
      v: FRAME_VERSION,
      model: scope.model.name,
      metrics,
      method: result.method,
      reference: { kind: 'fixed', label: reference.reference.name },
      confidence: query.confidence ?? DEFAULT_CONFIDENCE,
      limits: query.limits ?? 'reference_chunks',
      doubts: result.doubts,
      // No estimate without labels sees this; every reader is told.
      blind: 'An estimate cannot see that the same inputs have come to mean something else (concept drift).',
    },
    query.refId
  );
};

/** A table has both numbers in one row; series have one each, `<metric>_realised` beside `<metric>`; rules the estimate. */
function framesOf(
  scope: Scope,
  query: PerformanceEstimatedQuery,
  metrics: readonly EstimatedMetric[],
  rows: readonly EstimatedRow[],
  method: string
): Frame[] {
  const format = query.format ?? 'timeseries';
  if (format === 'table' || format === 'numeric' || query.realised === false) {
    return metricFrames(scope, 'performance-estimated', metrics, rows, {
      limits: (metric) => thresholdOf(query, scope.model, metric),
      higherIsWorse: (metric) => performanceTraits(metric).higherIsWorse ?? true,
      extra: extraColumns(method),
    });
  }
  const names = metrics.flatMap((metric) => [metric, `${metric}_realised`]);
  const both = rows.flatMap((row): MetricRow[] => [
    row,
    {
      ...row,
      metric: `${row.metric}_realised`,
      value: row.realised,
      lo: row.realisedInterval?.lo ?? null,
      hi: row.realisedInterval?.hi ?? null,
      status: row.realised === null ? 'pending_labels' : judge(row.realised, row.limits),
    },
  ]);
  return metricFrames(scope, 'performance-estimated', names, both, { limits: () => ({}) });
}

function run(
  scope: Scope,
  query: PerformanceEstimatedQuery,
  reference: Awaited<ReturnType<typeof referenceScope>>,
  metrics: readonly EstimatedMetric[]
): Promise<EstimationResult> {
  const { task, name } = scope.model;
  const method = query.method ?? 'auto';
  if (task === 'binary' && method !== 'dle') {
    return estimateBinary(scope, reference, method === 'm-cbpe');
  }
  if (task === 'multiclass' && (method === 'auto' || method === 'cbpe')) {
    return estimateMulticlass(scope, reference);
  }
  if (task === 'regression' && (method === 'auto' || method === 'dle')) {
    return estimateRegression(scope, reference, metrics);
  }
  throw new PlumblineError(
    'unprocessable',
    `method: ${method} does not estimate ${name}, whose task is ${task}`,
    'Classes are estimated by cbpe, two of them also by m-cbpe, and numbers by dle.',
    'method'
  );
}

const thresholdOf = (query: PerformanceEstimatedQuery, model: ModelInfo, metric: EstimatedMetric): Threshold =>
  query.threshold ?? (query.limits === 'fixed' ? (model.thresholds[`performance.${metric}`] ?? {}) : {});

function limitsFor(
  scope: Scope,
  query: PerformanceEstimatedQuery,
  metrics: readonly EstimatedMetric[]
): Promise<ReadonlyMap<string, Limits>> {
  if (query.limits === 'fixed' || query.threshold) {
    return Promise.resolve(
      new Map(metrics.map((metric) => [metric, metricLimits(metric, thresholdOf(query, scope.model, metric))]))
    );
  }
  return realisedLimits({ ...scope, segments: [] }, query, metrics, DEFAULT_OPTIONS);
}

function estimatedRows(
  scope: Scope,
  query: PerformanceEstimatedQuery,
  metrics: readonly EstimatedMetric[],
  counted: readonly Outcomes[],
  result: EstimationResult,
  limits: ReadonlyMap<string, Limits>
): EstimatedRow[] {
  const outcomes = new Map(counted.map((each) => [cellKey(each), each]));
  const segments: Segment[] =
    scope.segments.length === 0
      ? [WHOLE]
      : [...new Map(counted.map((each) => [each.segment.id, each.segment])).values()];
  checkSeries(segments.length * metrics.length);
  return segments.flatMap((segment) => {
    const windows = windowsFrom(
      scope,
      counted.filter((each) => each.segment.id === segment.id)
    );
    return metrics.flatMap((metric) => {
      const rows = windows.map((window): EstimatedRow & { evidence: Parameters<typeof trustStates>[0][number] } => {
        const key = cellKey({ segment, window: window.index });
        const counts = outcomes.get(key);
        const cell = result.cells.get(key);
        const found = cell?.metrics.get(metric);
        const real = counts && query.realised !== false ? realisedOf(metric, counts, query) : null;
        const status = statusOf(counts, found, limits.get(metric) ?? {}, query);
        const shown = status === 'insufficient' || status === 'no_data' || !found ? null : found;
        return {
          window,
          segment,
          column: null,
          metric,
          value: shown?.value ?? null,
          ...boundsOf(metric, shown, query.confidence ?? DEFAULT_CONFIDENCE),
          n: counts?.rows ?? 0,
          nLabelled: counts?.labelled ?? 0,
          coverage: counts && counts.mature > 0 ? counts.labelled / counts.mature : null,
          status,
          limits: limits.get(metric) ?? {},
          samplingError: shown?.samplingError ?? null,
          realised: real?.value ?? null,
          realisedInterval: real?.interval ?? null,
          trust: null,
          evidence: {
            estimated: shown?.value ?? null,
            se: shown?.se ?? null,
            rows: shown?.n ?? 0,
            realised: real?.value ?? null,
            labelled: counts?.labelled ?? 0,
            doubts: [...result.doubts, ...(cell?.doubts ?? [])],
          },
        };
      });
      const states = trustStates(rows.map(({ evidence }) => evidence));
      return rows.map(({ evidence: _, ...row }, index): EstimatedRow => ({
        ...row,
        trust: row.value === null ? null : (states[index] ?? null),
      }));
    });
  });
}

function statusOf(
  counts: Outcomes | undefined,
  found: Estimated | undefined,
  limits: Limits,
  query: PerformanceEstimatedQuery
): Status {
  if (!counts) {
    return 'no_data';
  }
  return !found || found.n < Math.max(1, query.minRows ?? DEFAULT_COHORT_ROWS)
    ? 'insufficient'
    : judge(found.value, limits);
}

/** What labels say, where enough of them came. */
function realisedOf(metric: EstimatedMetric, counts: Outcomes, query: PerformanceEstimatedQuery) {
  const found = estimate(metric, counts, query.confidence ?? DEFAULT_CONFIDENCE);
  const coverage = counts.mature > 0 ? counts.labelled / counts.mature : null;
  return support(metric, query, found.n, coverage) === undefined ? found : null;
}

function boundsOf(metric: EstimatedMetric, found: Estimated | null, confidence: number) {
  if (!found || found.se === null) {
    return { lo: null, hi: null };
  }
  const half = criticalValue(confidence) * found.se;
  const max = performanceTraits(metric).tasks.includes('regression') ? Infinity : 1;
  return { lo: Math.max(0, found.value - half), hi: Math.min(max, found.value + half) };
}

function extraColumns(method: string): Array<TableColumn<EstimatedRow>> {
  return [
    { name: LIMIT_FIELDS.lower, type: 'number', read: ({ limits }) => limits.lower?.breach ?? limits.lower?.warn },
    { name: LIMIT_FIELDS.upper, type: 'number', read: ({ limits }) => limits.upper?.breach ?? limits.upper?.warn },
    { name: ESTIMATED_FIELDS.samplingError, type: 'number', read: (row) => row.samplingError },
    { name: ESTIMATED_FIELDS.realised, type: 'number', read: (row) => row.realised },
    { name: ESTIMATED_FIELDS.realisedLo, type: 'number', read: (row) => row.realisedInterval?.lo },
    { name: ESTIMATED_FIELDS.realisedHi, type: 'number', read: (row) => row.realisedInterval?.hi },
    { name: ESTIMATED_FIELDS.method, type: 'string', read: () => method },
    { name: ESTIMATED_FIELDS.trust, type: 'string', read: (row) => row.trust?.state },
    { name: ESTIMATED_FIELDS.trustReason, type: 'string', read: (row) => row.trust?.reason },
  ];
}
