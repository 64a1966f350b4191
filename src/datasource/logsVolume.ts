import { type DataQueryRequest, type SupplementaryQueryOptions, SupplementaryQueryType } from '@grafana/data';
import { type PlumblineQuery } from '../query/model';

/** Grafana finds the query that a volume is of by what follows this. */
const PREFIX = 'log-volume-';

/** The query for the bars above log lines; undefined for a query that shows none. */
export function volumeOf({ type }: SupplementaryQueryOptions, query: PlumblineQuery): PlumblineQuery | undefined {
  if (
    type !== SupplementaryQueryType.LogsVolume ||
    query.queryType !== 'records' ||
    query.show !== 'logs' ||
    query.hide
  ) {
    return undefined;
  }
  const { limit: _limit, orderBy: _order, live: _live, ...asked } = query;
  return { ...asked, refId: `${PREFIX}${query.refId}`, show: 'logs-volume' };
}

/** The same for a request; undefined when none of its queries shows log lines. */
export function volumeRequest(
  type: SupplementaryQueryType,
  request: DataQueryRequest<PlumblineQuery>
): DataQueryRequest<PlumblineQuery> | undefined {
  const targets = request.targets
    .map((query) => volumeOf({ type } as SupplementaryQueryOptions, query))
    .filter((query) => query !== undefined);
  return targets.length > 0 ? { ...request, targets } : undefined;
}
