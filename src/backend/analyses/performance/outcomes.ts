/** What metrics are made from, by segment and window: counts, moments of row values, sums over ranks. */
import { type PerformanceMetric } from '../../../query/model';
import { matrixOf, type ConfusionMatrix } from '../../statistics/confusion';
import { type Sample } from '../../statistics/intervals';
import { type ModelInfo } from '../../store/types';
import { groupColumns, readSegment, type Segment } from '../shared/cells';
import { positiveText } from '../shared/labels';
import { type Scope } from '../shared/scope';
import { numberLiteral, quoteText } from '../shared/statement';
import { type Answers, askTogether, type Question, type Row } from '../shared/together';
import { KNOWN, type LabelledOptions, type LabelledRows, labelledRows } from './labelled';
import { DEFAULT_OPTIONS, type MetricOptions } from './options';
import { QUANTILE_GRID } from './quantiles';
import { listExpression, rankingMoments } from './rankings';
import { type Ranks, rankSums } from './ranks';
import { r2Replicates, type Replicated } from './replicates';
import { guarded, rowValue } from './rowMetrics';

/** Rows of one segment and window. `mature` ones are old enough to be judged, `labelled` ones are mature and known. */
export interface Outcomes {
  segment: Segment;
  window: number;
  rows: number;
  firstTime: number | null;
  lastTime: number | null;
  mature: number;
  labelled: number;
  /** Labelled rows with a prediction, right and wrong. */
  correct: number;
  wrong: number;
  tp: number;
  fp: number;
  fn: number;
  tn: number;
  /** Labelled rows of the positive class. */
  positives: number;
  /** Rows with a prediction, and those of the positive class; no label is needed. */
  predicted: number;
  predictedPositive: number;
  /** Rows with a score, and those inside the review band. */
  scored: number;
  review: number;
  /** Moments of the row values of a metric; the variance is the sample's. */
  means: ReadonlyMap<PerformanceMetric, Sample>;
  /** Labels of the rows that also have a prediction: what R squared compares its errors with. */
  judgedLabels: Sample | null;
  /** Values at the shares of `QUANTILE_GRID`, and the rows they rest on. */
  quantiles: ReadonlyMap<PerformanceMetric, { n: number; values: number[] }>;
  /** True by predicted class; only of models with several classes. */
  matrix: ConfusionMatrix | null;
  /** By class where there are several; the only one of a binary model. */
  ranks: readonly Ranks[];
  r2: Replicated | null;
}

export interface OutcomePlan {
  metrics: readonly PerformanceMetric[];
  options?: MetricOptions;
  rankBy?: string;
  source?: LabelledOptions['source'];
}

/** How rows are put into cells, where that is not by window and all segments together. */
export interface Grouping {
  /** Expressions to select, and what follows GROUP BY and ORDER BY. */
  select: string;
  by: string;
  order: string;
  segment(row: Row): Segment;
}

const bySegments = (rows: LabelledRows): Grouping => {
  const groups = groupColumns(rows.source).join(', ');
  return { select: groups, by: groups, order: groups, segment: (row) => readSegment(row, rows.source) };
};

export const RANK_METRICS: ReadonlySet<PerformanceMetric> = new Set([
  'auc',
  'gini',
  'average_precision',
  'ks',
  'lift',
  'gain',
]);
export const MATRIX_METRICS: ReadonlySet<PerformanceMetric> = new Set([
  'precision',
  'recall',
  'f1',
  'specificity',
  'balanced_accuracy',
  'mcc',
  'kappa',
]);
export const RANKING_METRICS: ReadonlySet<PerformanceMetric> = new Set([
  'precision_at_k',
  'recall_at_k',
  'map',
  'mrr',
  'hit_rate',
  'ndcg',
]);
const CLASS_METRICS: ReadonlySet<PerformanceMetric> = new Set(['log_loss', 'brier', 'mean_confidence', 'mean_entropy']);

/** One statement for counts, means, and what needs an order or a matrix: predictions are joined with labels once. */
export async function countOutcomes(scope: Scope, plan: OutcomePlan): Promise<Outcomes[]> {
  const rows = outcomeRows(scope, plan);
  return outcomesOf(await askTogether(scope, rows, outcomeQuestions(scope, rows, plan)));
}

const asks = ({ metrics }: OutcomePlan, set: ReadonlySet<PerformanceMetric>) => metrics.some((each) => set.has(each));

