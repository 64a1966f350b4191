/** Counts add up: whatever is sent, in any format and of any kind, every row is accepted, a duplicate, an update or rejected. */
import { Float64, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { INGEST_KINDS } from '../../../src/backend/store/types';
import { type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await makeFixture();
  await fixture.send('predictions', [{ id: 'first', time: '2026-01-01T00:00:00Z', score: 0.5, x: 1 }]);
});
afterAll(() => fixture.remove());

/** Few of each, so that rows meet again; some of them fit nothing. */
const text = fc.constantFrom('a', 'b', '', 'NaN', '7', 'äöü', '2026-01-01T00:00:00Z');
const number = fc.constantFrom(0, 1, -3, 0.5, 1e300, 1.7e9);
const value = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const row = fc.record(
  {
    id: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('a', 'b', 'c', 1) }, { weight: 1, arbitrary: value }),
    time: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('2026-01-01T00:00:00Z', 1.7e9) },
      { weight: 1, arbitrary: value }
    ),
    value,
    score: value,
    name: fc.constantFrom('n', 'm', null),
    source: fc.constantFrom('human', 'judge', 'cat'),
    base_value: value,
    shap_x: value,
  },
  { requiredKeys: ['value', 'shap_x'] }
);
const KEYS = ['id', 'time', 'value', 'score', 'name', 'source', 'base_value', 'shap_x'] as const;

type Row = Partial<Record<(typeof KEYS)[number], unknown>>;

const WRITERS: Record<string, (rows: readonly Row[]) => Uint8Array> = {
  'application/json': (rows) => Buffer.from(JSON.stringify(rows)),
  'application/x-ndjson': (rows) => Buffer.from(rows.map((each) => JSON.stringify(each)).join('\n')),
  'text/csv': (rows) =>
    Buffer.from(
      [KEYS, ...rows.map((each) => KEYS.map((key) => (each[key] === null ? '' : `"${String(each[key] ?? '')}"`)))].join(
        '\n'
      )
    ),
  'application/vnd.apache.arrow.stream': (rows) =>
    tableToIPC(
      new Table(
        Object.fromEntries(
          KEYS.map((key) => {
            const cells = rows.map((each) => each[key] ?? null);
            return [
              key,
              cells.every((cell) => cell === null || typeof cell === 'number')
                ? vectorFromArray(cells as Array<number | null>, new Float64())
                : vectorFromArray(
                    cells.map((cell) => (cell === null ? null : String(cell))),
                    new Utf8()
                  ),
            ];
          })
        )
      ),
      'stream'
    ),
};

it.each(Object.keys(WRITERS))('%s', async (contentType) => {
  const sent = { predictions: 0, labels: 0, attributions: 0, evaluations: 0 };
  const kept = { ...sent };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...INGEST_KINDS),
      fc.array(row, { minLength: 1, maxLength: 20 }),
      async (kind, rows) => {
        const body = WRITERS[contentType]?.(rows) ?? new Uint8Array(0);
        for (const attempt of [1, 2]) {
          const { accepted, duplicates, rejected, rejectedTotal, updated } = (
            await fixture.send(kind, '', { body, contentType, model: 'm' })
          ).body;
          expect(accepted + duplicates + updated + rejectedTotal, `attempt ${attempt}`).toBe(rows.length);
          expect(rejected).toHaveLength(rejectedTotal);
          expect(new Set(rejected.map((each) => each.row)).size).toBe(rejectedTotal);
          kept[kind] += accepted + updated;
          sent[kind] += rows.length;
        }
      }
    ),
    { numRuns: 40 }
  );
  const ledger = await fixture.rows(
    'SELECT sum(accepted + duplicates + updated + rejected) AS rows, sum(rejected) AS rejected FROM plumbline.ledger'
  );
  const rejected = await fixture.rows('SELECT count(*) AS n FROM plumbline.rejected_rows');
  expect(rejected[0]?.n).toBe(ledger[0]?.rejected);
  const total = Object.values(sent).reduce((sum, each) => sum + each, 0);
  expect(total).toBeGreaterThan(0);
  expect(Number(ledger[0]?.rows)).toBeGreaterThanOrEqual(total);
});

it('what was accepted or updated is there, and nothing else', async () => {
  for (const kind of INGEST_KINDS) {
    const [ledger] = await fixture.rows(
      `SELECT coalesce(sum(accepted + updated), 0) AS rows FROM plumbline.ledger WHERE kind = '${kind}'`
    );
    const [stored] = await fixture.rows(`SELECT count(*) AS rows FROM ${kind}.m`);
    expect(stored, kind).toEqual(ledger);
  }
});
