import {
  type DataQueryRequest,
  type DataQueryResponse,
  isLiveChannelMessageEvent,
  isLiveChannelStatusEvent,
  type LiveChannelAddress,
  LiveChannelConnectionState,
  type LiveChannelEvent,
  LoadingState,
  rangeUtil,
} from '@grafana/data';
import { type GrafanaLiveSrv } from '@grafana/runtime';
import { catchError, defer, filter, map, merge, NEVER, type Observable, tap, timer } from 'rxjs';
import { type PlumblineQuery } from '../../query/model';
import { rerun } from './rerun';

/** The first answer does not wait longer for its channel, which a proxy may keep closed. */
const PATIENCE_MS = 500;

type Request = DataQueryRequest<PlumblineQuery>;

/** Panels that follow ask no more often than once in this time, whatever Grafana allows. */
const LEAST_REST_MS = 1_000;

/** How often a panel may ask, in milliseconds: Grafana's own limit for refreshing dashboards, such as `5s`. */
export function shortestRefreshMs(interval: string | undefined): number {
  return Math.max(LEAST_REST_MS, interval ? rangeUtil.intervalToMs(interval) : 0);
}

export interface FollowOptions {
  live: Pick<GrafanaLiveSrv, 'getStream'>;
  addresses: readonly LiveChannelAddress[];
  run: (request: Request) => Observable<DataQueryResponse>;
  /** Between the end of an answer and the next run, milliseconds. */
  restMs: number;
}

/** True for a range that ends at a moment such as `now`, in which new rows can lie. */
export const isMoving = ({ range }: Request): boolean => rangeUtil.isRelativeTime(range.raw.to);

/**
 * Answers a request again and again: whenever one of the channels says that there is something new, over the range as it is
 * by then. It also runs once a channel is joined, also after a connection was lost, since what came before was not heard.
 */
export function follow(
  request: Request,
  { live, addresses, run, restMs }: FollowOptions
): Observable<DataQueryResponse> {
  const again = () => run(atPresent(request)).pipe(map((response) => asStream(response, request.requestId)));
  return defer(() => {
    let begun = false;
    const streams = addresses.map((address) => live.getStream(address).pipe(catchError(() => NEVER)));
    const news = merge(...streams).pipe(
      filter(isNews),
      tap(() => (begun = true))
    );
    const impatient = timer(PATIENCE_MS).pipe(filter(() => !begun));
    return rerun(merge(news, impatient), again, restMs);
  });
}

function isNews(event: LiveChannelEvent): boolean {
  return (
    isLiveChannelMessageEvent(event) ||
    (isLiveChannelStatusEvent(event) && event.state === LiveChannelConnectionState.Connected && !event.error)
  );
}

function atPresent(request: Request): Request {
  return { ...request, range: rangeUtil.convertRawToRange(request.range.raw, request.timezone) };
}

/** Each answer takes the place of the one before, and Grafana shows the range that it is of. */
function asStream(response: DataQueryResponse, key: string): DataQueryResponse {
  const failed = response.state === LoadingState.Error || Boolean(response.errors?.length);
  return { ...response, key, state: failed ? LoadingState.Error : LoadingState.Streaming };
}
