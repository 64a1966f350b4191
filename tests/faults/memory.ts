/** Bodies and statements that would fill the memory: the front process stays the same, and the next call is answered. */
import { gzipSync } from 'node:zlib';
import { statusField } from '../integration/backend/processes';
import { type Hurt, pause, startHurt } from './backend';
import { uniforms } from '../../src/backend/statistics/uniforms';

export interface MemoryReport {
  bombs: number;
  /** Times that the front process ended. */
  crashes: number;
  /** Bombs that were taken for good rows. */
  wrong: number;
  /** Times that a query was not answered within five seconds afterwards. */
  late: number;
  maxFrontMib: number;
}

const BACK_MS = 5_000;
const JSON_TYPE = 'application/json';

const row = (id: number, more = '') => `{"id": ${id}, "time": 1760000000, "x": 1${more}}`;

interface Bomb {
  body: Buffer;
  headers: Record<string, string>;
}

/** Each far beyond a limit: inflated size, depth, columns, rows, one value. */
const BOMBS: ReadonlyArray<(random: () => number) => Bomb> = [
  () => ({
    body: gzipSync(Buffer.alloc(200 << 20, ' ')),
    headers: { 'Content-Type': JSON_TYPE, 'Content-Encoding': 'gzip' },
  }),
  (random) => {
    const depth = 100_000 + Math.floor(random() * 400_000);
    return {
      body: Buffer.from(`[{"id": 1, "time": 1, "x": ${'['.repeat(depth)}${']'.repeat(depth)}}]`),
      headers: { 'Content-Type': JSON_TYPE },
    };
  },
  (random) => {
    const columns = Array.from({ length: 20_000 + Math.floor(random() * 30_000) }, (_, n) => `, "c${n}": ${n}`);
    return { body: Buffer.from(`[${row(1, columns.join(''))}]`), headers: { 'Content-Type': JSON_TYPE } };
  },
  () => ({
    body: gzipSync(Buffer.from(`${row(1)}\n`.repeat(700_000))),
    headers: { 'Content-Type': 'application/x-ndjson', 'Content-Encoding': 'gzip' },
  }),
  (random) => ({
    body: Buffer.from(`[${row(1, `, "t": "${'x'.repeat((20 << 20) + Math.floor(random() * (10 << 20)))}"`)}]`),
    headers: { 'Content-Type': JSON_TYPE },
  }),
  (random) => ({
    // An Arrow stream whose lengths are nonsense.
    body: Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at % 8 < 4 ? 0xff : Math.floor(random() * 256)))),
    headers: { 'Content-Type': 'application/vnd.apache.arrow.stream' },
  }),
];

const STATEMENTS = [
  "SELECT repeat('a', 2000000000) AS s",
  'SELECT len(range(2000000000)) AS n',
  "SELECT levenshtein(repeat('a', 100000), repeat('b', 100000)) AS d",
];

async function answers(hurt: Hurt): Promise<boolean> {
  return (await hurt.ask('SELECT 1 AS one').catch(() => undefined))?.status === 200;
}

export async function run(bombs: number, seed = Date.now()): Promise<MemoryReport> {
  const random = uniforms(seed);
  const report: MemoryReport = { bombs, crashes: 0, wrong: 0, late: 0, maxFrontMib: 0 };
  let hurt = await startHurt();
  try {
    await hurt.post('v1/models/bombed/predictions', [{ id: 1, time: 1.76e9, x: 1 }]);
    for (let number = 0; number < bombs; number++) {
      const index = Math.floor(random() * (BOMBS.length + 1));
      const make = BOMBS[index];
      if (make) {
        const { body, headers } = make(random);
        const reply = await hurt.post('v1/models/bombed/predictions', body, headers).catch(() => undefined);
        report.wrong += reply?.status === 200 ? 1 : 0;
      } else {
        const statement = STATEMENTS[Math.floor(random() * STATEMENTS.length)] ?? '';
        const answer = await hurt.ask(statement).catch(() => undefined);
        report.wrong += answer?.status === 200 ? 1 : 0;
      }
      const since = performance.now();
      while (!(await answers(hurt)) && performance.now() - since < BACK_MS * 4) {
        await pause(100);
      }
      report.late += performance.now() - since > BACK_MS ? 1 : 0;
      report.maxFrontMib = Math.max(report.maxFrontMib, Math.round(rssMib(hurt.plugin.child.pid)));
      if (hurt.plugin.child.exitCode !== null || hurt.plugin.child.signalCode !== null) {
        report.crashes++;
        await hurt.end().catch(() => undefined);
        hurt = await startHurt();
      }
    }
    return report;
  } finally {
    await hurt.end();
  }
}

function rssMib(pid: number | undefined): number {
  return pid === undefined ? 0 : statusField(pid, 'VmRSS') / 1024 || 0;
}
