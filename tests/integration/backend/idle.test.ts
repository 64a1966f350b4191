/** Data sources that nobody asks: their engine ends and lets the store go. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type InProcess, startInProcess } from './inProcess';
import { enginesOf } from './processes';
import { sql } from './support';

const IDLE_MS = 400;

let front: InProcess;
beforeEach(() => {
  front = startInProcess({ idleMs: IDLE_MS });
});
afterEach(() => front?.remove());

const ROWS = Array.from({ length: 3_000 }, (_, n) => ({ id: `p${n}`, time: 1.7e9 + n, x: n / 7 }));
const engines = () => enginesOf(process.pid);

test.runIf(process.platform === 'linux')('an idle engine ends, and comes back when somebody asks', async () => {
  expect(await front.call('POST', 'v1/models/big/predictions', ROWS)).toMatchObject({ status: 200 });
  expect(engines()).toHaveLength(1);
  await expect.poll(engines, { timeout: 5_000, interval: 20 }).toEqual([]);
  expect(existsSync(join(front.folder, '1', 'test.duckdb.lease'))).toBe(false);
  // Forgotten by then: the next request starts from nothing.
  await new Promise((done) => setTimeout(done, IDLE_MS));
  expect(await front.query({ A: sql('SELECT count(*) AS n FROM predictions.big') })).toEqual({ A: { frames: 1 } });
  expect(await front.metrics()).not.toMatch(/^plumbline_engine_restarts_total\{/m);
});

test.runIf(process.platform === 'linux')('whoever asks while the engine closes waits for the next one', async () => {
  await front.call('POST', 'v1/models/big/predictions', ROWS);
  for (let round = 0; round < 8; round++) {
    // Around the time of the sweep, sooner and later.
    await new Promise((done) => setTimeout(done, IDLE_MS + 30 * round));
    expect(await front.query({ A: sql('SELECT 1 AS one') })).toEqual({ A: { frames: 1 } });
  }
});

/** A statement whose work grows with `factor`: 10 take from half a second to two. */
const work = (factor: number) =>
  sql(`SELECT sum(sqrt(a.x * b.x + z)) AS s FROM predictions.big AS a, predictions.big AS b, range(${factor}) AS c(z)`);

test.runIf(process.platform === 'linux')('an engine at work stays', async () => {
  await front.call('POST', 'v1/models/big/predictions', ROWS);
  const [pid] = engines();
  let lasted = 0;
  // As much work as it takes to outlast several sweeps, on a machine of any speed.
  for (let factor = 10; lasted < 3 * IDLE_MS; factor *= 4) {
    const started = performance.now();
    const answer = await front.query({ A: work(factor) }, { jsonData: { queryTimeoutSeconds: 60 } });
    lasted = performance.now() - started;
    expect(engines()).toEqual([pid]);
    expect(answer).toEqual({ A: { frames: 1 } });
  }
  expect(await front.metrics()).not.toMatch(/^plumbline_engine_restarts_total\{/m);
});
