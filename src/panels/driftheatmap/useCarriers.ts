import { type DataQueryRequest, type InterpolateFunction } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { useEffect, useMemo, useState } from 'react';
import { lastValueFrom } from 'rxjs';
import { rangeOf } from '../../components/query/ask';
import { presentOf, useAnswers } from '../../components/query/useAnswers';
import { type Carrier, carrierQueries, carriersIn, homeOf, type ModelHome } from './carriers';
import { type DriftRow } from './grid';

export interface Carriers {
  /** All groups that could be judged, the worst first. */
  found: Carrier[];
  /** Columns that they were made by. */
  keys: string[];
  loading: boolean;
  /** Why nothing or not all could be asked. */
  problems: string[];
}

/**
 * Which groups of records carry the drift of a column in a stretch of time: asked of the data source that the column came from,
 * by the columns that its model declares for grouping. Undefined where there is nothing to ask.
 */
export function useCarriers(
  request: DataQueryRequest | undefined,
  row: DriftRow | undefined,
  [from, to]: readonly [number, number],
  replace: InterpolateFunction
): Carriers | undefined {
  const home = useMemo(() => homeOf(request, row, replace), [request, row, replace]);
  const declared = useGroupColumns(home);
  const keys = declared.keys;
  const queries = useMemo(() => carrierQueries(request, row, keys), [request, row, keys]);
  const within = useMemo(() => request && { ...request, range: rangeOf(from, to) }, [request, from, to]);
  const answers = useAnswers(within, queries);
  return useMemo(() => {
    // Another cell may be asked about over its own time: an answer of before is about other records.
    const all = [...answers.values()].map(presentOf);
    const found = all.flatMap((answer) => (answer.state === 'done' ? carriersIn(answer.series) : []));
    const problems = [
      ...declared.problems,
      ...all.flatMap((answer) => (answer.state === 'failed' ? [answer.why] : [])),
    ];
    const loading = all.some(({ state }) => state === 'loading');
    return queries.length > 0 || problems.length > 0
      ? {
          found: found.sort((a, b) => b.rank - a.rank),
          keys: queries.map(({ refId }) => refId),
          loading,
          problems: [...new Set(problems)],
        }
      : undefined;
  }, [answers, queries, declared]);
}

const NONE = { keys: [] as string[], problems: [] as string[] };

/** Names of the columns that a model declares for grouping its records. */
function useGroupColumns(home: ModelHome | undefined): typeof NONE {
  const [known, setKnown] = useState<{ of: string; keys: string[]; problems: string[] }>();
  const of = home && JSON.stringify(home);
  useEffect(() => {
    if (of === undefined) {
      return undefined;
    }
    let live = true;
    groupColumns(JSON.parse(of)).then(
      (keys) => live && setKnown({ of, keys, problems: [] }),
      (error: unknown) =>
        live && setKnown({ of, keys: [], problems: [error instanceof Error ? error.message : String(error)] })
    );
    return () => {
      live = false;
    };
  }, [of]);
  return known && known.of === of ? known : NONE;
}

async function groupColumns({ uid, model }: ModelHome): Promise<string[]> {
  const url = `/api/datasources/uid/${encodeURIComponent(uid)}/resources/v1/models/${encodeURIComponent(model)}`;
  const { data } = await lastValueFrom(getBackendSrv().fetch<unknown>({ url, showErrorAlert: false }));
  const columns: unknown = typeof data === 'object' && data !== null && 'columns' in data ? data.columns : [];
  return (Array.isArray(columns) ? columns : []).flatMap((column: unknown) => {
    const given = new Map<string, unknown>(typeof column === 'object' && column !== null ? Object.entries(column) : []);
    const name = given.get('name');
    // Nobody may group by values that not everybody may see.
    const groups = given.get('segment') === true && given.get('sensitive') !== true;
    return groups && typeof name === 'string' ? [name] : [];
  });
}
