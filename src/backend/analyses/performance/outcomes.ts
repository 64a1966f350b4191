/** Counts of right and wrong predictions, and the sums behind the AUC, by segment and window. */
import { type ColumnInfo } from '../../store/types';
import { type DelongSums } from '../../statistics/auc';
import { type Sample } from '../../statistics/intervals';
import {
  groupColumns,
  predictionSource,
  readSegment,
  type Segment,
  type Source,
  type SourceOptions,
} from '../shared/cells';
import {
  classText,
  firstInstant,
  isMature,
  LABEL,
  labelledRelation,
  positiveText,
  scoreColumn,
} from '../shared/labels';
import { type Scope } from '../shared/scope';
import { Parameters, quoteName } from '../shared/statement';

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
  auc: DelongSums | null;
  /** Rows with a prediction, and those of the positive class; no label is needed. */
  predicted: number;
  predictedPositive: number;
  /** Moments of the score; the variance is the sample's. */
  score: Sample;
}

export interface OutcomeOptions {
  prediction: ColumnInfo | null;
  /** The AUC needs a sort of all scores; it is only made when asked for. */
  auc: boolean;
  source?: SourceOptions;
}

export async function countOutcomes(scope: Scope, options: OutcomeOptions): Promise<Outcomes[]> {
  const { prediction } = options;
  const parameters = new Parameters();
  const score = scoreColumn(scope.model);
  const positive = prediction ? positiveText(scope.model, prediction) : 'NULL';
  const source = predictionSource(
    scope,
    [
      prediction ? classText(quoteName(prediction.name), prediction) : 'NULL',
      prediction ? classText(LABEL, prediction) : `${LABEL}::VARCHAR`,
      isMature(scope),
      score ? `${quoteName(score.name)}::DOUBLE` : 'NULL',
    ],
    { ...options.source, parameters, relation: labelledRelation(scope, firstInstant(scope, options.source?.windows)) }
  );
  const groups = groupColumns(source).join(', ');
  const times = source.rowsPerWindow === null ? '' : ', min(t) AS first_time, max(t) AS last_time';
  const judged = 'c2 AND c1 IS NOT NULL AND c0 IS NOT NULL';
  const cell = (predicted: string, actual: string) => `count(*) FILTER (${judged} AND ${predicted} AND ${actual})`;
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${groups}, count(*) AS n${times}, count(*) FILTER (c2) AS mature, count(*) FILTER (c2 AND c1 IS NOT NULL) AS labelled, count(*) FILTER (${judged} AND c0 = c1) AS correct, count(*) FILTER (${judged} AND c0 <> c1) AS wrong, ${cell(`c0 = ${positive}`, `c1 = ${positive}`)} AS tp, ${cell(`c0 = ${positive}`, `c1 <> ${positive}`)} AS fp, ${cell(`c0 <> ${positive}`, `c1 = ${positive}`)} AS fn, ${cell(`c0 <> ${positive}`, `c1 <> ${positive}`)} AS tn, count(c0) AS predicted, count(*) FILTER (c0 = ${positive}) AS predicted_positive, count(c3) AS score_n, avg(c3) AS score_mean, var_samp(c3) AS score_variance FROM (${source.text}) WHERE w IS NOT NULL GROUP BY ${groups} ORDER BY ${groups}`,
    parameters
  );
  const sums = options.auc && score ? await delongSums(scope, source, positive) : new Map<string, DelongSums>();
  return rows.map((row): Outcomes => {
    const segment = readSegment(row, source);
    const window = Number(row.w);
    scope.ledger.rowsScanned += Number(row.n);
    return {
      segment,
      window,
      rows: Number(row.n),
      firstTime: typeof row.first_time === 'number' ? row.first_time : null,
      lastTime: typeof row.last_time === 'number' ? row.last_time : null,
      mature: Number(row.mature),
      labelled: Number(row.labelled),
      correct: Number(row.correct),
      wrong: Number(row.wrong),
      tp: Number(row.tp),
      fp: Number(row.fp),
      fn: Number(row.fn),
      tn: Number(row.tn),
      auc: sums.get(`${segment.id}:${window}`) ?? null,
      predicted: Number(row.predicted),
      predictedPositive: Number(row.predicted_positive),
      score: { n: Number(row.score_n), mean: Number(row.score_mean ?? 0), variance: Number(row.score_variance ?? 0) },
    };
  });
}

async function delongSums(scope: Scope, source: Source, positive: string): Promise<Map<string, DelongSums>> {
  const groups = groupColumns(source).join(', ');
  const found = await scope.ledger.rows<Record<string, unknown>>(
    [
      `WITH g AS (SELECT ${groups}, c3 AS score, (count(*) FILTER (c1 = ${positive}))::DOUBLE AS p, (count(*) FILTER (c1 <> ${positive}))::DOUBLE AS n FROM (${source.text}) WHERE w IS NOT NULL AND c2 AND c1 IS NOT NULL AND c3 IS NOT NULL AND isfinite(c3) GROUP BY ALL)`,
      `, c AS (SELECT *, sum(n) OVER running - n / 2 AS below, sum(p) OVER whole - sum(p) OVER running + p / 2 AS above, sum(p) OVER whole AS tp, sum(n) OVER whole AS tn FROM g WINDOW running AS (PARTITION BY ${groups} ORDER BY score ROWS UNBOUNDED PRECEDING), whole AS (PARTITION BY ${groups}))`,
      `SELECT ${groups}, any_value(tp) AS positives, any_value(tn) AS negatives, sum(p * below / nullif(tn, 0)) AS v10, sum(p * (below / nullif(tn, 0)) ** 2) AS v10_squared, sum(n * (above / nullif(tp, 0)) ** 2) AS v01_squared FROM c GROUP BY ALL ORDER BY ${groups}`,
    ].join('\n'),
    source.parameters
  );
  return new Map(
    found.map((row) => [
      `${readSegment(row, source).id}:${Number(row.w)}`,
      {
        positives: Number(row.positives),
        negatives: Number(row.negatives),
        sumV10: Number(row.v10),
        sumV10Squared: Number(row.v10_squared),
        sumV01Squared: Number(row.v01_squared),
      },
    ])
  );
}