/** Rows with everything that `outcomeQuestions` asks them. */
export function outcomeRows(scope: Scope, plan: OutcomePlan): LabelledRows {
  return labelledRows(scope, {
    lag: plan.metrics.includes('label_lag'),
    classes: scope.model.task === 'multiclass' && (asks(plan, RANK_METRICS) || asks(plan, CLASS_METRICS)),
    ...(asks(plan, RANKING_METRICS) ? { more: [listExpression(scope, plan.rankBy)] } : {}),
    ...(plan.source ? { source: plan.source } : {}),
  });
}

export function outcomeQuestions(scope: Scope, rows: LabelledRows, plan: OutcomePlan) {
  const { metrics, options = DEFAULT_OPTIONS } = plan;
  const { model } = scope;
  const positive = positiveLiteral(model);
  const binned = metrics.some((metric) => RANK_METRICS.has(metric) && metric !== 'auc' && metric !== 'gini');
  return {
    counted: rowCounts(scope, rows, metrics, options),
    matrices: model.task === 'multiclass' && asks(plan, MATRIX_METRICS) ? matrixCounts(rows) : null,
    ranks: asks(plan, RANK_METRICS) ? rankSums(scope, rows, { positive, depth: options.depth, binned }) : null,
    r2: metrics.includes('r2') ? r2Replicates(rows) : null,
    rankings: asks(plan, RANKING_METRICS) ? rankingMoments(rows, options) : null,
  };
}

export function outcomesOf(found: Answers<ReturnType<typeof outcomeQuestions>>): Outcomes[] {
  return found.counted.map((each) => {
    const key = cellKey(each);
    return {
      ...each,
      means: new Map([...each.means, ...(found.rankings?.get(key) ?? [])]),
      matrix: found.matrices?.get(key) ?? null,
      ranks: found.ranks?.get(key) ?? [],
      r2: found.r2?.get(key) ?? null,
    };
  });
}

export const cellKey = (cell: { segment: Segment; window: number }) => `${cell.segment.id}:${cell.window}`;

export type Counted = Omit<Outcomes, 'matrix' | 'ranks' | 'r2'>;

/** SQL literal of the positive class, written as `predicted` and `actual` are. */
export function positiveLiteral(model: ModelInfo): string {
  const prediction = model.columns.find((column) => column.role === 'prediction');
  return prediction ? positiveText(model, prediction) : quoteText(model.positiveClass);
}

