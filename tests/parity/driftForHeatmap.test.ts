/** What the heatmap asks of drift beside its scores: limits of each series of a preset, and which groups carry a drift. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drift } from '../../src/backend/analyses/drift';
import { type DriftQuery } from '../../src/query/model';
import { rowsOf, TestStore } from './harness';

const START = '2026-03-01T00:00:00Z';
const END = '2026-03-03T00:00:00Z';

/** Two days of 4000 rows; on the second x moves at the site `north` alone. */
const ROWS = `SELECT i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i * 43200) MILLISECOND AS "time",
  hash(i) % 1000 / 10.0 + CASE WHEN i >= 2000 AND i % 4 = 0 THEN 40 ELSE 0 END AS x,
  ['a', 'b', 'c'][1 + i % 3] AS colour,
  CASE WHEN i % 4 = 0 THEN 'north' ELSE 'south' END AS site
  FROM range(4000) AS t(i)`;

let store: TestStore;

beforeAll(async () => {
  const reference = `SELECT * FROM (${ROWS}) WHERE id::INTEGER < 2000`;
  store = await TestStore.open({ predictions: ROWS, reference, roles: { site: 'segment' } });
});
afterAll(() => store.session.close());

const ask = (query: Partial<DriftQuery>) =>
  drift({ refId: 'A', queryType: 'drift', model: 'm', window: '1d', ...query }, store.context(START, END));

it.each([
  ['tests', ['ks', 'chi2'], 0.05, false],
  ['evidently', ['wasserstein', 'js'], 0.1, true],
] as const)(
  'a matrix of the preset %s says what each series is scored by and where its limit is',
  async (preset, methods, breach, higherIsWorse) => {
    const [matrix] = await ask({ preset, columns: ['x', 'colour'], format: 'matrix' });
    expect(matrix?.fields.map(({ name }) => name)).toEqual(['time', 'x', 'colour']);
    expect(matrix?.meta?.custom?.['series']).toEqual(
      methods.map((method) => expect.objectContaining({ method, higherIsWorse, breach }))
    );
  }
);

it('a matrix of one method says it once', async () => {
  const [matrix] = await ask({ columns: ['x', 'colour'], format: 'matrix' });
  expect(matrix?.meta?.custom).toMatchObject({ method: 'psi', higherIsWorse: true, breach: 0.2 });
  expect(matrix?.meta?.custom).not.toHaveProperty('series');
});

it('the groups of a column in one stretch of time tell which of them carries its drift', async () => {
  const context = store.context('2026-03-02T00:00:00Z', END);
  const query: DriftQuery = {
    refId: 'site',
    queryType: 'drift',
    model: 'm',
    columns: ['x'],
    segmentBy: ['site'],
    window: 'all',
    format: 'table',
  };
  const rows = rowsOf((await drift(query, context))[0]);
  expect(rows.map(({ segment, n }) => [segment, n])).toEqual([
    ['site=north', 500],
    ['site=south', 1500],
  ]);
  const [north, south] = rows.map(({ score }) => Number(score));
  expect(north).toBeGreaterThan(0.2);
  expect(south).toBeLessThan(0.02);
});
