/** Who may take the mask off a column. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACTOR, failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture();
  await fixture.call('PUT', 'v1/models/m', {
    columns: [
      { name: 'passenger', role: 'metadata', type: 'text', sensitive: true },
      { name: 'answer', role: 'response' },
    ],
  });
});
afterEach(() => fixture.remove());

const declare = (column: object, unmasked: boolean) =>
  fixture.store.resource({
    actor: { ...ACTOR, unmasked },
    method: 'PUT',
    path: 'v1/models/m',
    query: {},
    body: { columns: [column] },
  });
const isSensitive = async (name: string) =>
  (await fixture.store.catalogue.model('m')).columns.find((column) => column.name === name)?.sensitive;

describe('the mask of a column', () => {
  it.each(['passenger', 'PASSENGER'])('stays on when somebody who sees masks declares %s open', async (name) => {
    const failure = await failureOf(declare({ name, role: 'metadata', type: 'text', sensitive: false }, false));
    expect(failure).toMatchObject({ code: 'forbidden', place: name });
    expect(await isSensitive('passenger')).toBe(true);
  });

  it('stays on when a declaration says nothing of it', async () => {
    expect((await declare({ name: 'passenger', role: 'feature' }, true)).status).toBe(200);
    expect(await isSensitive('passenger')).toBe(true);
  });

  it('comes off for somebody who may see behind it', async () => {
    await declare({ name: 'passenger', role: 'metadata', sensitive: false }, true);
    expect(await isSensitive('passenger')).toBe(false);
  });

  it('is on from the start over what people wrote or were told', async () => {
    expect(await isSensitive('answer')).toBe(true);
  });

  it('may be put on by anybody who may declare', async () => {
    await declare({ name: 'answer', role: 'response', sensitive: true }, false);
    expect(await isSensitive('answer')).toBe(true);
  });
});

describe('a reference from a window', () => {
  const filtered = (unmasked: boolean) =>
    fixture.store.resource({
      actor: { ...ACTOR, unmasked },
      method: 'PUT',
      path: 'v1/models/m/references/r',
      query: {},
      body: {
        from: '2026-01-01T00:00:00Z',
        to: '2026-02-01T00:00:00Z',
        filters: [
          { key: 'id', operator: '!=', value: 'z' },
          { key: 'passenger', operator: '=', value: 'Ada' },
        ],
      },
    });

  it('takes no filter by a masked column, whose rows it would count', async () => {
    await fixture.send('predictions', [{ id: 'a', time: '2026-01-05T00:00:00Z', passenger: 'Ada', age: 3 }]);
    expect(await failureOf(filtered(false))).toMatchObject({ code: 'forbidden', place: 'filters[1]' });
    expect((await filtered(true)).body).toMatchObject({ rows: 1 });
  });
});
