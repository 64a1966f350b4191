import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACTOR, failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture();
});
afterEach(() => fixture.remove());

const DECLARED = {
  task: 'binary',
  positiveClass: 1,
  owner: 'delays@example.org',
  runbook: 'https://example.org/runbooks/flights',
  columns: [
    { name: 'number', role: 'id' },
    { name: 'departure', role: 'time' },
    { name: 'proba', role: 'score' },
    { name: 'late', role: 'label' },
    { name: 'carrier', role: 'feature', type: 'categorical', segment: true },
    { name: 'gate', role: 'metadata' },
    { name: 'passenger', role: 'metadata', type: 'text', sensitive: true },
  ],
  thresholds: { 'drift.psi': { warn: 0.1, breach: 0.2 } },
  retention: { raw: '180d', rollups: '3y' },
};

describe('PUT v1/models/<model>', () => {
  it('declares a model whose rows have names of their own', async () => {
    expect((await fixture.call('PUT', 'v1/models/m', DECLARED)).status).toBe(201);
    const { body } = await fixture.send('predictions', [
      { number: 7, departure: '2026-01-01T00:00:00Z', proba: 0.5, late: 1, carrier: 9, gate: 12, passenger: 'Ada' },
      { number: 8, departure: '2026-01-01T00:00:00Z', id: 5 },
    ]);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ row: 1, column: 'id' }] });
    const model = await fixture.store.catalogue.model('m');
    expect(model).toMatchObject({
      task: 'binary',
      positiveClass: '1',
      owner: DECLARED.owner,
      runbook: DECLARED.runbook,
    });
    expect(model.thresholds['drift.psi']).toEqual({ warn: 0.1, breach: 0.2 });
    expect(model.columns.map(({ name, role, segment, sqlType }) => `${name} ${role} ${sqlType} ${segment}`)).toEqual([
      'id id VARCHAR false',
      'time time TIMESTAMP false',
      'proba score DOUBLE false',
      'carrier feature VARCHAR true',
      'gate metadata BIGINT false',
      'passenger metadata VARCHAR false',
    ]);
    expect(model.label).toMatchObject({ name: 'late', role: 'label' });
    expect(await fixture.rows('SELECT id, carrier, gate FROM predictions.m')).toEqual([
      { id: '7', carrier: '9', gate: 12 },
    ]);
    expect(await fixture.rows('SELECT id, value FROM labels.m')).toEqual([{ id: '7', value: '1' }]);
    await fixture.send('labels', [{ number: 8, late: 0 }]);
    expect(await fixture.rows('SELECT id, value FROM labels.m ORDER BY id')).toMatchObject([
      { id: '7' },
      { id: '8', value: '0' },
    ]);
  });

  it('changes what it names, keeps the rest, and writes down who did it', async () => {
    await fixture.call('PUT', 'v1/models/m', DECLARED);
    await fixture.send('predictions', [{ number: 1, departure: 0, carrier: 'UA' }]);
    const again = await fixture.call('PUT', 'v1/models/m', {
      owner: 'new@example.org',
      columns: [{ name: 'age', type: 'integer' }],
    });
    expect(again.status).toBe(200);
    const model = await fixture.store.catalogue.model('m');
    expect(model).toMatchObject({ owner: 'new@example.org', runbook: DECLARED.runbook, task: 'binary' });
    expect(model.columns.map((column) => column.name)).toContain('age');
    const audit = await fixture.rows(
      'SELECT actor, action, subject, before, after FROM plumbline.audit_log ORDER BY changed_at'
    );
    expect(audit).toMatchObject([
      { actor: 'tester', action: 'model.put', subject: 'm', before: null },
      { actor: 'tester', action: 'model.put', subject: 'm' },
    ]);
    expect(String(audit[1]?.before)).toContain('delays@example.org');
    expect(String(audit[1]?.after)).toContain('new@example.org');
  });

  it('keeps the limits and periods that it does not name, forgets those that are null, and shows both', async () => {
    await fixture.call('PUT', 'v1/models/m', DECLARED);
    const { body } = await fixture.call('PUT', 'v1/models/m', {
      thresholds: { 'performance.accuracy': { breach: 0.7 }, 'drift.psi': { breach: 0.25 } },
      retention: { audit: '2y', raw: '90d', rollups: null },
    });
    const expected = {
      thresholds: { 'performance.accuracy': { breach: 0.7 }, 'drift.psi': { warn: 0.1, breach: 0.25 } },
      retention: { raw: '90d', audit: '2y' },
      ids: 'given',
      columns: expect.arrayContaining([expect.objectContaining({ name: 'time', source: 'departure' })]),
    };
    expect(body).toMatchObject(expected);
    expect((await fixture.call('GET', 'v1/models/m')).body).toEqual(body);
    const [, change] = await fixture.rows(
      `SELECT before->'retention' AS before, after->'retention' AS after FROM plumbline.audit_log
       WHERE action = 'model.put' ORDER BY changed_at`
    );
    expect(JSON.parse(String(change?.before))).toEqual(DECLARED.retention);
    expect(JSON.parse(String(change?.after))).toEqual(expected.retention);

    const { body: less } = await fixture.call('PUT', 'v1/models/m', {
      thresholds: { 'performance.accuracy': null, 'drift.psi': { warn: null } },
    });
    expect(less).toMatchObject({ thresholds: { 'drift.psi': { breach: 0.25 } } });
    expect(Object.keys(Object(less).thresholds)).toEqual(['drift.psi']);
    await fixture.reopen();
    expect((await fixture.call('GET', 'v1/models/m')).body).toEqual(less);
  });

  it('takes no two columns from one name, for no batch would fit', async () => {
    const row = { id: 'a', time: '2026-01-01T00:00:00Z', c: 5 };
    await fixture.send('predictions', [row]);
    const stolen = await failureOf(fixture.call('PUT', 'v1/models/m', { columns: [{ name: 'c', role: 'time' }] }));
    expect(stolen).toMatchObject({ code: 'conflict', place: 'c' });
    expect(stolen.text).toContain('both its time and its feature from "c"');
    expect(await fixture.send('predictions', [{ ...row, id: 'b' }])).toMatchObject({ body: { accepted: 1 } });
    const twice = [
      { name: 'c', role: 'time' },
      { name: 'C', role: 'feature' },
    ];
    expect((await failureOf(fixture.call('PUT', 'v1/models/n', { columns: twice }))).code).toBe('conflict');
  });

  it('does not change the type of stored values, nor make a label of a stored column', async () => {
    await fixture.send('predictions', [{ id: 1, time: 0, x: 1.5 }]);
    const declare = (column: unknown) => failureOf(fixture.call('PUT', 'v1/models/m', { columns: [column] }));
    expect((await declare({ name: 'x', type: 'text' })).code).toBe('conflict');
    expect((await declare({ name: 'X', type: 'integer' })).code).toBe('conflict');
    expect((await declare({ name: 'x', role: 'label' })).code).toBe('conflict');
    await fixture.call('PUT', 'v1/models/m', { columns: [{ name: 'x', role: 'metadata', segment: true }] });
    expect((await fixture.store.catalogue.model('m')).columns.at(-1)).toMatchObject({
      name: 'x',
      role: 'metadata',
      segment: true,
      sqlType: 'DOUBLE',
    });
  });

  it.each([
    [{ tasks: 'binary' }, 'tasks'],
    [{ task: 'clustering' }, 'task'],
    [{ positiveClass: {} }, 'positiveClass'],
    [{ columns: {} }, 'columns'],
    [{ columns: [{ name: '' }] }, 'columns[0].name'],
    [{ columns: [{ name: '__proto__' }] }, 'columns[0].name'],
    [{ columns: [{ name: 'a' }, { name: 'A' }] }, 'columns[1]'],
    [{ columns: [{ name: 'a', role: 'hero' }] }, 'columns[0].role'],
    [{ columns: [{ name: 'a', role: 'score', type: 'text' }] }, 'columns[0].type'],
    [{ columns: [{ name: 'a', type: 'BLOB' }] }, 'columns[0].type'],
    [{ columns: [{ name: 'a', segment: 'yes' }] }, 'columns[0].segment'],
    [{ columns: [{ name: 'a', colour: 1 }] }, 'columns[0].colour'],
    [{ thresholds: { 'drift.psi': { warn: 'low' } } }, 'thresholds.drift.psi.warn'],
    [{ thresholds: { 'drift.psi': { limit: 1 } } }, 'thresholds.drift.psi.limit'],
    [{ retention: { raw: 'sometimes' } }, 'retention.raw'],
    [[], 'body'],
    [null, 'body'],
  ])('refuses %j and names the place', async (body, place) => {
    const failure = await failureOf(fixture.call('PUT', 'v1/models/m', body));
    expect(failure).toMatchObject({ code: 'bad_request', place });
    expect(await fixture.store.catalogue.models()).toEqual([]);
  });
});

