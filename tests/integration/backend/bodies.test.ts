/** Bodies that are read, and those that are not: the front has one thread, and everybody waits for it. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InProcess, startInProcess } from './inProcess';

let front: InProcess;
beforeAll(() => {
  front = startInProcess();
});
afterAll(() => front?.remove());

const GZIP = { headers: { 'Content-Encoding': 'gzip' } };
/** 30 MiB of JSON in 30 kB. */
const LARGE = gzipSync(JSON.stringify({ owner: 'x'.repeat(30 << 20) }));

describe('bodies', () => {
  test.each(['GET', 'HEAD'])('%s leaves a body alone, whatever it is', async (method) => {
    const viewer = { ...GZIP, role: 'Viewer' };
    expect(await front.call(method, 'v1/models', Buffer.from('no gzip'), viewer)).toMatchObject({ status: 200 });
    expect(await front.call(method, 'v1/models', LARGE, viewer)).toMatchObject({ status: 200 });
  });

  test('a declaration has 2 MiB at most, sent plain or inflated', async () => {
    expect(await front.call('PUT', 'v1/models/m', LARGE, GZIP)).toMatchObject({ status: 413 });
    const plain = Buffer.alloc((2 << 20) + 1, 0x20);
    expect(await front.call('PUT', 'v1/models/m', plain)).toMatchObject({ status: 413 });
    expect(await front.call('PUT', 'v1/models/m', { owner: 'x'.repeat(1 << 20) })).toMatchObject({ status: 201 });
  });

  test('rows of a reference may be as large as a batch', async () => {
    const rows = Array.from({ length: 30_000 }, (_, n) => ({ id: `${n}`, x: n / 7, note: 'x'.repeat(100) }));
    const reply = await front.call('PUT', 'v1/models/m/references/r', gzipSync(JSON.stringify({ rows })), GZIP);
    expect(reply).toMatchObject({ status: 201, body: { rows: 30_000 } });
  });
});

test('types that no query has share one label in the metrics', async () => {
  await front.query({
    A: { queryType: 'aaaa' },
    B: { queryType: 'bbbb' },
    C: { queryType: 'sql', rawSql: 'SELECT 1' },
  });
  const types = new Set(
    [...(await front.metrics()).matchAll(/^plumbline_queries_total\{type="([^"]+)"/gm)].map((m) => m[1])
  );
  expect([...types].sort()).toEqual(['other', 'sql']);
});
