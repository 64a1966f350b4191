/** What analyses answer at the edges: few rows, empty windows, late labels, other references, segments, masks. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../src/backend/analyses';
import { type AnalysisContext } from '../../src/backend/analyses/context';
import { type Frame } from '../../src/backend/grafana/frame';
import { type DriftQuery, type PlumblineQuery } from '../../src/query/model';
import { rowsOf, TestStore } from './harness';

const START = '2026-03-01T00:00:00Z';
const END = '2026-03-11T00:00:00Z';

/**
 * Ten days of 240 rows. `x` moves by two deviations on the sixth day, `w` is a column whose name is also an internal
 * one, `gone` is missing from the eighth day, `flat` never changes, `text` is free text. Day four has no rows of
 * `site = north`, day nine none at all.
 */
const DAYS = `SELECT i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i * 6) MINUTE AS "time",
  (i * 7919 % 1000) / 100.0 + CASE WHEN i // 240 = 5 THEN 6 ELSE 0 END AS x,
  (i * 104729 % 997)::BIGINT AS w,
  CASE WHEN i // 240 < 7 THEN (i % 50)::DOUBLE END AS gone,
  1.5::DOUBLE AS flat,
  CASE WHEN i // 240 = 6 AND i % 4 = 0 THEN 'purple' ELSE ['red', 'green', 'blue'][1 + i % 3] END AS colour,
  i % 2 = 0 AS flag,
  CASE WHEN i // 240 = 3 OR i % 3 > 0 THEN 'south' ELSE 'north' END AS site,
  'note ' || i AS note,
  (i * 31 % 100) / 100.0 AS score,
  ((i * 31 % 100) >= 50)::INTEGER AS prediction
  FROM range(2400) AS t(i)`;

const MODEL = {
  predictions: `SELECT * FROM (${DAYS}) WHERE i_day(id) <> 8`.replace('i_day(id)', 'id::INTEGER // 240'),
  reference: `SELECT * FROM (${DAYS}) WHERE id::INTEGER // 240 < 3`,
  // The truth of every row but those of the last two days; one in five is wrong. Each label comes a day late.
  labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, CASE WHEN id::INTEGER % 5 = 0 THEN 1 - prediction ELSE prediction END::VARCHAR AS value,
    "time" AS observed_at, "time" + INTERVAL 1 DAY AS arrived_at FROM (${DAYS}) WHERE id::INTEGER // 240 < 7`,
  attributions: `SELECT id, "time", 0.5 AS base_value, NULL::VARCHAR AS output_name, 'log-odds' AS output_space, 'tree' AS explainer, 'none' AS background,
    x / 10 AS shap_x, -0.2::DOUBLE AS shap_w, 0::DOUBLE AS shap_flat FROM (${DAYS})`,
  roles: { score: 'score', prediction: 'prediction', note: 'metadata' } as const,
  kinds: { note: 'text' } as const,
  sensitive: ['colour'],
  label: 'truth',
};

let store: TestStore;

beforeAll(async () => {
  store = await TestStore.open(MODEL);
});
afterAll(() => store.session.close());

type Query = Partial<Omit<DriftQuery, 'queryType'>> & { queryType: PlumblineQuery['queryType'] } & Record<
    string,
    unknown
  >;

function ask(query: Query, more: Partial<AnalysisContext> = {}): Promise<Frame[]> {
  const whole = { refId: 'A', model: 'm', ...query } as PlumblineQuery;
  return runAnalysis(whole, store.context(START, END, more));
}

async function table(query: Query, more: Partial<AnalysisContext> = {}): Promise<Array<Record<string, unknown>>> {
  return rowsOf((await ask({ format: 'table', ...query }, more))[0]);
}

const day = (index: number) => Date.parse(START) + index * 86_400_000;

