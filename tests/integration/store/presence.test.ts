/** Columns that vanish mid-stream and come back. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
let time = Date.UTC(2026, 0, 1);
beforeEach(async () => {
  fixture = await makeFixture({ roll: false });
});
afterEach(() => fixture.remove());

const send = async (row: object): Promise<string[]> => {
  time += 1000;
  return (await fixture.send('predictions', [{ id: `${time}`, time, x: 1, ...row }])).body.warnings;
};
const events = async () =>
  (
    await fixture.rows(
      "SELECT text FROM plumbline.annotations WHERE kind = 'schema_change' AND text NOT LIKE '%appeared' ORDER BY time"
    )
  ).map((row) => row.text);

it('are told once, after ten batches without a value, also over a restart', async () => {
  await send({ wind: 3.5, "it's": 'a' });
  const before = [];
  for (let batch = 0; batch < 9; batch++) {
    before.push(...(await send(batch % 2 ? { wind: null, "it's": 'b' } : { "it's": 'b' })));
  }
  expect(before).toEqual([]);
  expect(await send({ "it's": 'c' })).toEqual(['column wind vanished: 10 batches in a row had no value for it']);
  await fixture.reopen();
  for (let batch = 0; batch < 12; batch++) {
    expect(await send({ "it's": 'd' })).toEqual([]);
  }
  expect(await send({ wind: 1.5, "it's": 'e' })).toEqual(['column wind has values again']);
  expect(await events()).toEqual([
    'column wind vanished: 10 batches in a row had no value for it',
    'column wind has values again',
  ]);
});

it('are not told where another service sends them now and then', async () => {
  await send({ wind: 3.5 });
  for (let batch = 0; batch < 30; batch++) {
    expect(await send(batch % 8 === 7 ? { wind: 1 } : {})).toEqual([]);
  }
  expect(await events()).toEqual([]);
});
