/** An engine whose memory has grown: a fresh one takes its place between two calls, and nobody notices. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type InProcess, startInProcess } from './inProcess';
import { enginesOf } from './processes';
import { sql } from './support';

let front: InProcess;
afterEach(() => front?.remove());

/** Engines are replaced as soon as they have looked twice. */
const ANY_GROWTH = { boundMiB: 0, everyMs: 40, restMs: 0 };
const engines = () => enginesOf(process.pid);
const ROWS = Array.from({ length: 500 }, (_, n) => ({ id: `p${n}`, time: 1.7e9 + n, x: n / 7 }));

test.runIf(process.platform === 'linux')('a grown engine is replaced, and every call is answered', async () => {
  front = startInProcess({}, ANY_GROWTH);
  const pids = new Set<number>();
  let batches = 0;
  const until = performance.now() + 30_000;
  while (pids.size < 4 && performance.now() < until) {
    const rows = ROWS.map((row) => ({ ...row, id: `${batches}-${row.id}` }));
    expect(await front.call('POST', 'v1/models/grown/predictions', rows)).toMatchObject({
      status: 200,
      body: { accepted: ROWS.length },
    });
    batches++;
    const asked = { A: sql('SELECT count(*) AS n FROM predictions.grown'), B: sql('SELECT 1 AS one') };
    expect(await front.query(asked)).toEqual({ A: { frames: 1 }, B: { frames: 1 } });
    engines().forEach((pid) => pids.add(pid));
  }
  expect(pids.size).toBeGreaterThanOrEqual(4);
  // One after the other, and none of them is a failure.
  expect(engines().length).toBeLessThanOrEqual(1);
  expect(await front.metrics()).not.toMatch(/^plumbline_engine_restarts_total\{/m);
  expect(await front.call('GET', 'v1/models/grown')).toMatchObject({ status: 200 });
});

test.runIf(process.platform === 'linux')('an engine at work is not replaced, however much it has grown', async () => {
  front = startInProcess({}, ANY_GROWTH);
  await front.call('POST', 'v1/models/grown/predictions', ROWS);
  // Some seconds.
  const slow = sql(
    'SELECT sum(sqrt(a.x * b.x + z)) AS s FROM predictions.grown AS a, predictions.grown AS b, range(900) AS c(z)'
  );
  const answer = front.query({ A: slow }, { jsonData: { queryTimeoutSeconds: 60 } });
  const atWork = new Set<number>();
  let answered = false;
  // By then the engine that took the batch has ended, if it had to.
  const watching = setTimeout(1_000).then(async () => {
    for (; !answered; await setTimeout(20)) {
      engines().forEach((pid) => atWork.add(pid));
    }
  });
  expect(await answer.finally(() => (answered = true))).toEqual({ A: { frames: 1 } });
  await watching;
  expect(atWork.size).toBe(1);
  const [pid = 0] = atWork;
  await expect.poll(() => engines().includes(pid), { timeout: 4_000, interval: 20 }).toBe(false);
});
