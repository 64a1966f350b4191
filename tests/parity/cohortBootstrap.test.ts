/** Metrics of cohorts that have no formula: values as the analysis of performance gives them, intervals by a bootstrap. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type Frame } from '../../src/backend/grafana/frame';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, type TestModel, TestStore } from './harness';

const [START, END] = ['2026-03-01T00:00:00Z', '2026-03-03T00:00:00Z'];

const labelled = (rows: string): Pick<TestModel, 'predictions' | 'labels'> => ({
  predictions: `SELECT * EXCLUDE (truth) FROM (${rows})`,
  labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, truth::VARCHAR AS value, "time" AS observed_at, "time" AS arrived_at FROM (${rows})`,
});

const numbered = (count: number, columns: string) =>
  `SELECT i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i) SECOND AS "time", ${columns} FROM (SELECT i, (hash(i) >> 11)::DOUBLE / 9007199254740992 AS u, (hash(i, 1) >> 11)::DOUBLE / 9007199254740992 AS v FROM range(${count}) AS t(i))`;

async function framesOf(store: TestStore, query: Record<string, unknown>): Promise<Frame[]> {
  return runAnalysis(parseQuery({ refId: 'A', model: 'm', format: 'table', ...query }), store.context(START, END));
}

/** Cohort by metric, and the metrics of the rows that a filter keeps. */
async function cohortsOf(store: TestStore, query: Record<string, unknown>) {
  const [frame] = await framesOf(store, { queryType: 'cohorts', ...query });
  const rows = rowsOf(frame);
  return {
    frame,
    rows,
    of: (cohort: string, metric: string) => rows.find((row) => row.cohort === cohort && row.metric === metric),
  };
}

async function performanceOf(store: TestStore, metrics: readonly string[], filters: unknown[] = []) {
  const [frame] = await framesOf(store, { queryType: 'performance', metrics, filters, window: 'all', minRows: 0 });
  return new Map(rowsOf(frame).map((row) => [String(row.metric), row]));
}

const notices = (frame: Frame | undefined) => (frame?.meta?.notices ?? []).map(({ text }) => text).join('\n');
const width = (row: Record<string, unknown> | undefined, name = '') =>
  Number(row?.[`${name}hi`]) - Number(row?.[`${name}lo`]);

const DRAWN = ['balanced_accuracy', 'mcc', 'kappa', 'f_beta', 'average_precision', 'ks', 'lift', 'gain'];
const FORMULA = ['gini', 'mean_entropy', 'review_share'];

let binary: TestStore;
beforeAll(async () => {
  // 2,400 rows; the scores of site b, a quarter of them, say less than those of the others.
  binary = await TestStore.open({
    ...labelled(`SELECT * EXCLUDE (u, v), (score >= 0.5)::INTEGER AS prediction FROM (
      SELECT *, round(least(0.99, greatest(0.01, 0.5 + (truth - 0.5) * (CASE WHEN site = 'b' THEN 0.2 ELSE 0.5 END) + (v - 0.5) * 0.7)), 3) AS score
      FROM (${numbered(2400, "u, v, (u < 0.35)::INTEGER AS truth, CASE WHEN i % 4 = 0 THEN 'b' ELSE 'a' END AS site, CASE WHEN i % 3 = 0 THEN 'web' ELSE 'app' END AS channel")}))`),
    roles: { prediction: 'prediction', score: 'score' },
    kinds: { score: 'numeric' },
  });
});
const open: TestStore[] = [];
async function storeOf(model: TestModel): Promise<TestStore> {
  const store = await TestStore.open(model);
  open.push(store);
  return store;
}
afterAll(() => [binary, ...open].forEach((store) => store.session.close()));

const SITE = (operator: string) => [{ key: 'site', operator, value: 'b' }];

