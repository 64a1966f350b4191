import { type DataFrame, type DataQueryRequest } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { useEffect, useMemo, useState } from 'react';
import { askSource } from './ask';

/** An answer to a query that a panel asks by itself. */
export type Answer = { state: 'loading' } | { state: 'done'; series: DataFrame[] } | { state: 'failed'; why: string };

const LOADING: Answer = { state: 'loading' };

/**
 * Answers to queries that a panel asks beside its own, each by itself: one that fails leaves the others. They are asked
 * again when the panel's request is another one; nothing is asked without a request or queries.
 *
 * @param queries with a `refId` of their own each.
 * @returns by `refId`.
 */
export function useAnswers(
  request: DataQueryRequest | undefined,
  queries: readonly DataQuery[]
): ReadonlyMap<string, Answer> {
  const [answers, setAnswers] = useState<{ of: string; request: unknown; by: ReadonlyMap<string, Answer> }>();
  const asked = JSON.stringify(queries);
  useEffect(() => {
    const list: DataQuery[] = JSON.parse(asked);
    if (!request || list.length === 0) {
      return undefined;
    }
    let live = true;
    const keep = (refId: string, answer: Answer) =>
      live &&
      setAnswers((now) => {
        const before = now?.of === asked && now.request === request ? now.by : [];
        return { of: asked, request, by: new Map([...before, [refId, answer]]) };
      });
    for (const query of list) {
      askSource(request, query, query.refId).then(
        (series) => keep(query.refId, { state: 'done', series }),
        (error: unknown) =>
          keep(query.refId, { state: 'failed', why: error instanceof Error ? error.message : String(error) })
      );
    }
    return () => {
      live = false;
    };
  }, [request, asked]);
  return useMemo(() => {
    const list: DataQuery[] = request ? JSON.parse(asked) : [];
    const known = answers?.of === asked && answers.request === request ? answers.by : undefined;
    return new Map(list.map(({ refId }) => [refId, known?.get(refId) ?? LOADING]));
  }, [request, asked, answers]);
}