/** Counts and moments of one scan. */
export function rowCounts(
  scope: Scope,
  rows: LabelledRows,
  metrics: readonly PerformanceMetric[],
  options: MetricOptions,
  grouping: Grouping = bySegments(rows)
): Question<Counted[]> {
  const { source } = rows;
  const positive = positiveLiteral(scope.model);
  const { task } = scope.model;
  const context = { task, positive, classes: rows.classes, options };
  const values = metrics.flatMap((metric) => {
    const value = rowValue(metric, context);
    return value === null ? [] : [{ metric, value }];
  });
  const ordered = metrics.flatMap((metric) => {
    const value =
      metric === 'label_lag'
        ? `CASE WHEN ${KNOWN} THEN lag END`
        : metric === 'medae'
          ? `CASE WHEN ${KNOWN} AND predicted IS NOT NULL THEN abs(predicted - actual) END`
          : null;
    return value === null ? [] : [{ metric, value }];
  });
  const labels = values.some(({ metric }) => metric === 'r2')
    ? ['CASE WHEN predicted IS NOT NULL THEN actual END']
    : [];
  const judged = `${KNOWN} AND predicted IS NOT NULL`;
  const isPositive = `= ${positive}`;
  const classes = task !== 'regression';
  const cell = (predicted: string, actual: string) =>
    `count(*) FILTER (${judged} AND predicted ${predicted} AND actual ${actual})`;
  const other = `<> ${positive}`;
  const select = [
    grouping.select,
    'count(*) AS n',
    ...(source.rowsPerWindow === null ? [] : ['min(t) AS first_time', 'max(t) AS last_time']),
    'count(*) FILTER (mature) AS mature',
    `count(*) FILTER (${KNOWN}) AS labelled`,
    'count(predicted) AS predicted',
    'count(score) AS scored',
    `count(*) FILTER (score BETWEEN ${numberLiteral(options.review.from)} AND ${numberLiteral(options.review.to)}) AS review`,
    ...(classes
      ? [
          `count(*) FILTER (${judged} AND predicted = actual) AS correct`,
          `count(*) FILTER (${judged} AND predicted <> actual) AS wrong`,
          `${cell(isPositive, isPositive)} AS tp`,
          `${cell(isPositive, other)} AS fp`,
          `${cell(other, isPositive)} AS fn`,
          `${cell(other, other)} AS tn`,
          `count(*) FILTER (${KNOWN} AND actual ${isPositive}) AS positives`,
          `count(*) FILTER (predicted ${isPositive}) AS predicted_positive`,
        ]
      : []),
    ...[...values.map((_, index) => `v${index}`), ...labels.map(() => 'label_value')].flatMap((name) => [
      `count(${guarded(name)}) AS ${name}_n`,
      `avg(${guarded(name)}) AS ${name}_mean`,
      `var_samp(${guarded(name)}) AS ${name}_variance`,
    ]),
    ...ordered.flatMap((_, index) => [
      `count(q${index}) AS q${index}_n`,
      `quantile_cont(q${index}, [${QUANTILE_GRID.map(numberLiteral).join(', ')}]) AS q${index}`,
    ]),
  ];
  const inner = [
    '*',
    ...values.map(({ value }, index) => `${value} AS v${index}`),
    ...labels.map((value) => `CASE WHEN ${KNOWN} THEN ${value} END AS label_value`),
    ...ordered.map(({ value }, index) => `${value} AS q${index}`),
  ];
  const counts = `SELECT ${select.join(', ')} FROM (SELECT ${inner.join(', ')} FROM labelled) GROUP BY ${grouping.by}`;
  const unpacked = ordered.flatMap((_, index) =>
    QUANTILE_GRID.map((__, at) => `q${index}[${at + 1}] AS q${index}_${at}`)
  );
  const lists = ordered.map((_, index) => `q${index}`).join(', ');
  const read = (row: Row): Counted => {
    const number = (name: string) => Number(row[name] ?? 0);
    const sample = (name: string): Sample => ({
      n: number(`${name}_n`),
      mean: number(`${name}_mean`),
      variance: number(`${name}_variance`),
    });
    scope.ledger.rowsScanned += number('n');
    const means = new Map<PerformanceMetric, Sample>(
      values.map(({ metric }, index) => [metric, sample(`v${index}`)] as const)
    );
    return {
      segment: grouping.segment(row),
      window: Number(row.w),
      rows: number('n'),
      firstTime: typeof row.first_time === 'number' ? row.first_time : null,
      lastTime: typeof row.last_time === 'number' ? row.last_time : null,
      mature: number('mature'),
      labelled: number('labelled'),
      correct: number('correct'),
      wrong: number('wrong'),
      tp: number('tp'),
      fp: number('fp'),
      fn: number('fn'),
      tn: number('tn'),
      positives: number('positives'),
      predicted: number('predicted'),
      predictedPositive: number('predicted_positive'),
      scored: number('scored'),
      review: number('review'),
      means,
      judgedLabels: labels.length > 0 ? sample('label_value') : null,
      quantiles: new Map(
        ordered.map(({ metric }, index) => [
          metric,
          { n: number(`q${index}_n`), values: QUANTILE_GRID.map((_, at) => Number(row[`q${index}_${at}`] ?? NaN)) },
        ])
      ),
    };
  };
  return {
    text: unpacked.length === 0 ? counts : `SELECT * EXCLUDE (${lists}), ${unpacked.join(', ')} FROM (${counts})`,
    order: grouping.order,
    read: (found) => found.map(read),
  };
}

function matrixCounts({ source }: LabelledRows): Question<Map<string, ConfusionMatrix>> {
  const groups = groupColumns(source).join(', ');
  const read = (found: Row[]) => {
    const cells = new Map<string, Array<{ label: string; prediction: string; count: number }>>();
    for (const row of found) {
      const key = cellKey({ segment: readSegment(row, source), window: Number(row.w) });
      const list = cells.get(key) ?? [];
      list.push({ label: String(row.actual), prediction: String(row.predicted), count: Number(row.n) });
      cells.set(key, list);
    }
    return new Map([...cells].map(([key, list]) => [key, matrixOf(list)]));
  };
  return {
    text: `SELECT ${groups}, actual, predicted, count(*) AS n FROM labelled WHERE ${KNOWN} AND predicted IS NOT NULL GROUP BY ALL`,
    order: `${groups}, actual, predicted`,
    read,
  };
}
