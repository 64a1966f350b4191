/** Sums over scores in order: what AUC, average precision, KS, gain and lift are made from. */
import { type DelongSums } from '../../statistics/auc';
import { type RankedGroup } from '../../statistics/ranks';
import { groupColumns, readSegment } from '../shared/cells';
import { type Scope } from '../shared/scope';
import { numberLiteral } from '../shared/statement';
import { type Question, type Row } from '../shared/together';
import { KNOWN, type LabelledRows } from './labelled';

/** Of the rows with a label and a score in one cell; ties are one step. */
export interface Ranks {
  delong: DelongSums;
  averagePrecision: number | null;
  ks: number | null;
  /** Share of the positives among the first `depth` of the rows. */
  gain: number | null;
  /** At most 250 groups of nearly equal size by descending score, for the bootstrap. */
  groups: RankedGroup[];
}

export interface RankPlan {
  /** SQL literal of the positive class. */
  positive: string;
  depth: number;
  /** Also reads `groups`. */
  binned: boolean;
}

const GROUPS = 250;
/** Drawing the replicates of more cells would hold the engine for many seconds. */
const MAX_DRAWN = 2000;

/** By cell; one entry a class where the rows have scores of classes, else one. Verified SQL of statistics.md, 2.2 and 2.3. */
export function rankSums(scope: Scope, rows: LabelledRows, plan: RankPlan): Question<Map<string, Ranks[]>> {
  const { source, classes } = rows;
  const groups = groupColumns(source).join(', ');
  const split = classes.length > 0;
  const scored = split
    ? classes
        .map(
          ({ literal }, index) =>
            `SELECT ${groups}, ${index} AS class, class${index} AS score, (actual = ${literal}) AS positive FROM labelled WHERE ${KNOWN} AND class${index} IS NOT NULL`
        )
        .join(' UNION ALL ')
    : `SELECT ${groups}, 0 AS class, score, (actual = ${plan.positive}) AS positive FROM labelled WHERE ${KNOWN} AND score IS NOT NULL`;
  const cell = `${groups}, class`;
  const depth = numberLiteral(plan.depth);
  const sums = `SELECT ${cell}, any_value(tp) AS positives, any_value(tn) AS negatives, sum(p * below / nullif(tn, 0)) AS v10, sum(p * (below / nullif(tn, 0)) ** 2) AS v10_squared, sum(n * (above / nullif(tp, 0)) ** 2) AS v01_squared, sum(p * down_p / (down_p + down_n)) / nullif(any_value(tp), 0) AS average_precision, max(abs(down_p / nullif(tp, 0) - down_n / nullif(tn, 0))) AS ks, sum(p * greatest(0, least(1, (${depth} * (tp + tn) - (down_p + down_n - p - n)) / (p + n)))) / nullif(any_value(tp), 0) AS gain, NULL::INTEGER AS bin FROM d GROUP BY ALL`;
  // Rows with a bin are groups for the bootstrap; the others are the sums of their cell.
  const binned = `SELECT ${cell}, least(${GROUPS - 1}, floor((down_p + down_n - (p + n) / 2) * ${GROUPS} / (tp + tn)))::INTEGER AS bin, sum(p) AS p, sum(n) AS n FROM d WHERE (SELECT count(*) FROM (SELECT DISTINCT ${cell} FROM d)) <= ${MAX_DRAWN} GROUP BY ALL`;
  const counted = `SELECT ${cell}, score, (count(*) FILTER (positive))::DOUBLE AS p, (count(*) FILTER (NOT positive))::DOUBLE AS n FROM (${scored}) GROUP BY ALL`;
  const ranked = `SELECT *, sum(n) OVER running AS up_n, sum(p) OVER running AS up_p, sum(p) OVER whole AS tp, sum(n) OVER whole AS tn FROM (${counted}) WINDOW running AS (PARTITION BY ${cell} ORDER BY score ROWS UNBOUNDED PRECEDING), whole AS (PARTITION BY ${cell})`;
  return {
    text: [
      // Negatives below (ties half), positives above (ties half), and both counts from the top down to this score.
      `WITH d AS ${plan.binned ? 'MATERIALIZED ' : ''}(SELECT *, up_n - n / 2 AS below, tp - up_p + p / 2 AS above, tp - up_p + p AS down_p, tn - up_n + n AS down_n FROM (${ranked}))`,
      plan.binned ? `${sums} UNION ALL BY NAME ${binned}` : sums,
    ].join('\n'),
    order: `${cell}, bin`,
    read: (found) => readCells(scope, rows, plan, found),
  };
}

function readCells(scope: Scope, { source }: LabelledRows, plan: RankPlan, found: Row[]): Map<string, Ranks[]> {
  const cells = found.filter((row) => typeof row.bin !== 'number');
  if (plan.binned && cells.length > MAX_DRAWN) {
    scope.ledger.notice(
      'info',
      `No bootstrap intervals: ${cells.length} windows times segments, ${MAX_DRAWN} is the most. Choose longer windows`
    );
  }
  const key = (row: Row) => `${readSegment(row, source).id}:${Number(row.w)}`;
  const bins = new Map<string, RankedGroup[]>();
  for (const row of found) {
    if (typeof row.bin === 'number') {
      const name = `${key(row)}:${Number(row.class)}`;
      const list = bins.get(name) ?? [];
      list.push({ positives: Number(row.p), negatives: Number(row.n) });
      bins.set(name, list);
    }
  }
  const ranks = new Map<string, Ranks[]>();
  for (const row of cells) {
    const list = ranks.get(key(row)) ?? [];
    list.push({ ...readRanks(row), groups: bins.get(`${key(row)}:${Number(row.class)}`) ?? [] });
    ranks.set(key(row), list);
  }
  return ranks;
}

function readRanks(row: Row): Omit<Ranks, 'groups'> {
  const optional = (name: string) => (typeof row[name] === 'number' ? row[name] : null);
  return {
    delong: {
      positives: Number(row.positives),
      negatives: Number(row.negatives),
      sumV10: Number(row.v10),
      sumV10Squared: Number(row.v10_squared),
      sumV01Squared: Number(row.v01_squared),
    },
    averagePrecision: optional('average_precision'),
    ks: optional('ks'),
    gain: optional('gain'),
  };
}
