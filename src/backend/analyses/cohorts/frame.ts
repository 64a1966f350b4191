/** The `cohorts` frame, and the numbers of an alert rule. */
import { COHORT_FIELDS, COHORT_MORE_FIELDS } from '../../../query/frames';
import { type CohortBaseline, type CohortSource, type CohortsQuery, performanceTraits } from '../../../query/model';
import { predicateText } from '../../../query/predicate';
import { type Frame } from '../../grafana/frame';
import { numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { sureExcess } from './compare';
import { OVERALL, type Predicate } from './count';
import { type CrossedCohort } from './intersections';
import { type CohortRow } from './rows';
import { valueOfText } from './values';

/** What the rows are about. */
interface Subject {
  model: string;
  baseline: CohortBaseline;
  predicates: readonly Predicate[];
  /** Of intersections: what each cohort is of both columns, by its id. */
  crossed?: ReadonlyMap<string, CrossedCohort>;
}

export function cohortsFrame(
  { model, baseline, predicates, crossed }: Subject,
  query: CohortsQuery,
  rows: CohortRow[]
): Frame {
  if (query.format === 'numeric') {
    return numericFrame(
      'cohorts',
      'value',
      rows.map((row) => ({
        labels: { model, segment: row.cohort, metric: row.metric },
        // The value is the cohort's own: a baseline of few rows leaves it as it is.
        value: row.thin || row.status === 'pending_labels' ? null : row.estimate,
      }))
    );
  }
  const conditions = new Map(
    predicates.map(({ name, filters }) => [name, predicateText(filters.map(({ filter }) => filter))])
  );
  const saved = new Set(predicates.flatMap(({ name, isSaved }) => (isSaved ? [name] : [])));
  const sourceOf = ({ cohort, key, value }: CohortRow): CohortSource =>
    cohort === OVERALL && key === ''
      ? 'overall'
      : value !== '' || !conditions.has(key)
        ? 'key'
        : saved.has(key)
          ? 'saved'
          : 'query';
  // A key and its value say the condition themselves, unless the value is not what it is called.
  const conditionOf = ({ id, key, value }: CohortRow) => {
    const both = crossed?.get(id);
    if (both) {
      return predicateText(both.filters);
    }
    const own = valueOfText(value);
    return value === ''
      ? conditions.get(key)
      : own === null || own === value
        ? undefined
        : predicateText([{ key, operator: '=', value: own }]);
  };
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
      { name: COHORT_MORE_FIELDS.impact, type: 'number', read: impact },
      { name: COHORT_MORE_FIELDS.impactLo, type: 'number', read: impactLo },
      ...(baseline.kind === 'complement'
        ? []
        : [
            { name: COHORT_MORE_FIELDS.baseline, type: 'number' as const, read: (row: CohortRow) => row.baseline },
            { name: COHORT_MORE_FIELDS.nBaseline, type: 'integer' as const, read: (row: CohortRow) => row.nBaseline },
          ]),
      { name: COHORT_MORE_FIELDS.source, type: 'string', read: sourceOf },
      { name: COHORT_MORE_FIELDS.num, type: 'integer', read: (row) => countsOf(row)?.k },
      { name: COHORT_MORE_FIELDS.den, type: 'integer', read: (row) => countsOf(row)?.n },
      {
        name: COHORT_MORE_FIELDS.effect,
        type: 'number',
        read: ({ delta, effect }) => (delta === null ? null : effect),
      },
      ...(crossed
        ? [
            {
              name: COHORT_MORE_FIELDS.first,
              type: 'integer' as const,
              read: ({ id }: CohortRow) => crossed.get(id)?.at[0],
            },
            {
              name: COHORT_MORE_FIELDS.second,
              type: 'integer' as const,
              read: ({ id }: CohortRow) => crossed.get(id)?.at[1],
            },
          ]
        : []),
      ...(rows.some((row) => unsureOf(row) !== null)
        ? [{ name: COHORT_MORE_FIELDS.unsure, type: 'string' as const, read: unsureOf }]
        : []),
      ...(rows.some((row) => conditionOf(row) !== undefined)
        ? [{ name: COHORT_MORE_FIELDS.predicate, type: 'string' as const, read: conditionOf }]
        : []),
    ]),
    meta: TABLE_META,
  };
}

/** What lies behind a value that is not told is not told either. */
const countsOf = ({ estimate, counted }: CohortRow) => (estimate === null ? null : counted);
const unsureOf = ({ estimate, unsure }: CohortRow) => (estimate === null ? null : unsure);

/** Rows times the difference in the bad direction. */
function impact(row: CohortRow): number | null {
  const { higherIsWorse } = performanceTraits(row.metric);
  return row.delta === null || higherIsWorse === null ? null : row.n * row.delta * (higherIsWorse ? 1 : -1);
}

function impactLo(row: CohortRow): number | null {
  const { higherIsWorse } = performanceTraits(row.metric);
  return higherIsWorse === null || !row.deltaInterval ? null : sureExcess(row.metric, row);
}