describe('drift', () => {
  it('finds the day that moved, says which way, and leaves the others alone', async () => {
    const rows = await table({ queryType: 'drift', columns: ['x'], window: '1d' });
    expect(rows.map((row) => row.status)).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
      'breach',
      'ok',
      'ok',
      'no_data',
      'ok',
    ]);
    expect(rows[5]?.description).toMatch(/^mean 4\.999 → 11\.04, \+2\.1 σ$/);
    expect(rows[5]?.direction).toBe(1);
    expect(rows[8]).toMatchObject({ score: null, n: 0, time: day(8) });
  });

  it('scores a missing column as missing and never as zero', async () => {
    const rows = await table({ queryType: 'drift', columns: ['gone'], window: '1d' });
    expect(rows.slice(7).map((row) => [row.status, row.score])).toEqual([
      ['insufficient', null],
      ['no_data', null],
      ['insufficient', null],
    ]);
    const counted = await table({ queryType: 'drift', columns: ['gone'], window: '1d', missing: 'bin' });
    expect(counted[7]).toMatchObject({ status: 'breach', n: 240 });
    expect(Number(counted[7]?.score)).toBeGreaterThan(5);
  });

  it('gives 0 for a constant column and no infinity', async () => {
    for (const method of ['psi', 'js', 'ks', 'ks_binned', 'wasserstein', 'wasserstein_binned', 'linf'] as const) {
      const [row] = await table({ queryType: 'drift', columns: ['flat'], method, window: '1d' });
      expect(row).toMatchObject({ score: 0, status: 'ok' });
    }
    const [row] = await table({ queryType: 'drift', columns: ['flat'], method: 'chi2', window: '1d' });
    expect(row).toMatchObject({ score: 1, statistic: 0, status: 'ok' });
  });

  it('names a value that the reference never had, unless it is masked', async () => {
    const query = { queryType: 'drift' as const, columns: ['colour'], window: '1d' };
    const rows = await table(query);
    expect(rows[6]).toMatchObject({ status: 'breach' });
    expect(rows[6]?.description).toContain('new value purple 25 %');
    expect((await table(query, { unmasked: false }))[6]?.description).toBe('values masked');
  });

  it('takes columns by glob and by name, and keeps the good ones when one cannot be scored', async () => {
    const frames = await ask({
      queryType: 'drift',
      columns: ['*', 'colour'],
      method: 'ks',
      window: 'all',
      format: 'table',
    });
    const rows = rowsOf(frames[0]);
    expect(rows.map((row) => row.column)).toEqual(['x', 'w', 'gone', 'flat', 'colour']);
    expect(rows[4]).toMatchObject({ status: 'error', score: null });
    expect(rows[4]?.description).toContain('does not apply to colour: it holds categories');
    expect(rows.slice(0, 4).every((row) => typeof row.score === 'number')).toBe(true);
    const notices = frames[0]?.meta?.notices?.map(({ text }) => text).join('\n');
    expect(notices).toContain('left out');
    expect(notices).toContain('flag, site');
  });

  it('judges p-values the other way round', async () => {
    const [calm, , , , , moved] = await table({ queryType: 'drift', columns: ['x'], method: 'chi2', window: '1d' });
    expect(calm?.status).toBe('ok');
    expect(moved).toMatchObject({ status: 'breach' });
    expect(moved?.score).toBe(moved?.p);
    expect(Number(moved?.statistic)).toBeGreaterThan(100);
    const frames = await ask({ queryType: 'drift', columns: ['x'], method: 'chi2', window: '1d' });
    expect(frames[0]?.meta?.custom).toMatchObject({ higherIsWorse: false, method: 'chi2' });
  });

  it.each(['table', 'matrix'] as const)('says in a %s which columns the model gives out', async (format) => {
    const outputs = async (columns: string[]) => {
      const [frame] = await ask({ queryType: 'drift', columns, window: '1d', format });
      return frame?.meta?.custom?.['outputs'];
    };
    expect(await outputs(['x', 'score', 'prediction'])).toEqual({ score: 'score', prediction: 'prediction' });
    expect(await outputs(['x'])).toBeUndefined();
  });

  it.each([{ kind: 'previous' }, undefined] as const)(
    'answers about a window alone as it does among others (reference %j)',
    async (reference) => {
      const query: Partial<DriftQuery> = { columns: ['x', 'w', 'colour'], format: 'table', reference };
      const read = async (window: string, from: string, to: string) => {
        const whole = { refId: 'A', queryType: 'drift', model: 'm', ...query, window } as PlumblineQuery;
        const [frame] = await runAnalysis(whole, store.context(from, to));
        return rowsOf(frame);
      };
      const all = await read('1d', START, END);
      for (const index of [4, 5, 6]) {
        const [from, to] = [index, index + 1].map((at) => new Date(day(at)).toISOString());
        const alone = await read('all', from ?? '', to ?? '');
        const among = all.filter((row) => row.time === day(index));
        const facts = (rows: typeof alone) =>
          rows.map(({ column, score, p, q, n, n_reference, direction, description }) => [
            column,
            ...[score, p, q, n, n_reference, direction, description],
          ]);
        expect(among).toHaveLength(3);
        expect(facts(alone)).toEqual(facts(among));
      }
    }
  );

  it('takes thresholds from the query first', async () => {
    const rows = await table({ queryType: 'drift', columns: ['x'], window: '1d', threshold: { breach: 1000 } });
    expect(rows[5]).toMatchObject({ status: 'ok', threshold: 1000, warn: null });
  });

  it('calls a score under its no-change floor insufficient', async () => {
    const rows = await table({ queryType: 'drift', columns: ['x'], window: '1h', minRows: 1 });
    const past = rows.filter((row) => Number(row.score) >= 0.2 && Number(row.score) <= Number(row.floor));
    expect(past.length).toBeGreaterThan(0);
    expect(past.every((row) => row.status === 'insufficient')).toBe(true);
  });

  it('has the same numbers in every format', async () => {
    const query = { queryType: 'drift' as const, columns: ['x', 'w', 'colour'], window: '1d' };
    const rows = await table(query);
    const series = await ask({ ...query, format: 'timeseries' });
    const matrix = await ask({ ...query, format: 'matrix' });
    expect(series).toHaveLength(3);
    expect(matrix.map((frame) => frame.name)).toEqual(['drift-matrix', 'status', 'n', 'floor']);
    for (const [index, name] of ['x', 'w', 'colour'].entries()) {
      const scores = rows.filter((row) => row.column === name).map((row) => row.score);
      expect(series[index]?.fields[1]).toMatchObject({ values: scores, labels: { model: 'm', column: name } });
      expect(matrix[0]?.fields[index + 1]).toMatchObject({ name, values: scores });
    }
    expect(series[0]?.meta).toMatchObject({ type: 'timeseries-multi', typeVersion: [0, 1] });
    expect(matrix[0]?.meta).toMatchObject({ type: 'timeseries-wide' });
  });

  it('gives alert rules the newest complete window, null where it says nothing', async () => {
    const now = { now: Date.parse('2026-03-06T12:00:00Z') };
    const frames = await ask({ queryType: 'drift', columns: ['x', 'gone'], window: '1d', format: 'numeric' }, now);
    expect(frames).toHaveLength(1);
    expect(frames[0]?.meta).toMatchObject({ type: 'numeric-long', typeVersion: [0, 1] });
    // Day five is complete and calm; day six moved and still runs.
    const rows = rowsOf(frames[0]);
    expect(rows.map(({ column }) => column)).toEqual(['x', 'gone']);
    expect(Number(rows[0]?.score)).toBeLessThan(0.1);
    const later = await ask({ queryType: 'drift', columns: ['gone'], window: '1d', format: 'numeric' });
    expect(rowsOf(later[0])).toEqual([{ model: 'm', column: 'gone', score: null }]);
  });

  it('splits by segments, compares each with its own reference rows, and never drops a thin one', async () => {
    const rows = await table({ queryType: 'drift', columns: ['x'], window: '1d', segmentBy: ['site'], minRows: 50 });
    const north = rows.filter((row) => row.segment === 'site=north');
    expect(north).toHaveLength(10);
    expect(north[3]).toMatchObject({ status: 'no_data', score: null });
    expect(north[5]).toMatchObject({ status: 'breach', n_reference: 240 });
  });

  it('tells a reference of too few rows from windows of too few', async () => {
    const north = [{ key: 'site', operator: '=' as const, value: 'north' }];
    const of = (minRows: number) =>
      table({ queryType: 'drift', columns: ['x'], window: '1d', filters: north, minRows });
    const [{ n, n_reference }] = await of(1);
    expect([n, n_reference]).toEqual([80, 240]);
    const thin = { score: null, status: 'insufficient', description: '80 rows with a value, 81 are needed' };
    expect((await of(81))[0]).toMatchObject(thin);
    const long = await table({ queryType: 'drift', columns: ['x'], window: '10d', filters: north, minRows: 241 });
    expect(long.find((row) => Number(row.n) > 240)).toMatchObject({
      score: null,
      status: 'small_reference',
      description: '240 reference rows, 241 are needed',
    });
  });

  it('filters both sides alike', async () => {
    const filters = [{ key: 'site', operator: '=' as const, value: 'north' }];
    const [row] = await table({ queryType: 'drift', columns: ['site'], window: '1d', filters });
    expect(row).toMatchObject({ n: 80, n_reference: 240, score: 0 });
  });

  it.each([
    [
      { kind: 'previous' },
      ['no_reference', 'ok', 'ok', 'ok', 'ok', 'breach', 'breach', 'ok', 'no_data', 'no_reference'],
    ],
    [
      { kind: 'offset', by: '2d' },
      ['no_reference', 'no_reference', 'ok', 'ok', 'ok', 'breach', 'ok', 'breach', 'no_data', 'ok'],
    ],
  ])('compares with %j', async (reference, expected) => {
    for (const method of ['psi', 'ks'] as const) {
      const query = {
        queryType: 'drift' as const,
        columns: ['x'],
        window: '1d',
        method,
        reference: reference as DriftQuery['reference'],
      };
      expect((await table(query)).map((row) => row.status)).toEqual(expected);
    }
  });

  it('adds up the windows of a rolling reference', async () => {
    const reference = { kind: 'rolling' as const, over: '3d' };
    const rows = await table({ queryType: 'drift', columns: ['x'], window: '1d', reference });
    expect(rows.map((row) => row.n_reference)).toEqual([0, 240, 480, 720, 720, 720, 720, 720, 720, 480]);
    expect(rows[5]?.status).toBe('breach');
    await expect(
      table({ queryType: 'drift', columns: ['x'], window: '2d', reference: { kind: 'rolling', over: '1d' } })
    ).rejects.toThrow(/no whole window/);
  });

  it('counts chunks of rows, the last of them incomplete', async () => {
    const rows = await table({ queryType: 'drift', columns: ['x'], window: 'rows:1000' });
    expect(rows.map((row) => [row.n, row.complete])).toEqual([
      [1000, true],
      [1000, true],
      [160, false],
    ]);
    expect(rows[1]?.time).toBe(rows[0]?.time_end);
  });

  it('scans once for several methods of one request', async () => {
    const context = store.context(START, END);
    for (const method of ['psi', 'js', 'ks_binned'] as const) {
      await runAnalysis(
        { refId: 'A', model: 'm', queryType: 'drift', columns: ['x', 'w'], method, window: '1d' },
        context
      );
    }
    expect(context.reader.executed.filter((sql) => sql.includes('predictions'))).toHaveLength(1);
  });

  it('refuses more series than the limit, by name', async () => {
    await expect(
      table({
        queryType: 'drift',
        columns: ['x', 'w', 'gone', 'flat', 'flag', 'site', 'score'],
        window: 'all',
        segmentBy: ['w', 'site'],
      })
    ).rejects.toThrow(/series, the limit is 10000/);
  });

  it('refuses unknown columns and masked keys naming the place', async () => {
    await expect(table({ queryType: 'drift', columns: ['y'] })).rejects.toMatchObject({
      code: 'not_found',
      place: 'columns[0]',
    });
    await expect(table({ queryType: 'drift', segmentBy: ['colour'] }, { unmasked: false })).rejects.toMatchObject({
      code: 'forbidden',
      place: 'segmentBy[0]',
    });
    await expect(
      table({ queryType: 'drift', filters: [{ key: 'x', operator: '<', value: 'much' }] })
    ).rejects.toMatchObject({ code: 'bad_request', place: 'filters[0].value' });
  });

  it('counts the streamed way as histogram() does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('6h', '1d', '3d', '1w'),
        fc.constantFrom('UTC', 'America/New_York'),
        async (window, timezone) => {
          const query = { queryType: 'drift' as const, columns: ['x', 'w', 'gone'], window, timezone, minRows: 1 };
          const streamed = await table(query);
          // A segment of one value takes the way of histogram().
          const grouped = await table({ ...query, segmentBy: ['flat'] });
          expect(grouped.map((row) => row.n)).toEqual(streamed.map((row) => row.n));
          grouped.forEach((row, index) => {
            const [a, b] = [row.score, streamed[index]?.score];
            expect(a === null ? a : Number(a)).toEqual(b === null ? b : expect.closeTo(Number(b), 12));
          });
        }
      ),
      { numRuns: 8 }
    );
  });
});

