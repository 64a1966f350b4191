import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/backend/store/ingest/limits';
import { failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture();
});
afterEach(() => fixture.remove());

const T = '2026-01-01T00:00:00Z';
const at = (id: unknown, more: Record<string, unknown> = {}) => ({ id, time: T, ...more });
const newest = async () => {
  const { relations } = await fixture.store.catalogue.model('m');
  return fixture.rows(`SELECT * FROM ${relations.predictions} ORDER BY id, time`);
};
const types = async () =>
  Object.fromEntries(
    (await fixture.store.catalogue.model('m')).columns.map(({ name, role, sqlType }) => [name, `${role} ${sqlType}`])
  );

describe('schema from data', () => {
  it('takes roles from names and types from values', async () => {
    const { body, status } = await fixture.send('predictions', [
      at('a', {
        version: 3,
        environment: 'prod',
        prediction: 1.0,
        score: 1,
        score_cat: 0.25,
        latency_ms: 12,
        tokens_in: 5,
        'segment.region': 7,
        'meta.note': 'n',
        age: 31,
        height: 1.5,
        smoker: true,
        city: 'Bonn',
      }),
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 1, duplicates: 0, updated: 0, rejected: [], rejectedTotal: 0 });
    expect(await types()).toEqual({
      id: 'id VARCHAR',
      time: 'time TIMESTAMP',
      version: 'version VARCHAR',
      environment: 'environment VARCHAR',
      prediction: 'prediction BIGINT',
      score: 'score DOUBLE',
      score_cat: 'score DOUBLE',
      latency_ms: 'latency_ms DOUBLE',
      tokens_in: 'tokens_in BIGINT',
      'segment.region': 'segment VARCHAR',
      'meta.note': 'metadata VARCHAR',
      age: 'feature BIGINT',
      height: 'feature DOUBLE',
      smoker: 'feature BOOLEAN',
      city: 'feature VARCHAR',
    });
    expect(await fixture.rows('SELECT version, first_seen FROM plumbline.model_versions')).toEqual([
      { version: '3', first_seen: Date.parse(T) },
    ]);
  });

  it('keeps integers exact and text with leading zeros as text', async () => {
    await fixture.send('predictions', `{"id":9007199254740993,"time":"${T}","big":9223372036854775807,"zip":"00501"}`);
    expect(await fixture.rows('SELECT id, big::VARCHAR AS big, zip FROM predictions.m')).toEqual([
      { id: '9007199254740993', big: '9223372036854775807', zip: '00501' },
    ]);
  });

  it('reads times in RFC 3339 with offsets and epochs by their size', async () => {
    const instant = Date.UTC(2026, 0, 1, 12);
    const times = [
      '2026-01-01T12:00:00Z',
      '2026-01-01T14:00:00+02:00',
      '2026-01-01 12:00:00',
      instant / 1000,
      instant,
      instant * 1000,
      `${instant}000000`,
    ];
    await fixture.send(
      'predictions',
      times.map((time, id) => ({ id, time }))
    );
    expect((await fixture.rows('SELECT DISTINCT time FROM predictions.m')).map((row) => row.time)).toEqual([instant]);
    const bad = ['yesterday', 'infinity', 'epoch', '2026-13-01T00:00:00Z', '9999-01-01T00:00:00Z', true, {}];
    const { body } = await fixture.send(
      'predictions',
      bad.map((time, id) => ({ id: `b${id}`, time }))
    );
    expect(body).toMatchObject({ accepted: 0, rejectedTotal: bad.length });
    expect(new Set(body.rejected.map((row) => row.column))).toEqual(new Set(['time']));
  });

  it('widens integers to floating point, adds columns, and records both', async () => {
    await fixture.send('predictions', [at('a', { x: 1 })]);
    const { body } = await fixture.send('predictions', [at('b', { x: 2.5, y: 'new' }), at('c', { x: 3 })]);
    expect(body.accepted).toBe(2);
    expect(await types()).toMatchObject({ x: 'feature DOUBLE', y: 'feature VARCHAR' });
    expect(await newest()).toMatchObject([
      { id: 'a', x: 1, y: null },
      { id: 'b', x: 2.5, y: 'new' },
      { id: 'c', x: 3, y: null },
    ]);
    const notes = await fixture.rows(`SELECT kind, text FROM plumbline.annotations WHERE model = 'm' ORDER BY text`);
    expect(notes).toEqual([
      { kind: 'schema_change', text: 'column x widened from BIGINT to DOUBLE' },
      { kind: 'schema_change', text: 'column y (VARCHAR) appeared' },
    ]);
    await fixture.reopen();
    expect(await types()).toMatchObject({ x: 'feature DOUBLE' });
  });

  it('takes a column with a few typing errors for the numbers it holds, and a mixed one for text', async () => {
    const rows = Array.from({ length: 100 }, (_, id) =>
      at(id, { x: id === 50 ? 'n/a' : id + 0.5, mixed: id % 2 ? id : 'a' })
    );
    const { body } = await fixture.send('predictions', rows);
    expect(body).toMatchObject({ accepted: 99, rejected: [{ row: 50, column: 'x' }] });
    expect(await types()).toMatchObject({ x: 'feature DOUBLE', mixed: 'feature VARCHAR' });
  });

  it('makes no column of a key without a value, and says so', async () => {
    const { body } = await fixture.send('predictions', [at('a', { x: null })]);
    expect(body.accepted).toBe(1);
    expect(body.warnings.join()).toContain('"x"');
    expect(await types()).not.toHaveProperty('x');
  });

  it('refuses more columns than a model may have before it makes any', async () => {
    const wide = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`c${index}`, index]));
    expect((await failureOf(fixture.send('predictions', [at('a', wide)]))).code).toBe('unprocessable');
    expect(await fixture.store.catalogue.models()).toEqual([]);
    const most = Object.fromEntries(Object.entries(wide).slice(0, 998));
    expect((await fixture.send('predictions', [at('a', most)])).body.accepted).toBe(1);
    expect(Object.keys(await types())).toHaveLength(1000);
  });

  it('keeps a declared type and refuses values that would widen it', async () => {
    await fixture.call('PUT', 'v1/models/m', { columns: [{ name: 'n', type: 'integer' }] });
    const { body } = await fixture.send('predictions', [at('a', { n: 1 }), at('b', { n: 1.5 }), at('c', { n: 2.0 })]);
    expect(body).toMatchObject({ accepted: 2, rejected: [{ row: 1, column: 'n' }] });
    expect(await types()).toMatchObject({ n: 'feature BIGINT' });
  });
});

