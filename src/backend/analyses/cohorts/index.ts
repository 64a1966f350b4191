/** Cohorts against everything else: metrics with intervals, differences and corrected p-values; or their rate and mix. */
import {
  DEFAULT_COHORT_METRICS,
  DEFAULT_COHORT_ROWS,
  DEFAULT_CONFIDENCE,
  DEFAULT_FDR,
  MAX_SERIES,
} from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { COHORT_FIELDS, COHORT_MORE_FIELDS, FRAME_VERSION, type FrameCustom, type Status } from '../../../query/frames';
import { type CohortMetric, type CohortsQuery, performanceTraits } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { benjaminiHochberg } from '../../statistics/multiple';
import { type ModelInfo } from '../../store/types';
import { type Analysis } from '../context';
import { chooseMetrics } from '../performance/choose';
import { comparison } from '../performance/comparison';
import { estimate, needsLabels } from '../performance/metrics';
import { type Outcomes } from '../performance/outcomes';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { oneWindow, withWindow } from '../shared/oneWindow';
import { resolveScope, type Scope } from '../shared/scope';
import { type ChosenCohorts, chooseCohorts } from './choose';
import { compareCohort, type CohortEstimate, subtract } from './compare';
import { type CohortCounts, countCohorts, type CountedCohorts } from './count';
import { MIXABLE, mixFrame, type MixRow, mixRows } from './mix';

interface CohortRow extends CohortEstimate {
  cohort: string;
  key: string;
  value: string;
  metric: CohortMetric;
  counts: Outcomes;
  share: number;
  reference: number | null;
  q: number | null;
  status: Status;
}

const REGRESSION_METRICS: readonly CohortMetric[] = ['mae'];
/** They need a matrix of classes, or sums that cannot be taken apart. */
const BINARY_HERE: ReadonlySet<CohortMetric> = new Set(['precision', 'recall', 'specificity', 'f1', 'auc']);

export const cohorts: Analysis<CohortsQuery> = async (query, context) => {
  const whole = await resolveScope({ ...query, window: query.window ?? 'all' }, context);
  const window = oneWindow(whole);
  const scope = withWindow(whole, window);
  const metrics = cohortMetrics(scope.model, query.metrics);
  const chosen = await chooseCohorts(scope, query);
  const current = await countCohorts(scope, chosen.keys, chosen.predicates, metrics);
  checkCount(current, metrics);
  const other = query.reference && (await comparison(scope, window, query.reference));
  const reference = other
    ? await countCohorts({ ...other.scope, segments: [] }, chosen.keys, chosen.predicates, metrics, other.source)
    : null;
  const minRows = query.minRows ?? DEFAULT_COHORT_ROWS;
  const fdr = query.fdr ?? DEFAULT_FDR;
  const custom: FrameCustom = {
    plumbline: query.view === 'mix' ? 'cohort-mix' : 'cohorts',
    v: FRAME_VERSION,
    model: scope.model.name,
    metrics,
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    fdr,
    minRows,
    family: 'cohorts x metrics',
    window: { from: window.start, to: window.end },
    ...(other ? { reference: { kind: other.kind, label: other.label } } : {}),
  };
  if (query.view === 'mix') {
    return finish([mixOf(scope, query, chosen, metrics, current, reference)], scope.ledger, custom, query.refId);
  }
  const rows = compareAll(query, metrics, current, reference);
  return finish([frameOf(scope, query, correct(rows, minRows, fdr))], scope.ledger, custom, query.refId);
};

function cohortMetrics(model: ModelInfo, wanted: CohortMetric[] | undefined): CohortMetric[] {
  const defaults = model.task === 'regression' ? REGRESSION_METRICS : DEFAULT_COHORT_METRICS;
  const metrics = chooseMetrics<CohortMetric>(model, wanted, defaults);
  const misfit = model.task === 'multiclass' ? metrics.find((metric) => BINARY_HERE.has(metric)) : undefined;
  if (misfit || metrics.length === 0) {
    throw new PlumblineError(
      'unprocessable',
      misfit
        ? `metrics: ${misfit} of cohorts is for binary models, and ${model.name} is multiclass`
        : `metrics: model ${model.name} can have none of ${defaults.join(', ')}`,
      'Ask for accuracy, error_rate, log_loss, brier, mean_confidence or label_coverage.',
      'metrics'
    );
  }
  return metrics;
}

function checkCount({ cohorts: found }: CountedCohorts, metrics: readonly CohortMetric[]): void {
  const rows = found.length * metrics.length;
  if (rows > MAX_SERIES) {
    throw new PlumblineError(
      'too_large',
      `There are ${rows} cohorts times metrics, the limit is ${MAX_SERIES}`,
      'Choose keys with fewer values, add a filter, or ask for fewer metrics.',
      'segmentBy'
    );
  }
}

function compareAll(
  query: CohortsQuery,
  metrics: readonly CohortMetric[],
  current: CountedCohorts,
  reference: CountedCohorts | null
): CohortRow[] {
  const { total } = current;
  if (!total) {
    return [];
  }
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  const before = new Map(
    [...(reference?.total ? [reference.total] : []), ...(reference?.cohorts ?? [])].map((each) => [each.label, each])
  );
  return [total, ...current.cohorts].flatMap((cohort) => {
    const rest = cohort === total ? null : subtract(total, cohort);
    const old = before.get(cohort.label);
    return metrics.map((metric): CohortRow => ({
      ...compareCohort(metric, cohort.counts, rest, confidence),
      ...nameOf(cohort),
      metric,
      counts: cohort.counts,
      share: total.counts.rows > 0 ? cohort.counts.rows / total.counts.rows : 0,
      reference: old ? estimate(metric, old.counts, confidence).value : null,
      q: null,
      status: 'ok',
    }));
  });
}

