/** Estimated performance where the truth is known by construction: shifts, several classes, labels that contradict. */
import { afterAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, type TestModel, TestStore } from './harness';

const START = '2026-03-03T00:00:00Z';
const END = '2026-03-07T00:00:00Z';

const open: TestStore[] = [];
afterAll(() => open.forEach((store) => store.session.close()));

/** `rows` has `i`, `truth` and the model's columns; the first two days (2880 rows) are the reference. */
async function storeOf(columns: string, truth: string, model: Partial<TestModel>): Promise<TestStore> {
  const rows = `SELECT *, ${truth} AS truth FROM (SELECT i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i) MINUTE AS "time", i, ${columns} FROM range(8640) AS t(i))`;
  const store = await TestStore.open({
    predictions: `SELECT * EXCLUDE (i, truth) FROM (${rows})`,
    reference: `SELECT * EXCLUDE (i, truth) FROM (${rows}) WHERE i < 2880`,
    labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, truth::VARCHAR AS value, "time" AS observed_at, "time" AS arrived_at FROM (${rows}) WHERE truth IS NOT NULL`,
    ...model,
  });
  open.push(store);
  return store;
}

async function days(store: TestStore, query: Record<string, unknown>) {
  const frames = await runAnalysis(
    parseQuery({
      refId: 'A',
      model: 'm',
      queryType: 'performance-estimated',
      window: '1d',
      format: 'table',
      ...query,
    }),
    store.context(START, END)
  );
  return { rows: rowsOf(frames[0]), meta: frames[0]?.meta };
}

/** A number in [0, 1) that looks random and belongs to the row. */
const chance = (salt: number) => `(hash(i, ${salt}) % 1000000) / 1e6`;

const binaryRoles = { score: 'score', prediction: 'prediction' } as const;

describe('a group that scores do not know', () => {
  // Among `b` a score of 0.8 is right half of the time. A tenth of the reference is b, and all of the last two days.
  const shifted = () =>
    storeOf(
      `CASE WHEN i >= 5760 OR ${chance(1)} < 0.1 THEN 'b' ELSE 'a' END AS grp, CASE WHEN ${chance(2)} < 0.5 THEN 0.8 ELSE 0.2 END AS score, (${chance(2)} < 0.5)::INTEGER AS prediction`,
      `CASE WHEN ${chance(3)} < CASE WHEN grp = 'b' THEN 0.5 WHEN score > 0.5 THEN 0.9 ELSE 0.1 END THEN 1 ELSE 0 END`,
      { roles: binaryRoles, kinds: { score: 'numeric' } }
    );

  it('fools CBPE, not M-CBPE; labels tell, and the state says so', async () => {
    const store = await shifted();
    const plain = (await days(store, { metrics: ['accuracy'], method: 'cbpe' })).rows;
    const weighted = (await days(store, { metrics: ['accuracy'], method: 'm-cbpe' })).rows;
    const [before, , after] = plain;
    expect(Math.abs(Number(before?.value) - Number(before?.realised))).toBeLessThan(0.03);
    expect(before?.trust).toBe('trusted');
    expect(Number(after?.value)).toBeGreaterThan(0.8);
    expect(Math.abs(Number(after?.realised) - 0.5)).toBeLessThan(0.05);
    expect(after).toMatchObject({ trust: 'contradicted' });
    expect(String(after?.trust_reason)).toContain('concept drift');
    expect(Math.abs(Number(weighted[2]?.value) - 0.5)).toBeLessThan(0.05);
    expect(weighted[2]?.trust).toBe('trusted');
  });

  it('does not split m-cbpe by segments', async () => {
    const store = await shifted();
    await expect(days(store, { method: 'm-cbpe', segmentBy: ['grp'] })).rejects.toMatchObject({ place: 'segmentBy' });
    const { rows } = await days(store, { metrics: ['f1'], segmentBy: ['grp'] });
    expect(new Set(rows.map((row) => row.segment))).toEqual(new Set(['grp=a', 'grp=b']));
  });
});

describe('scores that are too sure', () => {
  it('of several classes are calibrated before they are believed', async () => {
    // Every class is named with 0.9 and is right six times of ten.
    const named = `['a', 'b', 'c'][1 + i % 3]`;
    const store = await storeOf(
      `${named} AS prediction, ${['a', 'b', 'c'].map((name) => `CASE WHEN ${named} = '${name}' THEN 0.9 ELSE 0.05 END AS score_${name}`).join(', ')}`,
      `CASE WHEN ${chance(4)} < 0.6 THEN prediction WHEN ${chance(4)} < 0.8 THEN ['a', 'b', 'c'][1 + (i + 1) % 3] ELSE ['a', 'b', 'c'][1 + (i + 2) % 3] END`,
      {
        task: 'multiclass',
        roles: { prediction: 'prediction', score_a: 'score', score_b: 'score', score_c: 'score' },
        kinds: { score_a: 'numeric', score_b: 'numeric', score_c: 'numeric' },
      }
    );
    const { rows } = await days(store, { metrics: ['accuracy', 'precision', 'recall', 'f1', 'auc'] });
    for (const row of rows) {
      expect(Math.abs(Number(row.value) - Number(row.realised)), String(row.metric)).toBeLessThan(0.05);
    }
    const accuracy = rows.filter((row) => row.metric === 'accuracy');
    expect(accuracy).toHaveLength(4);
    accuracy.forEach((row) => {
      expect(Math.abs(Number(row.value) - 0.6)).toBeLessThan(0.02);
      expect(row.trust).toBe('trusted');
    });
  });
});

describe('what cannot be estimated', () => {
  it('is null with the reason: one class, too few labels', async () => {
    const store = await storeOf(`0.7::DOUBLE AS score, 1 AS prediction`, '1', {
      roles: binaryRoles,
      kinds: { score: 'numeric' },
    });
    const { rows, meta } = await days(store, { metrics: ['accuracy'] });
    expect(rows.every((row) => row.value === null && row.status === 'insufficient')).toBe(true);
    expect(meta?.notices?.map(({ text }) => text).join()).toContain('one class only');
  });

  it('has no estimator of another task, and no reference that moves', async () => {
    const store = await storeOf(`0.7::DOUBLE AS score, 1 AS prediction`, '1', {
      roles: binaryRoles,
      kinds: { score: 'numeric' },
    });
    await expect(days(store, { method: 'dle' })).rejects.toMatchObject({ place: 'method' });
    await expect(days(store, { reference: { kind: 'previous' } })).rejects.toMatchObject({ place: 'reference.kind' });
    await expect(days(store, { metrics: ['rmse'] })).rejects.toMatchObject({ place: 'metrics' });
  });

  it('is doubtful where inputs lie beyond the reference', async () => {
    const store = await storeOf(
      `CASE WHEN i < 5760 THEN ${chance(5)} * 0.5 + 0.25 ELSE ${chance(5)} END AS score, (${chance(5)} > 0.5)::INTEGER AS prediction`,
      `CASE WHEN i < 2880 THEN (${chance(6)} < score)::INTEGER END`,
      { roles: binaryRoles, kinds: { score: 'numeric' } }
    );
    const { rows } = await days(store, { metrics: ['accuracy'] });
    expect(rows.map((row) => row.trust)).toEqual(['unknown', 'unknown', 'doubtful', 'doubtful']);
    expect(String(rows[2]?.trust_reason)).toContain('outside of those of the reference');
  });
});

describe('errors that depend on the input', () => {
  it('are found where the input moves, also where it is missing or a category is new', async () => {
    // Errors are 1 for x < 5, 3 above and 5 where x is missing; the last two days have only large and missing x.
    const store = await storeOf(
      `CASE WHEN i % 10 = 0 THEN NULL WHEN i >= 5760 THEN 5 + i % 5 ELSE i % 10 END::DOUBLE AS x, CASE WHEN i >= 5760 THEN 'new' ELSE 'old' END AS kind, 100.0::DOUBLE AS prediction`,
      `CASE WHEN i < 2880 OR i >= 7200 THEN 100 + CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END * CASE WHEN x IS NULL THEN 5 WHEN x < 5 THEN 1 ELSE 3 END END`,
      { task: 'regression', roles: { prediction: 'prediction' }, kinds: { prediction: 'numeric' } }
    );
    const { rows } = await days(store, { metrics: ['mae', 'rmse'] });
    const mae = rows.filter((row) => row.metric === 'mae');
    expect(Number(mae[0]?.value)).toBeCloseTo(0.1 * 5 + 0.4 * 1 + 0.5 * 3, 1);
    expect(Number(mae[3]?.value)).toBeCloseTo(0.1 * 5 + 0.9 * 3, 1);
    expect(Number(mae[3]?.realised)).toBeCloseTo(0.1 * 5 + 0.9 * 3, 9);
    const series = await runAnalysis(
      parseQuery({ refId: 'A', model: 'm', queryType: 'performance-estimated', metrics: ['mae'], window: '1d' }),
      store.context(START, END)
    );
    expect(series.map((frame) => frame.fields[1]?.labels?.metric)).toEqual(['mae', 'mae_realised']);
  });
});
