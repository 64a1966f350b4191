/** Types, limits, time series and hidden columns of SQL answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Field, type Frame } from '../../../src/backend/grafana/frame';
import { PlumblineError } from '../../../src/query/errors';
import { CANARY, DAY, Fixture, HOUR, rowsOf, START } from './fixture';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await Fixture.create();
});
afterAll(() => fixture.close());

const only = async (sql: string): Promise<{ field: Field; value: unknown; frame: Frame }> => {
  const [frame] = await fixture.run(sql);
  const field = frame?.fields[0];
  if (frame === undefined || field === undefined) {
    throw new Error(`no field from ${sql}`);
  }
  return { field, value: rowsOf(frame)[0]?.[0], frame };
};

const failure = async (run: Promise<unknown>): Promise<PlumblineError> => {
  const outcome = await run.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(PlumblineError);
  return outcome as PlumblineError;
};

const texts = (frame: Frame | undefined): string[] => (frame?.meta?.notices ?? []).map((notice) => notice.text);

describe('types', () => {
  it.each<[string, string, unknown]>([
    ['true', 'boolean', true],
    ['1::TINYINT', 'integer', 1],
    ['-2::SMALLINT', 'integer', -2],
    ['3::INTEGER', 'integer', 3],
    ['9007199254740991::BIGINT', 'integer', 9007199254740991n],
    ['4::UTINYINT', 'integer', 4],
    ['5::USMALLINT', 'integer', 5],
    ['4294967295::UINTEGER', 'number', 4294967295],
    ['6::UBIGINT', 'number', 6],
    ['7::HUGEINT', 'number', 7],
    ['8::UHUGEINT', 'number', 8],
    ['1.5::FLOAT', 'number', 1.5],
    ['2.5::DOUBLE', 'number', 2.5],
    ['-12.345::DECIMAL(10, 3)', 'number', -12.345],
    ["'text'", 'string', 'text'],
    ["'žluťoučký 🐎, longer than twelve bytes'", 'string', 'žluťoučký 🐎, longer than twelve bytes'],
    ["TIMESTAMP '2026-03-01 10:00:00.123456'", 'time', 1772359200123456000n],
    ["TIMESTAMP_S '2026-03-01 10:00:00'", 'time', 1772359200000000000n],
    ["TIMESTAMP_MS '2026-03-01 10:00:00.123'", 'time', 1772359200123000000n],
    ["TIMESTAMP_NS '2026-03-01 10:00:00.123456789'", 'time', 1772359200123456789n],
    ["TIMESTAMPTZ '2026-03-01 10:00:00+02'", 'time', 1772352000000000000n],
    ["DATE '2026-03-01'", 'time', 1772323200000000000n],
    ["TIME '10:11:12.5'", 'string', '10:11:12.5'],
    ["INTERVAL '1 month 2 days 03:04:05'", 'string', '1 month 2 days 03:04:05'],
    ["'2c9e0c44-8f39-4b4a-9a0b-2b8e9e6b1a11'::UUID", 'string', '2c9e0c44-8f39-4b4a-9a0b-2b8e9e6b1a11'],
    ["'b'::ENUM('a', 'b')", 'string', 'b'],
    ["'\\x41\\xFF'::BLOB", 'string', 'A\\xFF'],
    ["'0101'::BIT", 'string', '0101'],
    ['[1, NULL, 3]', 'string', '[1,null,3]'],
    ["['a\"b']", 'string', '["a\\"b"]'],
    ["{'a': 1, 'b': {'c': [true]}}", 'string', '{"a":1,"b":{"c":[true]}}'],
    ["map {'x': 1, 'y': 2}", 'string', '{"x":1,"y":2}'],
    ['array_value(1.5, 2.5)', 'string', '[1.5,2.5]'],
    ['union_value(n := 2)', 'string', '{"n":2}'],
    ["[DATE '2026-03-01']", 'string', '["2026-03-01"]'],
    ["['nan'::DOUBLE, 1.5]", 'string', '["NaN",1.5]'],
    ['NULL', 'integer', null],
    ['NULL::DOUBLE', 'number', null],
    ["to_json({'a': 1})", 'string', '{"a":1}'],
  ])('%s is %s', async (sql, type, value) => {
    const answer = await only(`SELECT ${sql} AS v`);
    expect(answer.field.type).toBe(type);
    expect(answer.value).toEqual(value);
  });

  it.each([
    ["SELECT 'infinity'::TIMESTAMP AS v", 'times are infinite'],
    ["SELECT DATE '9999-01-01' AS v", 'times are infinite or outside'],
    ["SELECT 'nan'::DOUBLE AS v", 'values are NaN or infinite'],
    ["SELECT '-inf'::DOUBLE AS v", 'values are NaN or infinite'],
    ['SELECT 9223372036854775807::BIGINT AS v', 'beyond 2^53'],
    ['SELECT -9223372036854775807::BIGINT AS v', 'beyond 2^53'],
    ['SELECT 170141183460469231731687303715884105727 AS v', 'beyond 2^53'],
  ])('%s is noticed', async (sql, notice) => {
    const { frame } = await only(sql);
    expect(texts(frame)).toEqual([
      expect.stringContaining(`Column v: 1 ${notice === 'beyond 2^53' ? 'integers are ' : ''}${notice}`),
    ]);
  });

  it.each(['9007199254740991', '-9007199254740991', '0', '-1', '4294967296'])('%s keeps all digits', async (sql) => {
    expect(texts((await only(`SELECT ${sql}::BIGINT AS v`)).frame)).toEqual([]);
  });

  it('keeps names apart', async () => {
    const [frame] = await fixture.run('SELECT 1 AS a, 2 AS a, 3 AS b, 4 AS a, 5 AS a_1');
    const names = frame?.fields.map((field) => field.name) ?? [];
    expect(new Set(names).size).toBe(5);
    expect(names.slice(0, 3)).toEqual(['a', 'a_1', 'b']);
  });

  it('takes names that JavaScript has a meaning for', async () => {
    const [frame] = await fixture.run(`SELECT 1 AS "__proto__", {'__proto__': 2, 'constructor': 3} AS s`);
    expect(frame?.fields.map((field) => field.name)).toEqual(['__proto__', 's']);
    expect(rowsOf(frame ?? { name: '', fields: [] })[0]?.[1]).toContain('"constructor":3');
    expect(({} as Record<string, unknown>).constructor).toBe(Object);
  });

  it('gives fields for no rows', async () => {
    const [frame] = await fixture.run('SELECT id, score, time FROM predictions.flights WHERE false');
    expect(frame?.fields.map((field) => field.type)).toEqual(['string', 'number', 'time']);
    expect(frame?.meta).toMatchObject({ type: 'table', typeVersion: [0, 1] });
  });
});

describe('limits', () => {
  it('shows the first rows and says so', async () => {
    const [frame] = await fixture.run('SELECT id, score, [score] AS l FROM predictions.flights ORDER BY time', {
      rowLimit: 100,
    });
    expect(frame && rowsOf(frame).length).toBe(100);
    expect(frame && rowsOf(frame)[99]?.[0]).toBe('f99');
    expect(texts(frame)).toContainEqual(expect.stringContaining('Only the first 100 rows are shown'));
  });

  it('says nothing when all rows fit', async () => {
    const [frame] = await fixture.run('SELECT id FROM labels.flights LIMIT 100', { rowLimit: 100 });
    expect(frame && rowsOf(frame).length).toBe(100);
    expect(texts(frame)).toEqual([]);
  });

  it.each([
    ['as it is', ''],
    ['with a comment behind it', ' -- the newest last'],
    ['with a semicolon and comments behind it', " /* one */ ; -- two's"],
  ])('gives windows over all rows in their order, %s', async (_, end) => {
    const numbered = 'SELECT id, row_number() OVER (ORDER BY time) AS n, id FROM predictions.flights';
    const [frame] = await fixture.run(`${numbered}${end}`, { rowLimit: 100 });
    const rows = rowsOf(frame ?? { name: '', fields: [] });
    expect(rows.map(([id, n]) => [id, Number(n)])).toEqual(rows.map((__, index) => [`f${index}`, index + 1]));
    expect(rows.length).toBe(100);
    expect(new Set(frame?.fields.map(({ name }) => name)).size).toBe(3);
    expect(texts(frame)).toContainEqual(expect.stringContaining('Only the first 100 rows are shown'));
    const [all] = await fixture.run(`${numbered} QUALIFY n > 1400 ORDER BY n DESC${end}`, { rowLimit: 100 });
    expect(rowsOf(all ?? { name: '', fields: [] }).map(([, n]) => Number(n))).toEqual(
      Array.from({ length: 40 }, (__, index) => 1440 - index)
    );
    expect(texts(all).join()).not.toContain('Only the first');
  });

  it('never answers with the rows before a failure', async () => {
    const error = await failure(
      fixture.run("SELECT CASE WHEN i = 90000 THEN 'x' ELSE '1' END::INTEGER AS n FROM range(100000) r(i)")
    );
    expect(error.code).toBe('bad_request');
  });

  it('never cuts an answer for an alert', async () => {
    const error = await failure(fixture.run('SELECT id FROM labels.flights', { rowLimit: 100, fromAlert: true }));
    expect(error.code).toBe('too_large');
    expect(error.text).toContain('more than 100 rows');
  });

  it('refuses more values than an answer may have', async () => {
    const wide = Array.from({ length: 60 }, (_, i) => `i AS c${i}`).join(', ');
    const error = await failure(fixture.run(`SELECT ${wide} FROM range(100000) r(i)`, { rowLimit: 1_000_000 }));
    expect(error.code).toBe('too_large');
    expect((await fixture.run('SELECT 1')).length).toBe(1);
  });

  it.each([
    "WITH t AS (SELECT repeat('x', 1000) AS t) SELECT t || t || t || t || t || t || t || t AS t FROM t, range(10000)",
    "WITH t AS (SELECT repeat('x', 1000) AS t) SELECT [t, t, t, t, t, t, t, t] AS t FROM t, range(10000)",
  ])('refuses more text than one message holds: %s', async (sql) => {
    const error = await failure(fixture.run(sql));
    expect(error.code).toBe('too_large');
    expect(error.message).toContain('64 MiB of text');
  });

  it('passes the engine’s own errors on', async () => {
    const { message } = await failure(fixture.run('SELECT nothing FROM labels.flights'));
    expect(message).toMatch(/Binder Error: .*"nothing"/);
    // DuckDB shows the statement that runs, whose tables are not as they were written.
    expect(message).not.toMatch(/LINE 1|\^/);
    expect((await failure(fixture.run("SELECT 'x'::INT"))).message).toContain('Conversion Error');
    expect((await failure(fixture.run('SELEC 1'))).message).toContain('line 1, column 1');
    expect((await failure(fixture.run('SELECT 1,\n  FROM WHERE'))).message).toContain('line 2');
  });
});

