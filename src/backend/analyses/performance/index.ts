/** Realised performance: metrics per window from predictions and the labels that have come. */
import {
  DEFAULT_COHORT_ROWS,
  DEFAULT_CONFIDENCE,
  DEFAULT_PERFORMANCE_METRICS,
  MAX_SERIES,
} from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FRAME_VERSION, type Status } from '../../../query/frames';
import { type PerformanceMetric, type PerformanceQuery, type Threshold } from '../../../query/model';
import { type ModelInfo } from '../../store/types';
import { type Analysis } from '../context';
import { type Segment, WHOLE } from '../shared/cells';
import { finish } from '../shared/frames';
import { type MetricRow, metricFrames } from '../shared/metricFrames';
import { requireRole, resolveScope, type Scope } from '../shared/scope';
import { windowsFrom } from '../shared/segmentWindows';
import { BINARY_ONLY, estimate, NEEDS_LABELS } from './metrics';
import { countOutcomes, type Outcomes } from './outcomes';

export const performance: Analysis<PerformanceQuery> = async (query, context) => {
  const scope = await resolveScope(query, context);
  const metrics = chooseMetrics(scope.model, query.metrics);
  const prediction = metrics.some((metric) => NEEDS_LABELS.has(metric) && metric !== 'auc')
    ? requireRole(scope.model, 'prediction', metrics.join(', '))
    : (scope.model.columns.find((column) => column.role === 'prediction') ?? null);
  if (metrics.includes('auc')) {
    requireRole(scope.model, 'score', 'auc');
  }
  const counted = await countOutcomes(scope, { prediction, auc: metrics.includes('auc') });
  const rows = metricRows(scope, query, metrics, counted);
  return finish(
    metricFrames(scope, 'performance', metrics, rows, (metric) => limitsOf(query, scope.model, metric)),
    scope.ledger,
    {
      plumbline: 'performance',
      v: FRAME_VERSION,
      model: scope.model.name,
      metrics,
      confidence: query.confidence ?? DEFAULT_CONFIDENCE,
      labels: query.labels ?? {},
    },
    query.refId
  );
};

/** Without a choice, the default metrics that the model can have; a chosen one that it cannot have is an error. */
function chooseMetrics(model: ModelInfo, chosen: PerformanceMetric[] | undefined): PerformanceMetric[] {
  const fits = (metric: PerformanceMetric) =>
    BINARY_ONLY.has(metric)
      ? model.task === 'binary'
      : metric !== 'accuracy' || model.task === 'binary' || model.task === 'multiclass';
  const misfit = chosen?.find((metric) => !fits(metric));
  if (misfit) {
    throw new PlumblineError(
      'unprocessable',
      `metrics: ${misfit} is not defined for ${model.name}, whose task is ${model.task}`,
      'Ask for label_coverage or volume, or declare the right task.',
      'metrics'
    );
  }
  const has = (role: string) => model.columns.some((column) => column.role === role);
  return (
    chosen ??
    DEFAULT_PERFORMANCE_METRICS.filter(
      (metric) => fits(metric) && (metric !== 'auc' || has('score')) && (metric !== 'accuracy' || has('prediction'))
    )
  );
}

/** Limits from below: performance that falls to them is worse. There are none by default. */
function limitsOf(query: PerformanceQuery, model: ModelInfo, metric: PerformanceMetric): Threshold {
  return query.threshold ?? model.thresholds[`performance.${metric}`] ?? {};
}

function metricRows(
  scope: Scope,
  query: PerformanceQuery,
  metrics: PerformanceMetric[],
  counted: Outcomes[]
): MetricRow[] {
  const cells = new Map(counted.map((each) => [`${each.segment.id}:${each.window}`, each]));
  const segments: Segment[] =
    scope.segments.length === 0
      ? [WHOLE]
      : [...new Map(counted.map((each) => [each.segment.id, each.segment])).values()];
  if (segments.length * metrics.length > MAX_SERIES) {
    throw new PlumblineError(
      'too_large',
      `The query gives ${segments.length * metrics.length} series, the limit is ${MAX_SERIES}`,
      'Split by fewer keys or ask for fewer metrics.',
      'segmentBy'
    );
  }
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  return segments.flatMap((segment) =>
    windowsFrom(
      scope,
      counted.filter((each) => each.segment.id === segment.id)
    ).flatMap((window) => {
      const counts = cells.get(`${segment.id}:${window.index}`);
      return metrics.map((metric): MetricRow => {
        const limits = limitsOf(query, scope.model, metric);
        const row = { window, segment, column: null, metric };
        if (!counts) {
          const value = metric === 'volume' ? 0 : null;
          const status = value === null ? 'no_data' : judge(value, limits);
          return { ...row, value, lo: null, hi: null, n: 0, nLabelled: 0, coverage: null, status };
        }
        const { value, interval, n } = estimate(metric, counts, confidence);
        const coverage = counts.mature > 0 ? counts.labelled / counts.mature : null;
        const status = support(metric, query, n, coverage) ?? judge(value, limits);
        const shown = status === 'pending_labels' || status === 'insufficient' ? null : value;
        return {
          ...row,
          value: shown,
          lo: shown === null ? null : (interval?.lo ?? null),
          hi: shown === null ? null : (interval?.hi ?? null),
          n: counts.rows,
          nLabelled: counts.labelled,
          coverage,
          status,
        };
      });
    })
  );
}

/** Why there is no value, or undefined when there is one. */
function support(
  metric: PerformanceMetric,
  query: PerformanceQuery,
  n: number,
  coverage: number | null
): Status | undefined {
  if (metric === 'volume') {
    return undefined;
  }
  if (metric === 'label_coverage') {
    return n === 0 ? 'pending_labels' : undefined;
  }
  if (!coverage || coverage < (query.labels?.minCoverage ?? 0)) {
    return 'pending_labels';
  }
  return n < Math.max(1, query.minRows ?? DEFAULT_COHORT_ROWS) ? 'insufficient' : undefined;
}

function judge(value: number | null, limits: Threshold): Status {
  if (value === null) {
    return 'insufficient';
  }
  if (limits.breach !== undefined && value <= limits.breach) {
    return 'breach';
  }
  return limits.warn !== undefined && value <= limits.warn ? 'warn' : 'ok';
}
