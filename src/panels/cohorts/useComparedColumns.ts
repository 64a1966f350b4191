import { type DataFrame, type DataQueryRequest } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { useContext, useMemo } from 'react';
import { customOf } from '../../components/frames/read';
import { failureOf, useAnswers } from '../../components/query/useAnswers';
import { type CohortsData } from './cohortData';
import { filtersOf } from './cohortFilters';
import { FacetContext } from './facets';
import { type CohortsOptions } from './options';
import { columnQueries } from './ownQueries';
import { framesOfSides, sideQueries } from './sides';

export interface ComparedColumns {
  /** Distributions and importance of A and of B, in this order. */
  series: readonly DataFrame[];
  state: 'given' | 'loading' | 'done';
  /** Why there are no distributions. */
  why?: string;
}

/**
 * How the columns lie in two cohorts: asked for, where the panel can. What the answer brings itself is about the cohorts that
 * its queries were filtered for, so it only holds while nobody chose others.
 *
 * @param pair names of A and B; undefined while nothing is compared.
 * @param chosen letters of the queries that the answer brings about A and about B.
 */
export function useComparedColumns(
  request: DataQueryRequest | undefined,
  target: DataQuery | undefined,
  data: CohortsData | undefined,
  given: readonly DataFrame[],
  pair: { a: string; b: string; isChosen: boolean } | undefined,
  chosen: Pick<CohortsOptions, 'aQuery' | 'bQuery'>
): ComparedColumns {
  const { facet } = useContext(FacetContext);
  const filters = useMemo(() => {
    const find = (name: string) => data?.all.find((row) => row.name === name || row.segment === name);
    return { a: pair && filtersOf(find(pair.a), facet), b: pair && filtersOf(find(pair.b), facet) };
  }, [data, pair, facet]);
  const { aQuery, bQuery } = chosen;
  const ordered = useMemo(() => {
    // Letters in the options are those of the cohorts in the options.
    const letters = pair?.isChosen ? { a: '', b: '' } : { a: aQuery, b: bQuery };
    return framesOfSides(given, sideQueries(request?.targets ?? [], target, { chosen: letters, filters }));
  }, [given, request, target, filters, pair, aQuery, bQuery]);
  const brings = !pair?.isChosen && ordered.some((frame) => customOf(frame, 'distribution', 'importance'));
  const queries = useMemo(() => {
    const { a, b } = filters;
    return !brings && target && a && b ? [...columnQueries(target, 'a', a), ...columnQueries(target, 'b', b)] : [];
  }, [brings, target, filters]);
  const answers = useAnswers(request, queries);
  return useMemo(() => {
    if (queries.length === 0) {
      return { series: pair?.isChosen ? [] : ordered, state: 'given' };
    }
    // Columns of an earlier answer would stand beside metrics of this one.
    const all = queries.map(({ refId }) => failureOf(answers.get(refId)) ?? answers.get(refId));
    const series = all.flatMap((answer, at) =>
      // A side has a frame a kind of attributions: the query tells the sides apart.
      answer?.state === 'done' ? answer.series.map((frame) => ({ ...frame, refId: queries[at].refId })) : []
    );
    const failed = all.find((answer, at) => queries[at].queryType === 'distribution' && answer?.state === 'failed');
    return {
      // One side alone would be taken for its reference and its window.
      series: failed ? series.filter((frame) => !customOf(frame, 'distribution')) : series,
      state: all.some((answer) => !answer || answer.state === 'loading') ? 'loading' : 'done',
      ...(failed?.state === 'failed' ? { why: failed.why } : {}),
    };
  }, [queries, answers, ordered, pair]);
}
