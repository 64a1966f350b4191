/** Drift of two data sets against scipy, Evidently and NannyML, through the store (see README.md). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drift } from '../../src/backend/analyses/drift';
import { type DriftMethod, type DriftQuery } from '../../src/query/model';
import { expectedRows } from './csv';
import { CAR_LOAN, CAR_PRICE, type Dataset, openDataset } from './dataset';
import { rowsOf } from './harness';

type Row = Record<string, string>;
type Period = 'analysis' | 'reference';

const SETS = [
  { name: 'carloan', spec: CAR_LOAN, chunk: 5000 },
  { name: 'carprice', spec: CAR_PRICE, chunk: 6000 },
] as const;

const open = new Map<string, Dataset>();

beforeAll(async () => {
  for (const { name, spec } of SETS) {
    open.set(name, await openDataset(spec));
  }
});

afterAll(() => Promise.all([...open.values()].map((set) => set.remove())));

const answers = new Map<string, Promise<Map<string, Record<string, unknown>>>>();

/** Rows of a drift query by column and position of the window. */
function ask(
  set: string,
  period: Period | 'whole',
  query: Partial<DriftQuery>,
  range?: { from: number; to: number }
): Promise<Map<string, Record<string, unknown>>> {
  const key = JSON.stringify([set, period, query, range]);
  const known = answers.get(key);
  if (known) {
    return known;
  }
  const dataset = open.get(set);
  if (!dataset) {
    throw new Error(`${set} is not open`);
  }
  const asked = drift(
    { refId: 'A', queryType: 'drift', model: dataset.model, format: 'table', minRows: 1, ...query },
    { ...dataset.context(period), ...range }
  ).then((frames) => {
    const seen = new Map<string, number>();
    return new Map(
      rowsOf(frames[0]).map((row) => {
        const column = String(row.column);
        const index = seen.get(column) ?? 0;
        seen.set(column, index + 1);
        return [`${column}:${index}`, row] as const;
      })
    );
  });
  answers.set(key, asked);
  return asked;
}

/** `absolute` is for values that the file holds with fewer digits, or that both sides only approximate. */
function closeTo(actual: unknown, printed: string | undefined, what: string, relative = 1e-9, absolute = 0): void {
  const expected = Number(printed);
  expect(typeof actual, `${what}: ${String(actual)} against ${printed}`).toBe('number');
  expect(Math.abs(Number(actual) - expected), `${what}: ${String(actual)} against ${printed}`).toBeLessThanOrEqual(
    relative * Math.abs(expected) + absolute + Number.EPSILON
  );
}

const columnsOf = (rows: readonly Row[]) => [...new Set(rows.map((row) => row.feature ?? ''))];

