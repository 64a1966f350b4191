/**
 * CBPE of several classes (statistics.md 3.1): one calibrator a class, each class against the rest, then every row's
 * probabilities are divided by their sum (uniform where it is 0).
 */
import { PlumblineError } from '../../../query/errors';
import { type EstimatedMetric } from '../../../query/model';
import { margins } from '../../statistics/confusion';
import { type Knot } from '../../statistics/isotonic';
import { labelledRows } from '../performance/labelled';
import { type OutcomePlan, outcomeQuestions, outcomeRows, outcomesOf } from '../performance/outcomes';
import { type ReferenceScope } from '../performance/referenceChunks';
import { groupColumns, readSegment } from '../shared/cells';
import { requireRole, type Scope } from '../shared/scope';
import { askTogether } from '../shared/together';
import { fitCalibrator } from './calibrator';
import { asOne, withSpread } from './cbpe';
import { foldedGroups } from './foldedGroups';
import { calibratedCtes } from './probabilities';
import { type Spread } from './samplingError';
import { type Estimated, type EstimatedCell, type EstimationResult } from './types';

/** Each class is a join of its own. */
const MAX_CLASSES = 50;
const MIN_REFERENCE = 300;

export async function estimateMulticlass(scope: Scope, reference: ReferenceScope): Promise<EstimationResult> {
  requireRole(scope.model, 'prediction', 'CBPE');
  const whole = asOne({ ...reference.scope, segments: [] });
  const plan: OutcomePlan = { metrics: ['accuracy', 'precision', 'auc'], source: reference.source };
  const known = outcomeRows(whole, plan);
  const { classes } = known;
  if (classes.length < 2 || classes.length > MAX_CLASSES) {
    throw new PlumblineError(
      'unprocessable',
      `CBPE of model ${scope.model.name} needs scores of 2 to ${MAX_CLASSES} classes, there are ${classes.length}`,
      'Log columns called score_<class>.',
      'method'
    );
  }
  const { folded, ...outcomes } = await askTogether(whole, known, {
    ...outcomeQuestions(whole, known, plan),
    folded: classes.map(({ literal }, index) =>
      foldedGroups({ score: `class${index}`, positive: `actual = ${literal}` })
    ),
  });
  const doubts: string[] = [];
  const knots = folded.map((groups, index): Knot[] => {
    const calibrator = fitCalibrator(groups);
    if (!calibrator) {
      doubts.push(`class ${classes[index]?.name ?? index} is always or never true in the reference`);
    }
    return calibrator?.knots ?? [];
  });
  const [counts] = outcomesOf(outcomes);
  const labelledRowsOfReference = counts?.labelled ?? 0;
  if (!counts || labelledRowsOfReference < MIN_REFERENCE) {
    const why = `the reference ${reference.reference.name} has ${labelledRowsOfReference} labelled rows, ${MIN_REFERENCE} are needed`;
    scope.ledger.notice('warning', `No estimate: ${why}`);
    return { method: 'cbpe', cells: new Map(), doubts: [why] };
  }
  const n = counts.correct + counts.wrong;
  const share = n > 0 ? counts.correct / n : 0;
  const error = Math.sqrt(share * (1 - share));
  const spreads = new Map<EstimatedMetric, Spread>([['accuracy', { se: error, samplingError: error }]]);
  // Means over classes: the error of accuracy times the root of the classes bounds them when classes are alike.
  const perClass =
    error * Math.sqrt(counts.matrix ? margins(counts.matrix).truth.filter((rows) => rows > 0).length : 1);
  for (const metric of ['precision', 'recall', 'f1', 'specificity', 'auc'] as const) {
    spreads.set(metric, { se: perClass, samplingError: perClass });
  }
  return { method: 'cbpe', cells: await expected(scope, knots, spreads), doubts };
}

