import { describe, expect, it } from 'vitest';
import { type DriftQuery } from '../query/model';
import { expand, interpolateFilter, interpolateQuery, type Replace, sqlValue } from './interpolate';

/** Replaces `$name` as Grafana does: by the formatter where there is one, else as text. */
function replacing(values: Record<string, unknown>, traits = { multi: false, includeAll: false }): Replace {
  return (text, format) =>
    text.replace(/\$(\w+)|\$\{(\w+)\}/g, (whole, bare?: string, braced?: string) => {
      const name = bare ?? braced ?? '';
      if (!(name in values)) {
        return whole;
      }
      return format ? format(values[name], traits) : String(values[name]);
    });
}

const drift: DriftQuery = { refId: 'A', queryType: 'drift', model: '$model' };

describe('interpolateQuery', () => {
  it('replaces every text of an analysis', () => {
    const query: DriftQuery = {
      ...drift,
      columns: ['$column', 'temp'],
      segmentBy: ['$key'],
      window: '$window',
      labels: { asOf: '$day' },
      timezone: '$zone',
    };
    const replace = replacing({
      model: 'flights',
      column: ['dep', 'arr'],
      key: 'carrier',
      window: '1d',
      day: '2026-01-01',
      zone: 'UTC',
    });
    expect(interpolateQuery(query, replace)).toEqual({
      refId: 'A',
      queryType: 'drift',
      model: 'flights',
      columns: ['dep', 'arr', 'temp'],
      segmentBy: ['carrier'],
      window: '1d',
      labels: { asOf: '2026-01-01' },
      timezone: 'UTC',
    });
  });

  it('leaves the query that it was given as it was', () => {
    const query: DriftQuery = { ...drift, columns: ['$column'] };
    interpolateQuery(query, replacing({ model: 'flights', column: ['a', 'b'] }));
    expect(query.columns).toEqual(['$column']);
  });

  it('keeps the data source reference untouched', () => {
    const datasource = { type: 'plumbline-predictions-datasource', uid: '$ds' };
    expect(interpolateQuery({ ...drift, datasource }, replacing({ ds: 'other' })).datasource).toBe(datasource);
  });

  it('drops the list of versions where a variable says all', () => {
    const all = interpolateQuery({ ...drift, versions: ['$version'] }, replacing({ version: '*' }));
    expect(all).toHaveProperty('versions', undefined);
    const two = interpolateQuery({ ...drift, versions: ['$version'] }, replacing({ version: ['v1', 'v2'] }));
    expect(two).toHaveProperty('versions', ['v1', 'v2']);
  });

  it.each([
    ['previous', { kind: 'previous' }],
    ['fixed:march', { kind: 'fixed', name: 'march' }],
    ['fixed', { kind: 'fixed' }],
    ['rolling:28d', { kind: 'rolling', over: '28d' }],
    ['training', { kind: 'fixed', name: 'training' }],
  ])('reads the reference %s from a variable', (word, reference) => {
    const query: DriftQuery = { ...drift, reference: { kind: 'fixed', name: '$ref' } };
    expect(interpolateQuery(query, replacing({ ref: word }))).toHaveProperty('reference', reference);
  });

  it('does not read a written name as another kind of reference', () => {
    const query: DriftQuery = { ...drift, reference: { kind: 'fixed', name: 'previous' } };
    expect(interpolateQuery(query, replacing({}))).toHaveProperty('reference', { kind: 'fixed', name: 'previous' });
  });
});

describe('interpolateQuery of SQL', () => {
  const sql = (rawSql: string, replace: Replace) =>
    interpolateQuery({ refId: 'A', queryType: 'sql', rawSql }, replace) as { rawSql: string };

  it('doubles the quotes of a single value and adds none', () => {
    const replace = replacing({ name: "O'Hare" });
    expect(sql("SELECT '$name'", replace).rawSql).toBe("SELECT 'O''Hare'");
  });

  it('quotes each value of a variable that may hold several', () => {
    const replace = replacing({ dest: ['ORD', "O'Hare"] }, { multi: true, includeAll: false });
    expect(sql('dest IN ($dest)', replace).rawSql).toBe("dest IN ('ORD','O''Hare')");
    const one = replacing({ dest: 'ORD' }, { multi: true, includeAll: false });
    expect(sql('dest IN ($dest)', one).rawSql).toBe("dest IN ('ORD')");
  });

  it('leaves macros to the back end', () => {
    expect(sql('WHERE $__timeFilter(time)', replacing({})).rawSql).toBe('WHERE $__timeFilter(time)');
  });
});

describe('interpolateFilter', () => {
  const replace = replacing({ dest: ['JFK', 'E.R'], one: 'JFK' });

  it('turns an equality with several values into a list', () => {
    expect(interpolateFilter({ key: 'dest', operator: '=', value: '$dest' }, replace)).toEqual({
      key: 'dest',
      operator: '=|',
      values: ['JFK', 'E.R'],
    });
    expect(interpolateFilter({ key: 'dest', operator: '!=', value: '$dest' }, replace).operator).toBe('!=|');
  });

  it('turns a pattern with several values into an escaped alternation', () => {
    expect(interpolateFilter({ key: 'dest', operator: '=~', value: '$dest' }, replace).value).toBe('(JFK|E\\.R)');
  });

  it('keeps an empty value: it is a value', () => {
    expect(interpolateFilter({ key: 'dest', operator: '=', value: '' }, replace)).toEqual({
      key: 'dest',
      operator: '=',
      value: '',
    });
  });

  it('spreads variables in a list', () => {
    const filter = interpolateFilter({ key: 'dest', operator: '=|', values: ['$dest', 'BOS'] }, replace);
    expect(filter.values).toEqual(['JFK', 'E.R', 'BOS']);
  });
});

it('expands a text to all values of its variable', () => {
  expect(expand('$x', replacing({ x: ['a', 'b'] }))).toEqual(['a', 'b']);
  expect(expand('hum*', replacing({}))).toEqual(['hum*']);
  expect(expand('$x', replacing({ x: '' }))).toEqual([]);
});

it('writes numbers for SQL as they are', () => {
  expect(sqlValue(3)).toBe('3');
});
