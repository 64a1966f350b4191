/** Refused calls: counted as a metric, written down, and numbers that the example of a rule can act on. */
import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { METHODS } from '../../../src/backend/grafana/protocol';
import { type Backend, type Caller, pluginContext, resource, startBackend } from './support';

const EXAMPLE = new URL('../../../docs/examples/refused-calls.yaml', import.meta.url);
const MINUTE = 60_000;

interface Rule {
  data: Array<{ relativeTimeRange: { from: number }; model: Record<string, unknown> & { expr?: string } }>;
}
const { groups } = parse(readFileSync(EXAMPLE, 'utf8')) as { groups: Array<{ rules: Rule[] }> };
const [own, prometheus] = groups[0]?.rules ?? [];

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
  const row = [{ id: 'a', time: Date.now(), x: 1 }];
  expect(await resource(backend, 'POST', 'v1/models/m/predictions', row)).toMatchObject({ status: 200 });
  const keyed = { secureJsonData: { ingestKey: 'right' }, updated: 2 };
  // No more than the log takes at once: the rest would be counted by the next entry.
  for (let count = 0; count < 12; count++) {
    await refuse('DELETE', 'v1/models/m', { role: 'Editor' }, 403);
  }
  for (let count = 0; count < 3; count++) {
    await refuse('POST', 'v1/models/m/predictions', { ...keyed, headers: { 'X-Plumbline-Ingest-Key': 'wrong' } }, 401);
  }
});
afterAll(() => backend?.remove());

async function refuse(method: string, path: string, caller: Caller, status: number): Promise<void> {
  expect(await resource(backend, method, path, [], caller)).toMatchObject({ status });
}

async function ask(model: object, rangeMs: number, caller: Caller = { role: 'Viewer' }) {
  const now = Date.now();
  const reply = await backend.client.call(METHODS.queryData, {
    pluginContext: pluginContext(caller),
    queries: [
      {
        refId: 'A',
        intervalMs: MINUTE,
        timeRange: { fromEpochMs: now - rangeMs, toEpochMs: now + 1 },
        json: Buffer.from(JSON.stringify(model)),
      },
    ],
  });
  const answer = reply.responses?.get('A');
  expect(answer?.error ?? '').toBe('');
  return (answer?.frames ?? []).map((frame) =>
    tableFromIPC(frame)
      .toArray()
      .map((row) => row.toJSON())
  );
}

test('the rule of the example sees them by reason, without a name', async () => {
  const [query] = own?.data ?? [];
  const wanted = [
    { reason: 'forbidden', refused: 12 },
    { reason: 'unauthorized', refused: 3 },
  ];
  const rangeMs = (query?.relativeTimeRange.from ?? 0) * 1000;
  // Entries are written after the refusal is answered.
  await expect.poll(async () => (await ask(query?.model ?? {}, rangeMs))[0], { timeout: 20_000 }).toEqual(wanted);
});

test('the metric of the other rule counts them at once', async () => {
  const { metrics } = await backend.client.call(METHODS.collectMetrics, {});
  const text = Buffer.from(metrics?.prometheus ?? []).toString();
  const [name = ''] = /plumbline_\w+/.exec(prometheus?.data[0]?.model.expr ?? '') ?? [];
  expect(text).toMatch(new RegExp(`^${name}\\{reason="forbidden"\\} 12$`, 'm'));
  expect(text).toMatch(new RegExp(`^${name}\\{reason="unauthorized"\\} 3$`, 'm'));
});

test('a panel has them over time, with zeros', async () => {
  const series = await ask({ refId: 'A', queryType: 'refusals', format: 'timeseries', window: '1h' }, 120 * MINUTE);
  expect(series).toHaveLength(2);
  const sums = series.map((rows) => rows.reduce((sum, row) => sum + Number(row['refused']), 0));
  expect(sums).toEqual([12, 3]);
  expect(series[0]?.length).toBeGreaterThanOrEqual(2);
  const [rows] = await ask({ refId: 'A', queryType: 'refusals', format: 'table' }, 60 * MINUTE);
  expect(Object.keys(rows?.[0] ?? {})).toEqual(['time', 'time_end', 'reason', 'refused']);
});

test('an empty range is zero and not nothing, so that a rule resolves', async () => {
  const [rows] = await ask({ refId: 'A', queryType: 'refusals', format: 'numeric' }, 60 * MINUTE, { uid: 'quiet' });
  expect(rows?.map(({ refused }) => refused)).toEqual([0, 0]);
});
