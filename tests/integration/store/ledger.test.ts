import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture();
});
afterEach(() => fixture.remove());

const rows = [1, 2, 3].map((id) => ({ id, time: '2026-01-01T00:00:00Z', x: id }));
const stored = async () => (await fixture.rows('SELECT count(*) AS n FROM predictions.m'))[0]?.n;

describe('the ledger', () => {
  it('gives the first answer again for the same key and body, also after a restart', async () => {
    const first = await fixture.send('predictions', [...rows, { x: 1 }], { idempotencyKey: 'k' });
    expect(first.body).toMatchObject({ accepted: 3, rejectedTotal: 1 });
    expect(await fixture.send('predictions', [...rows, { x: 1 }], { idempotencyKey: 'k' })).toEqual(first);
    await fixture.reopen();
    expect(await fixture.send('predictions', [...rows, { x: 1 }], { idempotencyKey: 'k' })).toEqual(first);
    expect(await stored()).toBe(3);
    expect(await fixture.rows('SELECT count(*) AS n FROM plumbline.rejected_rows')).toEqual([{ n: 1 }]);
  });

  it('refuses the same key with another body, kind or model', async () => {
    await fixture.send('predictions', rows, { idempotencyKey: 'k' });
    for (const attempt of [
      () => fixture.send('predictions', rows.slice(1), { idempotencyKey: 'k' }),
      () => fixture.send('labels', rows, { idempotencyKey: 'k' }),
      () => fixture.send('predictions', rows, { idempotencyKey: 'k', model: 'other' }),
    ]) {
      expect((await failureOf(attempt())).code).toBe('conflict');
    }
    expect(await fixture.store.catalogue.models()).toHaveLength(1);
  });

  it('stores a batch once however many send it at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => fixture.send('predictions', rows, { idempotencyKey: 'same' }))
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await stored()).toBe(3);
  });

  it('keeps the order of writes of many senders, each row once', async () => {
    const batches = Array.from({ length: 20 }, (_, batch) =>
      rows.map((row) => ({ ...row, id: `${batch % 7}-${row.id}` }))
    );
    const answers = await Promise.all(batches.map((batch) => fixture.send('predictions', batch)));
    const sum = (part: 'accepted' | 'duplicates') => answers.reduce((total, { body }) => total + body[part], 0);
    expect([sum('accepted'), sum('duplicates')]).toEqual([21, 39]);
    expect(await stored()).toBe(21);
  });

  it('forgets a batch that failed: the key may be used again', async () => {
    expect(
      (
        await failureOf(
          fixture.send('predictions', 'nothing', { idempotencyKey: 'k', contentType: 'application/json' })
        )
      ).code
    ).toBe('bad_request');
    expect((await fixture.send('predictions', rows, { idempotencyKey: 'k' })).body.accepted).toBe(3);
  });

  it.each(['', 'a b', 'ü', 'x'.repeat(256)])('refuses the key "%s"', async (idempotencyKey) => {
    expect((await failureOf(fixture.send('predictions', rows, { idempotencyKey }))).code).toBe('bad_request');
  });

  it('accounts for every row of any batch, and sending it again changes nothing', async () => {
    const value = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double(),
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('NaN', 'true', '5', '2026-01-01', '{', '[1]', '1e999'),
      fc.array(fc.integer(), { maxLength: 2 })
    );
    const name = fc.constantFrom(
      'x',
      'X',
      'y',
      'segment.a',
      'score',
      'prediction',
      'label',
      'latency_ms',
      '__proto__',
      'é"\\'
    );
    const row = fc.record({
      id: fc.constantFrom('a', 'b', 3, null, ''),
      time: fc.constantFrom('2026-01-01T00:00:00Z', 1767225600, 'never'),
      values: fc.array(fc.tuple(name, value), { maxLength: 5 }),
    });
    const line = fc.oneof(
      {
        weight: 9,
        arbitrary: row.map(({ id, time, values }) => {
          const members = [['id', id], ['time', time], ...values];
          return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each)}`).join(',')}}`;
        }),
      },
      { weight: 1, arbitrary: fc.constantFrom('{', 'null', '[]', '{}', '"x"', '\u0000') }
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
        const text = lines.join('\n');
        const { body } = await fixture.send('predictions', text);
        expect(body.accepted + body.duplicates + body.updated + body.rejectedTotal).toBe(lines.length);
        const { relations } = await fixture.store.catalogue.model('m');
        const [unique] = await fixture.rows(
          `SELECT count(*) AS n, count(DISTINCT (id, time)) AS identities FROM ${relations.predictions}`
        );
        expect(unique?.n).toBe(unique?.identities);
      }),
      { numRuns: 60 }
    );
  });
});
