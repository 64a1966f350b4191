/** Wide batches: what they cost the one write queue, and when they are refused. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Session } from '../../../src/backend/store/database/session';
import { failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  // The roller's statements would be counted too.
  fixture = await makeFixture({ roll: false });
});
afterEach(() => fixture.remove());

const T = '2026-01-01T00:00:00Z';
/** A third of the columns text, a third whole numbers, a third fractions. */
const wide = (rows: number, columns: number, key = 'c') =>
  Array.from({ length: rows }, (_, row) => ({
    id: `${row}`,
    time: T,
    ...Object.fromEntries(
      Array.from({ length: columns }, (__, column) => [
        `${key}${column}`,
        [`v${row % 5}`, row * column, row / 7 + column][column % 3],
      ])
    ),
  }));

/** Statements that the store runs meanwhile. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const { rows, run } = Session.prototype;
  let count = 0;
  Session.prototype.run = function (...given) {
    count++;
    return run.apply(this, given);
  };
  Session.prototype.rows = function <R>(...given: Parameters<typeof rows>) {
    count++;
    return rows.apply(this, given) as Promise<R[]>;
  };
  try {
    await work();
    return count;
  } finally {
    Object.assign(Session.prototype, { rows, run });
  }
}

describe('wide batches', () => {
  it('need as many statements as narrow ones', async () => {
    const narrow = await statementsOf(() => fixture.send('predictions', wide(20, 6), { model: 'narrow' }));
    const first = await statementsOf(async () => {
      expect((await fixture.send('predictions', wide(20, 250))).body).toMatchObject({ accepted: 20, rejectedTotal: 0 });
    });
    expect(first).toBe(narrow);
    expect((await fixture.store.catalogue.model('m')).columns).toHaveLength(252);
  });

  it.each([
    ['predictions', 'c'],
    ['predictions', '\u0001'],
    ['labels', 'c'],
    ['attributions', 'shap_'],
  ] as const)('of 20,000 keys are refused before anything is done with them: %s, %j', async (kind, key) => {
    await fixture.send('predictions', wide(1, 3));
    let failure;
    const statements = await statementsOf(async () => {
      failure = await failureOf(fixture.send(kind, wide(1, 20_000, key)));
    });
    expect(failure).toMatchObject({ code: 'unprocessable' });
    expect(statements).toBeLessThan(25);
  });
});
