/** The protocol as a client sees it: handshake, diagnostics, queries, resources, refusals, shutdown. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { status as grpcStatus } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METHODS, NOT_OFFERED } from '../../../src/backend/grafana/protocol';
import { type Backend, pluginContext, query, resource, sql, startBackend } from './support';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend?.remove());

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    time: Date.UTC(2024, 0, 10, 0, 0, index),
    prediction: index % 2,
    score: (index % 100) / 100,
    distance: index,
    carrier: index % 3 === 0 ? 'UA' : 'DL',
  }));

describe('process', () => {
  test('the handshake names a socket in a folder that only its user may enter', () => {
    const [core, version, network, path, kind] = backend.handshake.split('|');
    expect([core, version, network, kind]).toEqual(['1', '2', 'unix', 'grpc']);
    expect(statSync(dirname(path ?? '')).mode & 0o777).toBe(0o700);
    expect(statSync(path ?? '').isSocket()).toBe(true);
  });

  test('without the magic cookie it says what it is and ends', async () => {
    const { spawnSync } = await import('node:child_process');
    const { LAUNCHER } = await import('./support');
    const result = spawnSync(LAUNCHER, [], { env: {}, encoding: 'utf8' });
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toContain('Grafana starts it');
  });

  test('PLUGIN_UNIX_SOCKET_DIR decides where the socket lies', async () => {
    const other = await startBackend({ PLUGIN_UNIX_SOCKET_DIR: backend.folder });
    expect(other.handshake).toContain(backend.folder);
    await other.remove();
  });

  test('go-plugin finds it healthy', async () => {
    expect(await backend.client.call(METHODS.health, { service: 'plugin' })).toEqual({ status: 1 });
  });

  test('log lines are hclog JSON', async () => {
    await resource(backend, 'POST', 'v1/models/flights/predictions', [], { role: 'Viewer' });
    const line = backend.log.map((text) => JSON.parse(text) as Record<string, unknown>).find((one) => one['reason']);
    expect(line).toMatchObject({ '@level': 'warn', '@module': 'plumbline', login: 'ed', reason: 'forbidden' });
    expect(line?.['@timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });
});

describe('diagnostics', () => {
  test('health says what works', async () => {
    const reply = await backend.client.call(METHODS.checkHealth, { pluginContext: pluginContext() });
    expect(reply.message).toMatch(
      /^DuckDB v?1\.5\.\d+, .* on disk, .* free, (no models yet: .* command|\d+ models?, \d+ predictions)/
    );
    expect(reply.status).toBe(1);
    expect(JSON.parse(Buffer.from(reply.jsonDetails ?? []).toString())).toMatchObject({ models: expect.any(Number) });
  });

  test('a uid that is no file name is refused', async () => {
    const reply = await backend.client.call(METHODS.checkHealth, { pluginContext: pluginContext({ uid: '../x' }) });
    expect(reply.status).toBe(2);
    expect(reply.message).toContain('uid');
  });

  test('metrics are Prometheus text', async () => {
    await query(backend, { A: sql('SELECT 1 AS one') });
    const reply = await backend.client.call(METHODS.collectMetrics, {});
    const text = Buffer.from(reply.metrics?.prometheus ?? []).toString();
    expect(text).toMatch(/^plumbline_queries_total\{.*status="200".*\} \d+$/m);
    expect(text).toMatch(/^plumbline_refused_calls_total\{reason="forbidden"\} \d+$/m);
  });
});

describe('queries', () => {
  test('SQL comes back as an Arrow frame with its types', async () => {
    const statement = `SELECT 42 AS answer, 'yes' AS word, TIMESTAMP '2024-01-02 03:04:05.678' AS time, 1.5 AS x, true AS b,
      NULL::VARCHAR AS nothing, 9007199254740993 AS big, 'longer than twelve bytes' AS long, DATE '1969-12-31' AS day`;
    const { A } = await query(backend, { A: sql(statement) });
    expect(A).toMatchObject({ status: 200, error: '' });
    const [row] = (A?.frames[0]?.toArray() ?? []).map((one) => one.toJSON());
    expect(row).toMatchObject({
      answer: 42,
      word: 'yes',
      time: Date.UTC(2024, 0, 2, 3, 4, 5, 678),
      x: 1.5,
      b: true,
      nothing: null,
      big: 9007199254740993n,
      long: 'longer than twelve bytes',
      day: -86_400_000,
    });
  });

  test('every refId is answered, and a bad query leaves the others alone', async () => {
    const answers = await query(backend, {
      A: sql('SELECT 1 AS one'),
      B: sql('SELECT nonsense FROM nowhere'),
      C: '{"refId": "C", ',
      D: { queryType: 'unheard-of' },
      E: { ...sql('SELECT 1'), hide: true },
      F: sql("SELECT * FROM read_csv('/etc/passwd')"),
    });
    expect(Object.fromEntries(Object.entries(answers).map(([id, { status }]) => [id, status]))).toMatchObject({
      A: 200,
      C: 400,
      D: 400,
      E: 200,
    });
    for (const id of ['B', 'F']) {
      expect(answers[id]?.status).toBeGreaterThanOrEqual(400);
      expect(answers[id]?.status).toBeLessThan(500);
      expect(answers[id]?.errorSource).toBe('downstream');
    }
    expect(Object.keys(answers)).toHaveLength(6);
  });

  test('a large frame comes whole', async () => {
    const statement = `SELECT x * 200 + y AS i, 'row ' || (x * 200 + y) AS label, sin(x) AS s
      FROM range(2500) AS t(x), range(200) AS u(y)`;
    const { A } = await query(backend, { A: sql(statement) });
    expect(A?.error).toBe('');
    expect(A?.frames[0]?.numRows).toBe(500_000);
    expect(A?.bytes).toBeGreaterThan(12 << 20);
    expect(A?.frames[0]?.getChild('label')?.get(499_999)).toMatch(/^row \d+$/);
  });

  test('an organisation sees its own store only', async () => {
    await resource(backend, 'POST', 'v1/models/secret/predictions', rows(10), { orgId: 7 });
    const here = await resource(backend, 'GET', 'v1/models', undefined, { orgId: 1 });
    const there = await resource(backend, 'GET', 'v1/models', undefined, { orgId: 7 });
    expect(JSON.stringify(here.body)).not.toContain('secret');
    expect(JSON.stringify(there.body)).toContain('secret');
  });

  test('raw SQL can be switched off', async () => {
    const { A } = await query(backend, { A: sql('SELECT 1') }, { jsonData: { rawSql: 'off' }, uid: 'nosql' });
    expect(A).toMatchObject({ status: 403 });
  });
});

describe('resources', () => {
  test('rows go in and are counted once', async () => {
    const caller = { headers: { 'Idempotency-Key': 'batch-1' } };
    const first = await resource(backend, 'POST', 'v1/models/flights/predictions', rows(500), caller);
    const again = await resource(backend, 'POST', 'v1/models/flights/predictions', rows(500), caller);
    expect(first).toMatchObject({ status: 200, body: { accepted: 500 } });
    expect(again).toMatchObject({ status: 200, body: { accepted: 500 } });
    const other = await resource(backend, 'POST', 'v1/models/flights/predictions', rows(5), caller);
    expect(other.status).toBe(409);
    const { A } = await query(backend, { A: sql('SELECT count(*) AS n FROM predictions.flights') });
    expect(A?.frames[0]?.getChild('n')?.get(0)).toBe(500n);
  });

  test('gzip is inflated within limits, other encodings are refused', async () => {
    const path = 'v1/models/zipped/predictions';
    const gzip = { headers: { 'Content-Encoding': 'gzip' } };
    const good = await resource(backend, 'POST', path, gzipSync(JSON.stringify(rows(20))), gzip);
    expect(good).toMatchObject({ status: 200, body: { accepted: 20 } });
    const bomb = await resource(backend, 'POST', path, gzipSync(Buffer.alloc(64 << 20)), gzip);
    expect(bomb).toMatchObject({ status: 413, body: { code: 'too_large' } });
    const broken = await resource(backend, 'POST', path, Buffer.from('no gzip'), gzip);
    expect(broken.status).toBe(400);
    const brotli = await resource(backend, 'POST', path, rows(1), { headers: { 'Content-Encoding': 'br' } });
    expect(brotli.status).toBe(415);
    const large = await resource(backend, 'POST', path, Buffer.alloc((8 << 20) + 1, 32));
    expect(large.status).toBe(413);
  });

  test.each([
    ['a viewer', { role: 'Viewer' }, 403],
    ['nobody', { role: '' }, 403],
    ['an anonymous user', { login: '', role: 'Editor' }, 403],
    ['an alert rule', { role: 'Admin', headers: { FromAlert: 'true' } }, 403],
    ['an editor without the ingest key', { secureJsonData: { ingestKey: 'k1' } }, 401],
    [
      'an editor with a wrong key',
      { secureJsonData: { ingestKey: 'k1' }, headers: { 'X-Plumbline-Ingest-Key': 'k2' } },
      401,
    ],
    [
      'an editor with the key',
      { secureJsonData: { ingestKey: 'k1' }, headers: { 'X-Plumbline-Ingest-Key': 'k1' } },
      200,
    ],
  ])('%s gets the right answer to a write', async (_who, caller, status) => {
    const reply = await resource(backend, 'POST', 'v1/models/guarded/predictions', rows(1), caller);
    expect(reply.status).toBe(status);
  });

  test('a body nested beyond reason is refused at once', async () => {
    const body = Buffer.from(`{"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    expect(await resource(backend, 'PUT', 'v1/models/deep', body)).toMatchObject({ status: 400 });
    expect(await resource(backend, 'GET', 'v1/models')).toMatchObject({ status: 200 });
  });

  test.each([
    ['DELETE', 'v1/models/flights', { role: 'Editor' }, 403],
    ['PUT', 'v1/models/flights', { role: 'Viewer' }, 403],
    ['GET', 'v2/models', { role: 'Viewer' }, 404],
    ['GET', 'v1/../secrets', { role: 'Admin' }, 404],
    ['TRACE', 'v1/models', { role: 'Admin' }, 400],
  ])('%s %s', async (method, path, caller, status) => {
    expect(await resource(backend, method, path, undefined, caller)).toMatchObject({ status });
  });
});

describe('calls that are not offered', () => {
  test.each(Object.entries(NOT_OFFERED).filter(([, method]) => !method.responseStream))('%s', async (_name, method) => {
    await expect(backend.client.call(method, {})).rejects.toMatchObject({ code: grpcStatus.UNIMPLEMENTED });
  });
  test.each(Object.entries(NOT_OFFERED).filter(([, method]) => method.responseStream))('%s', async (_name, method) => {
    await expect(backend.client.stream(method, {})).rejects.toMatchObject({ code: grpcStatus.UNIMPLEMENTED });
  });
  test('nobody publishes', async () => {
    expect(await backend.client.call(METHODS.publishStream, { path: 'models' })).toMatchObject({ status: 2 });
  });
});
