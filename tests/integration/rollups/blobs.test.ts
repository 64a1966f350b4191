/** Tiles come as the store holds them, however DuckDB lays out their blobs in memory. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fixture, makeFixture } from '../store/fixture';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await makeFixture({ roll: false });
});
afterAll(() => fixture.remove());

const text = (length: string) => `repeat(chr((97 + i % 26)::INTEGER), (${length})::INTEGER)`;

it.each([
  ['short and long by turns', text('i % 40')],
  ['short', text('i % 13')],
  ['long', text('13 + i % 200')],
  ['one that is in every row', `'the same long text'`],
  ['few that come again', `'a text of some length ' || (i % 3)`],
  ['sometimes longer than a block of memory', text('CASE WHEN i % 100 = 7 THEN 300000 ELSE i % 30 END')],
])('blobs that are %s', async (_, value) => {
  const relation = `(SELECT i::INTEGER AS slice, (i % 7)::INTEGER AS tile, (${value})::BLOB AS bytes FROM range(2500) AS t(i))`;
  await fixture.store.rollups().snapshot(async (snapshot) => {
    for (const order of ['slice', 'slice DESC', 'hash(slice)']) {
      const sql = `SELECT slice, tile, bytes FROM ${relation} ORDER BY ${order}`;
      const expected = await snapshot.reader.rows<{ slice: number; tile: number; n: number; hex: string }>(
        `SELECT slice, tile, octet_length(bytes) AS n, hex(bytes[1:60]::BLOB) AS hex FROM (${sql})`
      );
      const found: typeof expected = [];
      await snapshot.tiles(sql, (slice, tile, bytes, start) => {
        const n = expected[found.length]?.n ?? 0;
        const hex = Buffer.from(bytes.subarray(start, start + Math.min(n, 60)))
          .toString('hex')
          .toUpperCase();
        found.push({ slice, tile, n: Math.min(n, bytes.length - start), hex });
      });
      expect(found).toEqual(expected);
    }
  });
});