describe('bad rows', () => {
  it('rejects a bad value with its row only, and every row is accounted for', async () => {
    await fixture.send('predictions', [at('first', { x: 1.5, flag: true, c: 'a' })]);
    const text = [
      JSON.stringify(at('good', { x: 2 })),
      JSON.stringify(at('bad', { x: 'abc' })),
      'not json',
      '[1, 2]',
      '{}',
      JSON.stringify({ time: T }),
      JSON.stringify({ id: '', time: T }),
      JSON.stringify({ id: 'no time' }),
      JSON.stringify(at('nested', { c: { a: 1 } })),
      JSON.stringify(at('flag', { flag: 'perhaps' })),
      `{"id":"twice","time":"${T}","x":1,"x":2}`,
      JSON.stringify(at('case', { X: 1 })),
      JSON.stringify(at('good', { x: 2 })),
      JSON.stringify(at('first', { x: 9, flag: true, c: 'a' })),
    ].join('\n');
    const { body, status } = await fixture.send('predictions', text);
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 1, duplicates: 1, updated: 1, rejectedTotal: 11 });
    expect(body.rejected.map(({ column, row }) => [row, column])).toEqual([
      [1, 'x'],
      [2, null],
      [3, null],
      [4, null],
      [5, 'id'],
      [6, 'id'],
      [7, 'time'],
      [8, 'c'],
      [9, 'flag'],
      [10, 'x'],
      [11, 'X'],
    ]);
    expect(body.rejected[0]?.reason).toContain('a number is expected, not abc');
    expect(body.rejected[10]?.reason).toContain('differs only in case');
    const kept = await fixture.rows('SELECT "row", reason, content FROM plumbline.rejected_rows ORDER BY "row"');
    expect(kept.map((row) => row.row)).toEqual(body.rejected.map((row) => row.row));
    expect(kept[1]?.content).toBe('not json');
  });

  it.each(['__proto__', 'constructor', 'PROTOTYPE', '_seq', '__row', '__Fault', ''])(
    'refuses a column named "%s"',
    async (name) => {
      const { body } = await fixture.send(
        'predictions',
        `{"id":1,"time":"${T}"}\n{"id":2,"time":"${T}",${JSON.stringify(name)}:5}`
      );
      expect(body).toMatchObject({ accepted: 1, rejected: [{ row: 1, column: name }] });
    }
  );

  it('answers 400 when no row is left, and still keeps the rows', async () => {
    const { body, status } = await fixture.send('predictions', [{ x: 1 }, { x: 2 }]);
    expect(status).toBe(400);
    expect(body.rejectedTotal).toBe(2);
    expect(await fixture.rows('SELECT count(*) AS n FROM plumbline.rejected_rows')).toEqual([{ n: 2 }]);
  });

  it('lists the first thousand rejected rows and says how many more there are', async () => {
    const rows = Array.from({ length: 1200 }, () => ({ x: 1 }));
    const { body } = await fixture.send('predictions', rows);
    expect(body.rejected).toHaveLength(1000);
    expect(body.rejectedTotal).toBe(1200);
    expect(body.warnings.join()).toContain('200 more rejected rows');
  });

  it.each([
    ['nothing', '', 'application/json', 'bad_request'],
    ['an empty array', '[]', 'application/json', 'bad_request'],
    ['broken JSON', '[{"id":1}', 'application/json', 'bad_request'],
    ['a scalar', '5', 'application/json', 'bad_request'],
    ['another type', '{}', 'application/xml', 'unsupported_media'],
    ['CSV that ends in a quote', 'id,time\n"1,2\n', 'text/csv', 'bad_request'],
  ])('refuses a body of %s', async (_name, body, contentType, code) => {
    expect((await failureOf(fixture.send('predictions', body, { contentType }))).code).toBe(code);
    expect(await fixture.store.catalogue.models()).toEqual([]);
  });

  it('refuses a CSV record of another width alone', async () => {
    const text = `id,time,x\na,${T}\nb,${T},1,5\n\nc,${T},3\n`;
    const { body, status } = await fixture.send('predictions', text, { contentType: 'text/csv' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      accepted: 1,
      rejected: [
        { row: 0, column: null, reason: 'the record has 2 fields and the header 3' },
        { row: 1, column: null, reason: 'the record has 4 fields and the header 3' },
      ],
    });
    expect(await newest()).toEqual([expect.objectContaining({ id: 'c', x: 3 })]);
    expect((await fixture.call('GET', 'v1/models/m/rejected')).body).toMatchObject({
      rejected: [{ content: `a,${T}` }, { content: `b,${T},1,5` }],
    });
  });

  it('refuses bytes that are not UTF-8', async () => {
    const body = Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]);
    expect((await failureOf(fixture.send('predictions', '', { body }))).text).toContain('UTF-8');
  });

  it('refuses a model that does not exist where none are made, and names that cannot be one', async () => {
    expect((await failureOf(fixture.send('predictions', [at(1)], { autoCreate: false }))).code).toBe('not_found');
    for (const model of ['', 'a b', '../x', 'x"y', '-x']) {
      expect((await failureOf(fixture.send('predictions', [at(1)], { model }))).code).toBe('bad_request');
    }
    await fixture.send('predictions', [at(1)], { model: 'Flights' });
    expect((await failureOf(fixture.send('predictions', [at(1)], { model: 'flights' }))).code).toBe('conflict');
  });
});

