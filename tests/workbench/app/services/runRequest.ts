/** Runs a panel's request against a data source and reports how it went. */
import {
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  LoadingState,
  type PanelData,
  toDataFrame,
} from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';
import { catchError, from, isObservable, map, type Observable, of, startWith } from 'rxjs';

function toPanelData(request: DataQueryRequest, { data, error, errors, state }: DataQueryResponse): PanelData {
  const failed = error ?? errors?.[0];
  return {
    state: state ?? (failed ? LoadingState.Error : LoadingState.Done),
    series: data.map((frame) => toDataFrame(frame)),
    error: failed,
    errors: errors ?? (failed ? [failed] : undefined),
    timeRange: request.range,
    request,
  };
}

export function runRequest(datasource: DataSourceApi, request: DataQueryRequest): Observable<PanelData> {
  const targets = request.targets.filter((query) => datasource.filterQuery?.(query) ?? true);
  const loading: PanelData = { state: LoadingState.Loading, series: [], timeRange: request.range, request };
  if (targets.length === 0) {
    return of({ ...loading, state: LoadingState.Done });
  }
  const answer = datasource.query({ ...request, targets });
  return (isObservable(answer) ? answer : from(answer)).pipe(
    map((response) => toPanelData(request, response)),
    catchError((error: unknown) => {
      const told = toDataQueryError(error);
      return of({ ...loading, state: LoadingState.Error, error: told, errors: [told] });
    }),
    startWith(loading)
  );
}