describe('metrics of two classes', () => {
  it('are those of the rows, of the cohort and of everybody else', async () => {
    const { of } = await cohortsOf(binary, { segmentBy: ['site'], metrics: [...DRAWN.slice(0, 6)] });
    const more = await cohortsOf(binary, { segmentBy: ['site'], metrics: [...DRAWN.slice(6), ...FORMULA] });
    const own = await performanceOf(binary, [...DRAWN, ...FORMULA], SITE('='));
    const rest = await performanceOf(binary, [...DRAWN, ...FORMULA], SITE('!='));
    for (const metric of [...DRAWN, ...FORMULA]) {
      const row = of('site=b', metric) ?? more.of('site=b', metric);
      expect(Number(row?.value), metric).toBeCloseTo(Number(own.get(metric)?.value), 9);
      expect(Number(row?.complement_value), metric).toBeCloseTo(Number(rest.get(metric)?.value), 9);
      expect(Number(row?.delta), metric).toBeCloseTo(Number(row?.value) - Number(row?.complement_value), 12);
      // Drawn bins of score are fewer here than there, so that the intervals are about the same.
      expect(width(row) / width(own.get(metric)), metric).toBeGreaterThan(0.8);
      expect(width(row) / width(own.get(metric)), metric).toBeLessThan(1.25);
      expect(Number(row?.delta_lo), metric).toBeLessThan(Number(row?.delta));
      expect(Number(row?.delta_hi), metric).toBeGreaterThan(Number(row?.delta));
    }
    // Worse for sure, as everything that the scores of site b say is.
    for (const metric of ['balanced_accuracy', 'mcc', 'kappa', 'average_precision', 'ks', 'gini']) {
      const row = of('site=b', metric) ?? more.of('site=b', metric);
      expect(row?.status, metric).toBe('breach');
      expect(Number(row?.delta_hi), metric).toBeLessThan(0);
    }
  });

  it('have the standard error of the formula where there is one', async () => {
    const { of } = await cohortsOf(binary, {
      segmentBy: ['site'],
      metrics: ['balanced_accuracy', 'recall', 'specificity'],
    });
    // Balanced accuracy is the mean of two shares that have no row in common.
    const se = (cohort: string) => {
      const variance = (metric: string) => {
        const row = of(cohort, metric);
        const share = Number(row?.value);
        return (share * (1 - share)) / (share === 1 ? 1 : rows[`${cohort} ${metric}`]);
      };
      return Math.sqrt(variance('recall') + variance('specificity')) / 2;
    };
    const counted = await binary.session.rows<{ site: string; truth: string; n: number }>(
      'SELECT site, value AS truth, count(*)::INTEGER AS n FROM predictions JOIN labels USING (id) GROUP BY ALL'
    );
    const rows = Object.fromEntries(
      counted.map(({ site, truth, n }) => [`site=${site} ${truth === '1' ? 'recall' : 'specificity'}`, n])
    );
    const row = of('site=b', 'balanced_accuracy');
    const expected = 2 * 1.96 * Math.hypot(se('site=a'), se('site=b'));
    expect(width(row, 'delta_') / expected).toBeGreaterThan(0.85);
    expect(width(row, 'delta_') / expected).toBeLessThan(1.15);
  });

  it('know the rows that a cohort shares with the whole', async () => {
    const metrics = ['mcc', 'average_precision', 'gini'];
    const rest = await cohortsOf(binary, { segmentBy: ['site'], metrics });
    const whole = await cohortsOf(binary, { segmentBy: ['site'], metrics, baseline: { kind: 'overall' } });
    const all = await performanceOf(binary, metrics);
    for (const metric of metrics) {
      const [part, apart] = [whole.of('site=b', metric), rest.of('site=b', metric)];
      expect(Number(part?.baseline_value), metric).toBeCloseTo(Number(all.get(metric)?.value), 9);
      expect(Number(part?.delta), metric).toBeCloseTo(Number(part?.value) - Number(part?.baseline_value), 12);
      // A quarter of the whole is the cohort itself: it differs by about three quarters as much, and as surely.
      const share = width(part, 'delta_') / width(apart, 'delta_');
      expect(share, metric).toBeGreaterThan(0.6);
      expect(share, metric).toBeLessThan(0.9);
      expect(part?.status, metric).toBe('breach');
    }
  });

  it('know the rows that two cohorts share', async () => {
    const web = { name: 'web', filters: [{ key: 'channel', operator: '=', value: 'web' }] };
    const { of } = await cohortsOf(binary, {
      segmentBy: ['site'],
      cohorts: [web],
      metrics: ['mcc', 'ks'],
      baseline: { kind: 'cohort', cohort: 'web' },
    });
    for (const metric of ['mcc', 'ks']) {
      expect(Number(of('site=a', metric)?.p), metric).toBeGreaterThan(0);
      expect(width(of('site=a', metric), 'delta_'), metric).toBeGreaterThan(0);
      expect(of('web', metric), metric).toMatchObject({ delta: null, p: null });
    }
  });

  it('are the same each time', async () => {
    const ask = () => cohortsOf(binary, { segmentBy: ['site'], metrics: ['mcc', 'lift'] });
    expect((await ask()).rows).toEqual((await ask()).rows);
  });

  it('give an alert rule their values', async () => {
    const [frame] = await framesOf(binary, {
      queryType: 'cohorts',
      segmentBy: ['site'],
      metrics: ['mcc'],
      format: 'numeric',
    });
    const own = await performanceOf(binary, ['mcc'], SITE('='));
    const found = rowsOf(frame).find(({ segment }) => segment === 'site=b');
    expect(Number(found?.value)).toBeCloseTo(Number(own.get('mcc')?.value), 12);
  });
});

