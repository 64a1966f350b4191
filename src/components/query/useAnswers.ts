import { type DataFrame, type DataQueryRequest } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { useEffect, useMemo, useState } from 'react';
import { askSource, whyOf } from './ask';

/** A question whose answer is not there. */
type Open = { state: 'loading' } | { state: 'failed'; why: string };

/**
 * An answer to a query that a panel asks by itself. While it is asked again, or where that failed, it is the last one, and
 * `since` says so.
 */
export type Answer = Open | { state: 'done'; series: DataFrame[]; since?: Open };

const LOADING: Open = { state: 'loading' };

/** The answer to the panel's present request alone: what is of an earlier one is not there yet. */
export const presentOf = (answer: Answer): Answer => (answer.state === 'done' ? (answer.since ?? answer) : answer);

/** Why the panel's present request has no answer, also where an earlier one stands. */
export function failureOf(answer: Answer | undefined): Extract<Open, { state: 'failed' }> | undefined {
  const present = answer && presentOf(answer);
  return present?.state === 'failed' ? present : undefined;
}

interface Kept {
  /** The queries as text, and the request that they were asked for. */
  of: string;
  request: unknown;
  by: ReadonlyMap<string, Answer>;
}

/**
 * Answers to queries that a panel asks beside its own, each by itself: one that fails leaves the others. They are asked
 * again when the panel's request is another one, and until then the last answers to the same queries stand; nothing is
 * asked without a request or queries.
 *
 * @param queries with a `refId` of their own each.
 * @returns by `refId`.
 */
export function useAnswers(
  request: DataQueryRequest | undefined,
  queries: readonly DataQuery[]
): ReadonlyMap<string, Answer> {
  const [answers, setAnswers] = useState<Kept>();
  const asked = JSON.stringify(queries);
  useEffect(() => {
    const list: DataQuery[] = JSON.parse(asked);
    if (!request || list.length === 0) {
      return undefined;
    }
    const keep = (refId: string, answer: Answer) =>
      setAnswers((now) => {
        const before = now?.of === asked ? at(request, now) : new Map<string, Answer>();
        return { of: asked, request, by: new Map([...before, [refId, after(before.get(refId), answer)]]) };
      });
    const asking = list.map((query) =>
      askSource(request, query, query.refId).subscribe({
        next: (series) => keep(query.refId, { state: 'done', series }),
        error: (error: unknown) => keep(query.refId, { state: 'failed', why: whyOf(error) }),
      })
    );
    return () => asking.forEach((each) => each.unsubscribe());
  }, [request, asked]);
  return useMemo(() => {
    const list: DataQuery[] = request ? JSON.parse(asked) : [];
    const known = answers?.of === asked ? at(request, answers) : undefined;
    return new Map(list.map(({ refId }) => [refId, known?.get(refId) ?? LOADING]));
  }, [request, asked, answers]);
}

/** What is known while a request is asked: answers to another one are being asked again. */
function at(request: unknown, kept: Kept): ReadonlyMap<string, Answer> {
  return kept.request === request
    ? kept.by
    : new Map([...kept.by].map(([refId, answer]) => [refId, after(answer, LOADING)]));
}

/** A failure, or a question, after an answer leaves that one standing. */
function after(before: Answer | undefined, next: Answer): Answer {
  return before?.state === 'done' && next.state !== 'done'
    ? { state: 'done', series: before.series, since: next }
    : next;
}