async function expected(
  scope: Scope,
  knots: readonly Knot[][],
  spreads: ReadonlyMap<EstimatedMetric, Spread>
): Promise<Map<string, EstimatedCell>> {
  const rows = labelledRows(scope, { classes: true, labels: false });
  const { classes, source } = rows;
  const groups = groupColumns(source).join(', ');
  const index = classes.map((_, position) => position);
  const scores = index.map((k) => `class${k}`);
  const maps = index.map((k) =>
    calibratedCtes(`c${k}`, `SELECT DISTINCT class${k} AS score FROM scored`, knots[k] ?? [])
  );
  const joins = index.map((k) => `JOIN c${k} ON c${k}.score = scored.class${k}`).join(' ');
  const total = index.map((k) => `c${k}.p`).join(' + ');
  const normalised = index.map(
    (k) => `CASE WHEN (${total}) > 0 THEN c${k}.p / (${total}) ELSE ${1 / classes.length} END AS p${k}`
  );
  const long = index
    .map(
      (k) =>
        `SELECT ${groups}, ${k} AS class, class${k} AS score, p${k} AS p, predicted = ${classes[k]?.literal ?? 'NULL'} AS flagged FROM e`
    )
    .join(' UNION ALL ');
  const cell = `${groups}, class`;
  const found = await scope.ledger.rows<Record<string, unknown>>(
    [
      `WITH scored AS (SELECT * FROM (${rows.text}) WHERE predicted IS NOT NULL AND ${scores.map((score) => `${score} IS NOT NULL`).join(' AND ')})`,
      ...maps.map((map) => `, ${map}`),
      `, e AS (SELECT scored.*, ${normalised.join(', ')} FROM scored ${joins})`,
      `, long AS (${long})`,
      `, s AS (SELECT ${cell}, score, sum(p) AS tp, sum(1 - p) AS fp FROM long GROUP BY ALL)`,
      `, c AS (SELECT *, sum(tp) OVER falling AS ctp, sum(tp) OVER whole AS ttp, sum(fp) OVER whole AS tfp FROM s WINDOW falling AS (PARTITION BY ${cell} ORDER BY score DESC ROWS UNBOUNDED PRECEDING), whole AS (PARTITION BY ${cell}))`,
      `, ordered AS (SELECT ${cell}, sum(fp * (ctp - tp / 2)) / nullif(any_value(ttp * tfp), 0) AS auc FROM c GROUP BY ALL)`,
      `, counted AS (SELECT ${cell}, count(*) AS n, coalesce(sum(p) FILTER (flagged), 0) AS tp, coalesce(sum(1 - p) FILTER (flagged), 0) AS fp, coalesce(sum(p) FILTER (NOT flagged), 0) AS fn, coalesce(sum(1 - p) FILTER (NOT flagged), 0) AS tn FROM long GROUP BY ALL)`,
      `SELECT * FROM counted JOIN ordered USING (${cell}) ORDER BY ALL`,
    ].join('\n'),
    rows.parameters
  );
  const cells = new Map<string, Array<Record<string, number | null>>>();
  for (const row of found) {
    const key = `${readSegment(row, source).id}:${Number(row.w)}`;
    const list = cells.get(key) ?? [];
    const number = (name: string) => Number(row[name] ?? 0);
    list.push({
      n: number('n'),
      tp: number('tp'),
      fp: number('fp'),
      fn: number('fn'),
      tn: number('tn'),
      auc: typeof row.auc === 'number' ? row.auc : null,
    });
    cells.set(key, list);
  }
  return new Map([...cells].map(([key, list]) => [key, { metrics: macro(list, spreads), doubts: [] }]));
}

/** Means over classes, 0/0 counting as 0 as in scikit-learn; accuracy is the expected share of right predictions. */
function macro(
  list: ReadonlyArray<Record<string, number | null>>,
  spreads: ReadonlyMap<EstimatedMetric, Spread>
): Map<EstimatedMetric, Estimated> {
  const n = list[0]?.n ?? 0;
  const mean = (read: (counts: Record<string, number>) => number) =>
    list.reduce((sum, counts) => {
      const value = read(counts as Record<string, number>);
      return sum + (Number.isFinite(value) ? value : 0);
    }, 0) / list.length;
  const areas = list.flatMap(({ auc }) => (typeof auc === 'number' ? [auc] : []));
  const values: Array<[EstimatedMetric, number | null]> = [
    ['accuracy', n > 0 ? list.reduce((sum, { tp }) => sum + (tp ?? 0), 0) / n : null],
    ['precision', mean(({ tp = 0, fp = 0 }) => tp / (tp + fp))],
    ['recall', mean(({ tp = 0, fn = 0 }) => tp / (tp + fn))],
    ['specificity', mean(({ tn = 0, fp = 0 }) => tn / (tn + fp))],
    ['f1', mean(({ tp = 0, fp = 0, fn = 0 }) => (2 * tp) / (2 * tp + fp + fn))],
    ['auc', areas.length > 0 ? areas.reduce((sum, area) => sum + area, 0) / areas.length : null],
  ];
  return new Map(
    values.flatMap(([metric, value]) =>
      value === null ? [] : [[metric, withSpread(value, n, spreads.get(metric))] as const]
    )
  );
}