describe.each(SETS)('$name against scipy, chunks of $chunk rows and the whole', ({ name, chunk }) => {
  const exact = expectedRows(`${name}_exact_scipy.csv`);
  const periods = ['analysis', 'reference', 'analysis_all'] as const;

  /** The cells of the file's rows of one kind and period. */
  async function cellsOf(kind: 'cat' | 'num', period: (typeof periods)[number], query: Partial<DriftQuery>) {
    const rows = exact.filter((row) => row.kind === kind && row.period === period);
    expect(rows.length).toBeGreaterThan(period === 'analysis_all' ? 2 : 25);
    const columns = columnsOf(rows);
    const whole = open.get(name)?.context('analysis');
    const actual =
      period === 'analysis_all'
        ? await ask(name, 'analysis', { ...query, columns, window: 'all' }, whole && { from: whole.from, to: whole.to })
        : await ask(name, period, { ...query, columns, window: `rows:${chunk}` });
    return rows.map((row) => ({
      row,
      cell: actual.get(`${row.feature}:${Math.max(0, Number(row.chunk_index))}`),
      what: `${period} ${row.feature} ${row.chunk_index}`,
    }));
  }

  it.each([
    ['ks', 'ks_d', 'statistic', 0],
    ['ks', 'ks_p_asymp', 'p', 0.02],
    ['wasserstein', 'wasserstein', 'statistic', 0],
    ['wasserstein', 'wasserstein_norm', 'score', 0],
    ['energy', 'energy', 'statistic', 0],
    ['cvm', 'cvm_t', 'statistic', 0],
    ['anderson', 'ad_stat', 'statistic', 0],
    ['anderson', 'ad_p', 'p', 0],
    ['mannwhitney', 'mwu_p', 'p', 0],
  ] as const)('%s of numbers: %s', async (method, file, field, absolute) => {
    for (const period of periods) {
      for (const { cell, row, what } of await cellsOf('num', period, { method })) {
        closeTo(cell?.[field], row[file], what, 1e-9, absolute);
      }
    }
  });

  it.each([
    ['chi2', 'chi2', 'statistic'],
    ['chi2', 'chi2_p', 'p'],
    ['g', 'g', 'statistic'],
    ['g', 'g_p', 'p'],
    ['tvd', 'tvd', 'score'],
    ['linf', 'linf', 'score'],
    ['hellinger', 'hellinger', 'score'],
    ['js', 'js_base2', 'score'],
    ['psi', 'psi_cat_eps1e4', 'score'],
  ] as const)('%s of categories: %s', async (method, file, field) => {
    for (const period of periods) {
      for (const { cell, row, what } of await cellsOf('cat', period, { method })) {
        // Near no change both sides are differences of nearly equal sums, and lose digits.
        closeTo(cell?.[field], row[file], what, 1e-9, 2e-11);
      }
    }
  });

  it("Cramer-von Mises p as if there were no ties, which scipy's and Evidently's is", async () => {
    for (const period of periods) {
      for (const { cell, row, what } of await cellsOf('num', period, { preset: 'evidently', method: 'cvm' })) {
        closeTo(cell?.p, row.cvm_p, what, 1e-9, 1e-6);
      }
    }
  });

  it('Mann-Whitney U is the probability of superiority times the pairs', async () => {
    for (const period of periods) {
      for (const { cell, row, what } of await cellsOf('num', period, { method: 'mannwhitney' })) {
        closeTo(Number(cell?.statistic) / (Number(row.n_ref) * Number(row.n_cur)), row.mwu_auc, what);
      }
    }
  });

  it("Cramer's V of categories follows from chi-squared", async () => {
    for (const period of periods) {
      for (const { cell, row, what } of await cellsOf('cat', period, { method: 'chi2' })) {
        closeTo(Math.sqrt(Number(cell?.statistic) / (Number(row.n_ref) + Number(row.n_cur))), row.cramers_v, what);
      }
    }
  });

  it('chi-squared with the correction of Yates', async () => {
    for (const period of periods) {
      for (const { cell, row, what } of await cellsOf('cat', period, { preset: 'nannyml', method: 'chi2' })) {
        closeTo(cell?.statistic, row.chi2_yates, what, 1e-9, 2e-11);
        closeTo(cell?.p, row.chi2_p_yates, what, 1e-9, 2e-11);
      }
    }
  });

  it('PSI on frozen deciles, labels and scores among the columns', async () => {
    const rows = expectedRows('psi_q10_disc.csv').filter((row) => row.dataset === `nml_${name.replace('car', 'car_')}`);
    expect(rows.length).toBeGreaterThan(50);
    const columns = columnsOf(rows);
    const range = open.get(name)?.context('analysis');
    const whole = await ask(name, 'analysis', { columns, window: 'all' }, range && { from: range.from, to: range.to });
    const chunks = await ask(name, 'analysis', { columns, window: `rows:${chunk}` });
    for (const row of rows) {
      const what = `${row.period} ${row.feature} ${row.chunk_index}`;
      const cell =
        row.period === 'analysis' ? chunks.get(`${row.feature}:${row.chunk_index}`) : whole.get(`${row.feature}:0`);
      closeTo(cell?.score, row.psi_q10_disc, what);
    }
  });
});

const NANNYML: Record<string, { method: DriftMethod; field: string }> = {
  jensen_shannon: { method: 'js', field: 'score' },
  hellinger: { method: 'hellinger', field: 'score' },
  kolmogorov_smirnov: { method: 'ks', field: 'score' },
  wasserstein: { method: 'wasserstein', field: 'score' },
  chi2: { method: 'chi2', field: 'statistic' },
  l_infinity: { method: 'linf', field: 'score' },
};

