/**
 * Confidence-based performance estimation of binary models (NannyML's CBPE, statistics.md 3.1): calibrated scores say how
 * likely each prediction is right, and their sums are the expected confusion matrix.
 */
import { type EstimatedMetric } from '../../../query/model';
import { delong } from '../../statistics/auc';
import { fBeta, ratio } from '../../statistics/confusion';
import { type Knot } from '../../statistics/isotonic';
import { delongOfGroups } from '../../statistics/ranks';
import { labelledRows, type LabelledRows } from '../performance/labelled';
import { type OutcomePlan, outcomeQuestions, outcomeRows, outcomesOf, positiveLiteral } from '../performance/outcomes';
import { type ReferenceScope } from '../performance/referenceChunks';
import { groupColumns, readSegment } from '../shared/cells';
import { requireRole, type Scope } from '../shared/scope';
import { numberLiteral } from '../shared/statement';
import { askTogether } from '../shared/together';
import { fitCalibrator } from './calibrator';
import { foldedGroups, type ReferenceGroup } from './foldedGroups';
import { calibratedCtes } from './probabilities';
import { binarySpreads, type Spread } from './samplingError';
import { type Estimated, type EstimatedCell, type EstimationResult } from './types';
import { windowKnots } from './weighted';

/** Fewer labelled rows of the reference fit nothing. */
const MIN_REFERENCE = 300;
/** A calibrated reference that is further off than this is not calibrated. */
const MAX_ERROR = 0.05;
/** Share of scores beyond those of the reference that is still like it. */
const MAX_OUTSIDE = 0.01;
/** Scores that separate the classes (nearly) fully need no calibration, and CBPE adds nothing. */
const SEPARATED = 0.999;

export async function estimateBinary(
  scope: Scope,
  reference: ReferenceScope,
  weighted: boolean
): Promise<EstimationResult> {
  requireRole(scope.model, 'score', 'CBPE');
  requireRole(scope.model, 'prediction', 'CBPE');
  const positive = positiveLiteral(scope.model);
  const whole = asOne({ ...reference.scope, segments: [] });
  const plan: OutcomePlan = { metrics: ['accuracy'], source: reference.source };
  const known = outcomeRows(whole, plan);
  const { groups, ...outcomes } = await askTogether(whole, known, {
    ...outcomeQuestions(whole, known, plan),
    groups: foldedGroups({ score: 'score', positive: `actual = ${positive}` }),
  });
  const n = groups.reduce((sum, group) => sum + group.positives + group.negatives, 0);
  const doubts: string[] = [];
  const calibrator = fitCalibrator(groups);
  if (!calibrator || n < MIN_REFERENCE) {
    const why = calibrator
      ? `the reference ${reference.reference.name} has ${n} labelled rows with a score, ${MIN_REFERENCE} are needed`
      : `the labelled rows of the reference ${reference.reference.name} hold one class only, or none`;
    scope.ledger.notice('warning', `No estimate: ${why}`);
    return { method: weighted ? 'm-cbpe' : 'cbpe', cells: new Map(), doubts: [why] };
  }
  const error = calibrator.knots.length > 0 ? calibrator.after : calibrator.before;
  if (error !== null && error > MAX_ERROR) {
    doubts.push(`scores are not calibrated on the reference (expected error ${error.toFixed(3)})`);
  }
  const area = delong(delongOfGroups(groups.toReversed()), 0.95)?.auc ?? null;
  const knots = area !== null && area > SEPARATED ? [] : calibrator.knots;
  const [counts] = outcomesOf(outcomes);
  const spreads = counts ? binarySpreads(counts, groups.toReversed()) : new Map<EstimatedMetric, Spread>();
  const rows = labelledRows(scope, { labels: false });
  const used = weighted ? await windowKnots(scope, reference, positive) : knots;
  const cells = await expectedCells(scope, rows, used, spreads, groups);
  return { method: weighted ? 'm-cbpe' : 'cbpe', cells, doubts };
}

/** Harmonic numbers: exact up to 30, beyond by their asymptotic series, whose error there is below 1e-11. */
const EXACT = 30;
const harmonic = (m: string) => {
  const exact = Array.from({ length: EXACT + 1 }, (_, index) =>
    numberLiteral(Array.from({ length: index }, (__, term) => 1 / (term + 1)).reduce((sum, term) => sum + term, 0))
  );
  const series = `ln(${m}) + 0.5772156649015329e0 + 1 / (2 * ${m}) - 1 / (12 * ${m} ** 2) + 1 / (120 * ${m} ** 4)`;
  return `(CASE WHEN ${m} <= ${EXACT} THEN [${exact.join(', ')}][${m}::INTEGER + 1] ELSE ${series} END)`;
};

/**
 * A tie's part of the average precision, its rows taken one by one as NannyML does. They have one probability p = tp / n,
 * so their order does not matter: with C expected positives and K rows before them, the sum over j = 1..n of
 * p (C + j p) / (K + j) is p (n p + (C - K p) (H(K + n) - H(K))).
 */
const TIED_PRECISION = `(tp / n) * (tp + (ctp - tp - (cn - n) * tp / n) * (${harmonic('cn')} - ${harmonic('(cn - n)')}))`;

