/** What readers who may not see sensitive values can find out about them from answers: nothing of few rows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type AnalysisContext } from '../../src/backend/analyses/context';
import { type Frame } from '../../src/backend/grafana/frame';
import { type PlumblineQuery } from '../../src/query/model';
import { rowsOf, TestStore } from './harness';

const START = '2026-03-01T00:00:00Z';
const END = '2026-03-05T00:00:00Z';

/** Four days of 300 rows: `salary` is no round number anywhere, `pay` is the same and open to all. */
const ROWS = `SELECT i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i * 288) SECOND AS "time",
  70000.0 + (i * 7919 % 9973) AS salary, 70000.0 + (i * 7919 % 9973) AS pay,
  ['a', 'b', 'c'][1 + i % 3] AS colour,
  (i * 31 % 100) / 100.0 AS score, ((i * 31 % 100) >= 50)::INTEGER AS prediction
  FROM range(1200) AS t(i)`;

const MODEL = {
  predictions: ROWS,
  reference: `SELECT * FROM (${ROWS}) WHERE id::INTEGER < 300`,
  labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, (id::INTEGER % 2)::VARCHAR AS value, "time" AS observed_at, "time" AS arrived_at FROM (${ROWS})`,
  attributions: `SELECT id, "time", 0.5 AS base_value, NULL::VARCHAR AS output_name, 'log-odds' AS output_space, 'tree' AS explainer, 'none' AS background,
    salary / 10 AS shap_salary, pay / 10 AS shap_pay FROM (${ROWS})`,
  roles: { score: 'score', prediction: 'prediction' } as const,
  sensitive: ['salary', 'colour', 'truth'],
  label: 'truth',
};

let store: TestStore;

beforeAll(async () => {
  store = await TestStore.open(MODEL);
});
afterAll(() => store.session.close());

type Query = { queryType: PlumblineQuery['queryType'] } & Record<string, unknown>;

function ask(query: Query, unmasked: boolean): Promise<Frame[]> {
  const more: Partial<AnalysisContext> = { unmasked };
  return runAnalysis({ refId: 'A', model: 'm', ...query } as PlumblineQuery, store.context(START, END, more));
}

async function table(query: Query, unmasked = false): Promise<Array<Record<string, unknown>>> {
  return rowsOf((await ask({ format: 'table', ...query }, unmasked))[0]);
}

const noticesOf = (frames: Frame[]) => (frames[0]?.meta?.notices ?? []).map(({ text }) => text).join('\n');

/** The record whose salary is looked for. */
const ONE = [{ key: 'id', operator: '=', value: '5' }];
const ALL = { window: 'all', columns: ['salary'] };

describe('drift of a masked number', () => {
  it('neither says the mean nor where it went', async () => {
    const [row] = await table({ queryType: 'drift', ...ALL });
    expect(row).toMatchObject({ description: 'values masked', direction: null, status: 'ok', n: 1200 });
    expect(typeof row?.score).toBe('number');
    const [open] = await table({ queryType: 'drift', ...ALL }, true);
    expect(open?.description).toMatch(/^mean /);
    expect(open?.score).toBe(row?.score);
  });

  it.each([
    { method: 'psi' },
    { method: 'wasserstein' },
    { method: 'ks' },
    { preset: 'evidently' },
    { preset: 'nannyml' },
    { method: 'psi', thresholdFrom: { kind: 'no-change' } },
  ])('scores no single record with %j', async (more) => {
    const query = { queryType: 'drift' as const, ...ALL, ...more, filters: ONE, minRows: 1 };
    expect((await table(query, true))[0]).toMatchObject({ score: expect.any(Number) });
    expect((await table(query))[0]).toMatchObject({ score: null, p: null, direction: null, status: 'insufficient' });
    expect(noticesOf(await ask(query, false))).toContain('minRows: 1 is too few for salary, which is sensitive');
  });

  it('scores no record of many segments, nor against a window of one row', async () => {
    const split = await table({
      queryType: 'drift',
      ...ALL,
      segmentBy: ['id'],
      minRows: 1,
      filters: [{ key: 'pay', operator: '<', value: '70500' }],
    });
    expect(split.length).toBeGreaterThan(20);
    expect(split.every((row) => row.score === null && row.direction === null)).toBe(true);
    const before = { kind: 'previous' };
    const rows = await table({
      queryType: 'drift',
      columns: ['salary'],
      window: 'rows:1',
      reference: before,
      filters: [{ key: 'pay', operator: '<', value: '70100' }],
      minRows: 1,
    });
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.every((row) => row.score === null)).toBe(true);
  });

  it('holds for masked categories and for attributions of masked columns', async () => {
    for (const column of ['colour', 'shap_salary']) {
      const query = { queryType: 'drift' as const, window: 'all', columns: [column], minRows: 1 };
      expect((await table({ ...query, filters: ONE }))[0]).toMatchObject({ score: null, status: 'insufficient' });
      expect((await table(query))[0]).toMatchObject({ description: 'values masked', n: 1200 });
    }
  });

  it('leaves open columns as they are', async () => {
    const query = { queryType: 'drift' as const, window: 'all', columns: ['pay'], filters: ONE, minRows: 1 };
    expect(await table(query)).toEqual(await table(query, true));
    expect((await table(query))[0]?.description).toContain('mean ');
  });
});

describe('quality of a masked column', () => {
  it.each(['out_of_range_rate', 'missing_rate', 'constant'])('has no %s of a single record', async (metric) => {
    const query = { queryType: 'quality' as const, ...ALL, metrics: [metric], filters: ONE, minRows: 1 };
    expect((await table(query))[0]).toMatchObject({ value: null, lo: null, hi: null, status: 'insufficient' });
    expect((await table({ ...query, filters: undefined }))[0]).toMatchObject({
      value: expect.any(Number),
      status: 'ok',
    });
  });
});

describe('outcomes with a masked label', () => {
  it.each([
    { queryType: 'performance', metrics: ['accuracy'] },
    { queryType: 'performance', metrics: ['base_rate'] },
    { queryType: 'calibration', metrics: ['brier'] },
  ] as const)('are not told of a single record: $queryType $metrics', async (asked) => {
    const query = { window: 'all', ...asked, format: 'numeric', filters: ONE, minRows: 1 };
    const told = async (unmasked: boolean) => {
      const [frame] = await ask(query, unmasked);
      return frame?.fields.filter(({ type }) => type === 'number').flatMap(({ values }) => [...(values as number[])]);
    };
    expect(await told(true)).toEqual([expect.any(Number)]);
    expect(await told(false)).toEqual([null]);
  });

  it('are not told by the bins of a few', async () => {
    const query = {
      queryType: 'concept-drift' as const,
      columns: ['score'],
      metrics: ['label_rate'],
      window: 'all',
      minRows: 1,
    };
    // Seventy rows, seven a bin.
    const few = { ...query, filters: [{ key: 'time', operator: '<', value: '2026-03-01T05:36:00Z' }] };
    expect((await table(few, true))[0]).toMatchObject({ value: expect.any(Number), n: 70 });
    expect((await table(few))[0]).toMatchObject({ value: null, lo: null, hi: null, status: 'insufficient', n: 70 });
    expect((await table(query))[0]).toMatchObject({ value: expect.any(Number), n: 1200 });
  });

  it('are told of enough rows', async () => {
    const query = { queryType: 'performance' as const, window: 'all', metrics: ['accuracy'], minRows: 1 };
    expect(await table(query)).toEqual(await table(query, true));
    expect((await table(query))[0]?.value).toEqual(expect.any(Number));
  });

  it('are not told of cohorts of one, nor of all but one', async () => {
    const query = {
      queryType: 'cohorts' as const,
      metrics: ['base_rate'],
      minRows: 1,
      cohorts: [
        { name: 'one', filters: ONE },
        { name: 'others', filters: [{ key: 'id', operator: '!=', value: '5' }] },
        { name: 'day', filters: [{ key: 'id', operator: '<', value: '2' }] },
      ],
    };
    const rows = new Map((await table(query)).map((row) => [row.cohort, row]));
    for (const name of ['one', 'others']) {
      expect(rows.get(name)).toMatchObject({
        value: null,
        complement_value: null,
        delta: null,
        lo: null,
        status: 'insufficient',
      });
    }
    expect(rows.get('day')).toMatchObject({ value: expect.any(Number), complement_value: expect.any(Number) });
    expect((await table(query, true)).find(({ cohort }) => cohort === 'one')).toMatchObject({
      value: expect.any(Number),
    });
  });

  it('are neither shown with records nor told by which records are wrong', async () => {
    const [masked, open] = [
      await table({ queryType: 'records', limit: 5 }),
      await table({ queryType: 'records', limit: 5 }, true),
    ];
    expect(new Set(masked.map(({ truth }) => truth))).toEqual(new Set(['[masked]']));
    expect(new Set(open.map(({ truth }) => truth))).toEqual(new Set(['0', '1']));
    const [frame] = await ask({ queryType: 'records', limit: 5 }, false);
    expect(frame?.meta?.custom).toMatchObject({ masked: ['salary', 'colour', 'truth'] });
    for (const show of ['logs', 'volume', undefined]) {
      const wrong = { queryType: 'records' as const, onlyErrors: true, ...(show ? { show } : {}) };
      await expect(ask(wrong, false)).rejects.toMatchObject({ code: 'forbidden', place: 'onlyErrors' });
      expect((await ask(wrong, true)).length).toBeGreaterThan(0);
    }
  });

  it('are not told of a single record by its cost or by the list of models', async () => {
    const costs = {
      queryType: 'kpi' as const,
      window: 'all',
      costs: { fp: 5, fn: 9, tp: 1 },
      filters: ONE,
      minRows: 1,
    };
    expect((await table(costs, true))[0]).toMatchObject({ value: expect.any(Number) });
    expect((await table(costs))[0]).toMatchObject({ value: null, status: 'insufficient' });
    const listed = async (unmasked: boolean, to: string) => {
      const context = store.context(START, to, { unmasked });
      return rowsOf(
        (await runAnalysis({ refId: 'A', queryType: 'models', format: 'table' } as PlumblineQuery, context))[0]
      )[0];
    };
    const field = 'performance';
    expect((await listed(true, '2026-03-01T00:04:00Z'))?.[field]).toEqual(expect.any(Number));
    expect((await listed(false, '2026-03-01T00:04:00Z'))?.[field]).toBeNull();
    expect((await listed(false, END))?.[field]).toEqual(expect.any(Number));
  });

  it.each([
    { queryType: 'curves' },
    { queryType: 'curves', curve: 'roc', format: 'table' },
    { queryType: 'calibration', format: 'table' },
  ] as const)('have no bins of single rows: $queryType $curve', async (query) => {
    await expect(ask({ ...query }, false)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await ask({ ...query }, true)).length).toBeGreaterThan(0);
  });
});

describe('cells that rest on few masked values', () => {
  /** 600 rows of group y, which all are right, and a wrong one of group x; of the 60 rows of site b one has a score. */
  const FEW = `SELECT i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i) SECOND AS "time", i % 2 AS prediction,
    CASE WHEN i < 540 OR i = 571 THEN (i % 97) / 100.0 END AS score,
    CASE WHEN i = 600 THEN 'x' ELSE 'y' END AS grp, CASE WHEN i < 540 THEN 'a' ELSE 'b' END AS site,
    0.25 + i AS cost, 3.5 * i AS latency_ms, 7 AS tokens_in, i AS tokens_out, 'ok' AS status
    FROM range(601) AS t(i)`;
  let few: TestStore;
  beforeAll(async () => {
    few = await TestStore.open({
      predictions: FEW,
      labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, (CASE WHEN grp = 'x' THEN 1 - prediction ELSE prediction END)::VARCHAR AS value, "time" AS observed_at, "time" AS arrived_at FROM (${FEW})`,
      roles: {
        score: 'score',
        prediction: 'prediction',
        cost: 'cost',
        latency_ms: 'latency_ms',
        tokens_in: 'tokens_in',
        tokens_out: 'tokens_out',
        status: 'status',
      },
      kinds: { score: 'numeric' },
      sensitive: ['truth', 'score', 'cost', 'latency_ms', 'tokens_out'],
      label: 'truth',
    });
  });
  afterAll(() => few.session.close());

  const framesOf = (query: Query, unmasked: boolean) =>
    runAnalysis(
      { refId: 'A', model: 'm', window: 'all', format: 'table', ...query } as PlumblineQuery,
      few.context(START, END, { unmasked })
    );
  const rowsFor = async (query: Query, unmasked = false) => rowsOf((await framesOf(query, unmasked))[0]);

  it('do not tell a class by the rows of a baseline', async () => {
    const told = (id: string, unmasked: boolean) => {
      const filters = [{ key: 'id', operator: '=', value: id }];
      const baseline = { kind: 'overall' };
      return rowsFor(
        { queryType: 'cohorts', metrics: ['recall'], baseline, cohorts: [{ name: 'c', filters }], filters },
        unmasked
      );
    };
    const sizes = (rows: Array<Record<string, unknown>>) => rows.map((row) => row.n_baseline);
    // Row 4 is negative and row 5 positive.
    expect(sizes(await told('4', true))).not.toEqual(sizes(await told('5', true)));
    const rows = async (id: string) => (await told(id, false)).map((row) => ({ ...row, predicate: null }));
    expect(await rows('4')).toEqual(await rows('5'));
    expect(new Set(sizes(await told('5', false)))).toEqual(new Set([null]));
  });

  it('suggest no column by everybody but one', async () => {
    const query = { queryType: 'cohorts' as const, view: 'facets', metrics: ['accuracy'], columns: ['grp'], fdr: 0.5 };
    expect((await rowsFor(query, true))[0]).toMatchObject({ cohort: 'grp=y', value: 1, complement_value: 0 });
    expect(await rowsFor(query)).toEqual([]);
    const numeric = { ...query, format: 'numeric', metrics: ['error_rate'] };
    expect((await rowsFor(numeric, true)).map(({ excess }) => excess)).toEqual([expect.any(Number)]);
    expect((await rowsFor(numeric)).map(({ excess }) => excess)).toEqual([null]);
    expect((await rowsFor({ ...query, metrics: ['base_rate'], columns: ['site'], fdr: 0.999 })).length).toBe(
      (await rowsFor({ ...query, metrics: ['base_rate'], columns: ['site'], fdr: 0.999 }, true)).length
    );
  });

  it('are none of a cohort of many rows and one value', async () => {
    const query = {
      queryType: 'cohorts' as const,
      metrics: ['mean_score', 'prediction_rate'],
      segmentBy: ['site'],
      minRows: 1,
    };
    const cell = (rows: Array<Record<string, unknown>>, metric: string) =>
      rows.find((row) => row.cohort === 'site=b' && row.metric === metric);
    const [masked, open] = [await rowsFor(query), await rowsFor(query, true)];
    expect(cell(open, 'mean_score')).toMatchObject({ n: 61, value: expect.closeTo(0.86, 12) });
    expect(cell(masked, 'mean_score')).toMatchObject({ n: 61, value: null, complement_value: null, delta: null });
    expect(cell(open, 'prediction_rate')).toMatchObject(cell(masked, 'prediction_rate') ?? {});
    expect(cell(masked, 'prediction_rate')?.value).toEqual(expect.any(Number));
    // What everybody else has is that one value.
    expect(masked.find((row) => row.cohort === 'site=a' && row.metric === 'mean_score')).toMatchObject({
      value: null,
      complement_value: null,
    });
  });

  it('are no costs, tokens or latencies of a single record', async () => {
    const metrics = ['volume', 'error_rate', 'cost', 'cost_per_prediction', 'tokens', 'latency_mean', 'latency_p50'];
    const query = { queryType: 'service' as const, metrics };
    const valuesOf = async (more: Record<string, unknown>, unmasked: boolean) =>
      (await rowsFor({ ...query, ...more }, unmasked)).map(({ value }) => value);
    expect(await valuesOf({ filters: ONE }, true)).toEqual([1, 0, 5.25, 5.25, 12, 17.5, 17.5]);
    for (const more of [{}, { minRows: 1 }]) {
      expect(await valuesOf({ ...more, filters: ONE }, false)).toEqual([1, 0, null, null, null, null, null]);
    }
    expect(await valuesOf({ minRows: 1 }, false)).toEqual(await valuesOf({}, true));
    const notices = noticesOf(await framesOf({ ...query, minRows: 1 }, false));
    expect(notices).toContain('minRows: 1 is too few for cost, which is sensitive');
    expect(notices).not.toContain('status');
  });
});
