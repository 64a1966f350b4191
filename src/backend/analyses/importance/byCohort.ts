/** Importance of each column in several cohorts side by side. */
import { DEFAULT_CONFIDENCE, MAX_SERIES } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { type ImportanceQuery } from '../../../query/explanations';
import { FRAME_VERSION, type FrameCustom, IMPORTANCE_FIELDS } from '../../../query/frames';
import { type Reference } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { meanInterval } from '../../statistics/intervals';
import { type AnalysisContext } from '../context';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { type Scope } from '../shared/scope';
import { deviation, type FeatureSums, NO_SUMS, sumAttributions } from './attributions';
import { sumCohorts, type SummedCohort } from './cohortSums';
import { meanRanks } from './ranks';
import { resolveSetting, settingCustom } from './setting';

/** More dots in a row are not told apart by shape and colour; an alert rule gets every cohort. */
const MOST_DOTS = 6;

interface CohortRow {
  column: string;
  cohort: SummedCohort;
  rank: number;
  sums: FeatureSums;
  interval: { lo: number; hi: number } | null;
  share: number | null;
}

/**
 * One row a column and cohort, the cohorts with the most rows first. Columns stand in the order of the mean of their ranks in
 * the cohorts, as shap's bar plot of cohorts has it. A notice says where cohorts are left out of a picture; numbers of an
 * alert rule are of all cohorts. Throws `too_large` for more of them than an answer may have.
 */
export async function importanceByCohort(query: ImportanceQuery, context: AnalysisContext): Promise<Frame[]> {
  const setting = await resolveSetting(query, context, { segments: true });
  const { scope, units, range } = setting;
  if (query.reference) {
    await checkReference(scope, query.reference);
  }
  const p95 = query.statistic === 'p95_abs';
  // Over all of them, so that cohorts in different spaces are refused as well.
  const whole = await sumAttributions(scope, units, range, query.output, { p95 });
  const columns = Math.min(query.topK ?? units.length, units.length);
  const most = query.format === 'numeric' ? Math.floor(MAX_SERIES / columns) : MOST_DOTS;
  const { cohorts, total } = await sumCohorts(setting, query, { p95, most });
  if (query.format === 'numeric' && total > most) {
    throw new PlumblineError(
      'too_large',
      `There are ${total * columns} cohorts times columns, the limit is ${MAX_SERIES}`,
      'Split by keys with fewer values, add a filter, or ask for fewer columns with topK.',
      'segmentBy'
    );
  }
  if (total > cohorts.length) {
    scope.ledger.notice('warning', `Showing ${cohorts.length} of ${total} cohorts, those with the most rows.`);
  }
  const sizeOf = ({ p95Abs, meanAbs }: FeatureSums) => (p95 ? p95Abs : meanAbs);
  const names = units.map(({ name }) => name);
  const ranks = cohorts.map(({ features }) =>
    ranksOf(names.map((name) => sizeOf(features.get(name) ?? NO_SUMS) ?? -1))
  );
  const order = meanRanks(ranks);
  const ordered = names
    .map((name, index) => ({ name, index, mean: order[index] ?? Infinity }))
    .sort(
      (a, b) =>
        a.mean - b.mean ||
        (sizeOf(whole.features.get(b.name) ?? NO_SUMS) ?? -1) - (sizeOf(whole.features.get(a.name) ?? NO_SUMS) ?? -1) ||
        a.name.localeCompare(b.name)
    );
  const shown = query.topK === undefined ? ordered : ordered.slice(0, query.topK);
  const rest = ordered.slice(shown.length);
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  const rows = shown.flatMap(({ name, index }) =>
    cohorts.map((cohort, at): CohortRow => {
      const sums = cohort.features.get(name) ?? NO_SUMS;
      const sum = names.reduce((all, each) => all + (cohort.features.get(each)?.meanAbs ?? 0), 0);
      return {
        column: name,
        cohort,
        rank: ranks[at]?.[index] ?? 0,
        sums,
        interval:
          sums.meanAbs !== null && sums.varianceAbs !== null
            ? meanInterval({ n: sums.n, mean: sums.meanAbs, variance: sums.varianceAbs }, confidence)
            : null,
        share: sums.meanAbs !== null && sum > 0 ? sums.meanAbs / sum : null,
      };
    })
  );
  const custom: FrameCustom = {
    plumbline: 'importance',
    v: FRAME_VERSION,
    ...settingCustom(setting, whole, null),
    confidence,
    cohorts: cohorts.map(({ label, n, filters, features }) => ({
      label,
      n,
      filters,
      ...(rest.length > 0
        ? {
            others: {
              columns: rest.length,
              sumMeanAbs: rest.reduce((sum, { name }) => sum + (features.get(name)?.meanAbs ?? 0), 0),
            },
          }
        : {}),
    })),
    ...(total > cohorts.length ? { cohortsTotal: total } : {}),
    ...(shown.length < ordered.length
      ? { truncated: { shown: shown.length, total: ordered.length, rule: 'best mean rank first' } }
      : {}),
  };
  return finish([frameOf(query, rows)], scope.ledger, custom, query.refId);
}

