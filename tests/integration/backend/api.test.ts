/** The calls on `v1/...` through the real process: each is described, each described one answers, and only to whom it should. */
import Ajv from 'ajv/dist/2020';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API, type RouteId } from '../../../src/backend/store/api/table';
import { type Backend, type Caller, resource, startBackend } from './support';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
  const rows = Array.from({ length: 60 }, (_, n) => ({
    id: `p${n}`,
    time: 1.7e9 + n * 60,
    version: 'v1',
    score: (n % 10) / 10,
    carrier: n % 2 ? 'UA' : 'DL',
    distance: n,
  }));
  await ok('POST', 'v1/models/m/predictions', rows);
  await ok('PUT', 'v1/models/m/versions/v1', { deployedAt: '2023-11-14T00:00:00Z', run: 'r1' });
});
afterAll(() => backend?.remove());

const ADMIN = { role: 'Admin', login: 'ada' };
const call = (method: string, url: string, body?: object, caller: Caller = {}) =>
  resource(backend, method, url, body ?? new Uint8Array(0), caller);

async function ok(method: string, url: string, body?: object, caller: Caller = {}): Promise<Record<string, unknown>> {
  const answer = await call(method, url, body, caller);
  expect(answer, `${method} ${url}`).toMatchObject({ status: expect.toSatisfy((status: number) => status < 300) });
  return Object(answer.body);
}

/** What each call is sent, in an order in which each finds what it needs. */
const EXAMPLES: ReadonlyArray<readonly [RouteId, string, object?]> = [
  ['getOpenApi', 'v1/openapi.json'],
  ['postPredictions', 'v1/models/m/predictions', [{ id: 'x', time: 1.7e9, score: 0.5 }]],
  ['postLabels', 'v1/models/m/labels', [{ id: 'x', value: 1 }]],
  ['postAttributions', 'v1/models/m/attributions', [{ id: 'x', time: 1.7e9, base_value: 0.1, shap_distance: 0.2 }]],
  ['postEvaluations', 'v1/models/m/evaluations', [{ id: 'x', name: 'helpful', value: 1, source: 'human' }]],
  ['listModels', 'v1/models'],
  ['getModel', 'v1/models/m'],
  ['putModel', 'v1/models/m', { owner: 'me@example.org' }],
  ['getColumns', 'v1/models/m/columns'],
  ['getValues', 'v1/models/m/values?column=carrier'],
  ['putVersion', 'v1/models/m/versions/v2', { deployedAt: '2023-11-15T00:00:00Z' }],
  ['listVersions', 'v1/models/m/versions'],
  ['putReference', 'v1/models/m/references/window', { from: 1.7e12, to: 1.8e12 }],
  ['listReferences', 'v1/models/m/references'],
  ['getReference', 'v1/models/m/references/window'],
  ['listRejected', 'v1/models/m/rejected'],
  ['resubmitRejected', 'v1/models/m/rejected/resubmit', {}],
  ['postAnnotation', 'v1/annotations', { time: 1.7e9, text: 'rain', model: 'm', kind: 'weather' }],
  ['listAnnotations', 'v1/annotations?model=m'],
  ['putCohort', 'v1/cohorts/far', { model: 'm', filters: [{ key: 'distance', operator: '>', value: '30' }] }],
  ['listCohorts', 'v1/cohorts'],
  ['getCohort', 'v1/cohorts/far'],
  ['deleteCohort', 'v1/cohorts/far'],
  ['putInvestigation', 'v1/investigations/i-1', { title: 'Why?', model: 'm', state: { step: 2 } }],
  ['listInvestigations', 'v1/investigations'],
  ['getInvestigation', 'v1/investigations/i-1'],
  ['deleteInvestigation', 'v1/investigations/i-1'],
  ['getAudit', 'v1/audit'],
  ['postErasure', 'v1/models/m/erasures', { entity_id: 'nobody' }],
  ['deleteEntity', 'v1/models/m/entities/nobody'],
  ['postBackup', 'v1/store/backups', {}],
  ['getBackups', 'v1/store/backups'],
  ['postHousekeeping', 'v1/store/housekeeping', {}],
  ['postCompaction', 'v1/store/compaction', {}],
];

