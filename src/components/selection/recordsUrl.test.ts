import { type DataQueryRequest, dateTime } from '@grafana/data';
import { expect, it } from 'vitest';
import { DATASOURCE_TYPE } from '../../query/model';
import { recordsUrl } from './recordsUrl';

const range = { from: dateTime(1000), to: dateTime(5000) };
const query = {
  refId: 'A',
  datasource: { type: DATASOURCE_TYPE, uid: 'plumb' },
  queryType: 'drift',
  model: 'flights',
  segmentBy: ['carrier'],
};

function asked(target: object, more: Partial<DataQueryRequest> = {}): DataQueryRequest {
  return {
    requestId: 'r',
    interval: '1h',
    intervalMs: 36e5,
    range: { ...range, raw: range },
    scopedVars: {},
    targets: [{ ...query, ...target }],
    timezone: 'utc',
    app: 'dashboard',
    startTime: 0,
    ...more,
  };
}

const replace = (text: string) => text.replace('$model', 'churn').replace('$version', 'v1,v2');
const parametersOf = (url: string | undefined) => new URL(url ?? '', 'http://grafana').searchParams;

it('leads to the records of the query with its time, versions and filters', () => {
  const filters = [{ key: 'origin', operator: '=|', values: ['EWR', 'LGA'] }];
  const url = recordsUrl(asked({ versions: ['$version'], filters }), {}, replace);
  expect(url).toMatch(/^\/a\/plumbline-models-app\/models\/flights\/records\?/);
  const parameters = parametersOf(url);
  expect([parameters.get('from'), parameters.get('to'), parameters.get('var-ds')]).toEqual(['1000', '5000', 'plumb']);
  expect(parameters.getAll('var-version')).toEqual(['v1', 'v2']);
  expect(parameters.getAll('var-filters')).toEqual(['origin|=__gfp__|EWR|LGA']);
});

it('adds filters of the dashboard, of the segment and of the place; choices of columns are no filters', () => {
  const request = asked(
    {},
    {
      filters: [
        { key: 'column', operator: '=', value: 'temp' },
        { key: 'dest', operator: '!=', value: 'IAH' },
      ],
    }
  );
  const place = { from: 2000, to: 3000, columns: ['temp'], segment: 'carrier=U|A,B' };
  const parameters = parametersOf(recordsUrl(request, place, replace));
  expect([parameters.get('from'), parameters.get('to')]).toEqual(['2000', '3000']);
  expect(parameters.getAll('var-column')).toEqual(['temp']);
  expect(parameters.getAll('var-filters')).toEqual(['dest|!=|IAH', 'carrier|=|U__gfp__A__gfc__B']);
});

it('takes the query that the frame came from, and fills its variables in', () => {
  const request = asked({});
  const targets = [...request.targets, { ...query, refId: 'B', model: '$model' }];
  expect(recordsUrl({ ...request, targets }, { refId: 'B' }, replace)).toContain('/models/churn/records');
});

it.each([
  ['another data source', { datasource: { type: 'prometheus', uid: 'q' } }, {}],
  ['no model', { model: undefined }, {}],
  ['a segment that the query does not have', { segmentBy: ['dest'] }, { segment: 'carrier=UA' }],
])('leads nowhere for %s', (_, target, place) => {
  expect(recordsUrl(asked(target), place, replace)).toBeUndefined();
});
