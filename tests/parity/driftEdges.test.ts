/** Every drift method on windows that have little to say, columns of every kind, and parts that add up to the score. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distribution } from '../../src/backend/analyses/distribution';
import { drift } from '../../src/backend/analyses/drift';
import { driftMultivariate } from '../../src/backend/analyses/drift/multivariate';
import { METHOD_TRAITS } from '../../src/query/defaults';
import { STATUSES } from '../../src/query/frames';
import { DRIFT_METHODS, DRIFT_PRESETS, type DriftMethod, type DriftQuery } from '../../src/query/model';
import { rowsOf, TestStore } from './harness';

const START = '2026-03-01T00:00:00Z';
const END = '2026-03-09T00:00:00Z';

/**
 * Windows of a day: 0 like the reference, 1 one row, 2 nothing but missing values, 3 one value, 4 what NaN and infinities
 * leave (the store keeps them as missing, see quality.test.ts), 5 far away, 6 no rows, 7 missing values among the others.
 */
const DAYS = `SELECT i, i // 500 AS day, i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i * 172800) MILLISECOND AS "time",
  hash(i) % 1000 / 10.0 AS u FROM range(4000) AS t(i)`;
const ROWS = `SELECT id, "time",
  CASE WHEN day = 2 OR (day = 7 AND i % 3 = 0) THEN NULL WHEN day = 3 THEN 50 WHEN day = 4 AND i % 7 < 2 THEN NULL WHEN day = 5 THEN u + 1e6 ELSE u END AS x,
  CASE WHEN day = 2 OR (day = 7 AND i % 3 = 0) THEN NULL WHEN day = 3 THEN 'a' WHEN day = 5 THEN 'z' ELSE ['a', 'b', 'c'][1 + (u::INTEGER % 3)] END AS colour,
  CASE WHEN day = 2 OR (day = 7 AND i % 3 = 0) THEN NULL WHEN day = 3 THEN true WHEN day = 5 THEN u > 90 ELSE u > 50 END AS flag,
  CASE WHEN day = 2 OR (day = 7 AND i % 3 = 0) THEN NULL WHEN day = 3 THEN TIMESTAMP '2025-01-01' WHEN day = 5 THEN TIMESTAMP '2035-01-01' + INTERVAL (i) HOUR ELSE TIMESTAMP '2025-01-01' + INTERVAL (u::INTEGER) DAY END AS opened,
  CASE WHEN day = 2 OR (day = 7 AND i % 3 = 0) THEN NULL WHEN day = 3 THEN 'same' WHEN day = 5 THEN repeat('brandneu wort ', 9) ELSE repeat('ordinary word ', 1 + u::INTEGER % 4) END AS note,
  7.5 AS flat, NULL::DOUBLE AS hollow, i % 4 = 0 AS third
  FROM (${DAYS}) WHERE day <> 6 AND (day <> 1 OR i = 500)`;

let store: TestStore;

