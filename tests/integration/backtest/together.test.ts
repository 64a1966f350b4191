/** Evaluations that are asked together against the same ones asked one by one: the same values, and fewer statements. */
import { beforeAll, expect, it } from 'vitest';
import { runAnalysis } from '../../../src/backend/analyses';
import { type AnalysisContext } from '../../../src/backend/analyses/context';
import { parseQuery } from '../../../src/query/validate';
import { rowsOf, TestStore } from '../../parity/harness';

const DAY = 86_400_000;
/** Clocks in Berlin change on 29 March. */
const START = Date.UTC(2026, 2, 10);
const NOW = START + 30 * DAY;

/** 30 days: `a` moves and is missing at times, `b` is a category with values that come and go; days 12 and 13 have no rows. */
const PREDICTIONS = `
  SELECT 'p' || i AS id, TIMESTAMP '2026-03-10' + to_seconds(i * 600) AS time,
    CASE WHEN i % 11 = 0 THEN NULL ELSE ((i * 7919) % 1000) / 250.0 + CASE WHEN i // 144 BETWEEN 15 AND 20 THEN 1 ELSE 0 END END AS a,
    CASE WHEN i // 144 BETWEEN 18 AND 22 THEN 'new' ELSE 'k' || (i * 31) % 5 END AS b,
    i % 2 AS prediction
  FROM range(4320) r(i) WHERE i // 144 NOT IN (12, 13)`;
const REFERENCE = `
  SELECT 'r' || i AS id, TIMESTAMP '2026-01-01' + to_seconds(i * 600) AS time, ((i * 7919) % 1000) / 250.0 AS a,
    'k' || (i * 31) % 5 AS b, i % 2 AS prediction
  FROM range(3000) r(i)`;
const LABELS = `
  SELECT id, NULL::TIMESTAMP AS prediction_time, prediction::VARCHAR AS value, time AS observed_at, time + INTERVAL 2 DAY AS arrived_at
  FROM (${PREDICTIONS})`;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open({
    predictions: PREDICTIONS,
    reference: REFERENCE,
    labels: LABELS,
    label: 'late',
    roles: { prediction: 'prediction' },
  });
});

async function replay(query: object, rule: object, every: string, on = store, more: Partial<AnalysisContext> = {}) {
  const context = on.context(START, NOW, { now: NOW, ...more });
  const asked = { refId: 'A', model: 'm', ...query };
  const frames = await runAnalysis(
    parseQuery({
      refId: 'X',
      queryType: 'backtest',
      rule: { query: asked, condition: { type: 'gt', params: [0.1] }, ...rule },
      every,
      format: 'timeseries',
    }),
    context
  );
  const series = frames.map((frame) => [frame.fields[1]?.labels, rowsOf(frame)] as const);
  return { series, statements: context.reader.executed.length };
}

const drift = (more: object) => ({ queryType: 'drift', columns: ['a', 'b'], window: '1d', minRows: 20, ...more });
const quality = (more: object) => ({ queryType: 'quality', columns: ['a', 'b'], window: '1d', ...more });