describe('bounds', () => {
  it('of what is drawn are told, and leave the values', async () => {
    const store = await storeOf({
      ...labelled(
        numbered(24_000, 'i % 800 AS shop, u AS score, (u > 0.5)::INTEGER AS prediction, (v < u)::INTEGER AS truth')
      ),
      roles: { prediction: 'prediction', score: 'score', shop: 'segment' },
      kinds: { shop: 'categorical' },
    });
    const { frame, of, rows } = await cohortsOf(store, {
      segmentBy: ['shop'],
      metrics: ['accuracy', 'mcc', 'average_precision'],
      minRows: 1,
    });
    expect(rows).toHaveLength(801 * 3);
    expect(notices(frame)).toContain('No bootstrap intervals of average_precision: 800 cohorts are too many to draw');
    expect(of('shop=7', 'average_precision')).toMatchObject({ lo: null, p: null, unsure: 'too_many', status: 'ok' });
    expect(Number(of('shop=7', 'average_precision')?.value)).toBeGreaterThan(0);
    expect(of('shop=7', 'accuracy')).toMatchObject({ unsure: null });
    // Four counts a cohort are drawn for all of them.
    expect(rows.filter(({ metric, lo }) => metric === 'mcc' && lo !== null).length).toBeGreaterThan(700);
  });

  it('of classes are no fault of the cohorts', async () => {
    const store = await storeOf({
      task: 'multiclass',
      ...labelled(
        numbered(
          3000,
          "i % 3 AS shop, 'c' || (i % 60) AS truth, CASE WHEN v < 0.8 THEN 'c' || (i % 60) ELSE 'c0' END AS prediction"
        )
      ),
      roles: { prediction: 'prediction', shop: 'segment' },
      kinds: { prediction: 'categorical', shop: 'categorical' },
    });
    const { frame, of } = await cohortsOf(store, { segmentBy: ['shop'], metrics: ['f1', 'mcc', 'accuracy'] });
    expect(notices(frame)).toContain(
      'No bootstrap intervals of f1, mcc: more than 50 classes are not drawn. Ask for accuracy'
    );
    expect(notices(frame)).not.toContain('cohorts are too many');
    expect(of('shop=1', 'f1')).toMatchObject({ lo: null, p: null, unsure: 'too_many_classes' });
    expect(of('shop=1', 'f1')?.value).toEqual(expect.any(Number));
    expect(of('shop=1', 'accuracy')).toMatchObject({ lo: expect.any(Number), unsure: null });
  });

  it('say why rows that do not vary have no interval', async () => {
    const store = await storeOf({
      ...labelled(
        numbered(
          400,
          "CASE WHEN i < 40 THEN 'right' ELSE 'mixed' END AS kind, u AS score, (u > 0.5)::INTEGER AS prediction, CASE WHEN i < 40 OR v < 0.7 THEN (u > 0.5)::INTEGER ELSE (u <= 0.5)::INTEGER END AS truth"
        )
      ),
      roles: { prediction: 'prediction', score: 'score' },
      kinds: { score: 'numeric' },
    });
    const { of } = await cohortsOf(store, { segmentBy: ['kind'], metrics: ['mcc', 'auc', 'accuracy'] });
    expect(of('kind=right', 'mcc')).toMatchObject({ lo: null, p: null, q: null, unsure: 'no_variation' });
    expect(Number(of('kind=right', 'mcc')?.value)).toBeCloseTo(1, 12);
    // The area of classes that do not overlap has bounds, and differs from the others surely but not without any doubt.
    expect(of('kind=right', 'auc')).toMatchObject({ value: 1, hi: 1, unsure: null });
    expect(Number(of('kind=right', 'auc')?.lo)).toBeGreaterThan(0.8);
    expect(Number(of('kind=right', 'auc')?.p)).toBeGreaterThan(0);
    expect(Number(of('kind=right', 'auc')?.p)).toBeLessThan(0.05);
  });

  it('are none of a difference of rows that do not vary, so that it is not taken for sure', async () => {
    const store = await storeOf({
      task: 'regression',
      ...labelled(
        numbered(
          8,
          "CASE WHEN i < 2 THEN 'few' ELSE 'many' END AS kind, 10 AS truth, CASE WHEN i < 2 THEN 12 ELSE 11 END AS prediction"
        )
      ),
      roles: { prediction: 'prediction' },
      kinds: { prediction: 'numeric' },
    });
    const { of } = await cohortsOf(store, { segmentBy: ['kind'], metrics: ['mae'], minRows: 1 });
    expect(of('kind=few', 'mae')).toMatchObject({
      delta: 1,
      p: expect.closeTo(1 / 28, 10),
      delta_lo: null,
      delta_hi: null,
      impact_lo: null,
      unsure: 'no_variation',
    });
  });

  it('of one row, and of one row of a class, are told', async () => {
    const store = await storeOf({
      ...labelled(
        numbered(
          200,
          "CASE WHEN i = 0 THEN 'one' WHEN i < 20 THEN 'few' ELSE 'many' END AS kind, u AS score, 1 AS prediction, CASE WHEN i < 20 THEN (i = 1)::INTEGER ELSE (v < u)::INTEGER END AS truth"
        )
      ),
      roles: { prediction: 'prediction', score: 'score' },
      kinds: { score: 'numeric' },
    });
    const { of } = await cohortsOf(store, { segmentBy: ['kind'], metrics: ['brier', 'auc'], minRows: 1 });
    expect(of('kind=one', 'brier')).toMatchObject({ lo: null, unsure: 'one_row' });
    expect(of('kind=few', 'auc')).toMatchObject({ lo: null, unsure: 'one_of_a_class' });
    expect(of('kind=few', 'brier')).toMatchObject({ unsure: null });
  });
});

