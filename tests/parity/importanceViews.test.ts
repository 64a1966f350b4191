/** Importance in several cohorts, by the 95th percentile and beside the reference: figures of the flights sample, checked in SQL. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type Frame } from '../../src/backend/grafana/frame';
import { type Filter } from '../../src/query/model';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, TestStore } from './harness';

const sample = (name: string) => new URL(`../../sample/${name}.parquet`, import.meta.url).pathname;
const FLIGHTS = `SELECT id::VARCHAR AS id, timestamp::TIMESTAMP AS "time", carrier, origin, dest, hour, dow, distance, "temp", wind_speed, precip, visib, pressure, humid, y_pred_proba AS score FROM read_parquet('${sample('nycflights13_late_monitoring')}')`;
const SHAP = `SELECT s.id::VARCHAR AS id, p.timestamp::TIMESTAMP AS "time", s.base_value, 'late' AS output_name, 'log-odds' AS output_space, 'tree' AS explainer, 'march' AS background, NULL::DOUBLE AS additivity_error, s.* EXCLUDE (id, base_value, margin) FROM read_parquet('${sample('nycflights13_shap')}') s JOIN read_parquet('${sample('nycflights13_late_monitoring')}') p ON p.id = s.id`;
const SEPTEMBER = ['2013-09-01', '2013-10-01'] as const;

let flights: TestStore;
beforeAll(async () => {
  flights = await TestStore.open({
    predictions: FLIGHTS,
    reference: `${FLIGHTS} WHERE month(timestamp) = 3`,
    attributions: SHAP,
    roles: { score: 'score' },
  });
});

const ask = (query: object): Promise<Frame[]> =>
  runAnalysis(parseQuery({ refId: 'A', model: 'm', ...query }), flights.context(...SEPTEMBER));
const number = (value: unknown) => (typeof value === 'number' ? value : NaN);

describe('importance by cohort', () => {
  it('has a row a column and cohort, with the figures of its own records', async () => {
    const [frame] = await ask({ queryType: 'importance', segmentBy: ['origin'] });
    const rows = rowsOf(frame);
    expect(rows).toHaveLength(3 * 12);
    const cohorts = frame?.meta?.custom?.cohorts as Array<{ label: string; n: number }>;
    expect(cohorts.map(({ n }) => n)).toEqual(cohorts.map(({ n }) => n).sort((a, b) => b - a));
    for (const { label, n } of cohorts) {
      const [expected] = await flights.session.rows<{ n: number; size: number; mean: number }>(
        `SELECT count(*) AS n, avg(abs(shap_humid::DOUBLE)) AS size, avg(shap_humid::DOUBLE) AS mean FROM attributions a JOIN predictions p USING (id, "time") WHERE month("time") = 9 AND 'origin=' || p.origin = '${label}'`
      );
      expect(n).toBe(expected?.n);
      const row = rows.find(({ column, cohort }) => column === 'humid' && cohort === label);
      expect(number(row?.mean_abs)).toBeCloseTo(expected?.size ?? NaN, 12);
      expect(number(row?.mean)).toBeCloseTo(expected?.mean ?? NaN, 12);
      const own = rows.filter(({ cohort }) => cohort === label);
      expect(own.reduce((sum, { share }) => sum + number(share), 0)).toBeCloseTo(1, 9);
      for (const { column, sd } of own) {
        const [spread] = await flights.session.rows<{ sd: number }>(
          `SELECT stddev_samp("shap_${String(column)}"::DOUBLE) AS sd FROM attributions a JOIN predictions p USING (id, "time") WHERE month("time") = 9 AND 'origin=' || p.origin = '${label}'`
        );
        expect(number(sd)).toBeCloseTo(spread?.sd ?? NaN, 12);
      }
      expect(own.map(({ rank }) => rank).sort((a, b) => number(a) - number(b))).toEqual(own.map((_, i) => i + 1));
    }
  });

  it('orders columns by the mean of their ranks in the cohorts', async () => {
    const rows = rowsOf((await ask({ queryType: 'importance', segmentBy: ['origin'] }))[0]);
    const columns = [...new Set(rows.map(({ column }) => String(column)))];
    const means = columns.map((name) => {
      const ranks = rows.filter(({ column }) => column === name).map(({ rank }) => number(rank));
      expect(ranks).toHaveLength(3);
      return ranks.reduce((a, b) => a + b, 0) / 3;
    });
    expect(means).toEqual([...means].sort((a, b) => a - b));
    const few = rowsOf((await ask({ queryType: 'importance', segmentBy: ['origin'], topK: 4 }))[0]);
    expect([...new Set(few.map(({ column }) => column))]).toEqual(columns.slice(0, 4));
  });

  it('keeps the six largest cohorts and says so, and gives an alert rule one instance each', async () => {
    const [frame] = await ask({ queryType: 'importance', segmentBy: ['carrier'] });
    expect(new Set(rowsOf(frame).map(({ cohort }) => cohort)).size).toBe(6);
    expect(frame?.meta?.notices).toContainEqual({
      severity: 'warning',
      text: expect.stringMatching(/^Showing 6 of 1\d cohorts, those with the most rows\.$/),
    });
    const carriers = await ask({ queryType: 'importance', segmentBy: ['carrier'], format: 'numeric', topK: 1 });
    expect(rowsOf(carriers[0])).toHaveLength(Number(frame?.meta?.custom?.cohortsTotal));
    expect(carriers[0]?.meta?.notices).toBeUndefined();
    const [alert] = await ask({ queryType: 'importance', segmentBy: ['origin'], format: 'numeric', topK: 1 });
    expect(rowsOf(alert).map(({ segment }) => segment)).toHaveLength(3);
    expect(rowsOf(alert)[0]).toMatchObject({ model: 'm', segment: expect.stringMatching(/^origin=/) });
  });
});

describe('cohorts that a query makes itself', () => {
  it('cuts numbers of many values at their quartiles, and keeps few values and categories as they are', async () => {
    const [frame] = await ask({ queryType: 'importance', segmentBy: ['distance'], quartiles: true });
    const cohorts = frame?.meta?.custom?.cohorts as Array<{ label: string; n: number; filters: Filter[] }>;
    expect(cohorts).toHaveLength(4);
    const total = rowsOf((await ask({ queryType: 'importance' }))[0])[0]?.n;
    expect(cohorts.reduce((sum, { n }) => sum + n, 0)).toBe(total);
    const [edges] = await flights.session.rows<{ edges: number[] }>(
      `SELECT quantile_disc(distance, [0.25, 0.5, 0.75]) AS edges FROM predictions WHERE month("time") = 9`
    );
    const [a, b, c] = edges?.edges ?? [];
    expect(cohorts.map(({ label }) => label).sort()).toEqual(
      [`distance=(-∞, ${a})`, `distance=[${a}, ${b})`, `distance=[${b}, ${c})`, `distance=[${c}, ∞)`].sort()
    );
    // The conditions of a cohort keep its rows: asked alone it has the same figures.
    for (const { label, n, filters } of cohorts) {
      const alone = rowsOf((await ask({ queryType: 'importance', filters }))[0]).find(
        ({ column }) => column === 'hour'
      );
      const own = rowsOf(frame).find(({ column, cohort }) => column === 'hour' && cohort === label);
      expect(alone?.n).toBe(n);
      expect(number(own?.mean_abs)).toBeCloseTo(number(alone?.mean_abs), 12);
    }
    const [days] = await ask({ queryType: 'importance', segmentBy: ['dow', 'origin'], quartiles: true });
    expect(days?.meta?.custom).toMatchObject({ cohortsTotal: 21 });
    expect(rowsOf(days)[0]?.cohort).toMatch(/^dow=\d,origin=\w{3}$/);
    const both = { queryType: 'importance', segmentBy: ['distance', 'origin'], quartiles: true, topK: 1 };
    const [alert] = await ask({ ...both, format: 'numeric' });
    expect(rowsOf(alert).map(({ segment }) => segment)).toContainEqual(
      expect.stringMatching(/^distance=\[\d+, (\d+|∞)\),origin=\w{3}$/)
    );
  });

  it('takes cohorts by their conditions, also on attributions, and as they share rows', async () => {
    const cohorts = [
      { name: 'evening', filters: [{ key: 'hour', operator: '>=', value: '17' }] },
      { name: 'pushed', filters: [{ key: 'shap_humid', operator: '>', value: '0.1' }] },
      { name: 'nobody', filters: [{ key: 'origin', operator: '=', value: 'XXX' }] },
    ];
    const [frame] = await ask({ queryType: 'importance', cohorts });
    const [evening] = await flights.session.rows<{ n: number; size: number }>(
      `SELECT count(*) AS n, avg(abs(shap_temp::DOUBLE)) AS size FROM attributions a JOIN predictions p USING (id, "time") WHERE month("time") = 9 AND p.hour >= 17`
    );
    const [pushed] = await flights.session.rows<{ n: number; size: number }>(
      `SELECT count(*) AS n, avg(abs(shap_temp::DOUBLE)) AS size FROM attributions WHERE month("time") = 9 AND shap_humid > 0.1`
    );
    expect(frame?.meta?.custom?.cohorts).toMatchObject([
      { label: 'evening', n: evening?.n },
      { label: 'pushed', n: pushed?.n },
      { label: 'nobody', n: 0 },
    ]);
    const size = (name: string) =>
      rowsOf(frame).find(({ column, cohort }) => column === 'temp' && cohort === name)?.mean_abs;
    expect(number(size('evening'))).toBeCloseTo(evening?.size ?? NaN, 12);
    expect(number(size('pushed'))).toBeCloseTo(pushed?.size ?? NaN, 12);
    expect(size('nobody')).toBeNull();
    const [alert] = await ask({ queryType: 'importance', cohorts, format: 'numeric', topK: 1 });
    expect(rowsOf(alert).map(({ segment }) => segment)).toEqual(['evening', 'pushed', 'nobody']);
    const missing = [{ name: 'x', filters: [{ key: 'nothing', operator: '=', value: '1' }] }];
    await expect(ask({ queryType: 'importance', cohorts: missing })).rejects.toMatchObject({
      code: 'not_found',
      place: 'cohorts[0].filters[0].key',
    });
  });
});

it('refuses more cohorts than an alert rule may have, and a reference that there is not', async () => {
  const query = { queryType: 'importance', segmentBy: ['origin', 'distance', 'humid'], format: 'numeric' };
  await expect(ask(query)).rejects.toMatchObject({ code: 'too_large', place: 'segmentBy' });
  const beside = { queryType: 'importance', segmentBy: ['origin'], reference: { kind: 'fixed', name: 'nothing' } };
  await expect(ask(beside)).rejects.toMatchObject({ code: 'not_found' });
  const [frame] = await ask({ ...beside, reference: { kind: 'previous' } });
  expect(frame?.meta?.notices?.map(({ text }) => text)).toContain(
    'Cohorts are compared with each other, so the reference is left out.'
  );
});

it('has the 95th percentile where it is asked for, which then orders and cuts', async () => {
  const [frame] = await ask({ queryType: 'importance', statistic: 'p95_abs' });
  const rows = rowsOf(frame);
  const sizes = rows.map(({ p95_abs: p95 }) => number(p95));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  for (const row of rows) {
    const [expected] = await flights.session.rows<{ p95: number }>(
      `SELECT quantile_cont(abs("shap_${String(row.column)}"::DOUBLE), 0.95) AS p95 FROM attributions WHERE month("time") = 9`
    );
    expect(number(row.p95_abs)).toBeCloseTo(expected?.p95 ?? NaN, 12);
    expect(row.rank_lo).toBeNull();
  }
  const [plain] = await ask({ queryType: 'importance' });
  expect(rowsOf(plain)[0]).not.toHaveProperty('p95_abs');
  const [alert] = await ask({ queryType: 'importance', statistic: 'p95_abs', format: 'numeric', topK: 1 });
  expect(rowsOf(alert)).toEqual([{ model: 'm', column: rows[0]?.column, p95_abs: rows[0]?.p95_abs }]);
});

it('splits a beeswarm into the time range and the reference, over the same bins', async () => {
  const frames = await ask({ queryType: 'beeswarm', topK: 5, split: true });
  const [columns, bins, tail, then] = frames;
  expect(frames.map((frame) => frame.meta?.custom?.plumbline)).toEqual([
    'beeswarm',
    'beeswarm-bins',
    'beeswarm-tail',
    'beeswarm-bins',
  ]);
  expect(then?.meta?.custom).toMatchObject({ set: 'reference' });
  expect(bins?.meta?.custom).not.toHaveProperty('set');
  expect(rowsOf(tail).length).toBeGreaterThan(0);
  for (const row of rowsOf(columns)) {
    const of = (frame: Frame | undefined) => rowsOf(frame).filter(({ column }) => column === row.column);
    const count = (frame: Frame | undefined) => of(frame).reduce((sum, { n }) => sum + number(n), 0);
    expect(count(bins)).toBe(row.n);
    expect(count(then)).toBe(row.n_reference);
    const [march] = await flights.session.rows<{ n: number; mean: number }>(
      `SELECT count(*) AS n, avg("shap_${String(row.column)}"::DOUBLE) AS mean FROM attributions WHERE month("time") = 3`
    );
    expect(row.n_reference).toBe(march?.n);
    expect(number(row.mean_reference)).toBeCloseTo(march?.mean ?? NaN, 12);
    const edges = new Set(of(bins).map(({ phi_lo: lo }) => lo));
    expect(of(then).some(({ phi_lo: lo }) => edges.has(lo))).toBe(true);
  }
  const [plain] = await ask({ queryType: 'beeswarm', topK: 5 });
  expect(rowsOf(plain)[0]).not.toHaveProperty('mean_reference');
});

it('tells with an impact how alike the orders of importance are, as importance does', async () => {
  const [importance] = await ask({ queryType: 'importance' });
  const [impact] = await ask({ queryType: 'impact' });
  const expected = importance?.meta?.custom?.agreement as { ndcg: number; spearman: number };
  const found = impact?.meta?.custom?.agreement as { ndcg: number; spearman: number };
  expect(found.ndcg).toBeCloseTo(expected.ndcg, 12);
  expect(found.spearman).toBeCloseTo(expected.spearman, 12);
  expect(found).toMatchObject({ warn: 0.95, breach: 0.9 });
});