it.each<[string, object, object, string]>([
  ['drift by day', drift({ method: 'psi' }), {}, '1d'],
  ['drift at every six hours, over ranges shorter than a window', drift({ method: 'js' }), { range: '12h' }, '6h'],
  ['a delay', drift({ method: 'ks_binned', columns: ['a'] }), { delay: '30h', range: '3d' }, '12h'],
  ['a zone whose clocks change', drift({ method: 'tvd', timezone: 'Europe/Berlin' }), { range: '2d' }, '6h'],
  ['long windows', drift({ method: 'psi', window: '1w' }), { range: '14d' }, '1d'],
  ['short windows', drift({ method: 'hellinger', window: '1h', minRows: 3 }), { range: '3h' }, '3h'],
  ['missing values as a bin', drift({ method: 'psi', missing: 'bin' }), {}, '1d'],
  ['a test', drift({ method: 'chi2', columns: ['b'] }), {}, '1d'],
  ['filters', drift({ method: 'psi', filters: [{ key: 'b', operator: '!=', value: 'k1' }] }), {}, '1d'],
  ['the range as the window, by day', drift({ method: 'psi', window: 'all' }), { range: '7d' }, '1d'],
  ['ranges that begin between evaluations', drift({ method: 'ks_binned', window: 'all' }), { range: '30h' }, '12h'],
  [
    'ranges in a zone whose clocks change, with a delay longer than a step',
    drift({ method: 'js', window: 'all', timezone: 'Europe/Berlin', missing: 'bin' }),
    { range: '3d', delay: '60h' },
    '1d',
  ],
  ['ranges with new categories', drift({ method: 'chi2', columns: ['b'], window: 'all' }), { range: '5d' }, '6h'],
  ['quality of columns', quality({ metrics: ['missing_rate', 'unseen_rate', 'out_of_range_rate'] }), {}, '1d'],
  ['volume, with days that have none', quality({ metrics: ['volume'] }), { range: '1d' }, '1d'],
])('%s', async (_name, query, rule, every) => {
  const together = await replay(query, rule, every);
  // Labels arrive: a query that has to do with them is asked at each moment.
  const each = await replay({ ...query, labels: { minCoverage: 0 } }, rule, every);
  expect(together.series).toEqual(each.series);
  expect(together.series.length).toBeGreaterThan(0);
  expect(together.series.some(([, rows]) => rows.some(({ value }) => typeof value === 'number'))).toBe(true);
  expect(together.statements).toBeLessThan(each.statements / 4);
});

it.each<[string, object]>([
  ['a split, whose series are those of the range', drift({ method: 'psi', segmentBy: ['b'], columns: ['a'] })],
  ['windows that follow the range', drift({ method: 'psi', window: 'auto' })],
  ['values that have to be sorted', drift({ method: 'wasserstein', columns: ['a'], window: 'all' })],
  ['the window before as the reference', drift({ method: 'psi', reference: { kind: 'previous' } })],
  ['a method that may sample', drift({ method: 'ks', columns: ['a'] })],
  ['the label as a column', drift({ method: 'psi', columns: ['late'] })],
  ['the age of the newest row', quality({ metrics: ['freshness'] })],
])('asks one by one for %s', async (_name, query) => {
  const { statements } = await replay(query, {}, '1d');
  expect(statements).toBeGreaterThanOrEqual(30);
});

it('ends between columns when nobody waits any more', async () => {
  const query = drift({ method: 'psi', window: 'all' });
  const stopped = new AbortController();
  stopped.abort();
  await expect(replay(query, {}, '1d', store, { signal: stopped.signal })).rejects.toMatchObject({ code: 'timeout' });
});

/** 25 000 values a day: few for a range of days, and more than a statement groups by for each day of a month. */
const VALUES = 25_000;
const MANY = `
  SELECT 'p' || i AS id, TIMESTAMP '2026-03-10' + to_seconds((i * 86400) // ${VALUES}) AS time,
    'v' || CASE WHEN i // ${VALUES} BETWEEN 10 AND 14 THEN i % ${VALUES} // 2 ELSE i % ${VALUES} END AS b, i % 2 AS prediction
  FROM range(30 * ${VALUES}) r(i)`;

it('asks one by one where the values of all slots are too many at once', async () => {
  const many = await TestStore.open({
    predictions: MANY,
    reference: `SELECT 'r' || i AS id, TIMESTAMP '2026-01-01' AS time, 'v' || i // 2 AS b, i % 2 AS prediction FROM range(${VALUES}) r(i)`,
    labels: LABELS,
    label: 'late',
    roles: { prediction: 'prediction' },
    kinds: { b: 'categorical' },
  });
  const query = drift({ method: 'psi', columns: ['b'], window: 'all' });
  const together = await replay(query, { range: '3d' }, '1d', many);
  const each = await replay({ ...query, labels: { minCoverage: 0 } }, { range: '3d' }, '1d', many);
  expect(together.series).toEqual(each.series);
  const values = together.series.flatMap(([, rows]) => rows.map(({ value }) => value));
  expect(values.filter((value) => typeof value === 'number').length).toBeGreaterThan(20);
}, 60_000);
