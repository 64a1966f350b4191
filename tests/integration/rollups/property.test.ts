/**
 * Whatever happened, and however far the roller has come: what a query says is what a scan of all rows says.
 *
 * `PLUMBLINE_RUNS` sets how many histories are tried.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Fixture, makeFixture } from '../store/fixture';
import { ask, contentOf, type Question, sourceOf } from './support';

const RUNS = Number(process.env.PLUMBLINE_RUNS ?? 8);
const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const HOURS = 8;
const RANGE = { from: START, to: START + HOURS * HOUR };

type Step =
  | { kind: 'insert'; first: number; rows: number; hour: number; spread: number; shape: number }
  | { kind: 'again'; changed: boolean; count: number }
  | { kind: 'label'; first: number; count: number; timed: boolean; value: number; wait: number }
  | { kind: 'reference'; from: number; hours: number }
  | { kind: 'segment' }
  | { kind: 'version' }
  | { kind: 'erase'; entity: number }
  | { kind: 'roll' }
  | { kind: 'rollWhile'; hour: number }
  | { kind: 'interrupt'; after: number }
  | { kind: 'reopen' };

const hour = fc.integer({ min: 0, max: HOURS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('insert' as const),
      first: fc.integer({ min: 0, max: 300 }),
      rows: fc.integer({ min: 1, max: 60 }),
      hour,
      spread: fc.integer({ min: 1, max: 4 }),
      shape: fc.integer({ min: 0, max: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('again' as const),
      changed: fc.boolean(),
      count: fc.integer({ min: 1, max: 20 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('label' as const),
      first: fc.integer({ min: 0, max: 300 }),
      count: fc.integer({ min: 1, max: 20 }),
      timed: fc.boolean(),
      value: fc.integer({ min: 0, max: 1 }),
      wait: fc.integer({ min: -5, max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reference' as const),
      from: hour,
      hours: fc.integer({ min: 1, max: HOURS }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('segment' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('version' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('erase' as const), entity: fc.integer({ min: 0, max: 9 }) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('roll' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rollWhile' as const), hour }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('interrupt' as const), after: fc.integer({ min: 0, max: 60 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) }
);

const common = { window: '2h', minRows: 1, format: 'table' } as const;
const QUESTIONS: Question[] = [
  { ...common, queryType: 'drift', method: 'psi' },
  { ...common, queryType: 'drift', method: 'linf', segmentBy: ['colour'], columns: ['x', 'colour'] },
  { ...common, queryType: 'drift', method: 'ks_binned', columns: ['x'], window: '1h' },
  {
    ...common,
    queryType: 'drift',
    method: 'psi',
    columns: ['x', 'colour'],
    filters: [{ key: 'colour', operator: '=', value: 'red' }],
  },
  { ...common, queryType: 'quality', metrics: ['missing_rate', 'unseen_rate', 'volume'] },
];

/** A store and what has been sent to it. */
class History {
  private readonly sent: Array<Record<string, unknown>> = [];
  private references = 0;

  constructor(private readonly fixture: Fixture) {}

  async take(each: Step): Promise<void> {
    const { fixture } = this;
    switch (each.kind) {
      case 'insert':
        await this.insert(each);
        return;
      case 'again': {
        const rows = this.sent.slice(-each.count).map((row) => (each.changed ? { ...row, x: 777 } : row));
        if (rows.length > 0) {
          await fixture.send('predictions', rows);
        }
        return;
      }
      case 'label':
        await fixture.send(
          'labels',
          Array.from({ length: each.count }, (_, index) => ({
            id: `i${each.first + index}`,
            value: each.value,
            arrived_at: RANGE.to + each.wait * HOUR,
            ...(each.timed ? { prediction_time: START + each.first } : {}),
          }))
        );
        return;
      case 'reference': {
        this.references += 1;
        const from = START + each.from * HOUR;
        const name = `r${this.references}`;
        // A window without rows makes no reference, and a model may name one that is still to come.
        await fixture
          .call('PUT', `v1/models/m/references/${name}`, { from, to: from + each.hours * HOUR })
          .catch(() => undefined);
        await fixture.call('PUT', 'v1/models/m', { reference: name });
        return;
      }
      case 'segment':
        await fixture.call('PUT', 'v1/models/m', {
          columns: [{ name: 'colour', role: 'feature', type: 'categorical', segment: true }],
        });
        return;
      case 'version':
        await fixture.send('predictions', [{ id: 'v', time: START + 5 * HOUR, x: 3, colour: 'red', version: 'v2' }]);
        return;
      case 'erase':
        await fixture.call('DELETE', `v1/models/m/entities/e${each.entity}`);
        return;
      case 'roll':
        await fixture.store.rollUp();
        return;
      case 'rollWhile':
        await Promise.all([
          fixture.store.rollUp(),
          this.insert({ kind: 'insert', first: 400, rows: 20, hour: each.hour, spread: 2, shape: each.hour }),
        ]);
        return;
      case 'interrupt': {
        const rolling = fixture.store.rollUp().catch(() => undefined);
        await new Promise((done) => setTimeout(done, each.after));
        await fixture.reopen();
        await rolling;
        return;
      }
      case 'reopen':
        await fixture.reopen();
    }
  }

  /** Shape 4 widens a column of whole numbers, shape 5 brings a new one. */
  private async insert({ first, hour: at, rows, shape, spread }: Step & { kind: 'insert' }): Promise<void> {
    const made = Array.from({ length: rows }, (_, index) => ({
      id: `i${first + index}`,
      time: START + at * HOUR + Math.floor((index * spread * HOUR) / rows),
      x: (first * 31 + index * 17 * (shape + 1)) % 97,
      whole: shape === 4 ? index + 0.5 : index,
      colour: ['red', 'green', null, `rare ${index}`][(index + shape) % 4],
      flag: index % 3 === 0,
      entity_id: `e${index % 10}`,
      ...(shape === 5 ? { extra: index } : {}),
    }));
    this.sent.push(...made);
    await this.fixture.send('predictions', made);
  }
}

it('answers as the rows do at every moment', { timeout: 600_000 }, async () => {
  let rolledUp = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const fixture = await makeFixture({ roll: false });
      try {
        const history = new History(fixture);
        await history.take({ kind: 'insert', first: 0, rows: 80, hour: 0, spread: HOURS, shape: 0 });
        await history.take({ kind: 'segment' });
        await history.take({ kind: 'reference', from: 0, hours: 4 });
        await history.take({ kind: 'roll' });
        for (const each of steps) {
          await history.take(each);
          for (const question of QUESTIONS) {
            const found = await ask(fixture.store, question, RANGE, false);
            expect(contentOf(found)).toEqual(contentOf(await ask(fixture.store, question, RANGE, true)));
            rolledUp += sourceOf(found) === 'rollup' ? 1 : 0;
          }
        }
      } finally {
        await fixture.remove();
      }
    }),
    { numRuns: RUNS }
  );
  // Answers that never came from rollups would prove nothing.
  expect(rolledUp).toBeGreaterThan(0);
});
