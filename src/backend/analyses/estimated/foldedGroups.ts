/** Labelled reference rows by score and fold, from SQL. */
import { KNOWN } from '../performance/labelled';
import { MAX_GROUPS, type ScoreGroup } from '../performance/scoreGroups';
import { type Question, type Row } from '../shared/together';
import { type FoldedGroup, FOLDS } from './crossValidation';

export type ReferenceGroup = ScoreGroup & FoldedGroup;

export interface Folding {
  /** SQL over the rows. */
  score: string;
  positive: string;
  /** Relation made from `labelled` instead of it, and what makes its rows count more or less. */
  weighted?: { rows: string; weight: string };
}

/** By ascending score. */
export function foldedGroups({ positive, score, weighted }: Folding): Question<ReferenceGroup[]> {
  return {
    text: [
      `WITH known AS (SELECT ${score} AS s, (${positive}) AS positive, hash(id) % ${FOLDS} AS fold, ${weighted?.weight ?? '1'}::DOUBLE AS weight FROM ${weighted ? `(${weighted.rows})` : 'labelled'} WHERE ${KNOWN} AND ${score} BETWEEN 0 AND 1)`,
      `, g AS (SELECT s, count(*) AS n FROM known GROUP BY s)`,
      `, bins AS (SELECT s, CASE WHEN count(*) OVER () <= ${MAX_GROUPS} THEN row_number() OVER (ORDER BY s) - 1 ELSE least(${MAX_GROUPS - 1}, floor((sum(n) OVER (ORDER BY s) - n / 2) * ${MAX_GROUPS} / sum(n) OVER ())) END::INTEGER AS bin FROM g)`,
      `SELECT bin, fold::INTEGER AS fold, sum(weight) AS n, coalesce(sum(weight) FILTER (positive), 0) AS p, sum(weight * s) / sum(weight) AS score, min(s) AS lo, max(s) AS hi FROM known JOIN bins USING (s) WHERE weight > 0 GROUP BY ALL`,
    ].join('\n'),
    order: 'bin, fold',
    read: readGroups,
  };
}

function readGroups(found: readonly Row[]): ReferenceGroup[] {
  const groups = new Map<number, ReferenceGroup & { folds: Array<{ positives: number; negatives: number }> }>();
  for (const row of found) {
    const positives = Number(row.p);
    const n = Number(row.n);
    const known = groups.get(Number(row.bin)) ?? {
      score: 0,
      positives: 0,
      negatives: 0,
      lo: Infinity,
      hi: -Infinity,
      folds: Array.from({ length: FOLDS }, () => ({ positives: 0, negatives: 0 })),
    };
    const all = known.positives + known.negatives + n;
    known.folds[Number(row.fold)] = { positives, negatives: n - positives };
    groups.set(Number(row.bin), {
      score: known.score + ((Number(row.score) - known.score) * n) / all,
      positives: known.positives + positives,
      negatives: known.negatives + n - positives,
      lo: Math.min(known.lo, Number(row.lo)),
      hi: Math.max(known.hi, Number(row.hi)),
      folds: known.folds,
    });
  }
  return [...groups.values()];
}
