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
    [
      '0 ≤ hour < 5',
      [
        { key: 'hour', operator: '>=', value: '0' },
        { key: 'hour', operator: '<', value: '5' },
      ],
    ],
    [
      '10 > "dep time" >= -2.5 AND origin = EWR',
      [
        { key: 'dep time', operator: '<', value: '10' },
        { key: 'dep time', operator: '>=', value: '-2.5' },
        { key: 'origin', operator: '=', value: 'EWR' },
      ],
    ],
    [`note > 'a < b'`, [{ key: 'note', operator: '>', value: 'a < b' }]],
    ['age (years) > 3', [{ key: 'age (years)', operator: '>', value: '3' }]],
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
    // Half a condition, or one that says something else, is none.
    '5 = age',
    '5 < age',
    '5 ≤ age > 3',
    '5 ≤ age',
    '5 ≤ 6 < age',
    'age < hour < 5',
    'day ≥ 5 ≤ 9',
    '5 ≤ age < 7 OR age = 9',
    '  = 5',
    'origin IN ( , EWR)',
  ])('is no list of filters: %s', (text) => expect(predicateFilters(text)).toBeUndefined());

  const spaces = ' '.repeat(30_000);
  it.each([
    ['spaces', `${spaces}x`],
    ['a part of spaces', `a = 1 and${spaces}b`],
    ['a value of spaces', `a = 1${spaces}b`],
    ['a value that ends in spaces', `a = 1${spaces}`],
    ['a list of spaces', `a in (b${spaces}c`],
    ['names of spaces', `a${spaces}in${spaces}not`],
    ['NOT', ` not${spaces}`.repeat(2)],
    ['quotes', `a = ${"'".repeat(30_001)}x`],
    ['names in quotes', `${'"'.repeat(30_001)}x`],
    ['conditions', `a = 1${' and a = 1'.repeat(6000)} and`],
    ['lists', `a in (b${', b'.repeat(15_000)}`],
  ])('takes no time that grows faster than the text: %s', (_, text) => {
    const begun = process.cpuUsage().user;
    predicateFilters(text);
    // Microseconds. A pattern that backtracks takes minutes.
    expect(process.cpuUsage().user - begun).toBeLessThan(1_000_000);
  });

  it('has an end', () => {
    expect(predicateFilters(`a = ${'b'.repeat(60_000)}`)).toHaveLength(1);
    expect(predicateFilters(`a = ${'b'.repeat(70_000)}`)).toBeUndefined();
  });
});