describe('values', () => {
  it('stores NaN and infinities as missing and counts them by column and kind', async () => {
    const text = ['NaN', 'Infinity', '-Infinity', '0.5', 'null']
      .map((x, id) => `{"id":${id},"time":"${T}","x":${x}}`)
      .join('\n');
    const { body } = await fixture.send('predictions', text);
    expect(body.accepted).toBe(5);
    expect(body.warnings.join()).toContain('"x"');
    expect((await newest()).map((row) => row.x)).toEqual([null, null, null, 0.5, null]);
    expect(await fixture.rows('SELECT "column", value, rows FROM plumbline.nonfinite ORDER BY value')).toEqual([
      { column: 'x', value: '-inf', rows: 1 },
      { column: 'x', value: 'inf', rows: 1 },
      { column: 'x', value: 'nan', rows: 1 },
    ]);
  });

  it('counts NaN in an integer column too', async () => {
    await fixture.send('predictions', [at('a', { n: 1 })]);
    const { body } = await fixture.send(
      'predictions',
      `{"id":"b","time":"${T}","n":NaN}\n{"id":"c","time":"${T}","n":3.0}`
    );
    expect(body).toMatchObject({ accepted: 2, rejectedTotal: 0 });
    expect((await newest()).map((row) => row.n)).toEqual([1, null, 3]);
    expect(await fixture.rows('SELECT value, rows FROM plumbline.nonfinite')).toEqual([{ value: 'nan', rows: 1 }]);
  });

  it('reads arrays, single objects, NDJSON and CSV alike', async () => {
    const row = { id: 'r', time: T, x: 1.5, c: 'a,"b"\nc' };
    await fixture.send('predictions', JSON.stringify([row]), { contentType: 'application/json; charset=utf-8' });
    const same = [
      [JSON.stringify(row), 'application/json'],
      [`${JSON.stringify(row)}\r\n\r\n`, 'application/x-ndjson'],
      [`id,time,x,c\r\nr,${T},1.5,"a,""b""\nc"\r\n`, 'text/csv'],
    ] as const;
    for (const [text, contentType] of same) {
      expect((await fixture.send('predictions', text, { contentType })).body).toMatchObject({
        accepted: 0,
        duplicates: 1,
      });
    }
    expect(await newest()).toHaveLength(1);
  });

  it('makes ids from content where the model says so', async () => {
    await fixture.call('PUT', 'v1/models/m', { ids: 'content' });
    const rows = [
      { time: T, x: 1 },
      { time: T, x: 2 },
    ];
    expect((await fixture.send('predictions', rows)).body.accepted).toBe(2);
    expect((await fixture.send('predictions', rows)).body).toMatchObject({ accepted: 0, duplicates: 2 });
  });

  it('takes any other name for a column, also those of its own steps and of SQL', async () => {
    const names = [
      'n',
      'doc',
      'v',
      'r0',
      'v0',
      'keys',
      'fault',
      'content',
      'rank',
      'seq',
      'same',
      'select',
      'a"b',
      'a/b~c',
      "it's",
      'ü',
      ' ',
    ];
    const row = Object.fromEntries(names.map((name, index) => [name, index + 0.5]));
    const changed = { ...row, n: 99 };
    expect((await fixture.send('predictions', [at('a', row)])).body).toMatchObject({ accepted: 1, rejectedTotal: 0 });
    const again = await fixture.send('predictions', [at('a', row), at('a', changed), at('b', { ...row, doc: 'x' })]);
    expect(again.body).toMatchObject({ duplicates: 1, updated: 1, rejected: [{ row: 2, column: 'doc' }] });
    const [stored] = await newest();
    expect({ ...stored }).toMatchObject(changed);
  });

  it('takes a label that comes with its prediction to the labels', async () => {
    await fixture.send('predictions', [at('a', { x: 1, label: 1.0 }), at('b', { x: 2 })]);
    const { label, relations } = await fixture.store.catalogue.model('m');
    expect(label?.name).toBe('label');
    expect(await types()).not.toHaveProperty('label');
    expect(await fixture.rows(`SELECT id, prediction_time, value FROM ${relations.labels}`)).toEqual([
      { id: 'a', prediction_time: Date.parse(T), value: '1' },
    ]);
    expect((await fixture.send('predictions', [at('a', { x: 1, label: 0 })])).body).toMatchObject({ duplicates: 1 });
    const revised = (await fixture.store.catalogue.model('m')).relations.labels;
    expect(await fixture.rows(`SELECT value FROM ${revised}`)).toEqual([{ value: '0' }]);
  });
});