/** Cohorts stand beside each other and not beside a reference; one that is asked for has to exist all the same. */
async function checkReference(scope: Scope, reference: Reference): Promise<void> {
  if (reference.kind === 'fixed' && reference.name !== undefined) {
    await scope.context.catalogue.reference(scope.model.name, reference.name);
  }
  scope.ledger.notice('info', 'Cohorts are compared with each other, so the reference is left out.');
}

/** Rank of each value, 1 for the largest; equal ones in the order they stand in. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const ranks = values.map(() => 0);
  order.forEach((at, index) => (ranks[at] = index + 1));
  return ranks;
}

function frameOf(query: ImportanceQuery, rows: readonly CohortRow[]): Frame {
  const p95 = query.statistic === 'p95_abs';
  if (query.format === 'numeric') {
    return numericFrame(
      'importance',
      p95 ? IMPORTANCE_FIELDS.p95 : IMPORTANCE_FIELDS.meanAbs,
      rows.map(({ column, cohort, sums }) => ({
        labels: cohort.labels({ column }),
        value: p95 ? sums.p95Abs : sums.meanAbs,
      }))
    );
  }
  return {
    name: 'importance',
    fields: tableFields(rows, [
      { name: IMPORTANCE_FIELDS.column, type: 'string', read: ({ column }) => column },
      { name: IMPORTANCE_FIELDS.cohort, type: 'string', read: ({ cohort }) => cohort.label },
      { name: IMPORTANCE_FIELDS.rank, type: 'integer', read: ({ rank }) => rank },
      { name: IMPORTANCE_FIELDS.n, type: 'integer', read: ({ sums }) => sums.n },
      { name: IMPORTANCE_FIELDS.meanAbs, type: 'number', read: ({ sums }) => sums.meanAbs },
      { name: IMPORTANCE_FIELDS.lo, type: 'number', read: ({ interval }) => interval && Math.max(0, interval.lo) },
      { name: IMPORTANCE_FIELDS.hi, type: 'number', read: ({ interval }) => interval?.hi },
      { name: IMPORTANCE_FIELDS.mean, type: 'number', read: ({ sums }) => sums.mean },
      { name: IMPORTANCE_FIELDS.sd, type: 'number', read: ({ sums }) => deviation(sums) },
      { name: IMPORTANCE_FIELDS.share, type: 'number', read: ({ share }) => share },
      { name: IMPORTANCE_FIELDS.max, type: 'number', read: ({ sums }) => sums.maxAbs },
      ...(p95
        ? [{ name: IMPORTANCE_FIELDS.p95, type: 'number' as const, read: ({ sums }: CohortRow) => sums.p95Abs }]
        : []),
    ]),
    meta: TABLE_META,
  };
}
