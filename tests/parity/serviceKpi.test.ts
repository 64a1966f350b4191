/** Service metrics, evaluations and business metrics at their edges. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type AnalysisContext } from '../../src/backend/analyses/context';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, TestStore } from './harness';

const START = '2026-03-01T00:00:00Z';
const END = '2026-03-04T00:00:00Z';

/** Three days of 1440 rows, a row a minute; the third has no latency, no status and no labels. `w` is a name of ours too. */
const ROWS = `SELECT i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i) MINUTE AS "time",
  CASE WHEN i < 2880 THEN (i % 100) + 1.0 END AS latency_ms,
  CASE WHEN i < 2880 THEN ['200', 'ok', '503', 'timeout', '404', 'success'][1 + i % 6] END AS status,
  10 AS tokens_in, i % 5 AS tokens_out, 0.25 AS cost,
  ['a', 'b'][1 + i % 2] AS provider, i % 7 AS w, 'x' AS secret,
  (i % 4 = 0)::INTEGER AS prediction, (i % 10) / 10.0 AS score, (i % 3)::DOUBLE AS amount
  FROM range(4320) AS t(i)`;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open({
    predictions: ROWS,
    labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, (id::INTEGER % 2 = 0)::INTEGER::VARCHAR AS value, "time" AS observed_at, "time" + INTERVAL 1 HOUR AS arrived_at FROM (${ROWS}) WHERE id::INTEGER < 2880`,
    evaluations: `SELECT id, NULL::TIMESTAMP AS prediction_time, n AS name, CASE WHEN n = 'helpful' THEN id::INTEGER % 2 END::DOUBLE AS value, "time" AS arrived_at FROM (${ROWS}), (VALUES ('helpful'), ('note')) AS names(n) WHERE id::INTEGER < 1440`,
    roles: {
      latency_ms: 'latency_ms',
      status: 'status',
      tokens_in: 'tokens_in',
      tokens_out: 'tokens_out',
      cost: 'cost',
      provider: 'provider',
      prediction: 'prediction',
      score: 'score',
    },
    sensitive: ['secret'],
  });
});
afterAll(() => store.session.close());

const SQL: AnalysisContext['sql'] = () => Promise.resolve([]);

async function table(query: Record<string, unknown>, more: Partial<AnalysisContext> = { sql: SQL }) {
  const frames = await runAnalysis(
    parseQuery({ refId: 'A', model: 'm', window: '1d', format: 'table', ...query }),
    store.context(START, END, more)
  );
  return { rows: rowsOf(frames[0]), meta: frames[0]?.meta };
}

describe('service', () => {
  const service = (query: Record<string, unknown>) => table({ queryType: 'service', ...query });

  it('counts, and knows errors by code and by word', async () => {
    const { rows } = await service({ metrics: ['throughput', 'volume', 'error_rate'] });
    const [throughput, volume, errors] = rows;
    expect(throughput?.value).toBeCloseTo(1440 / 86_400, 12);
    expect(Number(throughput?.lo)).toBeLessThan(Number(throughput?.value));
    expect(Number(throughput?.hi)).toBeGreaterThan(Number(throughput?.value));
    expect(volume?.value).toBe(1440);
    // 503, timeout and 404 of six.
    expect(errors?.value).toBeCloseTo(0.5, 12);
    expect(rows.at(-1)).toMatchObject({ metric: 'error_rate', value: null, status: 'insufficient' });
  });

  it('gives exact latency quantiles between their bounds', async () => {
    const { rows } = await service({ metrics: ['latency_p50', 'latency_p90', 'latency_p99', 'latency_mean'] });
    const [p50, p90, p99, mean] = rows;
    const sorted = Array.from({ length: 1440 }, (_, i) => (i % 100) + 1).sort((a, b) => a - b);
    const quantile = (share: number) => {
      const at = share * (sorted.length - 1);
      const low = sorted[Math.floor(at)] ?? 0;
      return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? 0) - low);
    };
    expect(p50?.value).toBeCloseTo(quantile(0.5), 9);
    expect(p90?.value).toBeCloseTo(quantile(0.9), 9);
    expect(p99?.value).toBeCloseTo(quantile(0.99), 9);
    expect(mean?.value).toBeCloseTo(sorted.reduce((sum, value) => sum + value, 0) / 1440, 9);
    for (const row of [p50, p90, p99]) {
      expect(Number(row?.lo)).toBeLessThanOrEqual(Number(row?.value));
      expect(Number(row?.hi)).toBeGreaterThanOrEqual(Number(row?.value));
    }
    expect(Number(p50?.hi) - Number(p50?.lo)).toBeLessThan(10);
  });

  it('adds up tokens and cost by provider', async () => {
    const { rows } = await service({ metrics: ['tokens', 'cost', 'cost_per_prediction'], segmentBy: ['provider'] });
    const own = rows.filter((row) => row.segment === 'provider=a').slice(0, 3);
    const out = Array.from({ length: 1440 }, (_, i) => i)
      .filter((i) => i % 2 === 0)
      .reduce((sum, i) => sum + (i % 5), 0);
    expect(own.map((row) => row.value)).toEqual([7200 + out, 180, 0.25]);
  });

  it('reads evaluations by name, and tells of those without a number', async () => {
    const { rows, meta } = await service({ evaluations: ['*'] });
    expect(rows.find((row) => row.metric === 'evaluation.helpful')).toMatchObject({ value: 0.5, n: 1440 });
    expect(rows.find((row) => row.metric === 'evaluation.note')).toMatchObject({ value: null, status: 'insufficient' });
    expect(meta?.notices?.map(({ text }) => text)).toContain(
      '1440 evaluations have no number and are left out of the means'
    );
    await expect(service({ evaluations: ['nice*'] })).rejects.toMatchObject({ place: 'evaluations[0]' });
  });

  it('breaches upwards, but throughput downwards; a column that is not logged is an error', async () => {
    const slow = await service({ metrics: ['latency_p99'], threshold: { breach: 50 } });
    expect(slow.rows[0]?.status).toBe('breach');
    const quiet = await service({ metrics: ['throughput'], threshold: { breach: 1 } });
    expect(quiet.rows[0]?.status).toBe('breach');
    await expect(service({ metrics: ['gpu_util'] })).rejects.toMatchObject({ code: 'unprocessable' });
  });
});

describe('kpi', () => {
  const kpi = (query: Record<string, unknown>, more?: Partial<AnalysisContext>) =>
    table({ queryType: 'kpi', ...query }, more);

  it('runs an SQL aggregate over predictions, and over labels where it names them', async () => {
    const { rows } = await kpi({ name: 'turnover', expression: 'sum(amount) FILTER (WHERE w = 3) -- of Wednesdays' });
    const expected = Array.from({ length: 1440 }, (_, i) => i)
      .filter((i) => i % 7 === 3)
      .reduce((sum, i) => sum + (i % 3), 0);
    expect(rows[0]).toMatchObject({ metric: 'turnover', value: expected, n: 1440, lo: null });
    const wrong = await kpi({ expression: 'count(*) FILTER (WHERE prediction <> label) / count(label)' });
    expect(wrong.rows[0]?.value).toBeCloseTo(0.25, 12);
    expect(wrong.rows[2]?.value).toBeNull();
    const split = await kpi({ expression: 'max(w)', segmentBy: ['provider'] });
    expect(split.rows.map((row) => row.value)).toEqual([6, 6, 6, 6, 6, 6]);
  });

  it.each([
    ['1) AS a, (2', 'expression'],
    ['sum(amount)) AS value FROM predictions.m WHERE (true', 'expression'],
    ['(SELECT max(amount) FROM predictions.m)', 'expression'],
    ['(SELECT 1)', 'expression'],
    ['sum(amount) OVER ()', 'expression'],
    ['sum(nothing)', 'expression'],
    ['amount', 'expression'],
    ['sum(amount); DROP TABLE predictions', 'expression'],
    ["max(read_text('/etc/passwd'))", 'expression'],
    ['max($1)', 'expression'],
    ['max(secret)', 'expression'],
    ['sum(amount', 'expression'],
    ['', 'expression'],
  ])('refuses %j', async (expression, place) => {
    await expect(kpi({ expression })).rejects.toMatchObject({ place });
  });

  it('is refused where SQL mode is off, and a cost matrix is not', async () => {
    await expect(kpi({ expression: 'sum(amount)' }, {})).rejects.toMatchObject({ code: 'forbidden' });
    const { rows } = await kpi({ costs: { fp: 1, fn: 10, tp: -2 } }, {});
    // Per four rows: a true positive, a missed one, two true negatives.
    expect(rows[0]?.value).toBeCloseTo((-2 + 10) / 4, 9);
    expect(Number(rows[0]?.lo)).toBeLessThan(2);
    expect(rows[2]).toMatchObject({ value: null, status: 'pending_labels' });
  });

  it('sums, names classes, carries a unit and breaches as told', async () => {
    const cells = [{ label: '1', prediction: '0', cost: 3 }];
    const { rows } = await kpi({ costCells: cells, per: 'sum' });
    expect(rows[0]?.value).toBeCloseTo(3 * 360, 6);
    const low = await kpi({ expression: 'avg(amount)', threshold: { breach: 5 }, higherIsWorse: false });
    expect(low.rows[0]?.status).toBe('breach');
    const frames = await runAnalysis(
      parseQuery({ refId: 'A', model: 'm', queryType: 'kpi', window: '1d', costs: { fn: 1 }, unit: 'currencyEUR' }),
      store.context(START, END)
    );
    expect(frames[0]?.fields[1]?.config?.unit).toBe('currencyEUR');
  });
});
