/** Global importance from logged attributions: mean |SHAP| per feature, and what changed since the reference. */
import { DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { FRAME_VERSION, type FrameCustom, IMPORTANCE_FIELDS } from '../../../query/frames';
import { type ImportanceQuery } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { meanInterval, welch } from '../../statistics/intervals';
import { benjaminiHochberg } from '../../statistics/multiple';
import { type Analysis } from '../context';
import { globMatches, listNames } from '../shared/columns';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { oneWindow, refuseSegments, withWindow } from '../shared/oneWindow';
import { resolveScope, type Scope } from '../shared/scope';
import { type AttributionRange, type FeatureSums, jointMeanAbs, sumAttributions } from './attributions';
import { referencePeriod } from './period';

interface ImportanceRow {
  column: string;
  rank: number;
  current: FeatureSums;
  lo: number | null;
  hi: number | null;
  share: number | null;
  reference: FeatureSums | null;
  delta: number | null;
  p: number | null;
  q: number | null;
}

export const importance: Analysis<ImportanceQuery> = async (query, context) => {
  const whole = await resolveScope({ ...query, window: query.window ?? 'all' }, context);
  refuseSegments(whole, 'Filter to one segment instead.');
  const window = oneWindow(whole);
  const scope = withWindow(whole, window);
  const features = chooseFeatures(scope);
  const range: AttributionRange = { kind: 'time', window };
  const current = await sumAttributions(scope, features, range);
  const period = await referencePeriod(scope, query.reference, window);
  const reference = period ? await sumAttributions(scope, features, period.range) : null;
  if (period && reference?.rows === 0) {
    scope.ledger.notice('info', `There are no attributions for ${period.label}, so nothing can be compared.`);
  }
  const rows = importanceRows(
    features,
    current.features,
    reference?.features ?? null,
    query.confidence ?? DEFAULT_CONFIDENCE
  );
  const shown = query.topK === undefined ? rows : rows.slice(0, query.topK);
  const rest = rows.slice(shown.length);
  const truncated =
    rest.length > 0 ? { shown: shown.length, total: rows.length, rule: 'largest mean |SHAP| first' } : undefined;
  const others =
    rest.length > 0
      ? {
          columns: rest.length,
          sumMeanAbs: rest.reduce((sum, row) => sum + (row.current.meanAbs ?? 0), 0),
          meanAbsSum: await jointMeanAbs(
            scope,
            rest.map((row) => row.column),
            range
          ),
        }
      : undefined;
  const custom: FrameCustom = {
    plumbline: 'importance',
    v: FRAME_VERSION,
    model: scope.model.name,
    n: current.rows,
    nReference: reference?.rows ?? null,
    window: { from: window.start, to: window.end },
    reference: period ? { kind: period.kind, label: period.label } : null,
    outputSpace: current.outputSpace,
    explainer: current.explainer,
    background: current.background,
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    family: 'features',
    ...(truncated ? { truncated } : {}),
    ...(others ? { others } : {}),
  };
  return finish([frameOf(scope, query, shown)], scope.ledger, custom, query.refId);
};

function chooseFeatures(scope: Scope): string[] {
  const { model, query } = scope;
  if (!model.relations.attributions || model.attributedFeatures.length === 0) {
    throw new PlumblineError(
      'not_found',
      `Model ${model.name} has no attributions`,
      'Send SHAP values to v1/models/<model>/attributions, or choose another panel.'
    );
  }
  const patterns = query.columns ?? ['*'];
  patterns.forEach((pattern, index) => {
    if (!model.attributedFeatures.some((feature) => feature === pattern || globMatches(pattern, feature))) {
      throw new PlumblineError(
        'not_found',
        `columns[${index}]: no attribution of ${model.name} matches "${pattern}"`,
        `There are attributions of: ${listNames(model.attributedFeatures)}.`,
        `columns[${index}]`
      );
    }
  });
  return model.attributedFeatures.filter((feature) =>
    patterns.some((pattern) => feature === pattern || globMatches(pattern, feature))
  );
}

function importanceRows(
  features: readonly string[],
  current: ReadonlyMap<string, FeatureSums>,
  reference: ReadonlyMap<string, FeatureSums> | null,
  confidence: number
): ImportanceRow[] {
  const total = features.reduce((sum, feature) => sum + (current.get(feature)?.meanAbs ?? 0), 0);
  const rows = features
    .map((column): ImportanceRow => {
      const now: FeatureSums = current.get(column) ?? { n: 0, meanAbs: null, varianceAbs: null, mean: null };
      const before = reference?.get(column) ?? null;
      const a = sample(now);
      const b = before && sample(before);
      const interval = a && meanInterval(a, confidence);
      const test = a && b ? welch(a, b, confidence) : null;
      return {
        column,
        rank: 0,
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
    .sort((x, y) => (y.current.meanAbs ?? -1) - (x.current.meanAbs ?? -1) || x.column.localeCompare(y.column));
  const adjusted = benjaminiHochberg(rows.map((row) => row.p));
  return rows.map((row, index) => ({ ...row, rank: index + 1, q: adjusted[index] ?? null }));
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
      'mean_abs',
      rows.map((row) => ({ labels: { model: scope.model.name, column: row.column }, value: row.current.meanAbs }))
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
      { name: IMPORTANCE_FIELDS.share, type: 'number', read: (row) => row.share },
      { name: IMPORTANCE_FIELDS.meanAbsReference, type: 'number', read: (row) => row.reference?.meanAbs },
      { name: IMPORTANCE_FIELDS.nReference, type: 'integer', read: (row) => row.reference?.n },
      { name: IMPORTANCE_FIELDS.delta, type: 'number', read: (row) => row.delta },
      { name: IMPORTANCE_FIELDS.q, type: 'number', read: (row) => row.q },
    ]),
    meta: TABLE_META,
  };
}