describe('performance', () => {
  const query = { queryType: 'performance' as const, window: '1d' };

  it('waits for labels and says how many came', async () => {
    const rows = await table({ ...query, metrics: ['accuracy', 'label_coverage'] });
    const accuracy = rows.filter((row) => row.metric === 'accuracy');
    expect(accuracy[0]).toMatchObject({ value: 0.8, n: 240, n_labelled: 240, coverage: 1, status: 'ok' });
    expect(accuracy[7]).toMatchObject({ value: null, status: 'pending_labels', coverage: 0 });
    expect(accuracy[8]).toMatchObject({ value: null, status: 'no_data' });
    const coverage = rows.filter((row) => row.metric === 'label_coverage');
    expect(coverage[7]).toMatchObject({ value: 0, status: 'ok' });
  });

  it('knows what was known', async () => {
    const labels = { asOf: '2026-03-03T12:00:00Z' };
    const rows = await table({ ...query, metrics: ['label_coverage'], labels });
    expect(rows.slice(0, 3).map((row) => row.value)).toEqual([1, expect.closeTo(0.5, 1), 0]);
    const strict = await table({ ...query, metrics: ['accuracy'], labels: { ...labels, minCoverage: 0.9 } });
    expect(strict.slice(0, 2).map((row) => row.status)).toEqual(['ok', 'pending_labels']);
    const mature = await table({
      ...query,
      metrics: ['accuracy'],
      labels: { ...labels, minCoverage: 0.9, maturity: '1d' },
    });
    expect(mature[1]).toMatchObject({ status: 'ok', coverage: 1 });
  });

  it('has no metric of a class that never comes', async () => {
    const rows = await table({
      ...query,
      metrics: ['precision'],
      filters: [{ key: 'score', operator: '<', value: '0.3' }],
    });
    expect(rows[0]).toMatchObject({ value: null, status: 'insufficient' });
  });

  it('breaches downwards', async () => {
    const rows = await table({ ...query, metrics: ['accuracy'], threshold: { warn: 0.9, breach: 0.8 } });
    expect(rows[0]?.status).toBe('breach');
  });

  it('refuses metrics of another task', async () => {
    const regression = await TestStore.open({ ...MODEL, task: 'regression' });
    const asked = { refId: 'A', model: 'm', queryType: 'performance', metrics: ['auc'] } as const;
    await expect(runAnalysis({ ...asked, metrics: ['auc'] }, regression.context(START, END))).rejects.toMatchObject({
      code: 'unprocessable',
      place: 'metrics',
    });
    regression.session.close();
  });
});