/** All windows of the scope as one. */
export function asOne(scope: Scope): Scope {
  const { windows } = scope;
  const start = windows.kind === 'rows' ? windows.from : (windows.windows[0]?.start ?? 0);
  const end = windows.kind === 'rows' ? windows.to : (windows.windows.at(-1)?.end ?? 1);
  return { ...scope, windows: { kind: 'time', windows: [{ start, end, complete: true }], duration: null } };
}

async function expectedCells(
  scope: Scope,
  rows: LabelledRows,
  knots: readonly Knot[] | ReadonlyMap<number, readonly Knot[]>,
  spreads: ReadonlyMap<EstimatedMetric, Spread>,
  reference: readonly ReferenceGroup[]
): Promise<Map<string, EstimatedCell>> {
  const groups = groupColumns(rows.source).join(', ');
  const byWindow = knots instanceof Map;
  const positive = positiveLiteral(scope.model);
  const lowest = reference.reduce((least, { lo }) => Math.min(least, lo), Infinity);
  const highest = reference.reduce((most, { hi }) => Math.max(most, hi), -Infinity);
  const found = await scope.ledger.rows<Record<string, unknown>>(
    [
      `WITH g AS (SELECT ${groups}, score, predicted = ${positive} AS flagged, count(*)::DOUBLE AS n FROM (${rows.text}) WHERE score IS NOT NULL GROUP BY ALL)`,
      `, ${calibratedCtes('calibrated', byWindow ? 'SELECT DISTINCT w, score FROM g' : 'SELECT DISTINCT score FROM g', knots)}`,
      `, e AS (SELECT g.*, g.n * p AS tp, g.n * (1 - p) AS fp FROM g JOIN calibrated USING (${byWindow ? 'w, score' : 'score'}))`,
      `, s AS (SELECT ${groups}, score, sum(tp) AS tp, sum(fp) AS fp, sum(n) AS n FROM e GROUP BY ALL)`,
      `, c AS (SELECT *, sum(tp) OVER falling AS ctp, sum(n) OVER falling AS cn, sum(tp) OVER whole AS ttp, sum(fp) OVER whole AS tfp FROM s WINDOW falling AS (PARTITION BY ${groups} ORDER BY score DESC ROWS UNBOUNDED PRECEDING), whole AS (PARTITION BY ${groups}))`,
      `, ordered AS (SELECT ${groups}, sum(fp * (ctp - tp / 2)) / nullif(any_value(ttp * tfp), 0) AS auc, sum(${TIED_PRECISION}) / nullif(any_value(ttp), 0) AS average_precision FROM c GROUP BY ALL)`,
      `, counted AS (SELECT ${groups}, sum(n) AS n, coalesce(sum(n) FILTER (flagged IS NOT NULL), 0) AS judged, coalesce(sum(tp) FILTER (flagged), 0) AS tp, coalesce(sum(fp) FILTER (flagged), 0) AS fp, coalesce(sum(tp) FILTER (NOT flagged), 0) AS fn, coalesce(sum(fp) FILTER (NOT flagged), 0) AS tn, coalesce(sum(n) FILTER (score < ${lowest} OR score > ${highest}), 0) AS outside FROM e GROUP BY ALL)`,
      `SELECT * FROM counted JOIN ordered USING (${groups}) ORDER BY ALL`,
    ].join('\n'),
    rows.parameters
  );
  return new Map(
    found.map((row) => {
      const segment = readSegment(row, rows.source);
      return [`${segment.id}:${Number(row.w)}`, cellOf(row, spreads)];
    })
  );
}

function cellOf(row: Record<string, unknown>, spreads: ReadonlyMap<EstimatedMetric, Spread>): EstimatedCell {
  const number = (name: string) => Number(row[name] ?? 0);
  const [tp, fp, fn, tn] = [number('tp'), number('fp'), number('fn'), number('tn')];
  const optional = (name: string) => (typeof row[name] === 'number' ? row[name] : null);
  const judged = number('judged');
  const scored = number('n');
  const values: Array<[EstimatedMetric, number | null, number]> = [
    ['accuracy', ratio(tp + tn, judged), judged],
    ['precision', ratio(tp, tp + fp), judged],
    ['recall', ratio(tp, tp + fn), judged],
    ['specificity', ratio(tn, tn + fp), judged],
    ['f1', fBeta({ tp, fp, fn, tn }, 1), judged],
    ['auc', optional('auc'), scored],
    ['average_precision', optional('average_precision'), scored],
  ];
  const outside = number('outside') / Math.max(1, scored);
  return {
    metrics: new Map(
      values.flatMap(([metric, value, n]) =>
        value === null ? [] : [[metric, withSpread(value, n, spreads.get(metric))] as const]
      )
    ),
    doubts:
      outside > MAX_OUTSIDE
        ? [`${(outside * 100).toFixed(1)} % of the scores lie outside of those of the reference`]
        : [],
  };
}

export function withSpread(value: number, n: number, spread: Spread | undefined): Estimated {
  const root = Math.sqrt(Math.max(1, n));
  return {
    value,
    n,
    se: spread ? spread.se / root : null,
    samplingError: spread ? spread.samplingError / root : null,
  };
}
