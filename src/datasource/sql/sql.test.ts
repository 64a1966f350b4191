import { describe, expect, it } from 'vitest';
import { type CatalogueModel } from '../catalogue';
import { explainAt, type Schema, suggestionsAt } from './completion';
import { formatSql } from './format';
import { markerOf } from './markers';
import { tokensOf } from './tokens';

const flights: CatalogueModel = {
  name: 'flights',
  task: 'binary',
  columns: [
    { name: 'id', role: 'id', kind: 'categorical', segment: false },
    { name: 'time', role: 'time', kind: 'time', segment: false },
    { name: 'Wind speed', role: 'feature', kind: 'numeric', segment: false },
    { name: 'carrier', role: 'feature', kind: 'categorical', segment: true },
  ],
};
const other: CatalogueModel = { ...flights, name: 'loans', columns: [{ ...flights.columns[2]!, name: 'income' }] };
const schema: Schema = { models: [flights, other], variables: ['model', 'carrier'] };

/** Suggestions at the bar in the text. */
const at = (text: string) => suggestionsAt(text.replace('|', ''), text.indexOf('|'), schema);
const labels = (text: string) => at(text).map(({ label }) => label);

describe('completion', () => {
  it('offers tables after FROM and JOIN, and nothing but them and variables', () => {
    expect(labels('SELECT * FROM |')).toEqual(
      expect.arrayContaining(['predictions."flights"', 'labels."loans"', '$model'])
    );
    expect(labels('SELECT * FROM |')).not.toContain('carrier');
    expect(labels('SELECT 1 FROM predictions."flights" p JOIN |')).toContain('attributions."flights"');
  });

  it('offers models after the name of a schema', () => {
    expect(at('SELECT * FROM predictions.|').map(({ insert }) => insert)).toEqual(['flights', 'loans']);
    expect(suggestionsAt('SELECT * FROM labels.', 21, { ...schema, models: [{ ...other, name: 'a "b"' }] })).toEqual([
      expect.objectContaining({ insert: '"a ""b"""' }),
    ]);
  });

  it('offers the columns of an alias after its dot, quoted where they must be', () => {
    const found = at('SELECT p.| FROM predictions."flights" AS p JOIN labels."flights" l ON l.id = p.id');
    expect(found.map(({ insert }) => insert)).toEqual(['id', 'time', '"Wind speed"', 'carrier']);
    expect(labels('SELECT l.| FROM predictions."flights" p JOIN labels."flights" l USING (id)')).toContain(
      'arrived_at'
    );
    expect(labels('SELECT a.| FROM attributions."flights" a')).toContain('shap_carrier');
  });

  it('offers only columns of the tables in use, before macros and functions', () => {
    const found = labels('SELECT | FROM predictions."flights"');
    expect(found).toEqual(expect.arrayContaining(['carrier', '$__timeFilter(column)', 'avg', 'GROUP BY ALL']));
    expect(found).not.toContain('income');
    expect(found.indexOf('carrier')).toBeLessThan(found.indexOf('avg'));
  });

  it('offers variables in a string and nothing in a comment', () => {
    expect(labels("SELECT * FROM predictions.flights WHERE carrier = '|'")).toEqual(['$model', '$carrier']);
    expect(labels('SELECT 1 -- fr|om here')).toEqual([]);
  });
});

describe('hover', () => {
  const over = (sql: string, word: string) => explainAt(sql, sql.indexOf(word), schema)?.text;
  const sql = 'SELECT avg(p.carrier), $__timeGroup(time, \'1d\') FROM predictions."flights" p';

  it.each([
    ['avg', 'avg(x)'],
    ['carrier', 'feature, categorical'],
    ['$__timeGroup', 'local midnight'],
    ['"flights"', 'binary'],
  ])('explains %s', (word, text) => {
    expect(over(sql, word)).toContain(text);
  });

  it('says nothing about what it does not know', () => {
    expect(over('SELECT nothing', 'nothing')).toBeUndefined();
    expect(over("SELECT 'avg'", 'avg')).toBeUndefined();
  });
});

describe('formatSql', () => {
  it('puts clauses on lines of their own and keywords in capitals', () => {
    expect(
      formatSql(
        `select carrier, count(*) filter (where score > .5) as n from predictions."flights" p left join labels."flights" l on l.id = p.id and l.value = '1' where $__timeFilter(time) and score between 1 and 2 group by all order by n desc limit 10`
      )
    ).toBe(
      [
        'SELECT carrier, count(*) FILTER (WHERE score > .5) AS n',
        'FROM predictions."flights" p',
        'LEFT JOIN labels."flights" l ON l.id = p.id',
        "  AND l.value = '1'",
        'WHERE $__timeFilter(time)',
        '  AND score BETWEEN 1 AND 2',
        'GROUP BY ALL',
        'ORDER BY n DESC',
        'LIMIT 10',
      ].join('\n')
    );
  });

  it('indents subqueries', () => {
    expect(formatSql('with a as (select 1 as x from b) select * from a')).toBe(
      ['WITH a AS (', '  SELECT 1 AS x', '  FROM b', ')', 'SELECT *', 'FROM a'].join('\n')
    );
  });

  it.each([
    "SELECT 'it''s  two', $$ a  b $$, E'\\'  ' FROM t -- end  here\nWHERE x",
    'SELECT "a  ""b""", x::DOUBLE[], [1, 2][1], {\'a\': 1}, -1, a - -1, /* keep  me */ list_transform(l, x -> x + 1)',
    'SELECT * EXCLUDE (a) REPLACE (b + 1 AS b), CASE WHEN a AND b THEN 1 ELSE 2 END, $__timeGroup(time, $__interval)',
    'SELECT a IS DISTINCT FROM b, ${x:sqlstring}, [[y]], extract(day FROM t), sum(x) OVER (PARTITION BY a ORDER BY b)',
    'SELECT a FROM (SELECT b FROM (SELECT 1 AS b)) UNION ALL BY NAME SELECT 2 AS a',
    "SELECT 'never closed",
  ])('changes nothing but white space and the case of keywords: %s', (sql) => {
    const solid = (text: string) =>
      tokensOf(text)
        .filter(({ kind }) => kind !== 'space')
        .map(({ kind, text: each }) => (kind === 'word' ? each.toUpperCase() : each.trimEnd()));
    expect(solid(formatSql(sql))).toEqual(solid(sql));
    expect(formatSql(formatSql(sql))).toBe(formatSql(sql));
  });
});

describe('markerOf', () => {
  const sql = 'SELECT carrier,\n  nosuch(temp)\nFROM predictions."flights"';

  it('marks the word at the place that the message names', () => {
    expect(markerOf(sql, 'The function nosuch is not allowed (line 2, column 3)')).toMatchObject({
      startLineNumber: 2,
      startColumn: 3,
      endColumn: 9,
    });
  });

  it('marks the name that DuckDB quotes', () => {
    expect(markerOf(sql, 'Binder Error: Referenced column "temp" not found')).toMatchObject({
      startLineNumber: 2,
      startColumn: 10,
      endColumn: 14,
    });
  });

  it('marks the first line where nothing is named, and never outside the text', () => {
    expect(markerOf(sql, 'Out of memory')).toMatchObject({ startLineNumber: 1, startColumn: 1, endColumn: 16 });
    expect(markerOf('x', 'line 9, column 99')).toMatchObject({ startLineNumber: 1, startColumn: 2, endColumn: 3 });
  });
});