describe('quality', () => {
  it('counts missing and unseen values and volume', async () => {
    const metrics = ['missing_rate', 'unseen_rate', 'volume'];
    const rows = await table({ queryType: 'quality', columns: ['gone', 'colour'], metrics, window: '1d' });
    const of = (metric: string, column: string | null) =>
      rows.filter((row) => row.metric === metric && row.column === column).map((row) => row.value);
    expect(of('missing_rate', 'gone')).toEqual([0, 0, 0, 0, 0, 0, 0, 1, null, 1]);
    expect(of('unseen_rate', 'colour')).toEqual([0, 0, 0, 0, 0, 0, 0.25, 0, null, 0]);
    expect(of('unseen_rate', 'gone')).toEqual([]);
    expect(of('volume', null)).toEqual([240, 240, 240, 240, 240, 240, 240, 240, 0, 240]);
  });
});

describe('distribution', () => {
  it('adds up to the PSI, and always shows what is missing', async () => {
    const filters = [{ key: 'site', operator: '!=' as const, value: 'nowhere' }];
    const rows = await table({ queryType: 'distribution', columns: ['x', 'gone'], filters });
    const [psi] = await table({ queryType: 'drift', columns: ['x'], window: 'all', filters });
    const parts = rows.filter((row) => row.column === 'x' && row.contribution !== null);
    expect(parts.reduce((sum, row) => sum + Number(row.contribution), 0)).toBeCloseTo(Number(psi?.score), 12);
    expect(parts.reduce((sum, row) => sum + Number(row.share), 0)).toBeCloseTo(1, 12);
    expect(rows.find((row) => row.column === 'gone' && row.label === '(missing)')).toMatchObject({ count: 480 });
  });

  it('hides the values of a masked column', async () => {
    await expect(table({ queryType: 'distribution', columns: ['colour'] }, { unmasked: false })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const rows = await table({ queryType: 'distribution' }, { unmasked: false });
    expect(rows.some((row) => row.column === 'colour')).toBe(false);
  });
});

describe('importance', () => {
  it('ranks by mean |SHAP| and tests the change from the reference', async () => {
    const rows = await table({ queryType: 'importance' });
    expect(rows.map((row) => [row.column, row.rank])).toEqual([
      ['x', 1],
      ['w', 2],
      ['flat', 3],
    ]);
    expect(rows[0]).toMatchObject({ n: 2400, n_reference: 720 });
    expect(rows[0]?.mean_abs).toBeCloseTo(0.5595, 3);
    expect(Number(rows[0]?.q)).toBeLessThan(0.001);
    expect(rows[1]).toMatchObject({ mean: expect.closeTo(-0.2, 9), mean_abs: expect.closeTo(0.2, 9), q: 1 });
  });

  it('says what it leaves out', async () => {
    const frames = await ask({ queryType: 'importance', topK: 1 });
    expect(frames[0]?.meta?.custom).toMatchObject({
      truncated: { shown: 1, total: 3 },
      others: { columns: 2, sumMeanAbs: expect.closeTo(0.2, 9), meanAbsSum: expect.closeTo(0.2, 9) },
    });
  });

  it('follows filters on the predictions', async () => {
    const filters = [{ key: 'site', operator: '=' as const, value: 'north' }];
    const rows = await table({ queryType: 'importance', filters });
    expect(rows[0]).toMatchObject({ n_reference: 240 });
    expect(Number(rows[0]?.n)).toBeLessThan(800);
  });
});

describe('cohorts', () => {
  it('compares each with the rest', async () => {
    const rows = await table({ queryType: 'cohorts', segmentBy: ['site'], metrics: ['accuracy', 'mean_score'] });
    expect(rows.map((row) => row.cohort)).toEqual([
      'overall',
      'overall',
      'site=north',
      'site=north',
      'site=south',
      'site=south',
    ]);
    const [overall, , north, , south] = rows;
    expect(Number(overall?.n)).toBe(Number(north?.n) + Number(south?.n));
    expect(north?.complement_value).toBeCloseTo(Number(south?.value), 12);
    expect(north?.delta).toBeCloseTo(-Number(south?.delta), 12);
    expect(Number(north?.delta_lo)).toBeLessThanOrEqual(Number(north?.delta));
  });

  it('tests no cohort with too few rows', async () => {
    const rows = await table({ queryType: 'cohorts', segmentBy: ['site'], minRows: 100_000 });
    expect(
      rows.filter((row) => row.cohort !== 'overall').every((row) => row.p === null && row.status === 'insufficient')
    ).toBe(true);
  });
});

describe('records', () => {
  it('shows the newest first, with labels, and says that there are more', async () => {
    const frames = await ask({ queryType: 'records', limit: 3 }, { unmasked: false });
    const rows = rowsOf(frames[0]);
    expect(rows.map((row) => row.id)).toEqual(['2399', '2398', '2397']);
    expect(rows[0]).toMatchObject({ colour: '[masked]', truth: null, time: Date.parse('2026-03-10T23:54:00Z') });
    expect(frames[0]?.meta?.custom).toMatchObject({ masked: ['colour'], truncated: { shown: 3, total: 2160 } });
    expect(frames[0]?.meta?.notices?.[0]?.text).toBe('Showing 3 of 2160 rows, newest first.');
  });

  it('finds only the wrong ones', async () => {
    const rows = await table({ queryType: 'records', onlyErrors: true, limit: 10_000 });
    expect(rows).toHaveLength((7 * 240) / 5);
    expect(rows.every((row) => Number(row.id) % 5 === 0 && String(row.prediction) !== row.truth)).toBe(true);
  });
});

describe('models', () => {
  it('has a row a model', async () => {
    const rows = rowsOf((await runAnalysis({ refId: 'A', queryType: 'models' }, store.context(START, END)))[0]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      model: 'm',
      volume: 2160,
      performance: 0.8,
      performance_metric: 'accuracy',
      reference: 'training',
    });
    expect(rows[0]?.last_prediction).toBe(Date.parse('2026-03-10T23:54:00Z'));
  });
});

