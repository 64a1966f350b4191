/** Realised performance: metrics per window from predictions and the labels that have come. */
import { DEFAULT_COHORT_ROWS, DEFAULT_CONFIDENCE, MAX_SERIES } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FRAME_VERSION, LIMIT_FIELDS, type Status, VERSION_FIELDS } from '../../../query/frames';
import { type PerformanceMetric, type PerformanceQuery, performanceTraits, type Threshold } from '../../../query/model';
import { type Estimate } from '../../statistics/difference';
import { type ModelInfo } from '../../store/types';
import { type Analysis } from '../context';
import { type Segment, WHOLE } from '../shared/cells';
import { finish, type TableColumn } from '../shared/frames';
import { keepMasked, LEAST_MASKED_ROWS, maskedOutcome } from '../shared/masked';
import { metricFrames } from '../shared/metricFrames';
import { type MetricRow } from '../shared/metricRows';
import { requireRole, resolveScope, type Scope } from '../shared/scope';
import { windowsFrom } from '../shared/segmentWindows';
import { chooseMetrics } from './choose';
import { judge, chunkLimits, type Limits, metricLimits } from './limits';
import { estimate, needsLabels } from './metrics';
import { type MetricOptions, metricOptions } from './options';
import { cellKey, countOutcomes, type Outcomes } from './outcomes';
import { referenceScope } from './referenceChunks';
import { compareVersions, type Compared } from './versions';

/** A row of the answer, with what it rests on. */
export interface PerformanceRow extends MetricRow, Compared {
  metric: PerformanceMetric;
  estimate: Estimate | null;
  limits: Limits;
}

export const performance: Analysis<PerformanceQuery> = async (asked, context) => {
  const scope = splitByVersion(await resolveScope(asked, context), asked);
  const query = keepMasked(asked, scope);
  const metrics = chooseMetrics(scope.model, query.metrics);
  const options = metricOptions(query);
  const plan = { metrics, options, ...(query.rankBy === undefined ? {} : { rankBy: query.rankBy }) };
  const counted = await countOutcomes(scope, plan);
  const limits = await limitsFor(scope, query, metrics, options, plan);
  const rows = metricRows(scope, query, metrics, counted, options, limits);
  const compared =
    query.baselineVersion === undefined
      ? rows
      : compareVersions(scope, rows, query.baselineVersion, query.confidence ?? DEFAULT_CONFIDENCE);
  return finish(
    metricFrames(scope, 'performance', metrics, compared, {
      limits: (metric) => thresholdOf(query, scope.model, metric),
      higherIsWorse: (metric) => performanceTraits(metric).higherIsWorse ?? true,
      extra: [...limitColumns(), ...(query.baselineVersion === undefined ? [] : versionColumns())],
      control: query.control,
    }),
    scope.ledger,
    {
      plumbline: 'performance',
      v: FRAME_VERSION,
      model: scope.model.name,
      metrics,
      confidence: query.confidence ?? DEFAULT_CONFIDENCE,
      labels: query.labels ?? {},
      limits: query.limits ?? 'fixed',
      ...(query.baselineVersion === undefined ? {} : { baselineVersion: query.baselineVersion, family: 'table rows' }),
    },
    query.refId
  );
};

/** With a baseline the versions are series of their own. */
function splitByVersion(scope: Scope, query: PerformanceQuery): Scope {
  if (query.baselineVersion === undefined) {
    return scope;
  }
  const version = requireRole(scope.model, 'version', 'baselineVersion');
  return scope.segments.some((column) => column.name === version.name)
    ? scope
    : { ...scope, segments: [version, ...scope.segments] };
}

/** Limits of the query, else of the model; there are none by default. */
function thresholdOf(query: PerformanceQuery, model: ModelInfo, metric: PerformanceMetric): Threshold {
  return query.threshold ?? model.thresholds[`performance.${metric}`] ?? {};
}

async function limitsFor(
  scope: Scope,
  query: PerformanceQuery,
  metrics: readonly PerformanceMetric[],
  options: MetricOptions,
  plan: { rankBy?: string }
): Promise<Map<PerformanceMetric, Limits>> {
  if (query.limits !== 'reference_chunks') {
    return new Map(metrics.map((metric) => [metric, metricLimits(metric, thresholdOf(query, scope.model, metric))]));
  }
  return realisedLimits({ ...scope, segments: [] }, query, metrics, options, plan);
}

