import { expect, it } from 'vitest';
import { filtersInAddress, withoutFilters } from './addressFilters';

const search = new URLSearchParams([
  ['from', 'now-1d'],
  ['var-model', 'flights'],
  ['var-filters', 'carrier|=|U__gfp__A__gfc__B'],
  ['var-filters', 'origin|=__gfp__|EWR,Newark|LGA'],
  ['var-filters', 'dest|=|IAH#dashboard#restorable'],
  ['var-other', 'tail|!=|N1'],
]);
const asked = [
  { key: 'origin', operator: '=|', value: 'EWR', values: ['EWR', 'LGA'] },
  { key: 'carrier', operator: '=', value: 'U|A,B' },
  { key: 'dest', operator: '=', value: 'IAH' },
];

it('finds the filters of a request in the address, with names of values left out and signs read back', () => {
  expect(filtersInAddress(search, asked)).toMatchObject([
    { param: 'var-filters', key: 'carrier', operator: '=', values: ['U|A,B'] },
    { param: 'var-filters', key: 'origin', operator: '=|', values: ['EWR', 'LGA'] },
  ]);
});

it('leaves those that the dashboard brings, and those that the panel was not asked with', () => {
  const keys = filtersInAddress(search, asked).map(({ key }) => key);
  expect(keys).not.toContain('dest');
  expect(keys).not.toContain('tail');
});

it('takes out what is to go and keeps the rest of its variable', () => {
  const [carrier] = filtersInAddress(search, [asked[1]]);
  expect(withoutFilters(search, [carrier])).toEqual({
    'var-filters': ['origin|=__gfp__|EWR,Newark|LGA', 'dest|=|IAH#dashboard#restorable'],
  });
});

it('empties a variable that has no other filter', () => {
  const only = new URLSearchParams([['var-f', 'a|=|1']]);
  expect(withoutFilters(only, filtersInAddress(only, [{ key: 'a', operator: '=', value: '1' }]))).toEqual({
    'var-f': '',
  });
});

it.each(['', 'flights', 'a|=', 'a|like|b', '|=|b'])('takes no filter from %j', (text) =>
  expect(filtersInAddress(new URLSearchParams([['var-f', text]]), [{ key: 'a', operator: '=', value: '' }])).toEqual([])
);