describe('openapi.json', () => {
  test('describes every call there is, and every described call answers as it is described', async () => {
    const described = await ok('GET', 'v1/openapi.json', undefined, { role: 'Viewer' });
    const operations = Object.entries(Object(described['paths'])).flatMap(([path, methods]) =>
      Object.entries(Object(methods)).map(([method, operation]) => ({ path, method, operation: Object(operation) }))
    );
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(API).sort());
    expect(EXAMPLES.map(([id]) => id).sort()).toEqual(Object.keys(API).sort());
    const ajv = new Ajv({ strict: false, validateFormats: false });
    // Entities are found by a column of that role.
    await ok('PUT', 'v1/models/m', { columns: [{ name: 'passenger', role: 'entity_id' }] });
    for (const [id, url, body] of EXAMPLES) {
      const { method, operation } = operations.find((each) => each.operation.operationId === id) ?? {
        method: '',
        operation: {},
      };
      const answer = await call(method.toUpperCase(), url, body, ADMIN);
      const documented = operation.responses?.[answer.status];
      expect(documented?.content, `${id} answers ${answer.status}: ${JSON.stringify(answer.body)}`).toBeDefined();
      const validate = ajv.compile(documented.content['application/json'].schema);
      expect(validate(answer.body), `${id}: ${ajv.errorsText(validate.errors)}`).toBe(true);
      const request = operation.requestBody?.content['application/json'].schema;
      if (body && request) {
        const takes = ajv.compile(request);
        expect(takes(body), `${id}: ${ajv.errorsText(takes.errors)}`).toBe(true);
      }
    }
  });

  test('is a document that OpenAPI tools take: references resolve, path parameters are all there', async () => {
    const described = await ok('GET', 'v1/openapi.json');
    expect(described['openapi']).toMatch(/^3\.1\./);
    const text = JSON.stringify(described);
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = pointer.split('/').reduce((at: unknown, key) => Object(at)[key], described);
      expect(found, pointer).toBeDefined();
    }
    for (const [path, methods] of Object.entries(Object(described['paths']))) {
      for (const operation of Object.values(Object(methods))) {
        const inPath = Object(operation)
          .parameters.filter((parameter: { in: string }) => parameter.in === 'path')
          .map((parameter: { name: string }) => `{${parameter.name}}`);
        expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
      }
    }
  });
});

describe('who may', () => {
  const LEAST = { query: 'Viewer', edit: 'Editor', ingest: 'Editor', admin: 'Admin' } as const;
  const ROLES = ['', 'Viewer', 'Editor', 'Admin'];

  test('every call is refused to every lesser role, to alert rules and to nobody where it changes something', async () => {
    const uid = 'empty';
    for (const [id, url] of EXAMPLES) {
      const { method, permission } = API[id];
      const callers: Caller[] = ROLES.slice(0, ROLES.indexOf(LEAST[permission])).map((role) => ({ role }));
      if (permission !== 'query') {
        callers.push({ ...ADMIN, headers: { FromAlert: 'true' } }, { role: 'Admin', login: '' });
      }
      for (const caller of callers) {
        const answer = await call(method, url, undefined, { ...caller, uid });
        expect(answer, `${id} as ${JSON.stringify(caller)}`).toMatchObject({
          status: 403,
          body: { code: 'forbidden' },
        });
      }
    }
  });

  test('rows need the ingest key where one is set, and retention an administrator', async () => {
    const keyed = { secureJsonData: { ingestKey: 'k' } };
    expect(await call('POST', 'v1/models/m/evaluations', [], keyed)).toMatchObject({ status: 401 });
    expect(await call('POST', 'v1/models/m/rejected/resubmit', {}, keyed)).toMatchObject({ status: 401 });
    expect(await call('PUT', 'v1/models/m', { retention: { raw: '1d' } })).toMatchObject({ status: 403 });
  });
});

