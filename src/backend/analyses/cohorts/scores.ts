/** Labelled rows of every cohort by bins of score, for AUC. */
import { type RankedGroup } from '../../statistics/ranks';
import { KNOWN } from '../performance/labelled';
import { positiveLiteral } from '../performance/outcomes';
import { type Scope } from '../shared/scope';
import { type Question, type Row } from '../shared/together';
import { type CohortNames, groupCells, orderCells, placeOf, segmentAt, selectCells } from './cells';

/** Scores keep bins of their own up to this many; beyond it they share bins of nearly equal counts. */
const BINS = 1000;

/** By the cell's segment, highest score first; every cohort has every bin, so that bins can be subtracted. */
export function scoreGroups(scope: Scope, names: CohortNames): Question<Map<string, RankedGroup[]>> {
  const positive = positiveLiteral(scope.model);
  return {
    text: [
      `WITH known AS (SELECT * FROM labelled WHERE ${KNOWN} AND score IS NOT NULL)`,
      `, g AS (SELECT score, count(*) AS n FROM known GROUP BY score)`,
      `, bins AS (SELECT score, CASE WHEN count(*) OVER () <= ${BINS} THEN row_number() OVER (ORDER BY score DESC) - 1 ELSE least(${BINS - 1}, floor((sum(n) OVER (ORDER BY score DESC) - n / 2) * ${BINS} / sum(n) OVER ())) END::INTEGER AS bin, count(*) OVER () AS distinct_scores FROM g)`,
      `SELECT ${selectCells(names)}, bin, any_value(distinct_scores) AS distinct_scores, count(*) FILTER (actual = ${positive}) AS p, count(*) FILTER (actual <> ${positive}) AS n FROM known JOIN bins USING (score) GROUP BY ${groupCells(names, ['bin'])}`,
    ].join('\n'),
    order: `${orderCells(names)}, bin`,
    read: (found) => readGroups(scope, names, found),
  };
}

function readGroups(scope: Scope, names: CohortNames, found: readonly Row[]): Map<string, RankedGroup[]> {
  const size = found.reduce((most, row) => Math.max(most, Number(row.bin) + 1), 0);
  if (found.some((row) => Number(row.distinct_scores) > BINS)) {
    scope.ledger.notice('info', `AUC is that of ${BINS} score bins of nearly equal counts`);
  }
  const groups = new Map<string, RankedGroup[]>();
  for (const row of found) {
    const { id } = segmentAt(placeOf(row, names));
    let list = groups.get(id);
    if (!list) {
      list = Array.from({ length: size }, () => ({ positives: 0, negatives: 0 }));
      groups.set(id, list);
    }
    list[Number(row.bin)] = { positives: Number(row.p), negatives: Number(row.n) };
  }
  return groups;
}
