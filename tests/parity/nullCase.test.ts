/**
 * The null case: rows are dealt at random to the reference and to one window, so nothing has changed, and every alarm is
 * false. `PLUMBLINE_NULL_RUNS=200` runs the figure; the quick tier deals 50 times.
 */
import { describe, expect, it } from 'vitest';
import { drift } from '../../src/backend/analyses/drift';
import { type DriftQuery } from '../../src/query/model';
import { rowsOf, TestStore } from './harness';

const RUNS = Number(process.env.PLUMBLINE_NULL_RUNS ?? 50);
const WINDOW = 800;
const REFERENCE = 4000;
const START = Date.UTC(2026, 0, 1);
const END = START + 86_400_000;
const COLUMNS = ['even', 'tailed', 'rounded', 'colour', 'flag'];

/** An even, a long-tailed and a rounded number, a category of unequal shares and a flag. The seed deals the rows. */
const population = (run: number) => {
  // One hash of one number: a hash of several is the same numbers in another order, and runs would repeat each other.
  const even = (column: number) => `(hash(i + ${(run * 10 + column) * 1_000_000}) + 0.5) / 18446744073709551616.0`;
  return `SELECT i::VARCHAR AS id, make_timestamp((${START} + i)::BIGINT * 1000) AS "time",
  ${even(1)} AS even,
  exp(sqrt(-2 * ln(${even(2)})) * cos(2 * pi() * ${even(3)})) AS tailed,
  floor(12 * (${even(4)}) ** 2) AS rounded,
  ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'd'][1 + floor(10 * ${even(5)})::INTEGER] AS colour,
  ${even(6)} < 0.3 AS flag
  FROM range(${REFERENCE + WINDOW}) AS t(i)`;
};

interface Rule {
  name: string;
  query: Partial<DriftQuery>;
  /** Share of quiet cells that may alarm, by what the rule says of itself. */
  nominal: number;
}

/** Defaults alarm past their limit and their 0.99 floor; tests warn at 0.05; a correction holds a whole window. */
const RULES: Rule[] = [
  ...(['psi', 'js', 'kl', 'hellinger', 'tvd', 'linf', 'ks', 'ks_binned'] as const).map((method) => ({
    name: method,
    query: { method },
    nominal: 0.01,
  })),
  ...(['wasserstein', 'wasserstein_binned', 'energy'] as const).map((method) => ({
    name: method,
    query: { method },
    nominal: 0.01,
  })),
  ...(['cvm', 'anderson', 'mannwhitney', 't', 'chi2', 'g', 'z'] as const).map((method) => ({
    name: method,
    query: { method },
    nominal: 0.05,
  })),
  ...(['psi', 'js', 'kl', 'hellinger', 'tvd', 'linf', 'ks', 'wasserstein', 'energy', 'cvm'] as const).map((method) => ({
    name: `${method} past the no-change limit`,
    query: { method, thresholdFrom: { kind: 'no-change' as const, level: 0.95 } },
    nominal: 0.05,
  })),
  { name: 'tests', query: { preset: 'tests' }, nominal: 0.05 },
  { name: 'corrected tests', query: { preset: 'tests', correction: { minEffect: 0 } }, nominal: 0.05 },
];

describe(`false alarms of ${RUNS} runs without change`, () => {
  it('stay within two standard errors of the nominal rate', { timeout: 600_000 }, async () => {
    const alarms = new Map<string, { cells: number; alarms: number }>();
    for (let run = 0; run < RUNS; run += 1) {
      const rows = population(run);
      const store = await TestStore.open({
        predictions: `SELECT * FROM (${rows}) WHERE id::INTEGER < ${WINDOW}`,
        reference: `SELECT * FROM (${rows}) WHERE id::INTEGER >= ${WINDOW}`,
      });
      const context = store.context(START, END);
      for (const { name, query } of RULES) {
        const frames = await drift(
          { refId: 'A', queryType: 'drift', model: 'm', format: 'table', window: 'all', columns: COLUMNS, ...query },
          context
        );
        for (const row of rowsOf(frames[0])) {
          if (row.status === 'error') {
            continue;
          }
          const key = `${name}: ${String(row.column)}`;
          const counted = alarms.get(key) ?? { cells: 0, alarms: 0 };
          counted.cells += 1;
          counted.alarms += Number(row.status === 'warn' || row.status === 'breach');
          alarms.set(key, counted);
        }
      }
      store.session.close();
    }
    // One rate a rule, over all columns that it scores: each is dealt by its own hash, so they are independent.
    const past = RULES.flatMap(({ name, nominal }) => {
      const found = COLUMNS.flatMap((column) => alarms.get(`${name}: ${column}`) ?? []);
      const cells = found.reduce((sum, each) => sum + each.cells, 0);
      expect(cells % RUNS).toBe(0);
      const rate = found.reduce((sum, each) => sum + each.alarms, 0) / cells;
      const limit = nominal + 2 * Math.sqrt((nominal * (1 - nominal)) / cells);
      return rate <= limit ? [] : [`${name}: ${rate} against ${limit.toFixed(4)}`];
    });
    expect(past).toEqual([]);
    expect(alarms.size).toBeGreaterThan(80);
    // No column may hide behind the others: four standard errors are more than chance does.
    const loud = [...alarms].flatMap(([key, counted]) => {
      const nominal = RULES.find(({ name }) => key.startsWith(`${name}: `))?.nominal ?? 0;
      const limit = nominal + 4 * Math.sqrt((nominal * (1 - nominal)) / RUNS);
      return counted.alarms / counted.cells <= limit ? [] : [`${key}: ${counted.alarms}`];
    });
    expect(loud).toEqual([]);
  });
});