describe.each(SETS)('$name against NannyML 0.13', ({ name, chunk }) => {
  const cases = Object.entries(NANNYML).flatMap(([library, { method, field }]) =>
    (['analysis', 'reference'] as const).map((period) => ({ library, method, field, period }))
  );

  it.each(cases)('$library, $period: value, limit and alert', async ({ library, method, field, period }) => {
    const rows = expectedRows(`${name}_univariate_nml_default.csv`).filter(
      (row) => row.method === library && row.period === period
    );
    expect(rows.length).toBeGreaterThan(15);
    const columns = [...new Set(rows.map((row) => row.feature ?? ''))];
    const actual = await ask(name, period, { preset: 'nannyml', method, columns, window: `rows:${chunk}` });
    for (const row of rows) {
      const what = `${row.feature} ${row.chunk_index}`;
      const cell = actual.get(`${row.feature}:${row.chunk_index}`);
      closeTo(cell?.[field], row.value, what);
      if (row.upper_threshold) {
        closeTo(cell?.threshold, row.upper_threshold, `limit of ${what}`);
      }
      expect(cell?.status, what).toBe(row.alert === 'True' ? 'breach' : 'ok');
    }
  });

  it.each(['ks', 'wasserstein'] as const)('exact %s with limits from chunks', async (method) => {
    const library = method === 'ks' ? 'kolmogorov_smirnov' : 'wasserstein';
    const rows = expectedRows(`${name}_univariate_nml_exact.csv`).filter(
      (row) => row.method === library && row.period === 'analysis'
    );
    const columns = [...new Set(rows.map((row) => row.feature ?? ''))];
    const actual = await ask(name, 'analysis', {
      method,
      columns,
      window: `rows:${chunk}`,
      thresholdFrom: { kind: 'chunks' },
    });
    for (const row of rows) {
      const cell = actual.get(`${row.feature}:${row.chunk_index}`);
      const what = `${row.feature} ${row.chunk_index}`;
      closeTo(cell?.statistic, row.value, what);
      // Our Wasserstein score, and its limit with it, is in standard deviations.
      const scale = Number(cell?.statistic) / Number(cell?.score);
      closeTo(Number(cell?.threshold) * scale, row.upper_threshold, `limit of ${what}`);
    }
  });
});

const EVIDENTLY: Record<string, { method: DriftMethod; absolute?: number; relative?: number }> = {
  // Stephens' approximation of the p-value.
  ks: { method: 'ks', absolute: 0.02 },
  wasserstein: { method: 'wasserstein' },
  jensenshannon: { method: 'js' },
  kl_div: { method: 'kl' },
  psi: { method: 'psi' },
  hellinger: { method: 'hellinger', relative: 1e-8 },
  anderson: { method: 'anderson' },
  // The library stops the series of the limiting law at 1e-7.
  cramer_von_mises: { method: 'cvm', absolute: 1e-6 },
  ed: { method: 'energy' },
  t_test: { method: 't', absolute: 1e-9 },
  mannw: { method: 'mannwhitney', absolute: 1e-12 },
  es: { method: 'epps_singleton' },
  chisquare: { method: 'chi2', absolute: 1e-12 },
  g_test: { method: 'g', absolute: 1e-12 },
  z: { method: 'z', absolute: 1e-12 },
};

describe.each(SETS)('$name against Evidently 0.7', ({ name, chunk }) => {
  const rows = expectedRows(`${name}_evidently.csv`);

  async function answersOf(period: string | undefined, query: Partial<DriftQuery>) {
    if (period === 'analysis') {
      return ask(name, 'analysis', { ...query, window: `rows:${chunk}` });
    }
    const whole = open.get(name)?.context('analysis');
    const halves = await ask(name, 'analysis', { ...query, window: `rows:${chunk * 5}` });
    if (period === 'analysis_all') {
      return ask(name, 'analysis', { ...query, window: 'all' }, whole && { from: whole.from, to: whole.to });
    }
    const half = period === 'analysis_h1' ? 0 : 1;
    return new Map(
      [...halves].flatMap(([key, row]) =>
        key.endsWith(`:${half}`) ? [[key.replace(/:\d+$/, ':0'), row] as const] : []
      )
    );
  }

  it.each(Object.entries(EVIDENTLY))('%s', async (library, { method, absolute = 0, relative = 1e-9 }) => {
    const found = rows.filter((row) => row.stattest === library);
    expect(found.length).toBeGreaterThan(0);
    for (const period of new Set(found.map((row) => row.period))) {
      const own = found.filter((row) => row.period === period);
      const actual = await answersOf(period, { preset: 'evidently', method, columns: columnsOf(own) });
      for (const row of own) {
        const cell = actual.get(`${row.feature}:${Math.max(0, Number(row.chunk_index))}`);
        const what = `${period} ${row.feature} ${row.chunk_index}`;
        closeTo(cell?.score, row.score, what, relative, absolute);
        expect(cell?.status, what).toBe(row.drifted === 'True' ? 'breach' : 'ok');
      }
    }
  });

  it('chooses the same tests by itself', async () => {
    const chosen = rows.filter((row) => row.is_default === 'True' && row.period === 'analysis');
    expect(chosen.length).toBeGreaterThan(50);
    const actual = await answersOf('analysis', { preset: 'evidently', columns: columnsOf(chosen) });
    for (const row of chosen) {
      const cell = actual.get(`${row.feature}:${row.chunk_index}`);
      expect(cell?.method, row.feature).toBe(EVIDENTLY[row.stattest ?? '']?.method);
      closeTo(cell?.score, row.score, `${row.feature} ${row.chunk_index}`);
    }
  });
});
