/**
 * The change of a metric since the reference, split over cohorts: what changed inside them and what their weights did.
 *
 * With weights w and values r, delta = sum w0 (r1 - r0) [rate] + sum (w1 - w0) r1 [mix], exactly (statistics.md, 2.5).
 */
import { COHORT_MIX_FIELDS, type Status } from '../../../query/frames';
import { type CohortMetric, performanceTraits } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { type ModelInfo } from '../../store/types';
import { difference, type Estimate } from '../../statistics/difference';
import { type Interval } from '../../statistics/intervals';
import { estimate } from '../performance/metrics';
import { MATRIX_METRICS } from '../performance/outcomes';
import { TABLE_META, tableFields } from '../shared/frames';
import { type CohortCounts, type CountedCohorts } from './count';

export interface MixRow {
  cohort: string;
  metric: CohortMetric;
  n: number;
  nReference: number;
  weight: number | null;
  weightReference: number | null;
  value: number | null;
  valueReference: number | null;
  rate: number | null;
  rateInterval: Interval | null;
  mix: number | null;
  status: Status;
}

/** Metrics that are a mean over rows, so that the whole is the weighted sum of its cohorts. */
const MIXABLE: readonly CohortMetric[] = [
  'accuracy',
  'error_rate',
  'precision',
  'recall',
  'specificity',
  'false_positive_rate',
  'false_negative_rate',
  'prediction_rate',
  'base_rate',
  'mean_score',
  'mean_confidence',
  'mean_entropy',
  'review_share',
  'mean_prediction',
  'mean_label',
  'brier',
  'log_loss',
  'mae',
  'mse',
  'mape',
  'smape',
  'msle',
  'quantile_loss',
  'bias',
  'label_coverage',
];

/** Those that the model can be split by: over several classes precision and its like are means over classes, not rows. */
export const mixable = (model: ModelInfo): CohortMetric[] =>
  MIXABLE.filter(
    (metric) =>
      performanceTraits(metric).tasks.includes(model.task) &&
      !(model.task === 'multiclass' && MATRIX_METRICS.has(metric))
  );

export const isMixable = (model: ModelInfo, metric: CohortMetric): boolean => mixable(model).includes(metric);

/**
 * One row a cohort of a key. A weight is the share of the rows that the metric rests on. A cohort that is only on one
 * side has its whole part in the mix.
 */
export function mixRows(
  key: string,
  metric: CohortMetric,
  current: CountedCohorts,
  reference: CountedCohorts,
  confidence: number
): MixRow[] {
  const of = (counted: CountedCohorts) => counted.cohorts.filter((each) => each.key === key);
  const now = estimates(of(current), metric, confidence);
  const before = estimates(of(reference), metric, confidence);
  const rows = (side: ReadonlyMap<string, Estimate>) => [...side.values()].reduce((sum, { n }) => sum + n, 0);
  const [total, totalReference] = [rows(now), rows(before)];
  // By what they are and not by what they are called: a missing value may be called as one that is there.
  const labels = new Map([...of(current), ...of(reference)].map(({ id, label }) => [id, label]));
  const known = new Set([...now.keys(), ...before.keys()]);
  const overall = before.size > 0 ? weighted(before, totalReference) : null;
  const parts = [...known].map((id): MixRow => {
    const own = now.get(id);
    const old = before.get(id);
    const weight = total > 0 ? (own?.n ?? 0) / total : null;
    const weightReference = totalReference > 0 ? (old?.n ?? 0) / totalReference : null;
    const value = own?.value ?? null;
    const valueReference = old?.value ?? null;
    const comparable = total > 0 && totalReference > 0;
    const test = own && old && difference(own, old, confidence);
    // A vanished cohort takes its old value with it, a new one brings its own: both are mix.
    const kept = value ?? valueReference;
    const rate = comparable ? (weightReference ?? 0) * (test?.delta ?? 0) : null;
    return {
      cohort: labels.get(id) ?? id,
      metric,
      n: own?.n ?? 0,
      nReference: old?.n ?? 0,
      weight,
      weightReference,
      value,
      valueReference,
      rate,
      rateInterval: test?.interval
        ? { lo: test.interval.lo * (weightReference ?? 0), hi: test.interval.hi * (weightReference ?? 0) }
        : null,
      mix: comparable && kept !== null ? ((weight ?? 0) - (weightReference ?? 0)) * kept : null,
      status: comparable ? 'ok' : total > 0 ? 'no_reference' : 'no_data',
    };
  });
  const sum = (read: (row: MixRow) => number | null) => parts.reduce((all, row) => all + (read(row) ?? 0), 0);
  const both = total > 0 && totalReference > 0;
  return [
    {
      cohort: 'overall',
      metric,
      n: total,
      nReference: totalReference,
      weight: total > 0 ? 1 : null,
      weightReference: totalReference > 0 ? 1 : null,
      value: now.size > 0 ? weighted(now, total) : null,
      valueReference: overall,
      rate: both ? sum((row) => row.rate) : null,
      rateInterval: null,
      mix: both ? sum((row) => row.mix) : null,
      status: both ? 'ok' : total > 0 ? 'no_reference' : 'no_data',
    },
    ...parts,
  ];
}

/** By the cohort's id. */
function estimates(cohorts: readonly CohortCounts[], metric: CohortMetric, confidence: number): Map<string, Estimate> {
  return new Map(
    cohorts.flatMap(({ id, counts }) => {
      const found = estimate(metric, counts, confidence);
      return found.value === null ? [] : [[id, found] as const];
    })
  );
}

function weighted(side: ReadonlyMap<string, Estimate>, total: number): number {
  return [...side.values()].reduce((sum, { value, n }) => sum + ((value ?? 0) * n) / total, 0);
}

export function mixFrame(rows: readonly MixRow[]): Frame {
  return {
    name: 'cohort-mix',
    fields: tableFields(rows, [
      { name: COHORT_MIX_FIELDS.cohort, type: 'string', read: (row) => row.cohort },
      { name: COHORT_MIX_FIELDS.metric, type: 'string', read: (row) => row.metric },
      { name: COHORT_MIX_FIELDS.n, type: 'integer', read: (row) => row.n },
      { name: COHORT_MIX_FIELDS.nReference, type: 'integer', read: (row) => row.nReference },
      { name: COHORT_MIX_FIELDS.weight, type: 'number', read: (row) => row.weight },
      { name: COHORT_MIX_FIELDS.weightReference, type: 'number', read: (row) => row.weightReference },
      { name: COHORT_MIX_FIELDS.value, type: 'number', read: (row) => row.value },
      { name: COHORT_MIX_FIELDS.valueReference, type: 'number', read: (row) => row.valueReference },
      { name: COHORT_MIX_FIELDS.rate, type: 'number', read: (row) => row.rate },
      { name: COHORT_MIX_FIELDS.rateLo, type: 'number', read: (row) => row.rateInterval?.lo },
      { name: COHORT_MIX_FIELDS.rateHi, type: 'number', read: (row) => row.rateInterval?.hi },
      { name: COHORT_MIX_FIELDS.mix, type: 'number', read: (row) => row.mix },
      { name: COHORT_MIX_FIELDS.status, type: 'string', read: (row) => row.status },
    ]),
    meta: TABLE_META,
  };
}
