/** Texts and missing values of every length, over many chunks: what DuckDB keeps is what was sent. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture();
});
afterEach(() => fixture.remove());

const T = Date.UTC(2026, 0, 1);

it('keeps short and long texts, missing ones and those of rejected neighbours apart, chunk by chunk', async () => {
  const rows = Array.from({ length: 7_000 }, (_, n) => ({
    id: `${n}`,
    time: n % 701 === 5 ? 'never' : T + n * 1000,
    text: n % 5 === 0 ? null : 'äb'.repeat(n % 17) + n,
    flag: n % 3 === 0 ? null : n % 2 === 0,
    big: n % 4 === 0 ? null : `${9007199254740993n + BigInt(n)}`,
    x: n % 6 === 0 ? null : n / 3,
  }));
  await fixture.call('PUT', 'v1/models/m', { columns: [{ name: 'big', type: 'integer' }] });
  const { body } = await fixture.send('predictions', rows);
  expect(body).toMatchObject({ accepted: 6_990, rejectedTotal: 10 });
  const stored = await fixture.rows(
    'SELECT id, text, flag, big::VARCHAR AS big, x, hash(text) = hash(text || $$$$) AS same FROM predictions.m ORDER BY id::INTEGER'
  );
  expect(stored).toEqual(
    rows
      .filter(({ time }) => time !== 'never')
      .map(({ big, flag, id, text, x }) => ({ id, text, flag, big, x, same: true }))
  );
  const groups = await fixture.rows(
    "SELECT text, count(*) AS n FROM predictions.m WHERE text = 'äbäbäbäbäbäb6' GROUP BY text"
  );
  expect(groups).toEqual([{ text: 'äbäbäbäbäbäb6', n: 1 }]);
});

it('gives back any text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constant(null)), {
        minLength: 1,
        maxLength: 60,
      }),
      fc.uuid(),
      async (texts, batch) => {
        const rows = texts.map((text, n) => ({ id: `${batch}/${n}`, time: T, kind: 'some text', text }));
        await fixture.send('predictions', [
          ...rows,
          { id: `${batch}/x`, time: T, kind: 'k', text: 'more than twelve bytes' },
        ]);
        const stored = await fixture.rows(
          `SELECT text FROM predictions.m WHERE id LIKE '${batch}/%' AND kind = 'some text' ORDER BY split_part(id, '/', 2)::INTEGER`
        );
        expect(stored.map(({ text }) => text)).toEqual(texts);
      }
    ),
    { numRuns: 25 }
  );
});
