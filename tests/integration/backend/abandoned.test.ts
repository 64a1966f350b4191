/** Callers who go away: what they asked for is no reason to end an engine that works. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LIMITS } from '../../../src/backend/plumbline';
import { type InProcess, startInProcess } from './inProcess';
import { sql } from './support';

let front: InProcess;
beforeEach(() => {
  front = startInProcess();
});
afterEach(() => front?.remove());

const BATCHES = 8;
const ROWS = 40_000;
/** One batch takes about a second of the one write queue. */
const batch = (number: number) =>
  Array.from({ length: ROWS }, (_, n) => ({
    id: `${number}-${n}`,
    time: 1.7e9 + n,
    a: n / 7,
    b: n / 3,
    c: `c${n % 99}`,
  }));

const stored = async () => {
  const { body } = await front.call('GET', 'v1/models/m/values?column=c&limit=1');
  return body;
};
const running = async () =>
  Number(/^plumbline_engine_calls\{state="running"\} (\d+)/m.exec(await front.metrics())?.[1] ?? 0);

test('a batch under way ends unheard, those behind it are dropped, and the engine stays', async () => {
  expect(await front.call('PUT', 'v1/models/other', {})).toMatchObject({ status: 201 });
  const client = new AbortController();
  const replies = Array.from({ length: BATCHES }, (_, n) =>
    front.call('POST', 'v1/models/m/predictions', batch(n), {}, client.signal)
  );
  // With the first one kept, the next one is being written and the others are read or wait.
  await Promise.race(replies);
  client.abort();
  const statuses = (await Promise.all(replies)).map(({ status }) => status);
  const kept = statuses.filter((status) => status === 200).length;
  expect(new Set(statuses)).toEqual(new Set([200, 504]));
  expect(kept).toBeLessThan(LIMITS.runningPerUser);
  expect(await stored()).toMatchObject({ values: ['c0'], total: 99 });
  const answer = await front.query({ A: sql(`SELECT error(count(*)::VARCHAR) FROM predictions.m`) });
  expect(String(answer['A'])).toContain(String(kept * ROWS));
  expect(await front.metrics()).not.toMatch(/^plumbline_engine_restarts_total\{/m);
});

test('a read that nobody waits for is stopped', async () => {
  expect(await front.call('POST', 'v1/models/m/predictions', batch(0))).toMatchObject({ status: 200 });
  const client = new AbortController();
  // As many as run at once: none of them is only taken from the queue.
  const reads = Array.from({ length: LIMITS.runningPerUser }, () =>
    front.call('GET', 'v1/models/m/values?column=id', undefined, {}, client.signal)
  );
  await expect.poll(running, { interval: 5, timeout: 5_000 }).toBe(LIMITS.runningPerUser);
  client.abort();
  const statuses = (await Promise.all(reads)).map(({ status }) => status);
  expect(statuses).toContain(504);
  expect(await front.metrics()).not.toMatch(/^plumbline_engine_restarts_total\{/m);
});
