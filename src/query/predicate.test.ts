import { describe, expect, it } from 'vitest';
import { type Filter, FILTER_OPERATORS } from './model';
import { predicateFilters, predicateText } from './predicate';

/** Names and values that try to end their quotes, or to be an operator. */
const HOSTILE = [
  'a',
  'dep time',
  `O'Hare`,
  `"x"`,
  `a" = 'b`,
  'AND',
  'x OR y',
  'in (',
  '=',
  '',
  '  ',
  '≤ 3',
  'ä,b)',
  "''",
];

describe('a condition', () => {
  it('is SQL that names what it means', () => {
    expect(
      predicateText([
        { key: 'age', operator: '<', value: '25' },
        { key: 'country', operator: '=|', values: ['DE', "Côte d'Ivoire"] },
        { key: 'name', operator: '!~', value: 'a.*' },
      ])
    ).toBe(`"age" < '25' AND "country" IN ('DE', 'Côte d''Ivoire') AND "name" !~ 'a.*'`);
  });

  it.each(FILTER_OPERATORS)('with %s reads back, whatever the names and values are', (operator) => {
    for (const key of HOSTILE.filter((name) => name !== '')) {
      for (const value of HOSTILE) {
        const filter: Filter = operator.endsWith('|')
          ? { key, operator, values: [value, 'other'] }
          : { key, operator, value };
        const more: Filter = { key: 'z', operator: '=', value };
        expect(predicateFilters(predicateText([filter])), predicateText([filter])).toEqual([filter]);
        expect(predicateFilters(predicateText([filter, more]))).toEqual([filter, more]);
      }
    }
  });

  it.each([
    ['origin IN (EWR, JFK)', [{ key: 'origin', operator: '=|', values: ['EWR', 'JFK'] }]],
    [`origin in ('EWR','JFK') AND hour > 16`, 2],
    ['origin NOT IN (EWR)', [{ key: 'origin', operator: '!=|', values: ['EWR'] }]],
    ['origin = EWR OR origin = JFK', [{ key: 'origin', operator: '=|', values: ['EWR', 'JFK'] }]],
    [`origin = EWR or origin IN ('LGA', EWR)`, [{ key: 'origin', operator: '=|', values: ['EWR', 'LGA'] }]],
    ['visib ≤ 2', [{ key: 'visib', operator: '<=', value: '2' }]],
    ['hour <> 16', [{ key: 'hour', operator: '!=', value: '16' }]],
    ['title = War and Peace', undefined],
    ['inside = yes', [{ key: 'inside', operator: '=', value: 'yes' }]],
  ])('is read from %s', (text, expected) => {
    const found = predicateFilters(text);
    expect(typeof expected === 'number' ? found?.length : found).toEqual(expected);
  });

  it.each([
    'origin = EWR OR carrier = UA',
    'origin = EWR OR hour > 16',
    'origin = EWR AND hour = 3 OR hour = 4',
    'origin IN ()',
    'origin IN (EWR',
    'origin IN',
    "origin = 'EWR' hour",
    'NOT origin = EWR AND',
  ])('is no list of filters: %s', (text) => expect(predicateFilters(text)).toBeUndefined());
});
