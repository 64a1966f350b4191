/** How fast rows are taken, and clients that wait when they are told to. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpTarget } from '../../../src/backend/cli/httpTarget';
import { type InProcess, startInProcess } from './inProcess';
import { sql } from './support';

let front: InProcess;
let server: Server;
const slowly = { jsonData: { ingestRequestsPerSecond: 2 }, uid: 'slow' };
const PREFIX = '/api/datasources/uid/slow/resources/';

beforeAll(async () => {
  front = startInProcess();
  // Grafana's part: it passes status, headers and body on.
  server = createServer((request, response) => {
    void (async () => {
      const key = String(request.headers['idempotency-key']);
      const headers = { 'Content-Type': String(request.headers['content-type']), 'Idempotency-Key': key };
      const body = Buffer.from(await text(request));
      const path = (request.url ?? '').replace(PREFIX, '');
      const reply = await front.call(request.method ?? '', path, body, { ...slowly, headers });
      response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.body));
    })();
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
});
afterAll(async () => {
  server?.close();
  await front?.remove();
});

const row = (n: number) => ({ id: `p${n}`, time: 1.7e9 + n, x: n });

test('too many rows: 429 with the time to wait, for this data source only', async () => {
  const caller = { jsonData: { ingestRowsPerSecond: 100 }, uid: 'rows' };
  const batch = Array.from({ length: 2_000 }, (_, n) => row(n));
  expect(await front.call('POST', 'v1/models/m/predictions', batch, caller)).toMatchObject({ status: 200 });
  const refused = await front.call('POST', 'v1/models/m/predictions', [row(1)], caller);
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'too_many', message: expect.stringContaining('100 rows') },
  });
  const seconds = Number(refused.headers['Retry-After']);
  expect(seconds).toBeGreaterThan(5);
  expect(seconds).toBeLessThanOrEqual(15);
  expect(await front.call('GET', 'v1/models', undefined, caller)).toMatchObject({ status: 200 });
  expect(await front.call('POST', 'v1/models/m/predictions', [row(1)])).toMatchObject({ status: 200 });
});

test('the command line sends faster than it may, waits, and loses nothing', async () => {
  const waits: string[] = [];
  const target = await httpTarget({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    datasource: 'slow',
    onRetry: (reason) => waits.push(reason),
  });
  const replies = await Promise.all(
    Array.from({ length: 14 }, (_, n) =>
      target.ingest({
        model: 'm',
        kind: 'predictions',
        idempotencyKey: `batch-${n}`,
        body: Buffer.from(JSON.stringify(row(n))),
      })
    )
  );
  expect(replies.map(({ accepted }) => accepted)).toEqual(replies.map(() => 1));
  expect(new Set(waits)).toEqual(new Set(['HTTP 429']));
  const answer = await front.query({ A: sql('SELECT error(count(*)::VARCHAR) FROM predictions.m') }, slowly);
  expect(String(answer['A'])).toContain('14');
});