it.each([
  ["SELECT 'LINE 1: x'::INT", "Could not convert string 'LINE 1: x' to INT32"],
  ["SELECT (chr(10) || 'LINE 1: x' || range)::INT FROM range(3)", "Could not convert string '\nLINE 1: x0' to INT32"],
  ["SELECT error('at LINE 2: b') FROM range(1)", 'at LINE 2: b'],
])('keeps what a message quotes: %s', async (sql, text) => {
  const { message } = await failure(fixture.run(sql));
  expect(message.endsWith(text), message).toBe(true);
});

it('passes a defect on as it is', async () => {
  const defect = new PlumblineError('internal', 'Something broke\n\nLINE 1: SELECT 1\n        ^');
  const error = await failure(fixture.run('SELECT 1', { runner: { statement: () => Promise.reject(defect) } }));
  expect(error).toBe(defect);
});

describe('time series', () => {
  const series = (sql: string) => fixture.run(sql, { format: 'timeseries' });

  it('makes a frame a series and number, sorted', async () => {
    const frames = await series(
      "SELECT avg(score) AS score, count(*) AS n, carrier, $__timeGroup(time, '1d') AS time FROM predictions.flights GROUP BY ALL ORDER BY time DESC"
    );
    expect(frames.length).toBe(6);
    expect(frames.map((frame) => frame.fields[1]?.labels)).toEqual([
      { carrier: 'AA' },
      { carrier: 'AA' },
      { carrier: 'DL' },
      { carrier: 'DL' },
      { carrier: 'UA' },
      { carrier: 'UA' },
    ]);
    for (const frame of frames) {
      expect(frame.meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1] });
      expect(frame.refId).toBe('A');
      expect(frame.fields.map((field) => field.type)).toEqual(['time', 'number']);
      const times = rowsOf(frame).map(([time]) => time as number);
      expect(times).toEqual(Array.from({ length: 10 }, (_, day) => START + day * DAY));
    }
  });

  it('names a missing label, turns booleans to numbers and keeps missing values', async () => {
    const frames = await series(
      `SELECT TIMESTAMP '2026-03-25' AS time, 'x' AS l, true AS up, NULL::DOUBLE AS v UNION ALL SELECT TIMESTAMP '2026-03-25', NULL, false, 2 ORDER BY 1`
    );
    expect(frames.map((frame) => [frame.fields[1]?.labels?.l, frame.name, rowsOf(frame)[0]?.[1]])).toEqual([
      ['(none)', 'up', 0],
      ['(none)', 'v', 2],
      ['x', 'up', 1],
      ['x', 'v', null],
    ]);
  });

  it('takes epochs in a column named time', async () => {
    for (const unit of [`${START / 1000}`, `${START}`, `${START}000`, `${START}000000`]) {
      const [frame] = await series(`SELECT ${unit} AS time, 1.5 AS v`);
      expect(frame && rowsOf(frame)).toEqual([[START, 1.5]]);
    }
  });

  it('says how many rows have no time', async () => {
    const [frame] = await series("SELECT NULL::TIMESTAMP AS time, 1 AS v UNION ALL SELECT TIMESTAMP '2026-03-25', 2");
    expect(frame && rowsOf(frame)).toEqual([[START, 2]]);
    expect(texts(frame)).toEqual(['1 rows have no time and are not shown']);
  });

  it('explains what is missing', async () => {
    const noTime = await failure(series('SELECT carrier, score FROM predictions.flights LIMIT 1'));
    expect(noTime.text).toContain('A time series has no time column; the columns are carrier (string), score (number)');
    expect((await failure(series('SELECT time, carrier FROM predictions.flights LIMIT 1'))).text).toContain(
      'A time series has no number column'
    );
    expect((await failure(series(`SELECT now() AS time, 'x' AS "__proto__", 1 AS v`))).text).toContain(
      'cannot be a label'
    );
  });

  it('gives a typed frame for no rows', async () => {
    const [frame] = await series('SELECT time, carrier, score FROM predictions.flights WHERE false');
    expect(frame?.fields.map((field) => field.type)).toEqual(['time', 'number']);
    expect(frame?.meta?.type).toBe('timeseries-multi');
  });

  it('bounds the number of series', async () => {
    const error = await failure(
      series("SELECT TIMESTAMP '2026-03-25' AS time, 'l' || i AS l, i AS v FROM range(10001) r(i)")
    );
    expect(error.text).toContain('10001 series, at most 10000');
  });

  it('fills the interval from the request', async () => {
    const [frame] = await fixture.run(
      'SELECT $__timeGroupAlias(time, $__interval), count(*) AS n FROM predictions.flights GROUP BY 1',
      {
        format: 'timeseries',
        intervalMs: 6 * HOUR,
      }
    );
    expect(frame && rowsOf(frame).length).toBe(40);
  });
});