describe('problems', () => {
  const problem = (status: number, code: string, more: object = {}) => ({
    status,
    headers: { 'content-type': 'application/problem+json', 'x-content-type-options': 'nosniff' },
    body: {
      type: expect.stringMatching(/^urn:/),
      title: expect.any(String),
      detail: expect.any(String),
      status,
      code,
      ...more,
    },
  });

  test.each([
    ['a path there is not', 'GET', 'v1/nothing', undefined, {}, problem(404, 'not_found')],
    ['a method there is not', 'DELETE', 'v1/annotations', undefined, ADMIN, problem(400, 'bad_request')],
    ['a model there is not', 'GET', 'v1/models/none', undefined, {}, problem(404, 'not_found', { place: 'model' })],
    ['a role', 'PUT', 'v1/models/m', {}, { role: 'Viewer' }, problem(403, 'forbidden')],
    [
      'another format',
      'POST',
      'v1/models/m/predictions',
      [],
      { headers: { 'Content-Type': 'application/xml' } },
      problem(415, 'unsupported_media'),
    ],
    [
      'another encoding',
      'POST',
      'v1/models/m/labels',
      [],
      { headers: { 'Content-Encoding': 'br' } },
      problem(415, 'unsupported_media'),
    ],
    [
      'broken gzip',
      'POST',
      'v1/models/m/labels',
      [],
      { headers: { 'Content-Encoding': 'gzip' } },
      problem(400, 'bad_request'),
    ],
    [
      'rows that are none',
      'POST',
      'v1/models/m/predictions',
      [1, 2],
      {},
      problem(400, 'bad_request', { rejectedTotal: 2, accepted: 0 }),
    ],
    [
      'too many columns',
      'POST',
      'v1/models/m/predictions',
      [{ a: 1, b: 2, c: 3 }],
      { uid: 'narrow', jsonData: { modelColumns: 2 } },
      problem(422, 'unprocessable'),
    ],
    [
      'too many rows',
      'POST',
      'v1/models/m/predictions',
      [{}, {}, {}],
      { uid: 'short', jsonData: { batchRows: 2 } },
      problem(413, 'too_large'),
    ],
  ])('%s', async (_what, method, url, body, caller, wanted) => {
    expect(await call(method, url, body, caller)).toMatchObject(wanted);
  });

  test('a key that is used again for something else', async () => {
    const caller = { headers: { 'Idempotency-Key': 'once' } };
    await ok('POST', 'v1/models/m/labels', [{ id: 'a', value: 1 }], caller);
    expect(await call('POST', 'v1/models/m/labels', [{ id: 'a', value: 0 }], caller)).toMatchObject(
      problem(409, 'conflict', { place: 'Idempotency-Key' })
    );
  });

  test('too many batches, with the time to wait', async () => {
    const caller = { uid: 'slow', jsonData: { ingestRequestsPerSecond: 1 } };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', 'v1/models/m/labels', [{ id: 'a', value: 1 }], caller))
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({
      body: { code: 'too_many' },
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    });
  });

  test('a body beyond the limits, as sent and inflated, that the settings raise', async () => {
    const large = Buffer.from(JSON.stringify([{ id: 'a', time: 1.7e9, note: 'x'.repeat(9 << 20) }]));
    const inflated = { 'Content-Encoding': 'gzip' };
    const gzipped = gzipSync(Buffer.from(`[${'{"id":"a","time":1.7e9},'.repeat(1_500_000)}{"id":"a","time":1.7e9}]`));
    expect(await call('POST', 'v1/models/big/predictions', large)).toMatchObject(problem(413, 'too_large'));
    expect(await call('POST', 'v1/models/big/predictions', gzipped, { headers: inflated })).toMatchObject(
      problem(413, 'too_large', { message: expect.stringContaining('inflated') })
    );
    const raised = { jsonData: { bodyMb: 16, textBytes: 16 << 20 }, uid: 'raised' };
    expect(await call('POST', 'v1/models/big/predictions', large, raised)).toMatchObject({ status: 200 });
  });
});

