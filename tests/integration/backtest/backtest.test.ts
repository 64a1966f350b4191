/** An alert rule replayed over a model whose trouble is known to the day. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type AnalysisContext, runAnalysis } from '../../../src/backend/analyses';
import { type Frame } from '../../../src/backend/grafana/frame';
import { PlumblineError } from '../../../src/query/errors';
import { parseQuery } from '../../../src/query/validate';
import { rowsOf, TestStore } from '../../parity/harness';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const NOW = START + 40 * DAY;
const dayOf = (time: unknown): number => (Number(time) - START) / DAY;

/**
 * 40 days of 200 predictions. `a` moves up by one on days 20 to 29, `b` never moves. The model is wrong in a tenth of its
 * predictions, and in half of them on days 25 to 29. A label arrives two days after its prediction.
 */
const PREDICTIONS = `
  SELECT 'p' || i AS id, TIMESTAMP '2026-01-01' + to_seconds(i * 432) AS time,
    ((i * 7919) % 1000) / 250.0 + CASE WHEN i // 200 BETWEEN 20 AND 29 THEN 1 ELSE 0 END AS a,
    ((i * 104729) % 1000) / 250.0 AS b,
    i % 2 AS prediction, (i % 2)::DOUBLE AS score
  FROM range(8000) r(i)`;
const REFERENCE = `
  SELECT 'r' || i AS id, TIMESTAMP '2025-12-01' + to_seconds(i * 432) AS time, ((i * 7919) % 1000) / 250.0 AS a,
    ((i * 104729) % 1000) / 250.0 AS b, i % 2 AS prediction, (i % 2)::DOUBLE AS score
  FROM range(4000) r(i)`;
const LABELS = `
  SELECT id, NULL::TIMESTAMP AS prediction_time,
    (CASE WHEN i % (CASE WHEN i // 200 BETWEEN 25 AND 29 THEN 2 ELSE 10 END) = 0 THEN 1 - prediction ELSE prediction END)::VARCHAR AS value,
    time AS observed_at, time + INTERVAL 2 DAY AS arrived_at
  FROM (SELECT *, substr(id, 2)::INTEGER AS i FROM (${PREDICTIONS}))`;

let store: TestStore;
let context: (more?: Partial<AnalysisContext>) => AnalysisContext;
beforeAll(async () => {
  store = await TestStore.open({
    predictions: PREDICTIONS,
    reference: REFERENCE,
    labels: LABELS,
    label: 'late',
    roles: { prediction: 'prediction', score: 'score' },
  });
  context = (more = {}) => store.context(START, NOW, { now: NOW, ...more });
});

const drift = {
  refId: 'A',
  queryType: 'drift',
  model: 'm',
  columns: ['a', 'b'],
  method: 'psi',
  window: '1d',
  minRows: 50,
};
const rule = (query: object, more: object = {}) => ({ query, condition: { type: 'gt', params: [0.2] }, ...more });
const ask = async (query: object, more: Partial<AnalysisContext> = {}): Promise<Frame[]> =>
  runAnalysis(parseQuery({ refId: 'X', queryType: 'backtest', ...query }), context(more));

