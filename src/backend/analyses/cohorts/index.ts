/** Cohorts against a baseline: metrics with intervals, differences and corrected p-values; their rate and mix; or facets. */
import { DEFAULT_COHORT_ROWS, DEFAULT_CONFIDENCE, DEFAULT_FDR } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FRAME_VERSION, type FrameCustom } from '../../../query/frames';
import { type CohortMetric, type CohortsQuery } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { type Analysis } from '../context';
import { comparison } from '../performance/comparison';
import { finish, numericFrame } from '../shared/frames';
import { keepMasked, refuseMaskedOutcome } from '../shared/masked';
import { oneWindow, withWindow } from '../shared/oneWindow';
import { resolveScope, type Scope } from '../shared/scope';
import { checkApart, cohortOf, DEFAULT_BASELINE, referenceOf } from './baseline';
import { checkLabels, type ChosenCohorts, chooseCohorts } from './choose';
import { countCohorts, type CountedCohorts } from './count';
import { facets } from './facets';
import { cohortsFrame } from './frame';
import { checkCount, cohortMetrics } from './metrics';
import { isMixable, mixable, mixFrame, type MixRow, mixRows } from './mix';
import { crossedCohorts, crossedColumns, crossedKey } from './intersections';
import { cohortRows } from './rows';

export const cohorts: Analysis<CohortsQuery> = async (asked, context) => {
  const whole = await resolveScope({ ...asked, window: asked.window ?? 'all' }, context);
  const query = keepMasked(asked, whole);
  const window = oneWindow(whole);
  const scope = withWindow(whole, window);
  const metrics = cohortMetrics(scope.model, query.metrics);
  const baseline = query.baseline ?? DEFAULT_BASELINE;
  const limits = { minRows: query.minRows ?? DEFAULT_COHORT_ROWS, fdr: query.fdr ?? DEFAULT_FDR };
  if ((query.view === 'mix' || query.view === 'facets') && baseline.kind !== 'complement') {
    throw new PlumblineError(
      'bad_request',
      `baseline: the view ${query.view} has none`,
      'Leave baseline out, or choose the view compare.',
      'baseline'
    );
  }
  const custom: FrameCustom = {
    plumbline: query.view === 'mix' ? 'cohort-mix' : query.view === 'facets' ? 'cohort-facets' : 'cohorts',
    v: FRAME_VERSION,
    model: scope.model.name,
    metrics,
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    ...limits,
    family: 'cohorts x metrics',
    window: { from: window.start, to: window.end },
  };
  if (query.view === 'facets') {
    const found = await facets(scope, query, metrics, limits);
    return finish([found.frame], scope.ledger, { ...custom, ...found.custom }, query.refId);
  }
  const columns = query.view === 'intersections' ? await crossedColumns(scope, query, baseline) : undefined;
  const chosen = columns ? { keys: [], predicates: [] } : await chooseCohorts(scope, query);
  const keys = columns ? [crossedKey(columns)] : chosen.keys;
  const within = columns ? undefined : cohortOf(chosen, baseline);
  const found = await countCohorts(scope, keys, chosen.predicates, metrics, within ? { within } : {});
  checkCount(found, metrics);
  const crossed = columns && crossedCohorts(columns, found);
  const current = crossed?.counted ?? found;
  checkLabels(current);
  const wanted = referenceOf(query);
  const other = wanted && (await comparison(scope, window, wanted));
  if (wanted && other && baseline.kind === 'reference') {
    await checkApart(scope, window, other, wanted);
  }
  const reference = other
    ? await countCohorts({ ...other.scope, segments: [] }, keys, chosen.predicates, metrics, {
        ...(other.source ? { source: other.source } : {}),
      })
    : null;
  const told: FrameCustom = {
    ...custom,
    ...(other ? { reference: { kind: other.kind, label: other.label } } : {}),
    ...(crossed ? { crossed: crossed.crossing } : {}),
  };
  if (query.view === 'mix') {
    refuseMaskedOutcome(scope, 'view: mix');
    return finish([mixOf(scope, query, chosen, metrics, current, reference)], scope.ledger, told, query.refId);
  }
  const rows = await cohortRows(scope, query, baseline, metrics, current, reference, limits);
  const subject = { model: scope.model.name, baseline, predicates: chosen.predicates };
  const frame = cohortsFrame(crossed ? { ...subject, crossed: crossed.crossed } : subject, query, rows);
  return finish([frame], scope.ledger, { ...told, baseline }, query.refId);
};

function mixOf(
  scope: Scope,
  query: CohortsQuery,
  { keys }: ChosenCohorts,
  metrics: readonly CohortMetric[],
  current: CountedCohorts,
  reference: CountedCohorts | null
): Frame {
  const misfit = metrics.find((metric) => !isMixable(scope.model, metric));
  const [key, second] = keys;
  if (!reference) {
    throw new PlumblineError('bad_request', 'reference is missing, and mix compares with one', undefined, 'reference');
  }
  if (misfit) {
    throw new PlumblineError(
      'bad_request',
      `metrics: ${misfit} is no mean over rows, so cohorts do not add up to it`,
      `Use some of ${mixable(scope.model).join(', ')}.`,
      'metrics'
    );
  }
  if (!key || second) {
    throw new PlumblineError('bad_request', 'segmentBy: mix needs exactly one key', 'Name one column.', 'segmentBy');
  }
  const rows = metrics.flatMap((metric) =>
    mixRows(key.name, metric, current, reference, query.confidence ?? DEFAULT_CONFIDENCE)
  );
  return query.format === 'numeric' ? mixNumbers(scope, rows) : mixFrame(rows);
}

/** For an alert rule: how much of the change happened inside the cohorts, and how much is their mix. */
function mixNumbers(scope: Scope, rows: readonly MixRow[]): Frame {
  return numericFrame(
    'cohort-mix',
    'value',
    rows.flatMap((row) =>
      (['rate', 'mix'] as const).map((part) => ({
        labels: { model: scope.model.name, segment: row.cohort, metric: row.metric, part },
        value: row[part],
      }))
    )
  );
}
