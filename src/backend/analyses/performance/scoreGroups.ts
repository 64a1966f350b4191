/** Labelled rows by score: one group a distinct score, or 1000 groups of nearly equal counts where there are more. */
import { groupColumns, readSegment } from '../shared/cells';
import { type Scope } from '../shared/scope';
import { type ScoredGroup } from '../../statistics/calibration';
import { type Question } from '../shared/together';
import { KNOWN, type LabelledRows } from './labelled';
import { positiveLiteral } from './outcomes';

export interface ScoreGroup extends ScoredGroup {
  /** Lowest and highest score of the group. */
  lo: number;
  hi: number;
}

export const MAX_GROUPS = 1000;

/**
 * By cell, by ascending score; scores outside of [0,1] count only where `raw` is set. Adds a notice where scores share
 * groups.
 */
export function scoreGroups(scope: Scope, { source }: LabelledRows, raw = false): Question<Map<string, ScoreGroup[]>> {
  const groups = groupColumns(source).join(', ');
  const positive = positiveLiteral(scope.model);
  return {
    text: [
      `WITH g AS (SELECT ${groups}, score, count(*)::DOUBLE AS n, (count(*) FILTER (actual = ${positive}))::DOUBLE AS p FROM labelled WHERE ${KNOWN} AND ${raw ? 'score IS NOT NULL' : 'score BETWEEN 0 AND 1'} GROUP BY ALL)`,
      `, b AS (SELECT *, count(*) OVER whole AS distinct_scores, CASE WHEN count(*) OVER whole <= ${MAX_GROUPS} THEN row_number() OVER rising - 1 ELSE least(${MAX_GROUPS - 1}, floor((sum(n) OVER rising - n / 2) * ${MAX_GROUPS} / sum(n) OVER whole)) END::INTEGER AS bin FROM g WINDOW whole AS (PARTITION BY ${groups}), rising AS (PARTITION BY ${groups} ORDER BY score ROWS UNBOUNDED PRECEDING))`,
      `SELECT ${groups}, bin, any_value(distinct_scores) AS distinct_scores, sum(n) AS n, sum(p) AS p, sum(n * score) / sum(n) AS score, min(score) AS lo, max(score) AS hi FROM b GROUP BY ALL`,
    ].join('\n'),
    order: `${groups}, bin`,
    read: (found) => {
      const cells = new Map<string, ScoreGroup[]>();
      for (const row of found) {
        const key = `${readSegment(row, source).id}:${Number(row.w)}`;
        const list = cells.get(key) ?? [];
        const positives = Number(row.p);
        list.push({
          score: Number(row.score),
          positives,
          negatives: Number(row.n) - positives,
          lo: Number(row.lo),
          hi: Number(row.hi),
        });
        cells.set(key, list);
      }
      if (found.some((row) => Number(row.distinct_scores) > MAX_GROUPS)) {
        scope.ledger.notice('info', `Scores share ${MAX_GROUPS} groups of nearly equal counts`);
      }
      return cells;
    },
  };
}