describe('evaluations', () => {
  test('are kept by who said what, the newest of each counts, and bad ones are told', async () => {
    const rows = [
      { id: 'p1', name: 'helpful', value: 1, source: 'human', evaluator: 'eve' },
      { id: 'p1', name: 'helpful', value: 1, source: 'human', evaluator: 'eve' },
      { id: 'p1', name: 'helpful', value: 0, source: 'judge', evaluator: 'model-7', text: 'it invents a city' },
      { id: 'p1', name: 'helpful', source: 'nobody', value: 1 },
      { id: 'p1', value: 1, source: 'user' },
      { name: 'x', value: 1, source: 'user' },
      { id: 'p2', name: 'toxic', value: 'much', source: 'user' },
    ];
    expect(await ok('POST', 'v1/models/m/evaluations', rows)).toMatchObject({
      accepted: 2,
      duplicates: 1,
      rejectedTotal: 4,
      rejected: [
        { row: 3, column: 'source', remedy: 'Send one of human, judge, user' },
        { row: 4, column: 'name' },
        { row: 5, column: 'id' },
        { row: 6, column: 'value' },
      ],
    });
    const changed = { id: 'p1', name: 'helpful', value: 0, source: 'human', evaluator: 'eve' };
    expect(await ok('POST', 'v1/models/m/evaluations', [changed])).toMatchObject({ accepted: 0, updated: 1 });
    expect(await call('POST', 'v1/models/none/evaluations', [changed])).toMatchObject({ status: 404 });
  });
});

describe('rejected rows', () => {
  const caller = { uid: 'rejected' };
  const rows = [
    { id: 1, time: 1.7e9, distance: 10, y_prob: 0.5 },
    { id: 2, time: 1.7e9 + 1, distance: 'far', y_prob: 0.6 },
    { id: 3, time: 'noon', distance: 12, y_prob: 0.7 },
    { id: 4, when: 1.7e9 + 3, distance: 13, y_prob: 0.8 },
  ];
  const listed = async (query = '') => Object(await ok('GET', `v1/models/r/rejected${query}`, undefined, caller));

  test('are listed with row, column, reason and remedy, and wait on when they still do not fit', async () => {
    await ok('PUT', 'v1/models/r', { columns: [{ name: 'distance', type: 'integer' }] }, caller);
    expect(await ok('POST', 'v1/models/r/predictions', rows, caller)).toMatchObject({ accepted: 1, rejectedTotal: 3 });
    const { rejected, total } = await listed();
    expect(total).toBe(3);
    expect(rejected).toMatchObject([
      { row: 1, column: 'distance', reason: 'a whole number is expected, not far', resubmitted: null },
      { row: 2, column: 'time', content: JSON.stringify(rows[2]) },
      { row: 3, column: 'time', reason: 'is missing', remedy: 'Send "time" in every row' },
    ]);
    // A key that should have been called otherwise: only the rows that now fit are stored.
    const again = await call('POST', 'v1/models/r/rejected/resubmit', { rename: { when: 'timestamp' } }, caller);
    expect(again).toMatchObject({ status: 400, body: { accepted: 0, rejectedTotal: 3 } });
    await ok('PUT', 'v1/models/r', { columns: [{ name: 'ts', role: 'metadata', type: 'text' }] }, caller);
    expect(await call('POST', 'v1/models/r/rejected/resubmit', { rename: { time: 'distance' } }, caller)).toMatchObject(
      { status: 400, body: { place: 'rename' } }
    );
    const { rejected: second } = await listed();
    expect(second).toHaveLength(3);
    expect((await listed('?all=true')).total).toBe(6);
    expect(await listed(`?before=${second[0].batch}`)).toMatchObject({ total: 0 });
  });

  test('are taken with a renamed key, each of them once, and the counts add up', async () => {
    const late = [1, 2, 3].map((n) => ({ id: `l${n}`, when: 1.7e9 + n, distance: n }));
    expect(await call('POST', 'v1/models/late/predictions', late, caller)).toMatchObject({ status: 400 });
    const answers = await Promise.all(
      [1, 2].map(() => call('POST', 'v1/models/late/rejected/resubmit', { rename: { when: 'time' } }, caller))
    );
    const accepted = answers.map(({ body, status }) => (status === 200 ? Object(body).accepted : status));
    expect(accepted.sort((a, b) => a - b)).toSatisfy(
      (list: number[]) => String(list) === '0,3' || String(list) === '3,409'
    );
    expect(await ok('GET', 'v1/models/late/rejected', undefined, caller)).toMatchObject({ total: 0 });
    expect(await ok('POST', 'v1/models/late/rejected/resubmit', {}, caller)).toMatchObject({
      accepted: 0,
      warnings: ['No rejected row waits'],
    });
  });

  test('do not show what is sensitive to those who may not see it', async () => {
    await ok('PUT', 'v1/models/s', { columns: [{ name: 'income', type: 'numeric', sensitive: true }] }, caller);
    await call('POST', 'v1/models/s/predictions', [{ id: 1, time: 1.7e9, income: '12 dollars' }], caller);
    const masked = JSON.stringify(await ok('GET', 'v1/models/s/rejected', undefined, caller));
    expect(masked).not.toContain('dollars');
    const shown = JSON.stringify(await ok('GET', 'v1/models/s/rejected', undefined, { ...caller, ...ADMIN }));
    expect(shown).toContain('dollars');
    const audit = await ok('GET', 'v1/audit?action=rejected.read', undefined, { ...caller, ...ADMIN });
    expect(audit).toMatchObject({
      total: 1,
      entries: [{ actor: 'ada', subject: 's', after: { columns: ['income'] } }],
    });
  });
});

