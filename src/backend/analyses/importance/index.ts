/** Global importance from logged attributions: mean |SHAP| per feature, and what changed since the reference. */
import { DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { type ImportanceQuery } from '../../../query/explanations';
import { FRAME_VERSION, type FrameCustom, IMPORTANCE_FIELDS } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { meanInterval, welch } from '../../statistics/intervals';
import { benjaminiHochberg } from '../../statistics/multiple';
import { type Analysis } from '../context';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { type Scope } from '../shared/scope';
import { agreement, attributionDrift } from './attributionDrift';
import { deviation, type FeatureSums, jointMeanAbs, NO_SUMS, sumAttributions } from './attributions';
import { importanceByCohort } from './byCohort';
import { type RankSpan, rankSpans } from './ranks';
import { referenceSums, resolveSetting, settingCustom } from './setting';
import { unmixed } from './unmixed';

interface ImportanceRow {
  column: string;
  rank: number;
  span: RankSpan | null;
  current: FeatureSums;
  lo: number | null;
  hi: number | null;
  share: number | null;
  reference: FeatureSums | null;
  delta: number | null;
  p: number | null;
  q: number | null;
}

export const importance: Analysis<ImportanceQuery> = unmixed(async (query, context) => {
  if (query.statistic === 'ndcg') {
    return attributionDrift(query, context);
  }
  if (query.segmentBy || query.cohorts) {
    return importanceByCohort(query, context);
  }
  const setting = await resolveSetting(query, context);
  const { scope, units, range } = setting;
  const p95 = query.statistic === 'p95_abs';
  const current = await sumAttributions(scope, units, range, query.output, { p95 });
  const { period, sums: reference } = await referenceSums(setting, query, current);
  const rows = importanceRows(
    units.map(({ name }) => name),
    current.features,
    reference?.features ?? null,
    { confidence: query.confidence ?? DEFAULT_CONFIDENCE, statistic: p95 ? 'p95_abs' : 'mean_abs' }
  );
  const shown = query.topK === undefined ? rows : rows.slice(0, query.topK);
  const rest = rows.slice(shown.length);
  const rule = p95 ? 'largest 95th percentile of |SHAP| first' : 'largest mean |SHAP| first';
  const truncated = rest.length > 0 ? { shown: shown.length, total: rows.length, rule } : undefined;
  const others =
    rest.length > 0
      ? {
          columns: rest.length,
          sumMeanAbs: rest.reduce((sum, row) => sum + (row.current.meanAbs ?? 0), 0),
          meanAbsSum: await jointMeanAbs(
            scope,
            units.filter(({ name }) => rest.some((row) => row.column === name)),
            range,
            query.output
          ),
        }
      : undefined;
  const custom: FrameCustom = {
    plumbline: 'importance',
    v: FRAME_VERSION,
    ...settingCustom(setting, current, period),
    nReference: reference?.rows ?? null,
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    family: 'features',
    ...(reference ? { agreement: agreement(units, current, reference) } : {}),
    ...(truncated ? { truncated } : {}),
    ...(others ? { others } : {}),
  };
  return finish([frameOf(scope, query, shown)], scope.ledger, custom, query.refId);
});

function importanceRows(
  features: readonly string[],
  current: ReadonlyMap<string, FeatureSums>,
  reference: ReadonlyMap<string, FeatureSums> | null,
  { confidence, statistic }: { confidence: number; statistic: 'mean_abs' | 'p95_abs' }
): ImportanceRow[] {
  const sizeOf = ({ meanAbs, p95Abs }: FeatureSums) => (statistic === 'p95_abs' ? p95Abs : meanAbs);
  const total = features.reduce((sum, feature) => sum + (current.get(feature)?.meanAbs ?? 0), 0);
  const rows = features
    .map((column): ImportanceRow => {
      const now: FeatureSums = current.get(column) ?? NO_SUMS;
      const before = reference?.get(column) ?? null;
      const a = sample(now);
      const b = before && sample(before);
      const interval = a && meanInterval(a, confidence);
      const test = a && b ? welch(a, b, confidence) : null;
      return {
        column,
        rank: 0,
        span: null,
        current: now,
        lo: interval ? Math.max(0, interval.lo) : null,
        hi: interval ? interval.hi : null,
        share: now.meanAbs !== null && total > 0 ? now.meanAbs / total : null,
        reference: before,
        delta: now.meanAbs !== null && before?.meanAbs != null ? now.meanAbs - before.meanAbs : null,
        p: test?.p ?? null,
        q: null,
      };
    })
    .sort((x, y) => (sizeOf(y.current) ?? -1) - (sizeOf(x.current) ?? -1) || x.column.localeCompare(y.column));
  const adjusted = benjaminiHochberg(rows.map((row) => row.p));
  // The intervals are of means, and leave nothing possible of percentiles.
  const spans =
    statistic === 'mean_abs'
      ? rankSpans(rows.map((row) => ({ value: row.current.meanAbs ?? -1, lo: row.lo, hi: row.hi })))
      : [];
  return rows.map((row, index) => ({
    ...row,
    rank: index + 1,
    span: spans[index] ?? null,
    q: adjusted[index] ?? null,
  }));
}

function sample(sums: FeatureSums): { n: number; mean: number; variance: number } | null {
  return sums.meanAbs !== null && sums.varianceAbs !== null
    ? { n: sums.n, mean: sums.meanAbs, variance: sums.varianceAbs }
    : null;
}

function frameOf(scope: Scope, query: ImportanceQuery, rows: ImportanceRow[]): Frame {
  if (query.format === 'numeric') {
    return numericFrame(
      'importance',
      query.statistic === 'p95_abs' ? IMPORTANCE_FIELDS.p95 : IMPORTANCE_FIELDS.meanAbs,
      rows.map((row) => ({
        labels: { model: scope.model.name, column: row.column },
        value: query.statistic === 'p95_abs' ? row.current.p95Abs : row.current.meanAbs,
      }))
    );
  }
  return {
    name: 'importance',
    fields: tableFields(rows, [
      { name: IMPORTANCE_FIELDS.column, type: 'string', read: (row) => row.column },
      { name: IMPORTANCE_FIELDS.rank, type: 'integer', read: (row) => row.rank },
      { name: IMPORTANCE_FIELDS.n, type: 'integer', read: (row) => row.current.n },
      { name: IMPORTANCE_FIELDS.meanAbs, type: 'number', read: (row) => row.current.meanAbs },
      { name: IMPORTANCE_FIELDS.lo, type: 'number', read: (row) => row.lo },
      { name: IMPORTANCE_FIELDS.hi, type: 'number', read: (row) => row.hi },
      { name: IMPORTANCE_FIELDS.mean, type: 'number', read: (row) => row.current.mean },
      { name: IMPORTANCE_FIELDS.sd, type: 'number', read: (row) => deviation(row.current) },
      { name: IMPORTANCE_FIELDS.share, type: 'number', read: (row) => row.share },
      { name: IMPORTANCE_FIELDS.meanAbsReference, type: 'number', read: (row) => row.reference?.meanAbs },
      { name: IMPORTANCE_FIELDS.nReference, type: 'integer', read: (row) => row.reference?.n },
      { name: IMPORTANCE_FIELDS.delta, type: 'number', read: (row) => row.delta },
      { name: IMPORTANCE_FIELDS.q, type: 'number', read: (row) => row.q },
      { name: IMPORTANCE_FIELDS.rankLo, type: 'integer', read: (row) => row.span?.lo },
      { name: IMPORTANCE_FIELDS.rankHi, type: 'integer', read: (row) => row.span?.hi },
      { name: IMPORTANCE_FIELDS.max, type: 'number', read: (row) => row.current.maxAbs },
      ...(query.statistic === 'p95_abs'
        ? [{ name: IMPORTANCE_FIELDS.p95, type: 'number' as const, read: (row: ImportanceRow) => row.current.p95Abs }]
        : []),
    ]),
    meta: TABLE_META,
  };
}
