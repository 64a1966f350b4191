/** Metrics of every task through the query path: published vectors, versions, cohorts, and windows that say little. */
import { afterAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type Frame } from '../../src/backend/grafana/frame';
import { interpolate, isotonicKnots } from '../../src/backend/statistics/isotonic';
import { parseQuery } from '../../src/query/validate';
import { rowsOf, type TestModel, TestStore } from './harness';
import { unitVectors } from './unitVectors';

const START = '2026-03-01T00:00:00Z';
const END = '2026-03-05T00:00:00Z';

const open: TestStore[] = [];
afterAll(() => open.forEach((store) => store.session.close()));

async function storeOf(model: TestModel): Promise<TestStore> {
  const store = await TestStore.open(model);
  open.push(store);
  return store;
}

async function framesOf(store: TestStore, query: Record<string, unknown>): Promise<Frame[]> {
  return runAnalysis(parseQuery({ refId: 'A', model: 'm', format: 'table', ...query }), store.context(START, END));
}

/** The only row of each metric over the whole range. */
async function metricsOf(store: TestStore, metrics: string[], more: Record<string, unknown> = {}) {
  const [frame] = await framesOf(store, { queryType: 'performance', metrics, window: 'all', minRows: 0, ...more });
  return new Map(rowsOf(frame).map((row) => [String(row.metric), row]));
}