describe('identity', () => {
  it('counts equal rows as duplicates and changed ones as newer revisions', async () => {
    await fixture.send('predictions', [at('a', { x: 1 }), at('b', { x: 1 })]);
    const { relations } = await fixture.store.catalogue.model('m');
    expect(relations.predictions).toBe('predictions."m"');
    const { body } = await fixture.send('predictions', [at('a', { x: 1 }), at('b', { x: 5 }), at('c', { x: 1 })]);
    expect(body).toMatchObject({ accepted: 1, duplicates: 1, updated: 1 });
    expect((await newest()).map(({ id, x }) => [id, x])).toEqual([
      ['a', 1],
      ['b', 5],
      ['c', 1],
    ]);
    expect(await fixture.rows('SELECT count(*) AS n FROM predictions.m')).toEqual([{ n: 4 }]);
    await fixture.reopen();
    expect(await newest()).toHaveLength(3);
  });

  it('follows a row that changes and changes back, within one batch and across batches', async () => {
    const first = await fixture.send('predictions', [
      at('a', { x: 1 }),
      at('a', { x: 2 }),
      at('a', { x: 2 }),
      at('a', { x: 1 }),
    ]);
    expect(first.body).toMatchObject({ accepted: 1, duplicates: 1, updated: 2 });
    expect(await newest()).toMatchObject([{ id: 'a', x: 1 }]);
    const second = await fixture.send('predictions', [at('a', { x: 2 }), at('a', { x: 2 })]);
    expect(second.body).toMatchObject({ accepted: 0, duplicates: 1, updated: 1 });
    expect(await newest()).toMatchObject([{ id: 'a', x: 2 }]);
  });

  it('tells predictions of one id at two times apart, and a missing value from a given one', async () => {
    await fixture.send('predictions', [at('a', { x: 1 }), { id: 'a', time: '2026-01-02T00:00:00Z', x: 1 }]);
    expect(await newest()).toHaveLength(2);
    expect((await fixture.send('predictions', [at('a', { x: null })])).body).toMatchObject({ updated: 1 });
    expect((await fixture.send('predictions', [at('a')])).body).toMatchObject({ duplicates: 1 });
  });
});