describe('metrics of numbers', () => {
  const METRICS = ['r2', 'rmse', 'rmsle', 'smape', 'msle', 'quantile_loss', 'mean_label'];
  let store: TestStore;
  beforeAll(async () => {
    store = await storeOf({
      task: 'regression',
      ...labelled(
        numbered(
          3000,
          "CASE WHEN i % 5 = 0 THEN 'b' ELSE 'a' END AS site, i % 700 AS shop, 1000 + 100 * u AS truth, 1000 + 100 * u + (v - 0.5) * CASE WHEN i % 5 = 0 THEN 90 ELSE 40 END AS prediction"
        )
      ),
      roles: { prediction: 'prediction', shop: 'segment' },
      kinds: { prediction: 'numeric', shop: 'categorical' },
    });
  });

  it('are those of the rows, of the cohort and of everybody else', async () => {
    const first = await cohortsOf(store, { segmentBy: ['site'], metrics: METRICS.slice(0, 4) });
    const second = await cohortsOf(store, { segmentBy: ['site'], metrics: METRICS.slice(4) });
    const own = await performanceOf(store, METRICS, SITE('='));
    const rest = await performanceOf(store, METRICS, SITE('!='));
    for (const metric of METRICS) {
      const row = first.of('site=b', metric) ?? second.of('site=b', metric);
      expect(Number(row?.value), metric).toBeCloseTo(Number(own.get(metric)?.value), 9);
      expect(Number(row?.complement_value), metric).toBeCloseTo(Number(rest.get(metric)?.value), 9);
      expect(width(row) / width(own.get(metric)), metric).toBeCloseTo(1, 1);
      expect(Number(row?.p), metric).toBeGreaterThan(metric === 'mean_label' ? 0.001 : -1);
    }
    expect(first.of('site=b', 'r2')?.status).toBe('breach');
    // Where every row has what says how sure it is, there is no field for why not.
    expect(first.of('site=b', 'r2')).not.toHaveProperty('unsure');
  });

  it('have the spread of R squared of many samples', async () => {
    // Errors uniform over 90 and labels over 100: of 600 rows the standard error of R squared is 0.0417, by a simulation apart.
    const { of } = await cohortsOf(store, { segmentBy: ['site'], metrics: ['r2'] });
    const se = width(of('site=b', 'r2')) / (2 * 1.96);
    expect(se / 0.0417).toBeGreaterThan(0.8);
    expect(se / 0.0417).toBeLessThan(1.2);
    const whole = await cohortsOf(store, { segmentBy: ['site'], metrics: ['r2'], baseline: { kind: 'overall' } });
    expect(Number(whole.of('site=b', 'r2')?.baseline_value)).toBeCloseTo(Number(of('overall', 'r2')?.value), 12);
    const share = width(whole.of('site=b', 'r2'), 'delta_') / width(of('site=b', 'r2'), 'delta_');
    expect(share).toBeGreaterThan(0.65);
    expect(share).toBeLessThan(1);
    expect(whole.of('site=b', 'r2')?.status).toBe('breach');
  });

  it('have no interval of R squared for more cohorts than are drawn', async () => {
    const { frame, of } = await cohortsOf(store, { segmentBy: ['shop'], metrics: ['r2', 'mae'], minRows: 1 });
    expect(notices(frame)).toContain('No bootstrap intervals of r2: 700 cohorts are too many to draw');
    expect(of('shop=7', 'r2')).toMatchObject({ lo: null, unsure: 'too_many' });
    expect(of('shop=7', 'mae')).toMatchObject({ unsure: null });
  });
});