/** Rows with the label in a column of their own. */
function labelled(rows: string): Pick<TestModel, 'predictions' | 'labels'> {
  return {
    predictions: `SELECT * EXCLUDE (truth) FROM (${rows})`,
    labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, truth::VARCHAR AS value, "time" AS observed_at, "time" + INTERVAL 2 HOUR AS arrived_at FROM (${rows}) WHERE truth IS NOT NULL`,
  };
}

const at = (index: string) => `TIMESTAMP '2026-03-01' + INTERVAL (${index}) MINUTE`;
const values = (columns: string, rows: ReadonlyArray<ReadonlyArray<number | string>>) =>
  `SELECT i::VARCHAR AS id, ${at('i')} AS "time", * EXCLUDE (i) FROM (VALUES ${rows
    .map((row, index) => `(${[index, ...row].join(', ')})`)
    .join(', ')}) AS t(i, ${columns})`;

describe('published vectors', () => {
  it('binary metrics of scores with ties', async () => {
    const [{ input, expected }] = unitVectors<{ y: number[]; s: number[] }, Record<string, number>>(
      'binary_scores_with_ties'
    );
    const rows = input.y.map((y, index) => [y, input.s[index] ?? 0, Number((input.s[index] ?? 0) >= 0.5)]);
    const store = await storeOf({
      ...labelled(values('truth, score, prediction', rows)),
      roles: { score: 'score', prediction: 'prediction' },
      kinds: { score: 'numeric' },
    });
    const names = {
      auc: 'auc',
      average_precision: 'ap',
      ks: 'ks',
      gini: 'gini',
      log_loss: 'logloss',
      brier: 'brier',
      mcc: 'mcc@0.5',
      f1: 'f1@0.5',
      balanced_accuracy: 'balanced_acc@0.5',
      kappa: 'kappa@0.5',
    };
    const found = await metricsOf(store, Object.keys(names));
    for (const [metric, name] of Object.entries(names)) {
      const row = found.get(metric);
      expect(Number(row?.value), metric).toBeCloseTo(expected[name] ?? NaN, 9);
      expect(Number(row?.lo), metric).toBeLessThanOrEqual(Number(row?.value));
      expect(Number(row?.hi), metric).toBeGreaterThanOrEqual(Number(row?.value));
    }
  });

  it('regression losses', async () => {
    const [{ input, expected }] = unitVectors<{ y: number[]; p: number[] }, Record<string, number>>('regression');
    const store = await storeOf({
      task: 'regression',
      ...labelled(
        values(
          'truth, prediction',
          input.y.map((y, index) => [y, input.p[index] ?? 0])
        )
      ),
      roles: { prediction: 'prediction' },
      kinds: { prediction: 'numeric' },
    });
    const found = await metricsOf(store, ['mae', 'rmse', 'mape', 'r2', 'rmsle', 'medae', 'quantile_loss'], {
      quantile: 0.9,
    });
    const value = (metric: string) => Number(found.get(metric)?.value);
    for (const metric of ['mae', 'rmse', 'mape', 'r2', 'rmsle', 'medae']) {
      expect(value(metric), metric).toBeCloseTo(expected[metric] ?? NaN, 12);
    }
    expect(value('quantile_loss')).toBeCloseTo(expected['pinball_0.9'] ?? NaN, 12);
  });

  it('NDCG of a ranked list, whole and cut, with linear gain', async () => {
    const [{ input, expected }] = unitVectors<{ rel_in_ranked_order: number[] }, Record<string, number>>('ndcg');
    const rows = input.rel_in_ranked_order.map((rel, index) => [rel, 1 - index / 10, "'q'"]);
    const store = await storeOf({
      task: 'ranking',
      ...labelled(values('truth, score, query', rows)),
      roles: { score: 'score', query: 'entity_id' },
    });
    const ndcg = async (k: number) => Number((await metricsOf(store, ['ndcg'], { k })).get('ndcg')?.value);
    expect(await ndcg(10)).toBeCloseTo(expected.ndcg ?? NaN, 12);
    expect(await ndcg(3)).toBeCloseTo(expected['ndcg@3'] ?? NaN, 12);
    // Five of six are relevant, the fourth place is not.
    const found = await metricsOf(store, ['precision_at_k', 'recall_at_k', 'mrr', 'hit_rate', 'map'], { k: 4 });
    expect(found.get('precision_at_k')?.value).toBeCloseTo(3 / 4, 12);
    expect(found.get('recall_at_k')?.value).toBeCloseTo(3 / 5, 12);
    expect(found.get('mrr')?.value).toBe(1);
    expect(found.get('hit_rate')?.value).toBe(1);
    expect(found.get('map')?.value).toBeCloseTo((1 + 1 + 1 + 4 / 5 + 5 / 6) / 5, 12);
  });

  it('isotonic regression', () => {
    const [{ input, expected }] = unitVectors<{ x: number[]; y: number[] }, { at: number[]; pred: number[] }>(
      'isotonic_pav'
    );
    const groups = new Map<number, { n: number; sum: number }>();
    input.x.forEach((x, index) => {
      const known = groups.get(x) ?? { n: 0, sum: 0 };
      groups.set(x, { n: known.n + 1, sum: known.sum + (input.y[index] ?? 0) });
    });
    const knots = isotonicKnots(
      [...groups].sort(([a], [b]) => a - b).map(([x, { n, sum }]) => ({ x, weight: n, y: sum / n }))
    );
    expected.at.forEach((x, index) => expect(interpolate(knots, x)).toBeCloseTo(expected.pred[index] ?? NaN, 12));
  });
});

describe('several classes', () => {
  // Class a: 4 right of 5. Class b: 2 right of 3. Class c: 0 of 2, and never predicted.
  const cells: Array<[string, string, number]> = [
    ['a', 'a', 4],
    ['a', 'b', 1],
    ['b', 'b', 2],
    ['b', 'a', 1],
    ['c', 'a', 1],
    ['c', 'b', 1],
  ];
  const rows = cells.flatMap(([truth, predicted, n]) =>
    Array.from({ length: n }, () => [
      `'${truth}'`,
      `'${predicted}'`,
      predicted === 'a' ? 0.7 : 0.2,
      predicted === 'b' ? 0.7 : 0.2,
      0.1,
    ])
  );
  const model = (): TestModel => ({
    task: 'multiclass',
    ...labelled(values('truth, prediction, score_a, score_b, score_c', rows)),
    roles: { prediction: 'prediction', score_a: 'score', score_b: 'score', score_c: 'score' },
    kinds: { score_a: 'numeric', score_b: 'numeric', score_c: 'numeric' },
  });

  it('are averaged as asked, as scikit-learn does', async () => {
    const store = await storeOf(model());
    const value = async (metric: string, average: string) =>
      Number((await metricsOf(store, [metric], { average })).get(metric)?.value);
    expect(await value('precision', 'macro')).toBeCloseTo((4 / 6 + 2 / 4 + 0) / 3, 12);
    expect(await value('recall', 'macro')).toBeCloseTo((4 / 5 + 2 / 3 + 0) / 3, 12);
    expect(await value('recall', 'weighted')).toBeCloseTo(0.6, 12);
    expect(await value('f1', 'micro')).toBeCloseTo(0.6, 12);
    const found = await metricsOf(store, ['accuracy', 'kappa', 'log_loss', 'brier', 'mean_confidence', 'auc']);
    expect(found.get('accuracy')?.value).toBeCloseTo(0.6, 12);
    // Chance: (5 x 6 + 3 x 4 + 2 x 0) / 100.
    expect(found.get('kappa')?.value).toBeCloseTo((0.6 - 0.42) / (1 - 0.42), 12);
    expect(found.get('log_loss')?.value).toBeCloseTo(
      (-6 * Math.log(0.7) - 2 * Math.log(0.2) - 2 * Math.log(0.1)) / 10,
      12
    );
    expect(found.get('mean_confidence')?.value).toBeCloseTo(0.7, 12);
    expect(Number(found.get('auc')?.value)).toBeGreaterThan(0.5);
  });
});

/** Two versions over four days: B is right nine times of ten, A seven; the fourth day has no labels. */
const VERSIONS = `SELECT i::VARCHAR AS id, ${at('i')} AS "time", ['A', 'B'][1 + i % 2] AS version, ['x', 'y', 'z'][1 + (i // 2) % 3] AS site,
  ((i // 3) % 2)::INTEGER AS prediction, 0.1 + 0.8 * ((i // 3) % 2) AS score,
  CASE WHEN i < 4320 THEN CASE WHEN (i * 7919) % 10 < CASE WHEN i % 2 = 0 THEN 3 ELSE 1 END THEN 1 - (i // 3) % 2 ELSE (i // 3) % 2 END END AS truth
  FROM range(5760) AS t(i)`;
const versionsModel = (): TestModel => ({
  ...labelled(VERSIONS),
  roles: { version: 'version', prediction: 'prediction', score: 'score' },
  kinds: { score: 'numeric' },
});

describe('versions', () => {
  it('are tested against a baseline, with the interval of the difference', async () => {
    const store = await storeOf(versionsModel());
    const [frame] = await framesOf(store, {
      queryType: 'performance',
      metrics: ['accuracy', 'auc', 'brier', 'f1'],
      window: 'all',
      baselineVersion: 'A',
    });
    const rows = rowsOf(frame);
    const own = (metric: string, version: string) =>
      rows.find((row) => row.metric === metric && row.version === version);
    const [a, b] = [own('accuracy', 'A'), own('accuracy', 'B')];
    expect(a).toMatchObject({ delta: null, p: null });
    expect(b?.delta).toBeCloseTo(Number(b?.value) - Number(a?.value), 12);
    expect(Number(b?.delta_lo)).toBeGreaterThan(0);
    expect(Number(b?.q)).toBeLessThan(1e-6);
    for (const metric of ['auc', 'brier', 'f1']) {
      const row = own(metric, 'B');
      expect(Number(row?.delta_lo), metric).toBeLessThan(Number(row?.delta));
      expect(Number(row?.delta_hi), metric).toBeGreaterThan(Number(row?.delta));
      expect(Number(row?.p), metric).toBeLessThan(0.001);
    }
    await expect(
      framesOf(store, { queryType: 'performance', metrics: ['accuracy'], window: 'all', baselineVersion: 'C' })
    ).rejects.toMatchObject({ place: 'baselineVersion' });
  });
});

describe('windows that say little', () => {
  it('have confidence before they have labels, and say when labels come', async () => {
    const store = await storeOf(versionsModel());
    const [frame] = await framesOf(store, {
      queryType: 'performance',
      metrics: ['accuracy', 'mean_confidence', 'mean_entropy', 'review_share', 'prediction_rate', 'label_lag'],
      review: { from: 0.05, to: 0.15 },
      window: '1d',
    });
    const rows = rowsOf(frame);
    const last = new Map(rows.slice(-6).map((row) => [row.metric, row]));
    expect(last.get('accuracy')).toMatchObject({ value: null, status: 'pending_labels' });
    expect(last.get('mean_confidence')?.value).toBeCloseTo(0.9, 9);
    expect(last.get('mean_entropy')?.value).toBeCloseTo(-0.9 * Math.log(0.9) - 0.1 * Math.log(0.1), 9);
    expect(last.get('review_share')?.value).toBeCloseTo(0.5, 9);
    expect(last.get('prediction_rate')?.status).toBe('ok');
    expect(rows.find((row) => row.metric === 'label_lag')?.value).toBe(7200);
  });

  it.each([
    ['one class', `CASE WHEN true THEN 1 END`, '0.3'],
    ['constant scores', `i % 2`, '0.5'],
    ['no score at all', `i % 2`, 'NULL::DOUBLE'],
    ['scores beyond a probability', `i % 2`, '7.5'],
  ])('%s: every metric is a number or null, never an error', async (_, truth, score) => {
    const store = await storeOf({
      ...labelled(
        `SELECT i::VARCHAR AS id, ${at('i')} AS "time", (i % 2)::INTEGER AS prediction, ${score} AS score, ${truth} AS truth FROM range(100) AS t(i)`
      ),
      roles: { prediction: 'prediction', score: 'score' },
      kinds: { score: 'numeric' },
    });
    const metrics = ['auc', 'average_precision', 'ks', 'lift', 'gain', 'log_loss', 'brier', 'mcc', 'kappa', 'f_beta'];
    const found = await metricsOf(store, [...metrics, 'balanced_accuracy', 'specificity', 'mean_entropy']);
    for (const row of found.values()) {
      expect(row.value === null || Number.isFinite(row.value)).toBe(true);
      expect(row.value === null ? ['insufficient', 'pending_labels'] : ['ok']).toContain(row.status);
    }
    const answers = await Promise.all(
      [
        {
          queryType: 'calibration',
          metrics: ['ece', 'brier_skill', 'calibration_slope'],
          window: 'all',
          format: 'numeric',
        },
        { queryType: 'calibration' },
        { queryType: 'curves' },
        { queryType: 'curves', curve: 'roc' },
        { queryType: 'cohorts', segmentBy: ['prediction'], metrics: ['auc', 'brier', 'f1'] },
      ].map((query) => framesOf(store, query))
    );
    expect(answers.every((frames) => frames.length > 0)).toBe(true);
  });

  it('a label goes to the newest prediction of its id, or to the one whose time it names', async () => {
    const store = await storeOf({
      predictions:
        `SELECT * FROM (VALUES ('a', 0, 0), ('a', 10, 1), ('b', 20, 0), ('b', 30, 0), ('c', 40, 1)) AS t(id, i, prediction)`.replace(
          'SELECT *',
          `SELECT id, ${at('i')} AS "time", prediction`
        ),
      labels: `SELECT id, CASE WHEN i IS NOT NULL THEN ${at('i')} END AS prediction_time, '1' AS value, ${at('60')} AS observed_at, ${at('60')} AS arrived_at FROM (VALUES ('a', NULL::INTEGER), ('b', 20), ('c', NULL)) AS t(id, i)`,
      roles: { prediction: 'prediction' },
    });
    const found = await metricsOf(store, ['accuracy', 'label_coverage']);
    // a at 10 is right, b at 20 is wrong, c is right; a at 0 and b at 30 have none.
    expect(found.get('accuracy')?.value).toBeCloseTo(2 / 3, 12);
    expect(found.get('label_coverage')?.value).toBeCloseTo(3 / 5, 12);
  });

  it('an empty model answers with empty frames', async () => {
    const store = await storeOf({
      ...labelled(
        `SELECT i::VARCHAR AS id, ${at('i')} AS "time", 1 AS prediction, 0.5::DOUBLE AS score, 1 AS truth, 'v' AS site FROM range(0) AS t(i)`
      ),
      roles: { prediction: 'prediction', score: 'score' },
      kinds: { score: 'numeric' },
    });
    for (const queryType of ['performance', 'calibration', 'curves', 'cohorts', 'fairness', 'service']) {
      const more = queryType === 'cohorts' || queryType === 'fairness' ? { segmentBy: ['site'] } : {};
      for (const format of ['table', 'numeric']) {
        const frames = await framesOf(store, { queryType, format, ...more });
        expect(frames.length).toBeGreaterThan(0);
      }
    }
    const kpi = await framesOf(store, { queryType: 'kpi', costs: { fp: 1 }, window: '1d' });
    expect(rowsOf(kpi[0]).every((row) => row.status === 'no_data' && row.value === null)).toBe(true);
  });

  it('values that overflow when squared are left out and break nothing', async () => {
    const store = await storeOf({
      task: 'regression',
      ...labelled(
        `SELECT i::VARCHAR AS id, ${at('i')} AS "time", CASE WHEN i = 0 THEN 1e300 ELSE 1.0 END::DOUBLE AS prediction, CASE WHEN i = 1 THEN 'inf' WHEN i = 2 THEN 'nan' ELSE '2' END AS truth FROM range(50) AS t(i)`
      ),
      roles: { prediction: 'prediction' },
      kinds: { prediction: 'numeric' },
    });
    const found = await metricsOf(store, ['mae', 'mse', 'rmse', 'r2', 'smape', 'bias']);
    expect(found.get('rmse')).toMatchObject({ value: 1, lo: 1, hi: 1 });
    // All labels are equal, so there is no spread to explain.
    expect(found.get('r2')?.value).toBeNull();
  });
});

describe('cohorts', () => {
  it('of keys, of predicates and of saved names share one scan and one family', async () => {
    const store = await storeOf(versionsModel());
    await store.session.run('CREATE SCHEMA plumbline');
    await store.session.run('CREATE TABLE plumbline.cohorts AS SELECT $1 AS name, $2 AS model, $3 AS filters', [
      'late',
      'm',
      JSON.stringify([{ key: 'site', operator: '=', value: 'z' }]),
    ]);
    const [frame] = await framesOf(store, {
      queryType: 'cohorts',
      segmentBy: ['version'],
      cohorts: [
        {
          name: 'B at x',
          filters: [
            { key: 'version', operator: '=', value: 'B' },
            { key: 'site', operator: '=', value: 'x' },
          ],
        },
      ],
      saved: ['late'],
      metrics: ['accuracy', 'auc', 'brier'],
    });
    const rows = rowsOf(frame);
    expect([...new Set(rows.map((row) => row.cohort))]).toEqual([
      'overall',
      'version=A',
      'version=B',
      'late',
      'B at x',
    ]);
    const own = (cohort: string, metric: string) => rows.find((row) => row.cohort === cohort && row.metric === metric);
    // With two versions the complement of one is the other.
    for (const metric of ['accuracy', 'auc', 'brier']) {
      expect(Number(own('version=A', metric)?.complement_value), metric).toBeCloseTo(
        Number(own('version=B', metric)?.value),
        9
      );
    }
    expect(own('version=A', 'accuracy')).toMatchObject({ status: 'breach' });
    expect(own('version=B', 'accuracy')).toMatchObject({ status: 'ok' });
    expect(Number(own('version=A', 'accuracy')?.impact_lo)).toBeGreaterThan(0);
    expect(Number(own('version=B', 'accuracy')?.impact)).toBeLessThan(0);
    expect(own('late', 'accuracy')?.n).toBe(1920);
    expect(['version=A', 'late', 'B at x'].map((name) => own(name, 'auc')?.source)).toEqual(['key', 'saved', 'query']);
    expect(own('late', 'auc')).toMatchObject({ num: null, den: null, effect: null });
    await expect(
      framesOf(store, { queryType: 'cohorts', saved: ['early'], metrics: ['accuracy'] })
    ).rejects.toMatchObject({ code: 'not_found', place: 'saved[0]' });
  });

  it('split a change into rate and mix, exactly', async () => {
    // From day one to day two the worse site grows from a quarter to three quarters and gets worse itself.
    const rows = `SELECT i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i * 72) SECOND AS "time",
      CASE WHEN (i % 4 = 0) = (i < 1200) THEN 'bad' ELSE 'good' END AS site, 1 AS prediction,
      CASE WHEN (i % 4 = 0) = (i < 1200) THEN CASE WHEN i % 10 < CASE WHEN i < 1200 THEN 5 ELSE 4 END THEN 1 ELSE 0 END ELSE 1 END AS truth
      FROM range(2400) AS t(i)`;
    const store = await storeOf({ ...labelled(rows), roles: { prediction: 'prediction' } });
    const frames = await runAnalysis(
      parseQuery({
        refId: 'A',
        model: 'm',
        queryType: 'cohorts',
        view: 'mix',
        segmentBy: ['site'],
        reference: { kind: 'previous' },
        metrics: ['accuracy'],
        format: 'table',
      }),
      store.context('2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z')
    );
    const [overall, ...parts] = rowsOf(frames[0]);
    const change = Number(overall?.value) - Number(overall?.value_reference);
    expect(Number(overall?.rate_part) + Number(overall?.mix_part)).toBeCloseTo(change, 12);
    const sum = parts.reduce((all, row) => all + Number(row.rate_part) + Number(row.mix_part), 0);
    expect(sum).toBeCloseTo(change, 12);
    expect(Number(parts.find((row) => row.cohort === 'site=good')?.rate_part)).toBeCloseTo(0, 12);
    expect(Number(overall?.mix_part)).toBeLessThan(-0.2);
    await expect(framesOf(store, { queryType: 'cohorts', view: 'mix', segmentBy: ['site'] })).rejects.toMatchObject({
      place: 'reference',
    });
  });
});
