/** Alert rules while the engine is killed from outside: what `npm run faults -- --alerts` does in a real Grafana, in seconds. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enginesOf } from './processes';
import { type Answer, type Backend, query, resource, sql, startBackend } from './support';

const RULES = 20;
const ROUNDS = 3;
const ROWS = 2_000;
/** As the scheduler calls, and with time for a busy machine. */
const SCHEDULER = {
  login: 'grafana_scheduler',
  role: 'Admin',
  headers: { FromAlert: 'true' },
  jsonData: { alertTimeoutSeconds: 120 },
};

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
  const rows = Array.from({ length: ROWS }, (_, n) => ({
    id: `p${n}`,
    time: Date.UTC(2024, 0, 10) + n * 60_000,
    x: n % 10,
    place: n % 4 === 0 ? 'north' : 'south',
  }));
  expect(await resource(backend, 'POST', 'v1/models/m/predictions', rows)).toMatchObject({ status: 200 });
});
afterAll(() => backend?.remove());

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function kill(): number | undefined {
  const [pid] = enginesOf(backend.child.pid);
  if (pid !== undefined) {
    process.kill(pid, 'SIGKILL');
  }
  return pid;
}

/** Rules of SQL and of an analysis, no two of them alike. */
const ruleOf = (number: number): object =>
  number % 2 === 0
    ? sql(`SELECT place, count(*)::DOUBLE + ${number} AS n FROM predictions.m GROUP BY place ORDER BY place`)
    : { queryType: 'quality', model: 'm', metrics: ['volume'], window: 'all', minRows: number, format: 'numeric' };

const valuesOf = ({ frames }: Answer): unknown[] =>
  frames.flatMap((frame) => frame.toArray().map((row) => row.toJSON() as unknown));

async function evaluate(): Promise<Answer[]> {
  const answers = await Promise.all(
    Array.from({ length: RULES }, (_, number) => query(backend, { A: ruleOf(number) }, SCHEDULER))
  );
  return answers.flatMap(({ A }) => A ?? []);
}

/** Each death costs a start of the engine, which a busy machine takes its time for. */
const PATIENCE_MS = 240_000;

describe.runIf(process.platform === 'linux')('an engine that is killed again and again', () => {
  test(
    'costs no rule its answer, and changes none',
    async () => {
      const before = await evaluate();
      expect(before.map(({ error }) => error)).toEqual(Array.from({ length: RULES }, () => ''));
      const expected = before.map(valuesOf);
      for (let round = 0; round < ROUNDS; round++) {
        const answers = evaluate();
        for (let death = 0; death < 3; death++) {
          await pause(30 + 40 * round);
          kill();
        }
        const got = await answers;
        expect(got.map(({ error }) => error)).toEqual(Array.from({ length: RULES }, () => ''));
        expect(got.map(valuesOf)).toEqual(expected);
      }
    },
    PATIENCE_MS
  );

  test(
    'is opened again when it dies before it is open',
    async () => {
      const first = kill();
      const answer = query(backend, { A: ruleOf(1) }, SCHEDULER);
      const newer = async () => {
        await expect
          .poll(() => enginesOf(backend.child.pid).some((pid) => pid !== first), { timeout: 60_000 })
          .toBe(true);
      };
      await newer();
      kill();
      expect((await answer)['A']).toMatchObject({ status: 200, error: '' });
    },
    PATIENCE_MS
  );
});
