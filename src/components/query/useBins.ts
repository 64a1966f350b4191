import { type DataQueryRequest } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { useEffect, useState } from 'react';
import { map, type Unsubscribable } from 'rxjs';
import { type Bin, binsOf } from '../histogram/bins';
import { askSource, rangeOf, whyOf } from './ask';
import { binsQuery } from './binsQuery';

/** What a cell's bins are asked for by. */
export interface BinsOf {
  /** Of the frame that the cell came from. */
  refId: string | undefined;
  column: string;
  segment: string | undefined;
  /** The window [from, to), milliseconds. */
  from: number;
  to: number;
}

export type BinsState =
  { state: 'none' | 'loading' } | { state: 'done'; bins: Bin[] } | { state: 'failed'; why: string };

/** The pointer has to rest this long on a cell before anything is asked. */
const REST_MS = 250;
/** Answers kept, so that going back and forth asks once. */
const KEPT = 64;

/**
 * Bins of one cell, asked from the data source that the panel's own query went to. Nothing is asked for cells of other
 * data sources, while the pointer moves, or twice for the same cell of one request.
 */
export function useBins(request: DataQueryRequest | undefined, wanted: BinsOf | undefined): BinsState {
  const [answers, setAnswers] = useState<{ of: unknown; by: ReadonlyMap<string, BinsState> }>();
  const known = answers && answers.of === request ? answers.by : undefined;
  const target = request?.targets.find(({ refId }) => refId === wanted?.refId);
  const query = target && wanted ? binsQuery(target, wanted.column, wanted.segment) : undefined;
  const key = query && wanted ? JSON.stringify([query, wanted.from, wanted.to]) : undefined;
  const answer = key === undefined ? undefined : known?.get(key);

  useEffect(() => {
    if (!request || key === undefined || answer) {
      return undefined;
    }
    const [asked, start, end]: [DataQuery, number, number] = JSON.parse(key);
    const keep = (state: BinsState) =>
      setAnswers((now) => {
        const by = new Map(now && now.of === request ? now.by : []).set(key, state);
        return { of: request, by: by.size > KEPT ? new Map([...by].slice(-KEPT)) : by };
      });
    let asking: Unsubscribable | undefined;
    const timer = setTimeout(() => {
      const found = askSource(request, asked, 'bins', rangeOf(start, end));
      asking = found.pipe(map((data) => binsOf(data, columnOf(asked)))).subscribe({
        next: (bins) => keep({ state: 'done', bins }),
        error: (error: unknown) => keep({ state: 'failed', why: whyOf(error) }),
      });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      asking?.unsubscribe();
    };
  }, [request, key, answer]);

  return key === undefined ? { state: 'none' } : (answer ?? { state: 'loading' });
}

/** The one column that a query of bins is about. */
function columnOf(query: DataQuery): string {
  return String(Object.entries(query).find(([name]) => name === 'columns')?.[1]?.[0]);
}
