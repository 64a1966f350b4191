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
