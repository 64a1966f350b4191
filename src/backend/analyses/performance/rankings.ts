/** Ranking metrics: one value a list, and their moments over the lists of a cell. */
import { PlumblineError } from '../../../query/errors';
import { type PerformanceMetric } from '../../../query/model';
import { type Sample } from '../../statistics/intervals';
import { type ColumnInfo } from '../../store/types';
import { groupColumns, readSegment } from '../shared/cells';
import { findColumn } from '../shared/columns';
import { type Scope } from '../shared/scope';
import { quoteName } from '../shared/statement';
import { type Question } from '../shared/together';
import { type LabelledRows } from './labelled';
import { type MetricOptions } from './options';

const VALUES: readonly PerformanceMetric[] = ['precision_at_k', 'recall_at_k', 'map', 'mrr', 'hit_rate', 'ndcg'];

function listColumn(scope: Scope, name: string | undefined): ColumnInfo {
  const column =
    name === undefined
      ? scope.model.columns.find((candidate) => candidate.role === 'entity_id')
      : findColumn(scope.model, name, 'rankBy');
  if (!column) {
    throw new PlumblineError(
      'bad_request',
      `rankBy is missing, and model ${scope.model.name} has no column with the role entity_id`,
      'Name the column that says which list a row belongs to.',
      'rankBy'
    );
  }
  if (column.sensitive && !scope.context.unmasked) {
    throw new PlumblineError(
      'forbidden',
      `rankBy: ${column.name} is sensitive and masked for you`,
      undefined,
      'rankBy'
    );
  }
  return column;
}

/** What says which list a row belongs to, as `list`; throws `bad_request` or `forbidden` naming `rankBy`. */
export const listExpression = (scope: Scope, rankBy: string | undefined) => ({
  name: 'list',
  expression: `${quoteName(listColumn(scope, rankBy).name)}::VARCHAR`,
});

/**
 * A list counts once one of its rows has a label; rows without one are not relevant. Relevance is the label as a number
 * (or truth as 1), relevant is above 0. Equal scores are ordered by id. A list without anything relevant has no recall,
 * average precision or NDCG.
 */
export function rankingMoments(
  { source }: LabelledRows,
  { gain, k }: MetricOptions
): Question<Map<string, Map<PerformanceMetric, Sample>>> {
  const groups = groupColumns(source).join(', ');
  const worth = (relevance: string) => (gain === 'linear' ? relevance : `(2 ** least(${relevance}, 60) - 1)`);
  const relevance = 'coalesce(TRY_CAST(actual AS DOUBLE), TRY_CAST(TRY_CAST(actual AS BOOLEAN) AS DOUBLE))';
  return {
    text: [
      `WITH judged AS (SELECT ${groups}, list, id, score, CASE WHEN mature AND isfinite(${relevance}) THEN greatest(0, ${relevance}) END AS known FROM labelled WHERE list IS NOT NULL AND score IS NOT NULL)`,
      `, ranked AS (SELECT *, coalesce(known, 0) AS rel, row_number() OVER best AS place, row_number() OVER (PARTITION BY ${groups}, list ORDER BY coalesce(known, 0) DESC, id) AS ideal FROM judged WINDOW best AS (PARTITION BY ${groups}, list ORDER BY score DESC, id))`,
      `, seen AS (SELECT *, count(*) FILTER (rel > 0) OVER (PARTITION BY ${groups}, list ORDER BY place ROWS UNBOUNDED PRECEDING) AS hits FROM ranked)`,
      `, lists AS (SELECT ${groups}, list, (count(*) FILTER (rel > 0 AND place <= ${k}))::DOUBLE AS found, (count(*) FILTER (rel > 0))::DOUBLE AS relevant, sum(hits / place) FILTER (rel > 0) AS precisions, min(place) FILTER (rel > 0) AS first, sum(${worth('rel')} / log2(place + 1)) FILTER (place <= ${k}) AS dcg, sum(${worth('rel')} / log2(ideal + 1)) FILTER (ideal <= ${k}) AS best FROM seen GROUP BY ALL HAVING count(known) > 0)`,
      `, valued AS (SELECT ${groups}, found / ${k} AS precision_at_k, found / nullif(relevant, 0) AS recall_at_k, precisions / nullif(relevant, 0) AS map, coalesce(1 / first, 0)::DOUBLE AS mrr, (found > 0)::INTEGER::DOUBLE AS hit_rate, dcg / nullif(best, 0) AS ndcg FROM lists)`,
      `SELECT ${groups}, ${VALUES.flatMap((name) => [`count(${name}) AS ${name}_n`, `avg(${name}) AS ${name}_mean`, `var_samp(${name}) AS ${name}_variance`]).join(', ')} FROM valued GROUP BY ALL`,
    ].join('\n'),
    order: groups,
    read: (found) =>
      new Map(
        found.map((row) => {
          const moments = VALUES.map((name): [PerformanceMetric, Sample] => {
            const number = (part: string) => Number(row[`${name}_${part}`] ?? 0);
            return [name, { n: number('n'), mean: number('mean'), variance: number('variance') }];
          });
          return [`${readSegment(row, source).id}:${Number(row.w)}`, new Map(moments)];
        })
      ),
  };
}