describe('metrics of several classes', () => {
  const METRICS = ['f1', 'precision', 'recall', 'specificity', 'balanced_accuracy', 'mcc'];
  let store: TestStore;
  beforeAll(async () => {
    store = await storeOf({
      task: 'multiclass',
      ...labelled(
        numbered(
          1800,
          "CASE WHEN i % 3 = 0 THEN 'b' ELSE 'a' END AS site, ['x', 'y', 'z'][1 + floor(3 * u)::INTEGER] AS truth, CASE WHEN v < CASE WHEN i % 3 = 0 THEN 0.6 ELSE 0.85 END THEN ['x', 'y', 'z'][1 + floor(3 * u)::INTEGER] ELSE ['x', 'y', 'z'][1 + i % 3] END AS prediction"
        )
      ),
      roles: { prediction: 'prediction' },
      kinds: { prediction: 'categorical' },
    });
  });

  it('are those of the rows, of the cohort and of everybody else', async () => {
    const { of } = await cohortsOf(store, { segmentBy: ['site'], metrics: METRICS });
    const own = await performanceOf(store, METRICS, SITE('='));
    const rest = await performanceOf(store, METRICS, SITE('!='));
    for (const metric of METRICS) {
      const row = of('site=b', metric);
      expect(Number(row?.value), metric).toBeCloseTo(Number(own.get(metric)?.value), 12);
      expect(Number(row?.lo), metric).toBeCloseTo(Number(own.get(metric)?.lo), 12);
      expect(Number(row?.complement_value), metric).toBeCloseTo(Number(rest.get(metric)?.value), 12);
      expect(row?.status, metric).toBe('breach');
    }
  });

  it('are means over the classes that a cohort has', async () => {
    const few = await storeOf({
      task: 'multiclass',
      ...labelled(
        numbered(
          900,
          "CASE WHEN i % 3 = 0 THEN 'b' ELSE 'a' END AS site, CASE WHEN i % 3 = 0 THEN ['x', 'y'] ELSE ['x', 'y', 'z'] END AS names, names[1 + floor(len(names) * u)::INTEGER] AS truth, CASE WHEN v < 0.85 THEN truth ELSE 'x' END AS prediction"
        )
      ),
      roles: { prediction: 'prediction' },
      kinds: { prediction: 'categorical' },
    });
    const { of } = await cohortsOf(few, { segmentBy: ['site'], metrics: METRICS });
    const own = await performanceOf(few, METRICS, SITE('='));
    const rest = await performanceOf(few, METRICS, SITE('!='));
    for (const metric of METRICS) {
      const row = of('site=b', metric);
      expect(Number(row?.value), metric).toBeCloseTo(Number(own.get(metric)?.value), 12);
      expect(Number(row?.complement_value), metric).toBeCloseTo(Number(rest.get(metric)?.value), 12);
    }
  });

  it('are no sums over cohorts where they are means over classes', async () => {
    const query = { view: 'mix', segmentBy: ['site'], reference: { kind: 'previous' } };
    await expect(cohortsOf(store, { ...query, metrics: ['precision'] })).rejects.toMatchObject({ place: 'metrics' });
    await expect(cohortsOf(store, { ...query, metrics: ['accuracy'] })).resolves.toBeDefined();
  });

  it('are refused where every column would be drawn', async () => {
    const query = { queryType: 'cohorts', view: 'facets' };
    await expect(framesOf(store, { ...query, metrics: ['f1'] })).rejects.toMatchObject({ place: 'metrics' });
    await expect(framesOf(binary, { ...query, metrics: ['ks'] })).rejects.toMatchObject({ place: 'metrics' });
    const [frame] = await framesOf(binary, { ...query, metrics: ['mcc'], columns: ['site', 'channel'] });
    expect(rowsOf(frame)[0]).toMatchObject({ column: 'site', cohort: 'site=b' });
  });
});
