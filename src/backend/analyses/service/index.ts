/** What serving costs and how fast it is, over windows; and what people or judges said of the answers. */
import { DEFAULT_CONFIDENCE, DEFAULT_SERVICE_METRICS } from '../../../query/defaults';
import { FRAME_VERSION } from '../../../query/frames';
import { SERVICE_METRICS, type ServiceMetric, type ServiceQuery, type Threshold } from '../../../query/model';
import { type Estimate } from '../../statistics/difference';
import { type ModelInfo } from '../../store/types';
import { type Analysis } from '../context';
import { checkSeries } from '../performance';
import { judge, limitsOf } from '../performance/limits';
import { type Segment, WHOLE } from '../shared/cells';
import { finish } from '../shared/frames';
import { isMasked, leastRows, tellRaised } from '../shared/masked';
import { metricFrames } from '../shared/metricFrames';
import { type MetricRow } from '../shared/metricRows';
import { requireRole, resolveScope, type Scope } from '../shared/scope';
import { type SegmentWindow, windowsFrom } from '../shared/segmentWindows';
import { countService, type ServiceCell } from './counts';
import { countEvaluations, evaluationNames } from './evaluations';
import { isLatencyQuantile, mean, ROLE_OF, rolesOf, serviceHigherIsWorse, serviceMetric } from './metrics';

export const service: Analysis<ServiceQuery> = async (query, context) => {
  const scope = await resolveScope(query, context);
  const metrics = chooseMetrics(scope.model, query);
  const cells = await countService(scope, metrics.some(isLatencyQuantile));
  const names = query.evaluations ? await evaluationNames(scope, query.evaluations) : [];
  const evaluations = names.length > 0 ? await countEvaluations(scope, names) : new Map();
  const all = [...metrics, ...names.map(evaluationMetric)];
  const segments: Segment[] =
    scope.segments.length === 0 ? [WHOLE] : [...new Map(cells.map((cell) => [cell.segment.id, cell.segment])).values()];
  checkSeries(segments.length * all.length);
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  const leastOf = new Map<string, number>(metrics.map((metric) => [metric, leastFor(scope, query, metric)]));
  const rows = segments.flatMap((segment) => {
    const own = new Map(cells.filter((cell) => cell.segment.id === segment.id).map((cell) => [cell.window, cell]));
    return windowsFrom(scope, [...own.values()]).flatMap((window) => {
      const cell = own.get(window.index);
      const measured = metrics.map((metric) => {
        const found = cell && serviceMetric(metric, cell, secondsOf(scope, window), confidence);
        const least = leastOf.get(metric) ?? 1;
        return metricRow(scope, query, { metric, window, segment, cell, found: found ?? absent(metric), least });
      });
      const judged = names.map((name) => {
        const sample = evaluations.get(name)?.get(`${segment.id}:${window.index}`);
        return metricRow(scope, query, {
          metric: evaluationMetric(name),
          window,
          segment,
          cell,
          found: mean(sample, confidence),
          least: Math.max(1, query.minRows ?? 1),
        });
      });
      return [...measured, ...judged];
    });
  });
  return finish(
    metricFrames(scope, 'service', all, rows, {
      limits: (metric) => thresholdOf(query, scope.model, metric),
      higherIsWorse,
      control: query.control,
    }),
    scope.ledger,
    {
      plumbline: 'service',
      v: FRAME_VERSION,
      model: scope.model.name,
      metrics: all,
      confidence,
    },
    query.refId
  );
};

/** Name of an evaluation among the metrics. */
const evaluationMetric = (name: string) => `evaluation.${name}`;

/** Without a choice, the default metrics whose columns the model logs; a chosen one without its column is an error. */
function chooseMetrics(model: ModelInfo, query: ServiceQuery): ServiceMetric[] {
  const lacks = (metric: ServiceMetric) => {
    const role = ROLE_OF[metric];
    return role !== null && !model.columns.some((column) => column.role === role);
  };
  if (!query.metrics) {
    return query.evaluations ? [] : DEFAULT_SERVICE_METRICS.filter((metric) => !lacks(metric));
  }
  for (const metric of query.metrics) {
    const role = ROLE_OF[metric];
    if (role !== null) {
      requireRole(model, role, metric);
    }
  }
  return query.metrics;
}

const isServiceMetric = (metric: string): metric is ServiceMetric =>
  (SERVICE_METRICS as readonly string[]).includes(metric);

/** Of evaluations less is worse: a score is given for what is good. */
const higherIsWorse = (metric: string): boolean => isServiceMetric(metric) && serviceHigherIsWorse(metric);

const thresholdOf = (query: ServiceQuery, model: ModelInfo, metric: string): Threshold =>
  query.threshold ?? model.thresholds[`service.${metric}`] ?? {};

/** A window without a row has no rows, for certain; of everything else it says nothing. */
const absent = (metric: ServiceMetric): Estimate => ({
  value: metric === 'volume' || metric === 'throughput' ? 0 : null,
  interval: null,
  n: 0,
  basis: null,
});

/** Seconds of a window, up to now where it still runs. */
const secondsOf = (scope: Scope, window: SegmentWindow): number =>
  (Math.min(window.end, Math.max(window.start, scope.context.now)) - window.start) / 1000;

interface Measured {
  metric: string;
  window: SegmentWindow;
  segment: Segment;
  cell: ServiceCell | undefined;
  found: Estimate;
  /** Rows that a value needs. */
  least: number;
}

/** Rows that a metric needs: about a column that is masked for the reader, so many that none of them is told; a notice says so. */
function leastFor(scope: Scope, { minRows }: ServiceQuery, metric: ServiceMetric): number {
  const roles: readonly string[] = rolesOf(metric);
  const masked = scope.model.columns.find((column) => roles.includes(column.role) && isMasked(column, scope.context));
  const least = Math.max(1, leastRows(minRows, 1, masked !== undefined));
  if (masked && minRows !== undefined && minRows < least) {
    tellRaised(scope, masked, minRows, least);
  }
  return least;
}

function metricRow(
  scope: Scope,
  query: ServiceQuery,
  { metric, window, segment, cell, found, least }: Measured
): MetricRow {
  const counts = metric === 'volume' || metric === 'throughput';
  const enough = counts || found.n >= least;
  const value = enough ? found.value : null;
  const limits = limitsOf(thresholdOf(query, scope.model, metric), higherIsWorse(metric));
  return {
    window,
    segment,
    column: null,
    metric,
    value,
    lo: value === null ? null : (found.interval?.lo ?? null),
    hi: value === null ? null : (found.interval?.hi ?? null),
    n: found.n,
    nLabelled: null,
    coverage: cell && cell.rows > 0 ? Math.min(1, found.n / cell.rows) : null,
    status: value === null ? (cell ? 'insufficient' : 'no_data') : judge(value, limits),
  };
}