const nameOf = ({ label, key, value }: CohortCounts) => ({ cohort: label, key, value });

/**
 * Benjamini-Hochberg over all cohorts and metrics that have enough rows. Significantly worse than the rest is a breach,
 * significantly different where neither side is worse a warning.
 */
function correct(rows: CohortRow[], minRows: number, fdr: number): CohortRow[] {
  const tested = rows.map((row) => (row.n >= minRows ? row.p : null));
  const adjusted = benjaminiHochberg(tested);
  return rows.map((row, index) => {
    const q = adjusted[index] ?? null;
    return { ...row, p: tested[index] ?? null, q, status: statusOf(row, q, row.n >= minRows, fdr) };
  });
}

function statusOf(row: CohortRow, q: number | null, enough: boolean, fdr: number): Status {
  if (needsLabels(row.metric) && row.metric !== 'label_coverage' && row.counts.labelled === 0) {
    return 'pending_labels';
  }
  if (!enough || row.estimate === null) {
    return 'insufficient';
  }
  if (q === null || q > fdr || row.delta === null) {
    return 'ok';
  }
  const { higherIsWorse } = performanceTraits(row.metric);
  return higherIsWorse === null ? 'warn' : row.delta > 0 === higherIsWorse ? 'breach' : 'ok';
}

function mixOf(
  scope: Scope,
  query: CohortsQuery,
  { keys }: ChosenCohorts,
  metrics: readonly CohortMetric[],
  current: CountedCohorts,
  reference: CountedCohorts | null
): Frame {
  const misfit = metrics.find((metric) => !MIXABLE.has(metric));
  const [key, second] = keys;
  if (!reference) {
    throw new PlumblineError('bad_request', 'reference is missing, and mix compares with one', undefined, 'reference');
  }
  if (misfit) {
    throw new PlumblineError(
      'bad_request',
      `metrics: ${misfit} is no mean over rows, so cohorts do not add up to it`,
      `Use some of ${[...MIXABLE].join(', ')}.`,
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

/** Rows times the difference in the bad direction; `from` is the difference or the end of its interval next to 0. */
function impact(row: CohortRow, from: number | null | undefined): number | null {
  const { higherIsWorse } = performanceTraits(row.metric);
  return from === null || from === undefined || higherIsWorse === null ? null : row.n * from * (higherIsWorse ? 1 : -1);
}

function impactLo(row: CohortRow): number | null {
  const { higherIsWorse } = performanceTraits(row.metric);
  const end = higherIsWorse ? row.deltaInterval?.lo : row.deltaInterval?.hi;
  const sure = impact(row, end);
  return sure === null ? null : Math.max(0, sure);
}

function frameOf(scope: Scope, query: CohortsQuery, rows: CohortRow[]): Frame {
  if (query.format === 'numeric') {
    return numericFrame(
      'cohorts',
      'value',
      rows.map((row) => ({
        labels: { model: scope.model.name, segment: row.cohort, metric: row.metric },
        value: row.status === 'insufficient' || row.status === 'pending_labels' ? null : row.estimate,
      }))
    );
  }
  return {
    name: 'cohorts',
    fields: tableFields(rows, [
      { name: COHORT_FIELDS.cohort, type: 'string', read: (row) => row.cohort },
      { name: COHORT_FIELDS.key, type: 'string', read: (row) => row.key },
      { name: COHORT_FIELDS.value, type: 'string', read: (row) => row.value },
      { name: COHORT_FIELDS.metric, type: 'string', read: (row) => row.metric },
      { name: COHORT_FIELDS.n, type: 'integer', read: (row) => row.counts.rows },
      { name: COHORT_FIELDS.nLabelled, type: 'integer', read: (row) => row.counts.labelled },
      { name: COHORT_FIELDS.share, type: 'number', read: (row) => row.share },
      { name: COHORT_FIELDS.estimate, type: 'number', read: (row) => row.estimate },
      { name: COHORT_FIELDS.lo, type: 'number', read: (row) => row.interval?.lo },
      { name: COHORT_FIELDS.hi, type: 'number', read: (row) => row.interval?.hi },
      { name: COHORT_FIELDS.complement, type: 'number', read: (row) => row.complement },
      { name: COHORT_FIELDS.delta, type: 'number', read: (row) => row.delta },
      { name: COHORT_FIELDS.deltaLo, type: 'number', read: (row) => row.deltaInterval?.lo },
      { name: COHORT_FIELDS.deltaHi, type: 'number', read: (row) => row.deltaInterval?.hi },
      { name: COHORT_FIELDS.p, type: 'number', read: (row) => row.p },
      { name: COHORT_FIELDS.q, type: 'number', read: (row) => row.q },
      { name: COHORT_FIELDS.status, type: 'string', read: (row) => row.status },
      { name: COHORT_MORE_FIELDS.reference, type: 'number', read: (row) => row.reference },
      { name: COHORT_MORE_FIELDS.impact, type: 'number', read: (row) => impact(row, row.delta) },
      { name: COHORT_MORE_FIELDS.impactLo, type: 'number', read: impactLo },
    ]),
    meta: TABLE_META,
  };
}