describe('a model without a reference, labels or rows', () => {
  it('answers every query without a number and without an error', async () => {
    const bare = await TestStore.open({ predictions: `SELECT * FROM (${DAYS}) WHERE false`, roles: MODEL.roles });
    const context = () => bare.context(START, END);
    for (const format of ['table', 'timeseries', 'numeric', 'matrix'] as const) {
      const base = { refId: 'A', model: 'm', columns: ['x'], window: '1d', format };
      const drifted = await runAnalysis({ ...base, queryType: 'drift' }, context());
      expect(drifted[0]?.fields.length).toBeGreaterThan(1);
      const performed = await runAnalysis({ ...base, columns: undefined, queryType: 'performance' }, context());
      expect(performed[0]?.fields.length).toBeGreaterThan(1);
    }
    const rows = rowsOf(
      (
        await runAnalysis(
          { refId: 'A', model: 'm', columns: ['x'], queryType: 'drift', window: 'all', format: 'table' },
          context()
        )
      )[0]
    );
    expect(rows).toEqual([expect.objectContaining({ score: null, status: 'no_data' })]);
    const fleet = rowsOf((await runAnalysis({ refId: 'A', queryType: 'models' }, context()))[0]);
    expect(fleet[0]).toMatchObject({ status: 'no_data', volume: 0, worst_column: null });
    bare.session.close();
  });
});
