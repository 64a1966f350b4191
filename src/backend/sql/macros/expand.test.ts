import { describe, expect, it } from 'vitest';
import { PlumblineError } from '../../../query/errors';
import { MACROS, type MacroContext } from './definitions';
import { expandMacros } from './expand';

const CONTEXT: MacroContext = {
  from: Date.UTC(2026, 2, 1),
  to: Date.UTC(2026, 2, 2, 12, 30, 0, 250),
  intervalMs: 60_000,
};
const FROM = "TIMESTAMP '2026-03-01 00:00:00.000'";
const TO = "TIMESTAMP '2026-03-02 12:30:00.250'";

const expand = (sql: string, context: Partial<MacroContext> = {}): string =>
  expandMacros(sql, { ...CONTEXT, ...context });

function failure(sql: string, context: Partial<MacroContext> = {}): PlumblineError {
  try {
    expand(sql, context);
  } catch (error) {
    if (error instanceof PlumblineError) {
      return error;
    }
  }
  throw new Error(`${sql} did not fail`);
}

describe('expansion', () => {
  it.each([
    ['$__timeFilter(time)', `(time >= ${FROM} AND time < ${TO})`],
    ['$__timeFilter( "the time" )', `(("the time") >= ${FROM} AND ("the time") < ${TO})`],
    ['$__timeFilter(f.time)', `(f.time >= ${FROM} AND f.time < ${TO})`],
    ['$__timeFilter(a OR b)', `((a OR b) >= ${FROM} AND (a OR b) < ${TO})`],
    ['$__timeFrom()', FROM],
    ['$__timeTo', TO],
    ['$__timeTo ( )', TO],
    ['$__interval', "INTERVAL '60000 milliseconds'"],
    ['$__interval_ms', '60000'],
    ["$__timeGroup(t, '5m')", "time_bucket(INTERVAL '300000 milliseconds', CAST(t AS TIMESTAMP))"],
    ['$__timeGroup(t, 5m)', "time_bucket(INTERVAL '300000 milliseconds', CAST(t AS TIMESTAMP))"],
    ["$__timeGroup(t, '1d', 'UTC')", "time_bucket(INTERVAL '1 days', CAST(t AS TIMESTAMP))"],
    ["$__timeGroup(t, '2w')", "time_bucket(INTERVAL '14 days', CAST(t AS TIMESTAMP))"],
    ["$__timeGroup(t, '1M')", "time_bucket(INTERVAL '1 months', CAST(t AS TIMESTAMP))"],
    ["$__timeGroupAlias(t, '1y')", `time_bucket(INTERVAL '12 months', CAST(t AS TIMESTAMP)) AS "time"`],
    ['$__timeGroup(t, $__interval)', "time_bucket(INTERVAL '60000 milliseconds', CAST(t AS TIMESTAMP))"],
    ["$__timeGroup(t, '$__interval')", "time_bucket(INTERVAL '60000 milliseconds', CAST(t AS TIMESTAMP))"],
    ['$__unixEpochFilter(e)', '(e >= 1772323200 AND e < 1772454600)'],
    ['$__unixEpochNanoFilter(e)', '(e >= 1772323200000000000 AND e < 1772454600250000000)'],
    ['$__unixEpochFrom()', '1772323200'],
    ['$__unixEpochTo()', '1772454600'],
    ["$__unixEpochGroup(e, '1h')", 'CAST(floor(e / 3600) * 3600 AS BIGINT)'],
    ["$__unixEpochGroupAlias(e, '1h')", 'CAST(floor(e / 3600) * 3600 AS BIGINT) AS "time"'],
    ['$__time(t)', 't AS "time"'],
    ['$__timeEpoch(t)', 'epoch(t) AS "time"'],
  ])('%s', (sql, expected) => {
    expect(expand(sql)).toBe(expected);
  });

  it('nests, and keeps commas inside calls, strings and brackets', () => {
    expect(expand('$__timeFilter(greatest(a, $__timeFrom()))')).toBe(
      `((greatest(a, ${FROM})) >= ${FROM} AND (greatest(a, ${FROM})) < ${TO})`
    );
    expect(expand(`$__timeFilter(f(',)', [1, 2], "a,b"))`)).toBe(
      `((f(',)', [1, 2], "a,b")) >= ${FROM} AND (f(',)', [1, 2], "a,b")) < ${TO})`
    );
  });

  it.each([
    "SELECT '$__timeFilter(x)'",
    "SELECT 'it''s $__timeFrom()'",
    "SELECT E'\\' $__timeFrom()'",
    'SELECT "$__timeFrom()"',
    'SELECT 1 -- $__timeFrom()',
    'SELECT 1 /* $__timeFrom() /* $__x */ $__y */',
    'SELECT $$ $__timeFrom() $$, $tag$ $__nosuch() $tag$',
    "SELECT '$__unfinished",
  ])('leaves text alone: %s', (sql) => {
    expect(expand(sql)).toBe(sql);
  });

  it('goes on after text', () => {
    expect(expand("SELECT 'a' -- b\n, $__interval_ms")).toBe("SELECT 'a' -- b\n, 60000");
  });

  it.each([
    ['arguments full of strings', `$__timeFilter(f(${"'a',".repeat(16_000)}1))`],
    ['open dollar quotes', Array.from({ length: 12_000 }, (_, i) => `$t${i}$`).join(' ')],
    ['many macros', '$__interval_ms + '.repeat(3_800)],
    ['deep arguments', `$__timeFilter(${'('.repeat(30_000)}${')'.repeat(30_000)})`],
  ])('reads %s in time that grows with the length', (_name, sql) => {
    const before = performance.now();
    expand(sql);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('documents every macro', () => {
    for (const [name, macro] of Object.entries(MACROS)) {
      expect(macro.usage).toContain(`$__${name}`);
      expect(macro.description.length).toBeGreaterThan(10);
    }
  });
});

describe('errors name the macro, the place and the remedy', () => {
  it.each([
    ['SELECT\n  $__timeFilter()', '$__timeFilter at line 2, column 3 takes 1 argument and has 0'],
    ['SELECT $__timeFilter(a, b)', '$__timeFilter at line 1, column 8 takes 1 argument and has 2'],
    ['SELECT $__timeFilter( , )', 'takes 1 argument and has 2'],
    ["$__timeGroup(t, '')", 'has the interval ""'],
    ['$__timeGroup(t,)', 'has an empty argument 2'],
    ['$__timeGroup(t)', 'takes 2 or 3 arguments and has 1'],
    ["$__timeGroup(t, '-5m')", 'has the interval "-5m"'],
    ["$__timeGroup(t, '0h')", 'has the interval "0h"'],
    ["$__timeGroup(t, '1.5h')", 'has the interval "1.5h"'],
    ["$__timeGroup(t, '1 fortnight')", 'has the interval "1 fortnight"'],
    ["$__timeGroup(t, '99999999999d')", 'has the interval "99999999999d"'],
    ["$__timeGroup(t, '1s')", 'would make 131401 groups of 1s, at most 11000 are allowed'],
    ["$__timeGroup(t, '1h', NULL)", 'has "NULL" as its time zone'],
    ["$__timeGroup(t, '1h', 0)", 'has "0" as its time zone'],
    ["$__timeGroup(t, '1h', 'Mars/Olympus')", 'has the time zone "Mars/Olympus"'],
    ["$__timeGroup(t, '1h', 'x''y')", 'has the time zone'],
    ["$__unixEpochGroup(e, '1M')", 'has the interval 1M, and months differ in length'],
    ['SELECT $__nosuch(1)', '$__nosuch at line 1, column 8 is not a macro'],
    ['SELECT $__constructor', '$__constructor at line 1, column 8 is not a macro'],
    ['SELECT $__timeFilter(a', '$__timeFilter at line 1, column 8 has no closing parenthesis'],
    ['$__timeFilter(f($__timeFilter()))', '$__timeFilter at line 1, column 17 takes 1 argument and has 0'],
  ])('%s', (sql, message) => {
    const error = failure(sql);
    expect(error.code).toBe('bad_request');
    expect(error.message).toContain(message);
    expect(error.remedy).toMatch(/\w/);
  });

  it('names the least interval that works', () => {
    const error = failure("$__timeGroup(t, '1s')");
    const least = /at least (\d+s)/.exec(error.remedy ?? '')?.[1] ?? '';
    expect(expand(`$__timeGroup(t, '${least}')`)).toContain('time_bucket');
  });

  it('takes a panel interval of days as days of the calendar', () => {
    expect(expand('$__interval', { intervalMs: 86_400_000 })).toBe("INTERVAL '1 days'");
    expect(expand('$__interval', { intervalMs: 0 })).toBe("INTERVAL '1 milliseconds'");
  });
});
