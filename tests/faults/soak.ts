/**
 * Rows at a steady rate with queries, retention and a backup, for as long as wanted: no error, and no more memory at the end
 * than after the first quarter. Retention takes nearly all rows away again: a store that grows may keep more of itself in
 * memory, and a leak would hide behind that. For the same reason memory is looked at after a compaction, which leaves no log
 * and no pages of the old file, and after a collection; the stream goes on meanwhile.
 */
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { enginesOf, statusField } from '../integration/backend/processes';
import { COLLECTED, collectGarbage } from './collect';
import { type Hurt, pause, startHurt } from './backend';

export interface SoakReport {
  minutes: number;
  rows: number;
  queries: number;
  errors: number;
  /** Resident memory of front and engine, MiB: the least of a while after a quarter of the time, and at its end. */
  earlyMib: number;
  lateMib: number;
  /** Of these the front's. */
  earlyFrontMib: number;
  lateFrontMib: number;
  growthPercent: number;
}

const ROWS_A_SECOND = 5_000;
const BATCH_ROWS = 1_000;
const SAMPLE_MS = 3_000;
/** From a compaction until memory has been looked at: what is freed goes back to the system little by little. */
const SETTLING_MS = 45_000;
const LEAST_MINUTES = 4;
const BATCH_MS = (BATCH_ROWS * 1000) / ROWS_A_SECOND;
/** One batch of so many stays, the others are past the retention as they come. */
const KEPT_OF = 250;
const LATE_MS = 30 * 86_400_000;

const MODEL = 'soaked';
const STATEMENTS = [
  `SELECT count(*) AS n, avg(x) AS x FROM predictions.${MODEL}`,
  `SELECT c, count(*) AS n FROM predictions.${MODEL} GROUP BY c ORDER BY c`,
];

interface Resident {
  frontMib: number;
  engineMib: number;
}

const residentMib = (pid: number): number => statusField(pid, 'VmRSS') / 1024;
const leastOf = (samples: readonly number[]): number => Math.round(Math.min(...samples));

export async function run(minutes: number): Promise<SoakReport> {
  const hurt = await startHurt(undefined, COLLECTED);
  const until = performance.now() + minutes * 60_000;
  const going = () => performance.now() < until;
  const report = { minutes, rows: 0, queries: 0, errors: 0 };
  const fails = (what: string, detail: unknown): void => {
    report.errors++;
    process.stderr.write(`${what}: ${JSON.stringify(detail)}\n`);
  };
  const begin = Date.now();
  // As a log has them: each batch goes on where the one before ended.
  const batch = (number: number) =>
    Array.from({ length: BATCH_ROWS }, (_, row) => ({
      id: `${number}-${row}`,
      time: begin - (number % KEPT_OF === 0 ? 0 : LATE_MS) + Math.floor((number + row / BATCH_ROWS) * BATCH_MS),
      x: Math.sin(number + row),
      c: `c${row % 7}`,
    }));
  const sending = async (): Promise<void> => {
    const started = performance.now();
    for (let number = 0; going(); number++) {
      const due = started + number * BATCH_MS;
      await pause(Math.max(0, due - performance.now()));
      const { body, status } = await hurt.post(`v1/models/${MODEL}/predictions`, batch(number));
      if (status === 200) {
        report.rows += BATCH_ROWS;
      } else {
        fails('a batch', body);
      }
    }
  };
  const asking = async (): Promise<void> => {
    for (let number = 0; going(); number++) {
      const answer = await hurt.ask(STATEMENTS[number % STATEMENTS.length] ?? '');
      report.queries++;
      if (answer?.status !== 200) {
        fails('a query', answer?.error);
      }
      await pause(200);
    }
  };
  const housekeeping = async (): Promise<void> => {
    for (let round = 0; going(); round++) {
      await pause(Math.min(5_000, Math.max(0, until - performance.now())));
      const { body, status } = await hurt.post('v1/store/housekeeping', {});
      if (status !== 200) {
        fails('housekeeping', body);
      }
      if (round % 24 === 12) {
        const made = await hurt.post('v1/store/backups', {});
        if (made.status !== 201) {
          fails('a backup', made.body);
        }
      }
    }
  };
  const settled = async (at: number): Promise<Resident> => {
    // A short run has no time to settle, and nothing to compare.
    if (minutes < LEAST_MINUTES) {
      return { frontMib: Number.NaN, engineMib: Number.NaN };
    }
    await pause(Math.max(0, at - performance.now()));
    const { body, status } = await hurt.post('v1/store/compaction', {});
    if (status !== 200) {
      fails('a compaction', body);
    }
    const front = hurt.plugin.child.pid ?? 0;
    const fronts: number[] = [];
    const engines: number[] = [];
    for (const end = performance.now() + SETTLING_MS; performance.now() < end;) {
      const [engine] = enginesOf(front);
      if (engine === undefined) {
        await pause(SAMPLE_MS);
        continue;
      }
      await collectGarbage(front, engine);
      fronts.push(residentMib(front));
      engines.push(residentMib(engine));
      await pause(SAMPLE_MS);
    }
    return { frontMib: leastOf(fronts), engineMib: leastOf(engines) };
  };
  try {
    await hurt.post(`v1/models/${MODEL}/predictions`, batch(-1));
    await putRetention(hurt);
    await firstRetention(hurt);
    const quarter = performance.now() + (minutes * 60_000) / 4;
    const [, , , early, late] = await Promise.all([
      sending(),
      asking(),
      housekeeping(),
      settled(quarter),
      settled(until - 2 * SETTLING_MS),
    ]);
    const earlyMib = early.frontMib + early.engineMib;
    const lateMib = late.frontMib + late.engineMib;
    return {
      ...report,
      earlyMib,
      lateMib,
      earlyFrontMib: early.frontMib,
      lateFrontMib: late.frontMib,
      growthPercent: Math.round((1000 * (lateMib - earlyMib)) / earlyMib) / 10,
    };
  } finally {
    await hurt.plugin.stop();
    rmSync(join(hurt.folder), { recursive: true, force: true });
  }
}

/** Rows go once their hours are rolled up, which hours that get rows all the time never are: only the first batch goes. */
async function firstRetention(hurt: Hurt): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    await hurt.post('v1/store/housekeeping', {});
    const counted = await hurt.ask(`SELECT count(*) AS n FROM predictions.${MODEL}`);
    if (Number(counted?.frames[0]?.getChild('n')?.get(0)) === 0) {
      return;
    }
    await pause(1_000);
  }
  throw new Error('the retention left rows for a minute');
}

async function putRetention(hurt: Hurt): Promise<void> {
  const { status } = await hurt.put(`v1/models/${MODEL}`, { retention: { raw: '7d' } });
  if (status >= 300) {
    throw new Error(`the retention was answered with ${status}`);
  }
}