describe('backtest', () => {
  it('finds when a drift rule would have fired, for how long, and on which column', async () => {
    const [firings, series, limits] = await ask({ rule: rule(drift) });
    expect(rowsOf(firings)).toHaveLength(1);
    const [firing] = rowsOf(firings);
    // The window of day 20 is complete, and so first seen, at the start of day 21.
    expect([dayOf(firing?.time), dayOf(firing?.time_end)]).toEqual([21, 31]);
    expect(firing).toMatchObject({ series: 'column=a', column: 'a', model: 'm', verdict: null });
    expect(Number(firing?.peak)).toBeGreaterThan(0.2);
    expect(rowsOf(series).map((row) => [row.series, row.firings])).toEqual([
      ['column=a', 1],
      ['column=b', 0],
    ]);
    expect(firings?.meta?.custom).toMatchObject({ plumbline: 'backtest', everyMs: DAY });
    expect(firings?.meta?.executedQueryString).toContain('SELECT');
    const suggested = rowsOf(limits).find((row) => row.suggested);
    expect(Number(suggested?.per_30_days)).toBeLessThanOrEqual(1);
  });

  it('gives the same values as the rule itself at that moment', async () => {
    const frames = await ask({ rule: rule(drift), format: 'timeseries' });
    const a = frames.find(({ fields }) => fields[1]?.labels?.column === 'a');
    const seen = rowsOf(a).find(({ time }) => dayOf(time) === 24);
    const moment = Number(seen?.time);
    const [frame] = await runAnalysis(
      parseQuery({ ...drift, format: 'numeric' }),
      context({ from: moment - 7 * DAY, to: moment, now: moment, memo: new Map() })
    );
    const numbers = rowsOf(frame);
    expect(seen?.value).toBe(numbers.find((row) => row.column === 'a')?.score);
  });

  it('waits for the pending period', async () => {
    const [firings] = await ask({ rule: rule(drift, { for: '3d' }) });
    const [firing] = rowsOf(firings);
    expect([dayOf(firing?.pending_since), dayOf(firing?.time)]).toEqual([21, 24]);
    expect(rowsOf((await ask({ rule: rule(drift, { for: '11d' }) }))[0])).toEqual([]);
  });

  it('sees only the labels that had arrived', async () => {
    const accuracy = {
      refId: 'A',
      queryType: 'performance',
      model: 'm',
      metrics: ['accuracy'],
      window: '1d',
      labels: { minCoverage: 0.9 },
    };
    const below = { query: accuracy, condition: { type: 'lt', params: [0.8] } };
    const [firing] = rowsOf((await ask({ rule: below }))[0]);
    // Labels of day 25 are there on day 28, and nothing younger has enough of them: no value keeps the last state.
    expect(firing).toBeUndefined();
    const late = { ...below, query: { ...accuracy, labels: {} }, delay: '2d' };
    const [shifted] = rowsOf((await ask({ rule: late }))[0]);
    expect([dayOf(shifted?.time), dayOf(shifted?.time_end)]).toEqual([28, 33]);
  });

  it('judges alarms by the firings of a second rule', async () => {
    const accuracy = { refId: 'A', queryType: 'performance', model: 'm', metrics: ['accuracy'], window: '1d' };
    const truth = { query: accuracy, condition: { type: 'lt', params: [0.8] }, delay: '2d' };
    const [firings, , limits] = await ask({ rule: rule(drift), truth });
    expect(rowsOf(firings).map(({ verdict }) => verdict)).toEqual(['hit']);
    expect(rowsOf(limits).find(({ source }) => source === 'current')).toMatchObject({
      hits: 1,
      false_alarms: 0,
      misses: 0,
    });
  });

  it('judges alarms by incidents that are written down', async () => {
    const incidents = [
      { from: '2026-01-22T00:00:00Z', to: '2026-01-23T00:00:00Z', name: 'feed changed' },
      { from: '2026-01-05T00:00:00Z', name: 'outage' },
    ];
    const [firings, , limits] = await ask({ rule: rule(drift), incidents });
    expect(rowsOf(firings).map(({ verdict, incident }) => [verdict, incident])).toEqual([['hit', 'feed changed']]);
    expect(rowsOf(limits).find(({ source }) => source === 'current')).toMatchObject({
      hits: 1,
      misses: 1,
      found: 0.5,
      found_lo: expect.closeTo(0.01258, 4),
      found_hi: expect.closeTo(0.98742, 4),
    });
  });

  it('replays SQL where there is SQL mode', async () => {
    const rawSql = 'SELECT count(*) AS n FROM predictions."m" WHERE $__timeFilter(time)';
    const sql = {
      query: { refId: 'A', queryType: 'sql', rawSql },
      condition: { type: 'lt', params: [100] },
      range: '1d',
    };
    const counted: AnalysisContext['sql'] = async (_, { from, to }) => [
      { name: 'A', fields: [{ name: 'n', type: 'number', values: [(to - from) / DAY > 1 ? 0 : 200] }] },
    ];
    expect(rowsOf((await ask({ rule: sql, every: '1d' }, { sql: counted }))[0])).toEqual([]);
    await expect(ask({ rule: sql, every: '1d' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('never sees sensitive columns unmasked, whoever asks', async () => {
    const seen: boolean[] = [];
    const spy = { ...drift, queryType: 'sql', rawSql: 'SELECT 1' };
    await ask(
      { rule: { query: spy, condition: { type: 'gt', params: [0] } }, every: '1w' },
      {
        unmasked: true,
        sql: async (_, past) => (
          seen.push('unmasked' in past && past.unmasked === true),
          [{ name: '', fields: [{ name: 'n', type: 'number', values: [1] }] }]
        ),
      }
    );
    expect(new Set(seen)).toEqual(new Set([false]));
  });

  it.each<[string, object, string]>([
    ['more evaluations than the limit', { rule: rule(drift), every: '1m' }, 'every'],
    ['a rule without a query', { rule: { condition: { type: 'gt', params: [1] } } }, 'rule.query'],
    [
      'a condition without a limit',
      { rule: { query: drift, condition: { type: 'gt', params: [] } } },
      'rule.condition.params',
    ],
    ['a fault of the query', { rule: rule({ ...drift, columns: ['nothing'] }) }, 'rule.query.columns[0]'],
    ['a query inside a query', { rule: rule({ refId: 'A', queryType: 'backtest', rule: rule(drift) }) }, 'rule.query'],
    [
      'rows that no rule could tell apart',
      { rule: rule({ ...drift, queryType: 'sql', rawSql: 'x' }), every: '1w' },
      'rule.query',
    ],
    ['two truths', { rule: rule(drift), truth: rule(drift), incidents: [{ from: '2026-01-01T00:00:00Z' }] }, 'truth'],
  ])('refuses %s, naming the place', async (_name, query, place) => {
    const sql: AnalysisContext['sql'] = async () => [
      { name: '', fields: [{ name: 'n', type: 'number', values: [1, 2] }] },
    ];
    const failure = await ask(query, { sql }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PlumblineError);
    expect(failure).toMatchObject({ place });
  });
});