describe('what editors save', () => {
  test('a cohort is checked against its model, owned by who made it, and gone when it is deleted', async () => {
    const filters = [{ key: 'carrier', operator: '=', value: 'UA' }];
    const made = await call('PUT', 'v1/cohorts/United%20flights', { model: 'm', filters });
    expect(made).toMatchObject({ status: 201, body: { name: 'United flights', owner: 'ed', filters } });
    const changed = { model: 'm', filters, description: 'ours' };
    expect(await call('PUT', 'v1/cohorts/United%20flights', changed, ADMIN)).toMatchObject({
      status: 200,
      body: { owner: 'ed', description: 'ours', createdAt: Object(made.body).createdAt },
    });
    expect(await ok('GET', 'v1/cohorts?model=other')).toEqual({ cohorts: [] });
    const unknown = [{ key: 'weather', operator: '=', value: 'rain' }];
    expect(await call('PUT', 'v1/cohorts/x', { model: 'm', filters: unknown })).toMatchObject({ status: 404 });
    expect(await call('PUT', 'v1/cohorts/x', { model: 'm', filters: [] })).toMatchObject({ status: 400 });
    expect(await call('PUT', 'v1/cohorts/x', { model: 'm', filters, colour: 'red' })).toMatchObject({
      status: 400,
      body: { place: 'colour' },
    });
    await ok('DELETE', 'v1/cohorts/United%20flights');
    expect(await call('GET', 'v1/cohorts/United%20flights')).toMatchObject({ status: 404 });
    expect(await call('DELETE', 'v1/cohorts/United%20flights')).toMatchObject({ status: 404 });
  });

  test('an investigation keeps its state as it was given, within its bounds', async () => {
    const state = { step: 3, notes: ['<b>hostile</b>', 'ü'], nested: { a: [1, { b: null }] } };
    expect(await call('PUT', 'v1/investigations/a1', { title: 'T', state })).toMatchObject({ status: 201 });
    expect(await ok('GET', 'v1/investigations/a1')).toMatchObject({ title: 'T', state, owner: 'ed', model: null });
    const large = { title: 'T', state: { text: 'x'.repeat(300 << 10) } };
    expect(await call('PUT', 'v1/investigations/a2', large)).toMatchObject({ status: 413, body: { place: 'state' } });
    expect(await call('PUT', 'v1/investigations/a.b', { title: 'T', state })).toMatchObject({ status: 400 });
    expect(await call('PUT', 'v1/investigations/a3', { title: 'T', state, model: 'none' })).toMatchObject({
      status: 404,
    });
  });

  test('events are listed with those that the store noted itself', async () => {
    await ok('POST', 'v1/annotations', {
      time: '2023-11-15T06:00:00Z',
      timeEnd: 1.7001e9,
      kind: 'failover',
      text: 'to the south',
    });
    const noted = Object(await ok('GET', 'v1/annotations?from=2023-11-13T00:00:00Z&to=2023-11-17T00:00:00Z'));
    const kinds = noted.annotations.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['deploy', 'failover']));
    expect(await ok('GET', 'v1/annotations?kind=failover&limit=1')).toMatchObject({
      total: 1,
      annotations: [{ text: 'to the south', model: null }],
    });
    expect(await call('POST', 'v1/annotations', { time: 2e9, timeEnd: 1e9, text: 'x' })).toMatchObject({
      status: 400,
      body: { place: 'timeEnd' },
    });
    expect(await call('POST', 'v1/annotations', { text: 'x', model: 'none' })).toMatchObject({ status: 404 });
  });
});

