/**
 * Random statements, run for real when the guard lets them pass: nothing may show a canary (the store's own tables, files,
 * sensitive columns), change a setting or end the process. `npm run faults -- --guard N` tries more of them.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attempt, stateOf } from './attempt';
import { Fixture } from './fixture';
import { STATEMENTS } from './statements';

const RUNS = 800;

let fixture: Fixture;
let before: string;

beforeAll(async () => {
  fixture = await Fixture.create();
  before = await stateOf(fixture);
});
afterAll(() => fixture.close());

it(`shows no canary in ${RUNS} random statements`, { timeout: 20 * 60_000 }, async () => {
  const outcomes = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(STATEMENTS, async (sql) => {
      const outcome = await attempt(fixture, sql);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      expect(outcome, sql).not.toBe('internal');
    }),
    { numRuns: RUNS, endOnFailure: true }
  );
  // A fuzzer that never gets through tests nothing behind the guard.
  expect(outcomes.get('passed') ?? 0).toBeGreaterThan(RUNS / 10);
  expect(outcomes.get('forbidden') ?? 0).toBeGreaterThan(RUNS / 20);
  expect(await stateOf(fixture)).toBe(before);
});
