import { type DataQueryRequest, type DataQueryResponse, dateTime, FieldType } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { type SceneDataQuery } from '@grafana/scenes';
import { from, lastValueFrom } from 'rxjs';
import { newestRecordQuery } from '../queries';

const DAY_MS = 86_400_000;

/** Length of the range that a model's page opens with. */
export const OPENING_DAYS = 90;
export const OPENING_RANGE = { from: `now-${OPENING_DAYS}d`, to: 'now' } as const;

/** Time of a model's newest prediction in milliseconds since the epoch; `undefined` where there is none. */
export async function newestPrediction(dataSourceUid: string, model: string): Promise<number | undefined> {
  const datasource = await getDataSourceSrv().get({ uid: dataSourceUid });
  const range = { from: dateTime(0), to: dateTime() };
  const request: DataQueryRequest<SceneDataQuery> = {
    app: 'plumbline-models-app',
    requestId: `plumbline-newest-${model}`,
    interval: '1d',
    intervalMs: DAY_MS,
    maxDataPoints: 1,
    scopedVars: {},
    timezone: 'utc',
    startTime: Date.now(),
    range: { ...range, raw: range },
    targets: [{ ...newestRecordQuery(model), datasource: { uid: dataSourceUid, type: datasource.type } }],
  };
  return newestTime(await lastValueFrom(from(datasource.query(request))));
}

function newestTime({ data }: DataQueryResponse): number | undefined {
  const fields: Array<{ type: FieldType; values: unknown[] }> = data[0]?.fields ?? [];
  const time = fields.find(({ type }) => type === FieldType.time)?.values[0];
  return typeof time === 'number' ? time : undefined;
}

/** The range to open with: the last 90 days, or the last 90 days of the data where those are older. */
export function openingRange(newest: number | undefined, now: number): { from: string; to: string } {
  if (newest === undefined || newest >= now - OPENING_DAYS * DAY_MS) {
    return OPENING_RANGE;
  }
  // The day of the newest prediction counts in full.
  const end = (Math.floor(newest / DAY_MS) + 1) * DAY_MS;
  return { from: new Date(end - OPENING_DAYS * DAY_MS).toISOString(), to: new Date(end).toISOString() };
}