describe('sensitive columns', () => {
  const WAYS = [
    'SELECT * FROM predictions.flights',
    'SELECT f.* FROM predictions.flights f',
    'SELECT f FROM predictions.flights f',
    'SELECT predictions.flights FROM predictions.flights',
    "SELECT COLUMNS('.*') FROM predictions.flights",
    'SELECT COLUMNS(*) FROM predictions.flights',
    "SELECT COLUMNS(lambda c: c LIKE 'pass%' OR true) FROM predictions.flights",
    '(SELECT * FROM predictions.flights)',
    'WITH a AS (SELECT * FROM predictions.flights) SELECT * FROM a',
    'SELECT * FROM predictions.FLIGHTS',
    'SELECT * FROM predictions.flights AS t(a, b, c, d, e, f, g, h, i, j)',
    'SELECT to_json(f) FROM predictions.flights f',
    'SELECT row_to_json(f) FROM predictions.flights f',
    'SELECT list(f) FROM predictions.flights f',
    'SELECT max(COLUMNS(*)) FROM predictions.flights',
    'SELECT * FROM "references"."flights/training"',
    'SELECT * FROM predictions.flights NATURAL JOIN labels.flights',
    'SELECT unnest(f) FROM predictions.flights f',
    'SELECT * RENAME (passenger AS p) FROM predictions.flights',
    'SUMMARIZE predictions.flights',
    'SUMMARIZE SELECT * FROM predictions.flights',
    'DESCRIBE predictions.flights',
    'TABLE predictions.flights',
    'FROM predictions.flights',
    'SELECT * FROM predictions.flights UNION ALL BY NAME SELECT * FROM predictions.flights',
    'UNPIVOT (SELECT * FROM predictions.flights) ON COLUMNS(* EXCLUDE (id, time, distance, temp, wind_speed, prediction, score))',
    'SELECT * FROM predictions.flights TABLESAMPLE 50%',
    'SELECT (SELECT list(x) FROM (SELECT * FROM predictions.flights) x)',
    'SELECT arg_max(f, score) FROM predictions.flights f',
    'SELECT hash(f), f::VARCHAR FROM predictions.flights f',
  ];
  it.each(WAYS)('cannot be reached by %s', async (sql) => {
    const frames = await fixture.run(sql);
    const text = JSON.stringify(frames.map(rowsOf), (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value
    );
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain('passenger');
    expect(text).not.toContain('_seq');
    expect(frames[0]?.fields.map((field) => field.name)).not.toContain('passenger');
    expect(texts(frames[0])).toContain('Sensitive columns of flights are left out: passenger');
  });

  it.each([
    'SELECT passenger FROM predictions.flights',
    'SELECT "PASSENGER" FROM predictions.flights',
    'SELECT f.passenger FROM predictions.flights f',
    'SELECT predictions.flights.passenger FROM predictions.flights',
    'SELECT f["passenger"] FROM predictions.flights f',
    "SELECT struct_extract(f, 'passenger') FROM predictions.flights f",
    "SELECT count(*) FROM predictions.flights WHERE passenger LIKE 'c%'",
    'SELECT 1 FROM predictions.flights ORDER BY passenger',
    'SELECT score AS passenger_, passenger FROM predictions.flights',
    'SELECT * FROM predictions.flights f JOIN predictions.flights g USING (passenger)',
    'SELECT * EXCLUDE (id) REPLACE (passenger AS carrier) FROM predictions.flights',
    'SELECT shap_passenger FROM attributions.flights',
    'SELECT _seq FROM predictions.flights',
    'SELECT rowid FROM predictions.flights',
    'SELECT value FROM labels."other.model"',
  ])('has a clear error: %s', async (sql) => {
    const error = await failure(fixture.run(sql));
    expect(error.code).toBe('bad_request');
    expect(error.message).not.toContain(CANARY);
  });

  it('names the columns and the way to them', async () => {
    const error = await failure(fixture.run('SELECT passenger FROM predictions.flights'));
    expect(error.remedy).toBe('Sensitive columns of flights are left out: passenger. Ask an administrator to see them');
  });

  it('are shown to those who may see them, and never to alerts', async () => {
    const sql = 'SELECT passenger FROM predictions.flights ORDER BY time LIMIT 1';
    const [frame] = await fixture.run(sql, { unmasked: true });
    expect(frame && rowsOf(frame)).toEqual([[`${CANARY}-0`]]);
    await failure(fixture.run(sql, { unmasked: true, fromAlert: true }));
    const [all] = await fixture.run('SELECT * FROM predictions.flights LIMIT 1', { unmasked: true });
    expect(all?.fields.map((field) => field.name)).not.toContain('_seq');
  });

  it('shows the newest revision only', async () => {
    const [frame] = await fixture.run('SELECT count(*) AS n FROM labels.flights');
    expect(frame && rowsOf(frame)).toEqual([[1299n]]);
  });
});

describe('alert rules', () => {
  const typeOf = async (sql: string, fromAlert: boolean) => (await fixture.run(sql, { fromAlert }))[0]?.meta?.type;

  it('get numbers as numbers, so that a missing one is no data', async () => {
    expect(await typeOf("SELECT 'a' AS k, NULL::DOUBLE AS n", true)).toBe('numeric-long');
    expect(await typeOf('SELECT count(*) AS n FROM predictions.flights', true)).toBe('numeric-long');
  });

  it('get times and texts as tables, and so does everybody else', async () => {
    expect(await typeOf('SELECT time, 1 AS n FROM predictions.flights LIMIT 1', true)).toBe('table');
    expect(await typeOf("SELECT 'a' AS k", true)).toBe('table');
    expect(await typeOf('SELECT 1 AS n', false)).toBe('table');
  });
});
