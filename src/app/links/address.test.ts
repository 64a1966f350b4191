import { expect, it } from 'vitest';
import { changedState, filterToText } from './address';

const search = new URLSearchParams(
  'from=now-7d&to=now&var-method=js&var-filters=origin%7C%3D%7CEWR&var-filters=temp%7C%3C%7C5&sel=1,2;a&scene-debugger=1'
);

it('keeps the state of the page and leaves the rest behind', () => {
  expect(changedState(search)).toEqual({
    from: ['now-7d'],
    to: ['now'],
    'var-method': ['js'],
    'var-filters': ['origin|=|EWR', 'temp|<|5'],
  });
});

it('puts in a range that ends before its end, a column and filters', () => {
  const state = changedState(search, {
    range: { from: 1000, to: 2000 },
    columns: ['humid'],
    filters: [
      { key: 'origin', operator: '=', value: 'JFK' },
      { key: 'humid', operator: '>', value: '50' },
    ],
  });
  expect(state).toMatchObject({ from: '1000', to: '1999', 'var-column': ['humid'] });
  expect(state['var-filters']).toEqual(['temp|<|5', 'origin|=|JFK', 'humid|>|50']);
});

it('writes signs of a value so that Grafana reads them back', () => {
  expect(filterToText({ key: 'a|b', operator: '=', value: 'x#y, z' })).toBe('a__gfp__b|=|x__gfh__y__gfc__ z');
  expect(filterToText({ key: 'k', operator: '=|', values: ['a', 'b'] })).toBe('k|=__gfp__|a|b');
});
