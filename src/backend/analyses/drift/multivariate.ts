/** Drift of the columns together: the share of them that drifted. */
import { FRAME_VERSION, type Status } from '../../../query/frames';
import { type DriftMultivariateQuery, type Threshold } from '../../../query/model';
import { type Analysis } from '../context';
import { finish } from '../shared/frames';
import { metricFrames } from '../shared/metricFrames';
import { type MetricRow } from '../shared/metricRows';
import { computeDrift, type DriftResult } from './compute';

/** Half of the columns is Evidently's limit for a data set; a tenth is worth a look. */
const LIMITS: Threshold = { warn: 0.1, breach: 0.5 };
const JUDGED = new Set<Status>(['ok', 'warn', 'breach']);

export const driftMultivariate: Analysis<DriftMultivariateQuery> = async (query, context) => {
  const { columnMethod, columnThreshold, threshold, method: _, ...rest } = query;
  const result = await computeDrift(
    {
      ...rest,
      queryType: 'drift',
      ...(columnMethod ? { method: columnMethod } : {}),
      ...(columnThreshold ? { threshold: columnThreshold } : {}),
    },
    context,
    false
  );
  const limits = threshold ?? result.scope.model.thresholds['drift-multivariate.drifted_share'] ?? LIMITS;
  const metrics = ['drifted_share'] as const;
  return finish(
    metricFrames({ ...result.scope, query }, 'drift-multivariate', metrics, shares(result, limits), {
      limits: () => limits,
      higherIsWorse: () => true,
    }),
    result.scope.ledger,
    {
      plumbline: 'drift-multivariate',
      v: FRAME_VERSION,
      model: result.scope.model.name,
      metrics,
      method: 'drifted_share',
      columnMethod: result.method ?? query.preset,
      reference: { kind: result.baseline.spec.kind, label: result.baseline.label },
      ...limits,
      bounds: { drifted_share: 'every column that could be judged is counted, so there is nothing to estimate' },
    },
    query.refId
  );
};

/** Columns past their limit among those that could be judged, by segment and window. */
function shares({ series }: DriftResult, limits: Threshold): MetricRow[] {
  const rows = new Map<string, MetricRow & { drifted: number; states: Set<Status> }>();
  for (const { segment, cells } of series) {
    for (const cell of cells) {
      const key = `${segment.id}:${cell.window.index}`;
      const row = rows.get(key) ?? {
        window: cell.window,
        segment,
        column: null,
        metric: 'drifted_share',
        value: null,
        lo: null,
        hi: null,
        n: 0,
        nLabelled: null,
        coverage: null,
        status: 'no_data' as Status,
        drifted: 0,
        states: new Set<Status>(),
      };
      row.n += JUDGED.has(cell.status) ? 1 : 0;
      row.drifted += cell.status === 'breach' ? 1 : 0;
      row.states.add(cell.status);
      rows.set(key, row);
    }
  }
  return [...rows.values()].map(({ drifted, states, ...row }) => {
    if (row.n === 0) {
      const [only] = states.size === 1 ? states : (['insufficient'] as const);
      return { ...row, status: only ?? 'no_data' };
    }
    const value = drifted / row.n;
    const past = (limit: number | undefined) => limit !== undefined && value >= limit;
    return { ...row, value, status: past(limits.breach) ? 'breach' : past(limits.warn) ? 'warn' : 'ok' };
  });
}
