import { expect, it } from 'vitest';
import { fromAdHocFilters, isFilterOperator } from './filters';

it('maps ad hoc filters to filters of the query', () => {
  expect(
    fromAdHocFilters([
      { key: 'origin', operator: '=', value: 'EWR' },
      { key: 'distance', operator: '<', value: '500' },
      { key: 'carrier', operator: '=|', value: 'UA', values: ['UA', 'DL'] },
    ])
  ).toEqual([
    { key: 'origin', operator: '=', value: 'EWR' },
    { key: 'distance', operator: '<', value: '500' },
    { key: 'carrier', operator: '=|', values: ['UA', 'DL'] },
  ]);
});

it('takes the one value of a list operator where there is no list', () => {
  expect(fromAdHocFilters([{ key: 'carrier', operator: '!=|', value: 'UA' }])).toEqual([
    { key: 'carrier', operator: '!=|', values: ['UA'] },
  ]);
});

it('leaves out a filter that is still being typed', () => {
  expect(
    fromAdHocFilters([
      { key: '', operator: '=', value: 'x' },
      { key: 'origin', operator: '=', value: '' },
    ])
  ).toEqual([]);
});

it('knows the operators of the contract and no others', () => {
  expect(isFilterOperator('!=|')).toBe(true);
  expect(isFilterOperator('==')).toBe(false);
});
