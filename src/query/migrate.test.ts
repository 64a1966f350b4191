import { describe, expect, it } from 'vitest';
import { PlumblineError } from './errors';
import { migrateQuery } from './migrate';
import { QUERY_VERSION } from './model';
import { parseQuery } from './validate';

describe('migrateQuery', () => {
  it('leaves a present query as it is, and the input untouched', () => {
    const query = Object.freeze({ refId: 'A', queryType: 'drift', model: 'm', pluginVersion: QUERY_VERSION });
    expect(migrateQuery(query)).toEqual(query);
  });

  it('gives a query that a person wrote its version', () => {
    expect(migrateQuery({ refId: 'A', queryType: 'drift' })).toEqual({
      refId: 'A',
      queryType: 'drift',
      pluginVersion: QUERY_VERSION,
    });
  });

  it.each([
    ['time_series', 'timeseries'],
    ['table', 'table'],
    [0, 'timeseries'],
    [1, 'table'],
    [undefined, undefined],
  ])('reads a statement of another SQL data source whose format is %s', (format, lifted) => {
    const query = { refId: 'A', rawSql: 'SELECT 1', rawQuery: true, editorMode: 'code', format };
    const parsed = parseQuery(query);
    expect(parsed).toMatchObject({ queryType: 'sql', rawSql: 'SELECT 1' });
    expect(parsed).toHaveProperty('pluginVersion', QUERY_VERSION);
    expect('format' in parsed ? parsed.format : undefined).toBe(lifted);
  });

  it('lifts the query inside of a rule, too', () => {
    const query = { refId: 'A', rawSql: 'SELECT 1', format: 'time_series' };
    const rule = { query, condition: { type: 'gt', params: [1] } };
    expect(parseQuery({ refId: 'A', queryType: 'backtest', rule })).toMatchObject({
      rule: { query: { queryType: 'sql', format: 'timeseries' } },
    });
  });

  it.each(['1.0.1', '1.1.0', '2', '10.0.0'])('refuses what version %s wrote, and says what to do', (pluginVersion) => {
    const query = { refId: 'A', queryType: 'drift', model: 'm', pluginVersion };
    expect(() => parseQuery(query)).toThrow(PlumblineError);
    expect(() => parseQuery(query)).toThrow(/newer Plumbline/);
  });

  it.each(['0.9.0', '1.0', '1', '', 'x', 5])('reads what version %j wrote', (pluginVersion) => {
    expect(parseQuery({ refId: 'A', queryType: 'drift', model: 'm', pluginVersion })).toHaveProperty(
      'pluginVersion',
      QUERY_VERSION
    );
  });
});