describe('the audit log', () => {
  test('says who changed what from what to what, and who was refused', async () => {
    const caller = { uid: 'audited' };
    await ok('PUT', 'v1/models/a', { owner: 'one' }, caller);
    await ok('PUT', 'v1/models/a', { owner: 'two' }, { ...caller, login: 'eva' });
    await call('PUT', 'v1/models/a', { owner: 'three' }, { ...caller, login: 'vic', role: 'Viewer' });
    const admin = { ...caller, ...ADMIN };
    await expect
      .poll(async () =>
        Object(await ok('GET', 'v1/audit', undefined, admin)).entries.map((e: { action: string }) => e.action)
      )
      .toEqual(['call.refused', 'model.put', 'model.put']);
    const { entries } = Object(await ok('GET', 'v1/audit', undefined, admin));
    expect(entries[0]).toMatchObject({ actor: 'vic', subject: 'v1/models/a', after: { permission: 'edit' } });
    expect(entries[1]).toMatchObject({ actor: 'eva', before: { owner: 'one' }, after: { owner: 'two' } });
    expect(await ok('GET', 'v1/audit?actor=eva', undefined, admin)).toMatchObject({ total: 1 });
    await ok('PUT', 'v1/models/a/versions/1', { run: 'first' }, caller);
    await ok('PUT', 'v1/models/a/versions/1', { run: 'second' }, caller);
    expect(await ok('GET', 'v1/audit?action=version.put&limit=1', undefined, admin)).toMatchObject({
      total: 2,
      entries: [{ subject: 'a/1', before: { run: 'first' }, after: { run: 'second' } }],
    });
    expect(await ok('GET', 'v1/audit?limit=1&after=4', undefined, admin)).toMatchObject({ entries: [{ actor: 'ed' }] });
  });

  test('is exported line by line and as a table that no spreadsheet runs', async () => {
    const caller = { uid: 'audited', ...ADMIN };
    const lines = await call('GET', 'v1/audit?format=ndjson', undefined, caller);
    expect(lines.headers['content-type']).toBe('application/x-ndjson');
    const parsed = String(lines.body)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(parsed.at(-1)).toMatchObject({ actor: 'ed', action: 'model.put', subject: 'a' });
    await ok('PUT', 'v1/models/a', { owner: 'x' }, { ...caller, login: '=cmd()' });
    const table = await call('GET', 'v1/audit?format=csv&limit=1', undefined, caller);
    expect(String(table.body).split('\r\n')[0]).toBe('time,actor,action,subject,before,after');
    expect(String(table.body)).toContain(`"'=cmd()"`);
    expect(await call('GET', 'v1/audit?format=xml', undefined, caller)).toMatchObject({ status: 400 });
  });
});