beforeAll(async () => {
  store = await TestStore.open({
    task: 'binary',
    predictions: ROWS,
    reference: `SELECT * FROM (${ROWS}) WHERE id::INTEGER < 500`,
    labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, CASE WHEN id::INTEGER >= 2500 THEN '1' WHEN id::INTEGER % 3 = 0 THEN '1' ELSE '0' END AS value, "time" AS observed_at, "time" AS arrived_at FROM (${ROWS})`,
    attributions: `SELECT id, "time", 0.5 AS base_value, NULL::VARCHAR AS output_name, 'log-odds' AS output_space, 'tree' AS explainer, 'none' AS background,
      CASE WHEN isfinite(x) THEN x / 100 END AS shap_x FROM (${ROWS})`,
    kinds: { note: 'text' },
    roles: { third: 'metadata' },
    label: 'truth',
  });
});
afterAll(() => store.session.close());

async function ask(query: Partial<DriftQuery>): Promise<Array<Record<string, unknown>>> {
  const frames = await drift(
    { refId: 'A', queryType: 'drift', model: 'm', window: '1d', format: 'table', ...query },
    store.context(START, END)
  );
  return rowsOf(frames[0]);
}

const KINDS = { x: 'numeric', colour: 'categorical', flag: 'boolean', opened: 'time', note: 'text' } as const;
const CASES = DRIFT_METHODS.flatMap((method) =>
  Object.entries(KINDS)
    .filter(([, kind]) => METHOD_TRAITS[method].kinds.includes(kind))
    .map(([column, kind]) => ({ method, column, kind }))
);

describe('windows that have little to say', () => {
  it.each(CASES)('$method of $column ($kind)', async ({ method, column }) => {
    // Two colours and two flags make a two-proportion test; three colours do not.
    const rows = await ask({ method, columns: [column], minRows: 2 });
    expect(rows).toHaveLength(8);
    for (const row of rows) {
      expect(STATUSES).toContain(row.status);
      for (const field of ['score', 'statistic', 'p', 'q', 'floor', 'effect']) {
        const value = row[field];
        expect(value === null || Number.isFinite(value), `${field} of ${JSON.stringify(row)}`).toBe(true);
      }
      expect(row.score === null || ['ok', 'warn', 'breach', 'insufficient'].includes(String(row.status))).toBe(true);
    }
    const status = rows.map((row) => row.status);
    expect(status[1]).toBe('insufficient');
    expect(status[2]).toBe('insufficient');
    expect(status[6]).toBe('no_data');
    if (method === 'z' && column === 'colour') {
      expect(status[0]).toBe('insufficient');
      expect(rows[0]?.description).toContain('not defined');
      return;
    }
    expect(status[0]).toBe('ok');
    expect(status[5]).toBe('breach');
    // The first day is the reference itself; Anderson-Darling's p is cut at 0.25.
    expect(METHOD_TRAITS[method].higherIsWorse ? rows[0]?.score === 0 : Number(rows[0]?.score) >= 0.25).toBe(true);
    // Missing values and those that are not finite are no values: the rest is compared.
    expect(rows[4]?.n).toBe(column === 'x' ? 500 - 143 : 500);
    expect(rows[7]?.n).toBe(333);
    // With a third of the rows missing, chance may pass a limit, but not what chance gives.
    expect(['ok', 'insufficient']).toContain(status[7]);
  });

  it.each(DRIFT_METHODS)('%s of constant and of empty columns', async (method) => {
    const rows = await ask({ method, columns: ['flat', 'hollow'], minRows: 1 });
    const flat = rows.filter((row) => row.column === 'flat');
    if (!METHOD_TRAITS[method].kinds.includes('numeric')) {
      expect(flat.every((row) => row.status === 'error')).toBe(true);
      return;
    }
    // Epps-Singleton has no scale where at least half of all values are equal; a t test needs two rows a side.
    const same = method === 'epps_singleton' ? null : METHOD_TRAITS[method].higherIsWorse ? 0 : 1;
    const few = method === 't' ? null : same;
    expect(flat.map((row) => row.score)).toEqual([same, few, same, same, same, same, null, same]);
    const hollow = rows.filter((row) => row.column === 'hollow');
    expect(new Set(hollow.map((row) => row.status))).toEqual(new Set(['no_reference', 'no_data']));
  });

  it.each(DRIFT_PRESETS)('the preset %s', async (preset) => {
    // The reference is one day: without its own number of chunks it would be a single one.
    const thresholdFrom = preset === 'nannyml' ? { kind: 'chunks' as const, chunks: 5 } : undefined;
    const rows = await ask({ preset, thresholdFrom, columns: ['x', 'colour', 'flag', 'flat', 'opened', 'note'] });
    expect(rows).toHaveLength(48);
    for (const row of rows) {
      for (const field of ['score', 'statistic', 'p', 'threshold']) {
        expect(row[field] === null || Number.isFinite(row[field]), `${field} of ${JSON.stringify(row)}`).toBe(true);
      }
    }
    const far = rows.filter((row) => row.time === Date.parse(START) + 5 * 86_400_000 && row.column !== 'flat');
    expect(far.map((row) => row.status)).toEqual(far.map(() => 'breach'));
  });
});

describe('columns of every kind and place', () => {
  it('labels, attributions, times and texts, with the direction in words', async () => {
    const rows = await ask({ columns: ['truth', 'shap_x', 'opened', 'note'], method: 'psi', minRows: 100 });
    const day = (column: string, index: number) => rows.filter((row) => row.column === column)[index];
    expect(day('truth', 0)).toMatchObject({ score: 0, status: 'ok', n: 500 });
    expect(day('truth', 5)).toMatchObject({ status: 'breach' });
    expect(day('truth', 5)?.description).toBe('0 66.6 % → 0 %');
    expect(day('shap_x', 0)).toMatchObject({ score: 0, status: 'ok' });
    expect(day('shap_x', 5)).toMatchObject({ status: 'breach' });
    expect(day('opened', 5)?.description).toMatch(/mean 2025-\d\d-\d\d \d\d:\d\d → 2035-/);
    expect(day('note', 5)?.description).toMatch(/mean length 3\d(\.\d+)? → 126/);
  });

  it('share of words that the reference never had', async () => {
    const rows = await ask({ columns: ['note'], method: 'vocabulary', minRows: 1 });
    expect(rows.map((row) => row.score)).toEqual([0, 0, null, 1, 0, 1, null, 0]);
    expect(rows[5]).toMatchObject({ status: 'breach', n: 500 });
  });

  it('one column that cannot be counted is an error cell, and the others answer', async () => {
    await store.session.run(`CREATE OR REPLACE TABLE predictions AS ${ROWS}`);
    const rows = await ask({ columns: ['x', 'colour'], method: 'z', window: 'all' });
    expect(rows.map((row) => [row.column, row.status])).toEqual([
      ['x', 'error'],
      ['colour', 'insufficient'],
    ]);
  });

  it('refuses combinations that mean nothing, naming the field', async () => {
    await expect(ask({ method: 'psi', correction: {} })).rejects.toMatchObject({ place: 'correction' });
    await expect(ask({ preset: 'nannyml', correction: {} })).rejects.toMatchObject({ place: 'correction' });
    await expect(ask({ method: 'cvm', thresholdFrom: { kind: 'chunks' } })).rejects.toMatchObject({
      place: 'thresholdFrom',
    });
    const rows = await ask({ preset: 'nannyml', method: 'energy', columns: ['x'] });
    expect(rows[0]).toMatchObject({ status: 'error' });
    expect(rows[0]?.description).toContain('it has js, hellinger, ks, wasserstein');
  });
});

describe('limits from data', () => {
  it('of the reference chunks, for every segment its own', async () => {
    const rows = await ask({
      columns: ['x'],
      method: 'psi',
      window: 'all',
      segmentBy: ['third'],
      thresholdFrom: { kind: 'chunks', chunks: 5 },
    });
    expect(rows.map((row) => row.segment)).toEqual(['third=false', 'third=true']);
    const [first, second] = rows.map((row) => Number(row.threshold));
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first ?? Infinity);
  });

  it('of no change, at the level asked for', async () => {
    const [strict] = await ask({ columns: ['x'], method: 'ks', thresholdFrom: { kind: 'no-change', level: 0.999 } });
    const [loose] = await ask({ columns: ['x'], method: 'ks', thresholdFrom: { kind: 'no-change', level: 0.9 } });
    expect(Number(strict?.threshold)).toBeCloseTo(Math.sqrt(-Math.log(0.0005) / 2) * Math.sqrt(2 / 500), 12);
    expect(Number(loose?.threshold)).toBeLessThan(Number(strict?.threshold));
    const [test] = await ask({ columns: ['x'], method: 'cvm', thresholdFrom: { kind: 'no-change', level: 0.9 } });
    expect(Number(test?.threshold)).toBeCloseTo(0.1, 12);
  });

  it('says so where the reference gives none', async () => {
    const [row] = await ask({ preset: 'nannyml', columns: ['x'] });
    expect(row).toMatchObject({ status: 'insufficient', threshold: null });
    expect(row?.description).toContain('no limit');
  });

  it('corrects within the family that is named', async () => {
    const query = { preset: 'tests' as const, columns: ['x', 'colour', 'flag'], minRows: 2 };
    for (const family of ['window', 'series', 'query'] as const) {
      const rows = await ask({ ...query, correction: { family } });
      const tested = rows.filter((row) => row.p !== null);
      const key = (row: Record<string, unknown>) =>
        family === 'window' ? row.time : family === 'series' ? row.column : '';
      for (const row of tested) {
        const size = tested.filter((other) => key(other) === key(row)).length;
        expect(Number(row.q)).toBeGreaterThanOrEqual(Number(row.p));
        expect(Number(row.q)).toBeLessThanOrEqual(Math.min(1, Number(row.p) * size) + 1e-15);
      }
    }
  });
});

describe('parts of a score', () => {
  const sums: Array<[DriftMethod, (score: Record<string, unknown>) => number]> = [
    ['psi', ({ score }) => Number(score)],
    ['kl', ({ score }) => Number(score)],
    ['js', ({ score }) => Number(score) ** 2],
    ['hellinger', ({ score }) => Number(score) ** 2],
    ['tvd', ({ score }) => Number(score)],
    ['chi2', ({ statistic }) => Number(statistic)],
    ['g', ({ statistic }) => Number(statistic)],
    ['wasserstein_binned', ({ score }) => Number(score)],
  ];

  it.each(sums)('of %s add up', async (method, whole) => {
    const columns = method === 'wasserstein_binned' ? ['x', 'opened'] : ['x', 'flag', 'opened', 'note', 'truth'];
    const scores = await ask({ method, columns, window: 'all' });
    const frames = await distribution(
      { refId: 'A', queryType: 'distribution', model: 'm', method, columns, window: 'all' },
      store.context(START, END)
    );
    const parts = rowsOf(frames[0]);
    expect(frames[0]?.meta?.custom).toMatchObject({ method, decomposes: expect.stringMatching(/score|statistic/) });
    for (const column of columns) {
      const own = parts.filter((row) => row.column === column && row.contribution !== null);
      expect(own.length).toBeGreaterThan(1);
      const sum = own.reduce((total, row) => total + Number(row.contribution), 0);
      const expected = whole(scores.find((row) => row.column === column) ?? {});
      expect(Math.abs(sum - expected), `${column}: ${sum} against ${expected}`).toBeLessThanOrEqual(1e-9 * expected);
    }
  });

  it('are none for a method that is no sum', async () => {
    const frames = await distribution(
      { refId: 'A', queryType: 'distribution', model: 'm', method: 'ks_binned', columns: ['x'], window: 'all' },
      store.context(START, END)
    );
    expect(rowsOf(frames[0]).every((row) => row.contribution === null)).toBe(true);
    expect(frames[0]?.meta?.custom).toMatchObject({ decomposes: null });
  });
});

describe('share of drifted columns', () => {
  it('counts those past their limit among those that could be judged', async () => {
    const frames = await driftMultivariate(
      {
        refId: 'A',
        queryType: 'drift-multivariate',
        model: 'm',
        window: '1d',
        columns: ['x', 'colour', 'flag', 'flat'],
        format: 'table',
      },
      store.context(START, END)
    );
    const rows = rowsOf(frames[0]);
    expect(rows.map((row) => [row.value, row.n, row.status])).toEqual([
      [0, 4, 'ok'],
      [null, 0, 'insufficient'],
      [0, 1, 'ok'],
      [0.75, 4, 'breach'],
      [0, 4, 'ok'],
      [0.75, 4, 'breach'],
      [null, 0, 'no_data'],
      [0, 4, 'ok'],
    ]);
    const numeric = await driftMultivariate(
      { refId: 'A', queryType: 'drift-multivariate', model: 'm', window: '1d', preset: 'evidently', format: 'numeric' },
      store.context(START, END)
    );
    expect(rowsOf(numeric[0])).toHaveLength(1);
    expect(Object.keys(rowsOf(numeric[0])[0] ?? {})).toEqual(['model', 'drifted_share']);
  });
});
