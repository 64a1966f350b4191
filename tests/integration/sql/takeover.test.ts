/** From the builder to SQL: what the inspector shows of an analysis runs in SQL mode, with the filters written out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../../src/backend/analyses';
import { filled } from '../../../src/backend/analyses/shared/filled';
import { runSql } from '../../../src/backend/sql';
import { parseQuery } from '../../../src/query/validate';
import { type Fixture, makeFixture } from '../store/fixture';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

let fixture: Fixture;
beforeAll(async () => {
  fixture = await makeFixture();
  const rows = Array.from({ length: 500 }, (_, i) => ({
    id: `p${i}`,
    time: START + i * HOUR,
    a: i % 7,
    c: "xy'$1"[i % 2],
    prediction: i % 2,
    score: (i % 10) / 10,
  }));
  await fixture.send('predictions', rows);
  await fixture.call('PUT', 'v1/models/m/references/r', { from: START, to: START + 240 * HOUR });
  await fixture.call('PUT', 'v1/models/m', { reference: 'r', task: 'binary' });
  const labels = rows.slice(0, 300).map(({ id, time }, i) => ({ id, value: i % 2, observed_at: time }));
  await fixture.send('labels', labels);
});
afterAll(() => fixture.remove());

const range = { from: START, to: START + 480 * HOUR, intervalMs: HOUR, rowLimit: 1_000_000, unmasked: false };
const filters = [
  { key: 'c', operator: '=|', values: ['x', "'; DROP TABLE x --", '$1'] },
  { key: 'a', operator: '<', value: '5' },
];

describe('the SQL of an analysis', () => {
  it.each([
    { queryType: 'drift', window: '1d' },
    { queryType: 'performance', metrics: ['accuracy'], window: '1d', minRows: 1 },
    { queryType: 'performance', metrics: ['accuracy', 'auc', 'ks'], window: '1d', minRows: 1 },
    { queryType: 'calibration', window: '1d', minRows: 1 },
    { queryType: 'quality', window: '1d' },
    { queryType: 'records' },
    { queryType: 'distribution', columns: ['a'], window: 'all' },
    { queryType: 'cohorts', segmentBy: ['c'], window: 'all' },
  ])('of $queryType runs in SQL mode', async (query) => {
    const [frame] = await runAnalysis(parseQuery({ refId: 'A', model: 'm', filters, ...query }), {
      ...range,
      now: START + 1000 * HOUR,
      maxDataPoints: 100,
      reader: fixture.store.reader(),
      catalogue: fixture.store.catalogue,
      memo: new Map(),
    });
    const statements = (frame?.meta?.executedQueryString ?? '').split(/;\n\n/);
    expect(statements[0]).toContain(`'''; DROP TABLE x --'`);
    for (const rawSql of statements) {
      const [answer] = await runSql(
        { refId: 'A', queryType: 'sql', rawSql },
        { ...range, runner: fixture.store, catalogue: fixture.store.catalogue, fromAlert: false }
      );
      expect(answer?.fields.length, rawSql).toBeGreaterThan(0);
    }
  });

  it('has literals where its parameters were, and nowhere else', () => {
    expect(filled(`SELECT $1, '$2', "$1" -- $1\n, $12, $2`, ["a'b", 5])).toBe(
      `SELECT 'a''b', '$2', "$1" -- $1\n, $12, 5`
    );
    expect(filled('SELECT $1, $2, $3', [null, true, 5n])).toBe('SELECT NULL, true, 5');
    // A value that looks like a parameter is not filled in again.
    expect(filled('SELECT $1, $2', ['$2', 'x'])).toBe(`SELECT '$2', 'x'`);
  });
});
