/** Models with nothing to compare: a row sent again is the same row. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture();
});
afterEach(() => fixture.remove());

const ROW = { id: 'a', time: '2026-01-01T00:00:00Z' };

it.each([
  ['only id and time', ROW],
  ['a column without a type', { ...ROW, x: null }],
])('a model of %s counts a row that comes again as a duplicate', async (_name, row) => {
  expect(await fixture.send('predictions', [row])).toMatchObject({ status: 200, body: { accepted: 1 } });
  const again = await fixture.send('predictions', [row, row, { ...row, id: 'b' }]);
  expect(again).toMatchObject({ status: 200, body: { accepted: 1, duplicates: 2, updated: 0, rejectedTotal: 0 } });
  expect(await fixture.rows('SELECT count(*) AS n FROM predictions.m')).toEqual([{ n: 2 }]);
});
