/** A data source that answers what the panel of cohorts asks by itself, and keeps what it was asked. */
import { type DataFrame, type DataQueryRequest, type DataSourceApi, LoadingState } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { from, of, throwError } from 'rxjs';
import { DATASOURCE_TYPE } from '../../src/query/model';

type Asked = Record<string, unknown>;

/** @param answer frames, now or later, or an error to fail with. */
export function answerWith(answer: (query: Asked) => DataFrame[] | Promise<DataFrame[]> | Error): Asked[] {
  const asked: Asked[] = [];
  const source: Pick<DataSourceApi, 'query'> = {
    query: ({ targets: [target] }: DataQueryRequest) => {
      const query: Asked = { ...target };
      asked.push(query);
      const found = answer(query);
      if (found instanceof Promise) {
        return from(found.then((data) => ({ data, state: LoadingState.Done })));
      }
      return found instanceof Error ? throwError(() => found) : of({ data: found, state: LoadingState.Done });
    },
  };
  const sources: Pick<DataSourceSrv, 'get' | 'getInstanceSettings'> = {
    get: () => Promise.resolve(source as DataSourceApi),
    getInstanceSettings: () => undefined,
  };
  setDataSourceSrv(sources as DataSourceSrv);
  return asked;
}

/** The query of the panel, as its request holds it. */
export const cohortsTarget = (more: object = {}) => ({
  refId: 'A',
  datasource: { type: DATASOURCE_TYPE, uid: 'plumb' },
  queryType: 'cohorts',
  model: 'flights',
  metrics: ['accuracy'],
  window: '7d',
  filters: [{ key: 'origin', operator: '=', value: 'JFK' }],
  ...more,
});
