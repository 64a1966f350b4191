/** Segments against everything else: metrics with intervals, differences and corrected p-values. */
import {
  DEFAULT_COHORT_METRICS,
  DEFAULT_COHORT_ROWS,
  DEFAULT_CONFIDENCE,
  DEFAULT_FDR,
  MAX_SERIES,
} from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { COHORT_FIELDS, FRAME_VERSION, type FrameCustom, type Status } from '../../../query/frames';
import { type CohortMetric, type CohortsQuery } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { benjaminiHochberg } from '../../statistics/multiple';
import { type ColumnInfo } from '../../store/types';
import { type Analysis } from '../context';
import { countOutcomes, type Outcomes } from '../performance/outcomes';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { oneWindow, withWindow } from '../shared/oneWindow';
import { requireRole, resolveScope, type Scope } from '../shared/scope';
import { compareCohort, type CohortEstimate, NEEDS_LABELS, NEEDS_PREDICTION, subtract, WORSE } from './compare';

interface CohortRow extends CohortEstimate {
  cohort: string;
  key: string;
  value: string;
  metric: CohortMetric;
  counts: Outcomes;
  share: number;
  q: number | null;
  status: Status;
}

export const cohorts: Analysis<CohortsQuery> = async (query, context) => {
  const whole = await resolveScope({ ...query, window: query.window ?? 'all' }, context);
  const window = oneWindow(whole);
  const scope = withWindow(whole, window);
  const metrics = query.metrics ?? [...DEFAULT_COHORT_METRICS];
  const prediction = choosePrediction(scope, metrics);
  const overall = await outcomesBy(scope, [], prediction);
  const total = overall[0];
  const rows: CohortRow[] = total
    ? metrics.map((metric) => overallRow(metric, total, query.confidence ?? DEFAULT_CONFIDENCE))
    : [];
  for (const key of chooseKeys(scope)) {
    const cohort = await outcomesBy(scope, [key], prediction);
    checkCount(rows.length + cohort.length * metrics.length, key);
    rows.push(
      ...cohort.flatMap((counts) => metrics.map((metric) => cohortRow(query, key, counts, total ?? counts, metric)))
    );
  }
  const minRows = query.minRows ?? DEFAULT_COHORT_ROWS;
  const fdr = query.fdr ?? DEFAULT_FDR;
  const judged = correct(rows, minRows, fdr);
  const custom: FrameCustom = {
    plumbline: 'cohorts',
    v: FRAME_VERSION,
    model: scope.model.name,
    metrics,
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    fdr,
    minRows,
    family: 'cohorts x metrics',
    window: { from: window.start, to: window.end },
  };
  return finish([frameOf(scope, query, judged)], scope.ledger, custom, query.refId);
};

function choosePrediction(scope: Scope, metrics: readonly CohortMetric[]): ColumnInfo | null {
  const needing = metrics.filter((metric) => NEEDS_PREDICTION.has(metric));
  if (metrics.includes('mean_score')) {
    requireRole(scope.model, 'score', 'mean_score');
  }
  return needing.length > 0
    ? requireRole(scope.model, 'prediction', needing.join(', '))
    : (scope.model.columns.find((column) => column.role === 'prediction') ?? null);
}

/** The keys of the query, each a family of cohorts of its own; else every declared segment. */
function chooseKeys(scope: Scope): ColumnInfo[] {
  if (scope.segments.length > 0) {
    return scope.segments;
  }
  const declared = scope.model.columns.filter(
    (column) => column.segment && (!column.sensitive || scope.context.unmasked)
  );
  if (declared.length === 0) {
    throw new PlumblineError(
      'bad_request',
      `segmentBy is missing, and model ${scope.model.name} declares no segments`,
      'Name one or more columns in segmentBy.',
      'segmentBy'
    );
  }
  return declared;
}

function outcomesBy(scope: Scope, segments: ColumnInfo[], prediction: ColumnInfo | null): Promise<Outcomes[]> {
  return countOutcomes({ ...scope, segments }, { prediction, auc: false });
}

function checkCount(rows: number, key: ColumnInfo): void {
  if (rows > MAX_SERIES) {
    throw new PlumblineError(
      'too_large',
      `With the values of ${key.name} there are ${rows} cohorts times metrics, the limit is ${MAX_SERIES}`,
      'Choose a key with fewer values, add a filter, or ask for fewer metrics.',
      'segmentBy'
    );
  }
}

function overallRow(metric: CohortMetric, counts: Outcomes, confidence: number): CohortRow {
  return {
    ...compareCohort(metric, counts, null, confidence),
    cohort: 'overall',
    key: '',
    value: '',
    metric,
    counts,
    share: 1,
    q: null,
    status: 'ok',
  };
}

function cohortRow(
  query: CohortsQuery,
  key: ColumnInfo,
  counts: Outcomes,
  total: Outcomes,
  metric: CohortMetric
): CohortRow {
  const value = counts.segment.values[0] ?? '(missing)';
  return {
    ...compareCohort(metric, counts, subtract(total, counts), query.confidence ?? DEFAULT_CONFIDENCE),
    cohort: `${key.name}=${value}`,
    key: key.name,
    value,
    metric,
    counts,
    share: total.rows > 0 ? counts.rows / total.rows : 0,
    q: null,
    status: 'ok',
  };
}

/**
 * Benjamini-Hochberg over all cohorts and metrics that have enough rows. Significantly worse than the rest is a breach,
 * significantly different where neither side is worse a warning.
 */
function correct(rows: CohortRow[], minRows: number, fdr: number): CohortRow[] {
  const tested = rows.map((row) => (row.n >= minRows ? row.p : null));
  const adjusted = benjaminiHochberg(tested);
  return rows.map((row, index) => {
    const q = adjusted[index] ?? null;
    const enough = row.n >= minRows;
    return { ...row, p: tested[index] ?? null, q, status: statusOf(row, q, enough, fdr) };
  });
}

function statusOf(row: CohortRow, q: number | null, enough: boolean, fdr: number): Status {
  if (NEEDS_LABELS.has(row.metric) && row.counts.labelled === 0) {
    return 'pending_labels';
  }
  if (!enough || row.estimate === null) {
    return 'insufficient';
  }
  if (q === null || q > fdr || row.delta === null) {
    return 'ok';
  }
  const worse = WORSE[row.metric];
  return worse === 0 ? 'warn' : Math.sign(row.delta) === worse ? 'breach' : 'ok';
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
    ]),
    meta: TABLE_META,
  };
}
