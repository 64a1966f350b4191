import { type DataFrame, type DataQueryRequest, dateTime, LoadingState, type TimeRange } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { type DataQuery } from '@grafana/schema';
import { from, isObservable, lastValueFrom, mergeMap } from 'rxjs';

/** A range of milliseconds as Grafana keeps ranges. */
export function rangeOf(start: number, end: number): TimeRange {
  const range = { from: dateTime(start), to: dateTime(end) };
  return { ...range, raw: range };
}

/**
 * Asks a data source one query beside those of the panel, over the panel's range unless another is given. Rejects with the
 * data source's own words.
 *
 * @param purpose tells the request from others of the panel, which would cancel each other.
 */
export async function askSource(
  request: DataQueryRequest,
  query: DataQuery,
  purpose: string,
  range: TimeRange = request.range
): Promise<DataFrame[]> {
  const answer = from(getDataSourceSrv().get(query.datasource)).pipe(
    mergeMap((source) => {
      const response = source.query({
        ...request,
        requestId: `${request.requestId}-${purpose}`,
        range,
        targets: [query],
      });
      return isObservable(response) ? response : from(response);
    })
  );
  const { data, errors, state } = await lastValueFrom(answer);
  if (state === LoadingState.Error || errors?.length) {
    throw new Error(errors?.[0]?.message ?? 'query failed');
  }
  return data;
}
