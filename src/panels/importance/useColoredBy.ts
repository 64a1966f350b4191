import { type DataFrame, type DataQueryRequest, LoadingState } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { type DataQuery } from '@grafana/schema';
import { useEffect, useState } from 'react';
import { from, isObservable, lastValueFrom, mergeMap } from 'rxjs';
import { DATASOURCE_TYPE } from '../../query/model';

export type ColoredBy =
  { state: 'as-asked' | 'loading' } | { state: 'done'; series: DataFrame[] } | { state: 'failed'; why: string };

/** The dependence query behind a picture; undefined for those of other data sources. */
export function dependenceTarget(request: DataQueryRequest | undefined, refId: string | undefined) {
  const target = request?.targets.find((each) => each.refId === refId);
  const type: unknown = target && new Map<string, unknown>(Object.entries(target)).get('queryType');
  return target?.datasource?.type === DATASOURCE_TYPE && type === 'dependence' ? target : undefined;
}

/**
 * The same dependence with other colours, asked from the data source that the panel's own query went to. Nothing is asked
 * until a column is chosen.
 */
export function useColoredBy(
  request: DataQueryRequest | undefined,
  refId: string | undefined,
  colorBy: string | undefined
): ColoredBy {
  const [answer, setAnswer] = useState<{ of: unknown; colorBy: string; found: ColoredBy }>();
  const target = dependenceTarget(request, refId);
  const known = answer && answer.of === request && answer.colorBy === colorBy ? answer.found : undefined;
  useEffect(() => {
    if (!request || !target || colorBy === undefined || known) {
      return undefined;
    }
    let live = true;
    const keep = (found: ColoredBy) => live && setAnswer({ of: request, colorBy, found });
    ask(request, { ...target, colorBy } as DataQuery).then(
      (series) => keep({ state: 'done', series }),
      (error: unknown) => keep({ state: 'failed', why: error instanceof Error ? error.message : String(error) })
    );
    return () => {
      live = false;
    };
  }, [request, target, colorBy, known]);
  return colorBy === undefined || !target ? { state: 'as-asked' } : (known ?? { state: 'loading' });
}

async function ask(request: DataQueryRequest, query: DataQuery): Promise<DataFrame[]> {
  const answer = from(getDataSourceSrv().get(query.datasource)).pipe(
    mergeMap((source) => {
      const response = source.query({ ...request, requestId: `${request.requestId}-color`, targets: [query] });
      return isObservable(response) ? response : from(response);
    })
  );
  const { data, errors, state } = await lastValueFrom(answer);
  if (state === LoadingState.Error || errors?.length) {
    throw new Error(errors?.[0]?.message ?? 'query failed');
  }
  return data;
}
