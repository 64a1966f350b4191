import { type DataSourceInstanceSettings, type DataQueryRequest, dateTime } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { AdHocFiltersVariable, sceneGraph, syncStateFromSearchParams } from '@grafana/scenes';
import { expect, it } from 'vitest';
import { recordsUrl } from '../components/selection/recordsUrl';
import { DATASOURCE_TYPE, type Filter } from '../query/model';
import { fleetPage } from './fleet/fleetPage';
import { modelPage } from './model/modelPage';
import { modelPath } from './urls';

const ONE_SOURCE: Pick<DataSourceSrv, 'getList' | 'getInstanceSettings'> = {
  getList: () => [{ uid: 'plumb', name: 'Plumbline' } as DataSourceInstanceSettings],
  getInstanceSettings: () => undefined,
};

it('is an address that the page of records understands', () => {
  setDataSourceSrv(ONE_SOURCE as DataSourceSrv);
  const times = { from: dateTime(1000), to: dateTime(5000) };
  const target = {
    refId: 'A',
    datasource: { type: DATASOURCE_TYPE, uid: 'plumb' },
    queryType: 'drift',
    model: 'a/b c',
  };
  const request: Partial<DataQueryRequest> = { targets: [target], range: { ...times, raw: times } };
  const filters: Filter[] = [
    { key: 'carrier', operator: '=', value: 'U|A,#1' },
    { key: 'origin', operator: '=|', values: ['EWR', 'LGA'] },
  ];
  const url = recordsUrl(request as DataQueryRequest, { filters }, (text) => text) ?? '';
  expect(url.startsWith(`${modelPath('a/b c', 'records')}?`)).toBe(true);

  const page = modelPage('a/b c', fleetPage());
  syncStateFromSearchParams(page, new URL(url, 'http://grafana').searchParams);
  expect(sceneGraph.getTimeRange(page).state.value.from.valueOf()).toBe(1000);
  const variable = sceneGraph.lookupVariable('filters', page);
  expect(variable).toBeInstanceOf(AdHocFiltersVariable);
  expect(variable?.state).toMatchObject({
    filters: [
      { key: 'carrier', operator: '=', value: 'U|A,#1' },
      { key: 'origin', operator: '=|', values: ['EWR', 'LGA'] },
    ],
  });
});