/** Mean +- 3 sd of each metric over the complete chunks of the reference; a notice for a metric that gets none. */
export async function realisedLimits(
  scope: Scope,
  query: Pick<PerformanceQuery, 'reference'>,
  metrics: readonly PerformanceMetric[],
  options: MetricOptions,
  plan: { rankBy?: string } = {}
): Promise<Map<PerformanceMetric, Limits>> {
  const found = await referenceScope(scope, query.reference);
  const counted = await countOutcomes(found.scope, { metrics, options, source: found.source, ...plan });
  const complete = new Set(
    windowsFrom(found.scope, counted)
      .filter((window) => window.complete)
      .map((window) => window.index)
  );
  // Limits from chunks of few rows would tell their outcomes.
  const least = maskedOutcome(scope) ? LEAST_MASKED_ROWS : 0;
  return new Map(
    metrics.map((metric) => {
      const values = counted
        .filter(({ rows, window }) => complete.has(window) && rows >= least)
        .flatMap((counts) => estimate(metric, counts, DEFAULT_CONFIDENCE, options).value ?? []);
      const limits = chunkLimits(metric, values);
      if (!limits) {
        scope.ledger.notice(
          'warning',
          `${metric} has no limits: the reference ${found.reference.name} has ${values.length} complete chunks with labels, at least 2 are needed`
        );
      }
      return [metric, limits ?? {}];
    })
  );
}

function metricRows(
  scope: Scope,
  query: PerformanceQuery,
  metrics: PerformanceMetric[],
  counted: Outcomes[],
  options: MetricOptions,
  limits: ReadonlyMap<PerformanceMetric, Limits>
): PerformanceRow[] {
  const cells = new Map(counted.map((each) => [cellKey(each), each]));
  const segments: Segment[] =
    scope.segments.length === 0
      ? [WHOLE]
      : [...new Map(counted.map((each) => [each.segment.id, each.segment])).values()];
  checkSeries(segments.length * metrics.length);
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  return segments.flatMap((segment) =>
    windowsFrom(
      scope,
      counted.filter((each) => each.segment.id === segment.id)
    ).flatMap((window) => {
      const counts = cells.get(cellKey({ segment, window: window.index }));
      return metrics.map((metric): PerformanceRow => {
        const own = limits.get(metric) ?? {};
        const row = { window, segment, column: null, metric, limits: own, ...NOT_COMPARED };
        if (!counts) {
          const value = metric === 'volume' ? 0 : null;
          const status = value === null ? 'no_data' : judge(value, own);
          return { ...row, value, lo: null, hi: null, n: 0, nLabelled: 0, coverage: null, status, estimate: null };
        }
        const found = estimate(metric, counts, confidence, options);
        const coverage = counts.mature > 0 ? counts.labelled / counts.mature : null;
        const status = support(metric, query, found.n, coverage) ?? judge(found.value, own);
        const shown = status === 'pending_labels' || status === 'insufficient' ? null : found.value;
        return {
          ...row,
          value: shown,
          lo: shown === null ? null : (found.interval?.lo ?? null),
          hi: shown === null ? null : (found.interval?.hi ?? null),
          n: counts.rows,
          nLabelled: counts.labelled,
          coverage,
          status,
          estimate: shown === null ? null : found,
        };
      });
    })
  );
}

const NOT_COMPARED: Compared = { version: null, delta: null, deltaInterval: null, p: null, q: null };

export function checkSeries(series: number): void {
  if (series > MAX_SERIES) {
    throw new PlumblineError(
      'too_large',
      `The query gives ${series} series, the limit is ${MAX_SERIES}`,
      'Split by fewer keys or ask for fewer metrics.',
      'segmentBy'
    );
  }
}

/** Why there is no value, or undefined when there is one. */
export function support(
  metric: PerformanceMetric,
  query: Pick<PerformanceQuery, 'labels' | 'minRows'>,
  n: number,
  coverage: number | null
): Status | undefined {
  if (metric === 'volume') {
    return undefined;
  }
  if (metric === 'label_coverage') {
    return n === 0 ? 'pending_labels' : undefined;
  }
  if (needsLabels(metric) && (!coverage || coverage < (query.labels?.minCoverage ?? 0))) {
    return 'pending_labels';
  }
  return n < Math.max(1, query.minRows ?? DEFAULT_COHORT_ROWS) ? 'insufficient' : undefined;
}

function limitColumns(): Array<TableColumn<PerformanceRow>> {
  return [
    { name: LIMIT_FIELDS.lower, type: 'number', read: ({ limits }) => limits.lower?.breach ?? limits.lower?.warn },
    { name: LIMIT_FIELDS.upper, type: 'number', read: ({ limits }) => limits.upper?.breach ?? limits.upper?.warn },
  ];
}

function versionColumns(): Array<TableColumn<PerformanceRow>> {
  return [
    { name: VERSION_FIELDS.version, type: 'string', read: (row) => row.version },
    { name: VERSION_FIELDS.delta, type: 'number', read: (row) => row.delta },
    { name: VERSION_FIELDS.deltaLo, type: 'number', read: (row) => row.deltaInterval?.lo },
    { name: VERSION_FIELDS.deltaHi, type: 'number', read: (row) => row.deltaInterval?.hi },
    { name: VERSION_FIELDS.p, type: 'number', read: (row) => row.p },
    { name: VERSION_FIELDS.q, type: 'number', read: (row) => row.q },
  ];
}