describe('rows that are refused', () => {
  const columnNames = async () => (await fixture.store.catalogue.model('m')).columns.map(({ name }) => name);
  const changes = () => fixture.rows(`SELECT text FROM plumbline.annotations WHERE kind = 'schema_change'`);

  it('fix no types: a model is made without columns, and the next batch chooses them', async () => {
    const wrong = `ID,time,prediction,amount\na,${T},0.5,-\nb,${T},0.7,-`;
    const { body, status } = await fixture.send('predictions', wrong, { contentType: 'text/csv' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ accepted: 0, rejectedTotal: 2, warnings: [expect.stringMatching(/without columns/)] });
    expect(await columnNames()).toEqual(['id', 'time']);
    expect((await fixture.call('GET', 'v1/models/m/rejected')).body).toMatchObject({ total: 2 });

    const right = wrong.replace('ID', 'id').replaceAll('-\n', '12.5\n').replace(/-$/, '7');
    expect(await fixture.send('predictions', right, { contentType: 'text/csv' })).toMatchObject({
      status: 200,
      body: { accepted: 2 },
    });
    expect(await types()).toMatchObject({ prediction: 'prediction DOUBLE', amount: 'feature DOUBLE' });
    expect((await fixture.store.catalogue.model('m')).task).toBe('regression');
  });

  it('leave no columns and no events behind, in a batch with good ones too', async () => {
    await fixture.send('predictions', [at('a', { x: 1 })]);
    const before = await changes();
    const junk = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`junk${n}`, n]));
    const all = await fixture.send('predictions', [{ time: T, ...junk }]);
    expect(all).toMatchObject({ status: 400, body: { accepted: 0, rejectedTotal: 1 } });
    const some = await fixture.send('predictions', [at('b', { x: 2, y: 3 }), { time: T, ...junk }]);
    expect(some).toMatchObject({ status: 200, body: { accepted: 1, rejectedTotal: 1 } });
    expect(some.body.warnings).toContain(
      'Column "junk0" had no usable value in a row that can be stored and was not made'
    );
    expect(await columnNames()).toEqual(['id', 'time', 'x', 'y']);
    expect(await changes()).toHaveLength(before.length + 1);
    expect(await newest()).toEqual([
      expect.objectContaining({ id: 'a', x: 1, y: null }),
      expect.objectContaining({ id: 'b', x: 2, y: 3 }),
    ]);
  });

  it('choose no types for the good ones beside them, and take no columns away from them', async () => {
    const dashes = Array.from({ length: 30 }, () => ({ time: T, amount: '-', word: 3 }));
    const first = await fixture.send('predictions', [...dashes, at('a', { amount: 12.5, word: 'blue' })]);
    expect(first).toMatchObject({ status: 200, body: { accepted: 1, rejectedTotal: 30 } });
    expect(await types()).toMatchObject({ amount: 'feature DOUBLE', word: 'feature VARCHAR' });
    const junk = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`junk${n}`, n]));
    const limits = { ...DEFAULT_LIMITS, maxColumns: 603 };
    const second = await fixture.send('predictions', [at('b', { amount: 1 }), { time: T, ...junk }], { limits });
    expect(second).toMatchObject({ status: 200, body: { accepted: 1, rejectedTotal: 1 } });
  });

  it('leave fractions as they are in a column that a first batch makes', async () => {
    await fixture.send('predictions', [at('a', { tokens_in: 5.5 })]);
    expect(await newest()).toEqual([expect.objectContaining({ tokens_in: 5.5 })]);
    expect(await types()).toMatchObject({ tokens_in: 'tokens_in DOUBLE' });
  });

  it('widen no column', async () => {
    await fixture.send('predictions', [at('a', { x: 1 })]);
    expect(await fixture.send('predictions', [{ id: 'b', x: 1.5 }])).toMatchObject({ status: 400 });
    expect(await types()).toMatchObject({ x: 'feature BIGINT' });
    expect(await fixture.send('predictions', [at('b', { x: 1.5 })])).toMatchObject({ status: 200 });
    expect(await types()).toMatchObject({ x: 'feature DOUBLE' });
  });

  it('keep a column whose only values are not finite', async () => {
    expect(await fixture.send('predictions', `{"id":"a","time":"${T}","x":NaN}`)).toMatchObject({ status: 200 });
    expect(await types()).toMatchObject({ x: 'feature DOUBLE' });
  });
});
