/** Metrics against their own past, through the query path. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, TestStore } from './harness';
import { unitVectors } from './unitVectors';

const [{ expected, input }] = unitVectors<
  { series: number[] },
  Record<string, number[]> & Record<'ewma_sigma_inf' | 'baseline_mean', number>
>('series_anomaly');
const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 1);

/** Two rows an hour whose mean is the published series; on another version the same, a hundred times as large. */
const ROWS = `SELECT (i * 4 + r * 2 + v)::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i) HOUR + INTERVAL (r) MINUTE AS "time",
    ([${input.series.join(', ')}][i + 1] + r * 2 - 1) * [1, 100][v + 1] AS amount, 'v' || v AS version, 0.5 AS score, 1 AS prediction
  FROM range(${input.series.length}) AS t(i), range(2) AS u(r), range(2) AS w(v)`;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open({
    predictions: ROWS,
    roles: { version: 'version', score: 'score', prediction: 'prediction' },
  });
});
afterAll(() => store.session.close());

async function frames(query: Record<string, unknown>, hours = input.series.length, now = hours) {
  return runAnalysis(
    parseQuery({
      refId: 'A',
      model: 'm',
      queryType: 'kpi',
      expression: 'avg(amount)',
      window: '1h',
      format: 'table',
      versions: ['v0'],
      ...query,
    }),
    store.context(START, START + hours * HOUR, { sql: () => Promise.resolve([]), now: START + now * HOUR })
  );
}

const table = async (...asked: Parameters<typeof frames>) => rowsOf((await frames(...asked))[0]);

function close(rows: ReadonlyArray<Record<string, unknown>>, wanted: readonly number[]): void {
  expect(rows).toHaveLength(wanted.length);
  rows.forEach((row, index) => expect(row.value, String(index)).toBeCloseTo(wanted[index] ?? NaN, 10));
}

describe('control', () => {
  it('robust z, with the metric itself beside it', async () => {
    const rows = await table({ control: { chart: 'robust_z' } });
    close(rows, expected['robust_z'] ?? []);
    expect(rows.map((row) => row.observed)).toEqual(input.series);
    expect(rows.map((row) => row.status === 'breach')).toEqual(
      (expected['robust_z'] ?? []).map((deviation) => Math.abs(deviation) >= 3.5)
    );
  });

  it('moving average in its own standard deviations', async () => {
    const rows = await table({ control: { chart: 'ewma' } });
    close(
      rows,
      (expected['ewma_l0.3'] ?? []).map((average) => (average - expected.baseline_mean) / expected.ewma_sigma_inf)
    );
  });

  it('cumulative sums, the larger side with its sign', async () => {
    const up = expected['cusum_hi_k0.5'] ?? [];
    const down = expected['cusum_lo_k0.5'] ?? [];
    const rows = await table({ control: { chart: 'cusum', limit: 25 } });
    close(
      rows,
      up.map((sum, index) => (sum >= (down[index] ?? 0) ? sum : -(down[index] ?? 0)))
    );
    expect(rows.map((row) => row.status)).toEqual(up.map((sum) => (sum >= 25 ? 'breach' : 'ok')));
  });

  it('does not depend on the unit, and keeps series apart', async () => {
    const rows = await table({ control: { chart: 'ewma' }, segmentBy: ['version'], versions: undefined });
    const [small, large] = ['version=v0', 'version=v1'].map((name) => rows.filter((row) => row.segment === name));
    close(
      large ?? [],
      (small ?? []).map((row) => Number(row.value))
    );
    expect(small).toHaveLength(input.series.length);
  });

  it('answers an alert rule with the newest complete window; the running one changes nothing before it', async () => {
    const whole = await table({ control: { chart: 'cusum' } });
    // Half an hour into the last window.
    const [numeric] = await frames({ control: { chart: 'cusum' }, format: 'numeric' }, 18, 17.5);
    expect(rowsOf(numeric)[0]?.kpi).toBeCloseTo(Number(whole.at(-2)?.value), 10);
    const running = await table({ control: { chart: 'cusum' } }, 18, 17.5);
    expect(running.map((row) => row.value)).toEqual(whole.map((row) => row.value));
  });

  it('is insufficient, and says why, where the past does not tell what is usual', async () => {
    const [frame] = await frames({ control: { chart: 'ewma' } }, 9);
    expect(rowsOf(frame).every((row) => row.value === null && row.status === 'insufficient')).toBe(true);
    expect(frame?.meta?.notices?.map(({ text }) => text)).toContain(
      '1 of 1 series do not tell what is usual: it takes 10 complete windows with a value that are not all equal'
    );
    const constant = await table({ control: { chart: 'robust_z' }, expression: 'count(*)' });
    expect(constant.every((row) => row.value === null && row.status === 'insufficient')).toBe(true);
  });

  it('works for volume and for metrics of performance alike', async () => {
    const volume = await table(
      { queryType: 'service', metrics: ['volume'], control: { chart: 'cusum', baseline: 5 } },
      30
    );
    expect(volume.at(-1)).toMatchObject({ observed: 0, value: null });
    const quality = await table({ queryType: 'quality', metrics: ['volume'], control: { chart: 'robust_z' } }, 22);
    // Eighteen hours of two rows, then none.
    expect(quality.map((row) => row.status)).toEqual([...Array(18).fill('ok'), ...Array(4).fill('breach')]);
    const performance = await frames({
      queryType: 'performance',
      metrics: ['accuracy'],
      control: { chart: 'ewma' },
    });
    expect(rowsOf(performance[0])[0]).toHaveProperty('observed');
  });
});

describe('control by season', () => {
  /** Six weeks of days, Sundays ten times as busy; the last Sunday is as quiet as a Monday. New York, over the change of clocks. */
  const DAYS = `SELECT i::VARCHAR || '-' || r AS id, (TIMESTAMP '2026-02-15 12:00' + INTERVAL (i) DAY) AS "time", 1 AS prediction
    FROM range(43) AS t(i), range(100) AS u(r) WHERE r < 10 + i % 3 OR (i % 7 = 0 AND i < 42 AND r < 90 + i // 7)`;
  let weekly: TestStore;
  beforeAll(async () => {
    weekly = await TestStore.open({ predictions: DAYS, roles: { prediction: 'prediction' } });
  });
  afterAll(() => weekly.session.close());

  const ask = async (control: Record<string, unknown>) => {
    const from = Date.parse('2026-02-15T05:00:00Z');
    const to = Date.parse('2026-03-30T04:00:00Z');
    const found = await runAnalysis(
      parseQuery({
        refId: 'A',
        model: 'm',
        queryType: 'service',
        metrics: ['volume'],
        window: '1d',
        format: 'table',
        timezone: 'America/New_York',
        control,
      }),
      weekly.context(from, to)
    );
    return rowsOf(found[0]);
  };

  it('knows that Sundays are busy, and that a quiet one is not usual', async () => {
    const rows = await ask({ chart: 'robust_z', season: '7d' });
    expect(rows).toHaveLength(43);
    // Four weeks are needed before anything is judged.
    expect(rows.slice(0, 28).every((row) => row.value === null)).toBe(true);
    expect(rows[35]).toMatchObject({ observed: 95, status: 'ok' });
    expect(rows[42]).toMatchObject({ observed: 10, status: 'breach' });
    const plain = await ask({ chart: 'robust_z' });
    expect(plain[35]?.status).toBe('breach');
    expect(plain[42]?.status).toBe('ok');
  });
});
