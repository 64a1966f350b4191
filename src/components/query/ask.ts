import { type DataFrame, type DataQueryRequest, dateTime, LoadingState, type TimeRange } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { type DataQuery } from '@grafana/schema';
import { defer, from, isObservable, last, map, mergeMap, type Observable, takeWhile } from 'rxjs';

/** A range of milliseconds as Grafana keeps ranges. */
export function rangeOf(start: number, end: number): TimeRange {
  const range = { from: dateTime(start), to: dateTime(end) };
  return { ...range, raw: range };
}

/**
 * Asks a data source one query beside those of the panel, over the panel's range unless another is given. One answer and
 * its end; fails with the data source's own words. Letting go of it ends what is under way.
 *
 * @param query may be a copy of the panel's own: where that one follows what is new, this one does not.
 * @param purpose tells the request from others of the panel, which would cancel each other.
 */
export function askSource(
  request: DataQueryRequest,
  query: DataQuery,
  purpose: string,
  range: TimeRange = request.range
): Observable<DataFrame[]> {
  const target: DataQuery & { live?: unknown } = { ...query, live: undefined };
  // Where the data source can't even be looked up, that is the answer too.
  return defer(() => getDataSourceSrv().get(query.datasource)).pipe(
    mergeMap((source) => {
      const response = source.query({
        ...request,
        requestId: `${request.requestId}-${purpose}`,
        range,
        targets: [target],
      });
      return isObservable(response) ? response : from(response);
    }),
    // A data source may keep its answers open for what comes later.
    takeWhile(({ state }) => state === undefined || state === LoadingState.Loading, true),
    last(),
    map(({ data, errors, state }) => {
      if (state === LoadingState.Error || errors?.length) {
        throw new Error(errors?.[0]?.message ?? 'query failed');
      }
      return data;
    })
  );
}

/** What went wrong, in words. */
export const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
