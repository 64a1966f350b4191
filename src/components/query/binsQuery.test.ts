import { describe, expect, it } from 'vitest';
import { binsQuery, segmentFilters } from './binsQuery';

const datasource = { type: 'plumbline-predictions-datasource', uid: 'p' };
const drift = {
  refId: 'A',
  datasource,
  queryType: 'drift',
  model: 'flights',
  columns: ['*'],
  method: 'ks',
  window: '1d',
  reference: { kind: 'fixed', name: 'training' },
  filters: [{ key: 'origin', operator: '=', value: 'EWR' }],
};

describe('binsQuery', () => {
  it('asks the same rows for one column', () => {
    expect(binsQuery(drift, 'temp', undefined)).toEqual({
      refId: 'bins',
      queryType: 'distribution',
      pluginVersion: '1.0.0',
      datasource,
      model: 'flights',
      columns: ['temp'],
      reference: { kind: 'fixed', name: 'training' },
      filters: [{ key: 'origin', operator: '=', value: 'EWR' }],
      window: 'all',
      format: 'table',
    });
  });

  it('adds the segment as filters', () => {
    const query = binsQuery({ ...drift, ...{ segmentBy: ['carrier'] } }, 'temp', 'carrier=U=A,B');
    expect(query?.filters?.[1]).toEqual({ key: 'carrier', operator: '=', value: 'U=A,B' });
  });

  it.each([
    [{ ...drift, queryType: 'sql' }],
    [{ ...drift, datasource: { type: 'prometheus', uid: 'q' } }],
    [{ ...drift, segmentBy: ['dest'] }],
  ])('asks nothing for %j', (target) => expect(binsQuery(target, 'temp', 'carrier=UA')).toBeUndefined());
});

it('reads several keys back', () => {
  expect(segmentFilters('carrier=UA,x,origin=EWR', ['carrier', 'origin'])).toEqual([
    { key: 'carrier', operator: '=', value: 'UA,x' },
    { key: 'origin', operator: '=', value: 'EWR' },
  ]);
});
