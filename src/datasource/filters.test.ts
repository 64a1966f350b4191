import { expect, it } from 'vitest';
import { type DriftQuery } from '../query/model';
import { fromAdHocFilters, isFilterOperator, withAdHocFilters } from './filters';

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

const drift: DriftQuery = { refId: 'A', queryType: 'drift', model: 'flights' };

it('takes the filter "column" as a choice of columns and every other one as a filter of rows', () => {
  expect(
    withAdHocFilters({ ...drift, columns: ['*'] }, [
      { key: 'column', operator: '=', value: 'temp' },
      { key: 'origin', operator: '=', value: 'EWR' },
    ])
  ).toEqual({ ...drift, columns: ['temp'], filters: [{ key: 'origin', operator: '=', value: 'EWR' }] });
});

it('takes a list of columns in one filter, and several choices narrow each other', () => {
  const one = (operator: string, ...values: string[]) => ({ key: 'column', operator, value: values[0], values });
  expect(withAdHocFilters(drift, [one('=|', 'temp', 'dow')]).columns).toEqual(['temp', 'dow']);
  expect(withAdHocFilters(drift, [one('=', 'temp'), one('=', 'dow')]).columns).toEqual(['temp', 'dow']);
  expect(withAdHocFilters(drift, [one('=|', 'temp', 'dow'), one('=', 'dow')]).columns).toEqual(['dow']);
  expect(withAdHocFilters(drift, [one('=|', 'temp', 'dow'), one('=|', 'dow', 'hour')]).columns).toEqual(['dow']);
  // Two lists that share no column leave none, which is not the same as all.
  expect(withAdHocFilters(drift, [one('=|', 'temp', 'dow'), one('=|', 'hour', 'dest')]).columns).toEqual([
    'temp',
    'dow',
    '!temp',
    '!dow',
  ]);
});

it('leaves out the columns that a filter refuses', () => {
  expect(
    withAdHocFilters(drift, [
      { key: 'column', operator: '!=', value: 'temp' },
      { key: 'column', operator: '!=|', value: 'dow', values: ['dow', 'hour'] },
    ])
  ).toEqual({ ...drift, columns: ['*', '!temp', '!dow', '!hour'] });
});

it('leaves a query alone when no filter is complete', () => {
  expect(withAdHocFilters(drift, [{ key: 'column', operator: '=', value: '' }])).toEqual(drift);
});