describe('reading resources', () => {
  beforeEach(async () => {
    await fixture.call('PUT', 'v1/models/m', DECLARED);
    const carriers = ['UA', 'UA', 'AA', 'DL', null];
    await fixture.send(
      'predictions',
      carriers.map((carrier, number) => ({ number, departure: 0, carrier, passenger: 'Ada' }))
    );
  });

  it('lists models and columns, and not where their rows are', async () => {
    const { body } = await fixture.call('GET', 'v1/models');
    expect(body).toMatchObject({ models: [{ name: 'm', task: 'binary', columns: expect.any(Array) }] });
    expect(JSON.stringify(body)).not.toContain('relations');
    expect((await fixture.call('GET', 'v1/models/m')).body).toMatchObject({ name: 'm' });
    expect((await fixture.call('GET', '/v1/models/m/columns/')).body).toMatchObject({
      columns: [{ name: 'id' }, { name: 'time' }, {}, {}, {}],
    });
  });

  it('gives values by frequency, narrowed by a search', async () => {
    const values = async (query: Record<string, string>) =>
      (await fixture.call('GET', 'v1/models/m/values', undefined, query)).body;
    expect(await values({ column: 'carrier' })).toEqual({ values: ['UA', 'AA', 'DL'], total: 3 });
    expect(await values({ column: 'carrier', search: 'a', limit: '1' })).toEqual({ values: ['UA'], total: 2 });
    // Every row of the fixture is of one moment.
    const [{ time }] = (await fixture.rows('SELECT epoch_ms(min(time)) AS time FROM predictions.m')) as [
      { time: number },
    ];
    const at = (ms: number) => new Date(ms).toISOString();
    expect(await values({ column: 'carrier', from: at(time), to: at(time + 1000) })).toMatchObject({ total: 3 });
    expect(await values({ column: 'carrier', from: at(time + 1) })).toEqual({ values: [], total: 0 });
    expect(await values({ column: 'carrier', to: at(time) })).toEqual({ values: [], total: 0 });
    expect((await failureOf(values({ column: 'carrier', from: 'soon' }))).place).toBe('from');
    expect((await failureOf(values({ column: 'nope' }))).text).toContain('carrier');
    expect((await failureOf(values({ column: 'carrier', limit: '0' }))).code).toBe('bad_request');
  });

  it('shows a sensitive column to those who may see it only', async () => {
    const request = { method: 'GET', path: 'v1/models/m/values', query: { column: 'passenger' } };
    expect((await failureOf(fixture.store.resource({ ...request, actor: ACTOR }))).code).toBe('forbidden');
    const seen = await fixture.store.resource({ ...request, actor: { ...ACTOR, unmasked: true } });
    expect(seen.body).toEqual({ values: ['Ada'], total: 1 });
  });

  it('keeps what was said of a version', async () => {
    const version = { deployedAt: '2026-01-01T00:00:00Z', run: 'r1', offlineMetrics: { auc: 0.9 } };
    expect((await fixture.call('PUT', 'v1/models/m/versions/2', version)).status).toBe(201);
    expect((await fixture.call('PUT', 'v1/models/m/versions/2', { ...version, run: 'r2' })).status).toBe(200);
    expect(await fixture.rows('SELECT version, run, deployed_at FROM plumbline.model_versions')).toEqual([
      { version: '2', run: 'r2', deployed_at: Date.UTC(2026, 0, 1) },
    ]);
    expect((await failureOf(fixture.call('PUT', 'v1/models/none/versions/2', version))).code).toBe('not_found');
  });

  it.each([
    ['GET', 'v1/nothing', 'not_found'],
    ['GET', 'v1/models/none', 'not_found'],
    ['GET', 'v1/models/%zz', 'bad_request'],
    ['DELETE', 'v1/models/m', 'bad_request'],
    ['PUT', 'v1/models/a%20b', 'bad_request'],
    ['PUT', 'v1/models/M', 'conflict'],
  ])('answers %s %s with %s', async (method, path, code) => {
    expect((await failureOf(fixture.call(method, path, {}))).code).toBe(code);
  });
});
