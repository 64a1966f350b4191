/**
 * Cold drift: PSI, Jensen-Shannon and binned Kolmogorov-Smirnov of 1 M rows x 50 columns x 30 windows, asked in one
 * request and computed from raw columns, against DuckDB summing the same columns by the same windows on the same
 * connection. The two take turns, so that whatever else the machine does falls on both.
 */
import { drift } from '../../src/backend/analyses/drift';
import { type DriftMethod } from '../../src/query/model';
import { TestStore } from '../parity/harness';
import { type Figures, median } from './measure';

const ROUNDS = 7;
const ROWS = 1_000_000;
const COLUMNS = 50;
const WINDOWS = 30;
const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;
const METHODS: DriftMethod[] = ['psi', 'js', 'ks_binned'];

/** Normal, uniform, long-tailed and rounded columns in turn, with the rows in time order as a log has them. */
function expression(index: number): string {
  const normal = 'sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())';
  return [normal, 'random()', `exp(${normal})`, `round(20 * random())`, `round(${normal}, 2)`][index % 5] ?? normal;
}

const names = Array.from({ length: COLUMNS }, (_, index) => `c${index}`);

function rows(count: number): string {
  const step = (WINDOWS * DAY) / count;
  const columns = names.map((name, index) => `(${expression(index)})::DOUBLE AS ${name}`).join(', ');
  return `SELECT i::VARCHAR AS id, make_timestamp((${START} + (i * ${step})::BIGINT) * 1000) AS "time", ${columns} FROM range(${count}) AS t(i)`;
}

export async function run(): Promise<Figures> {
  const store = await TestStore.open({ predictions: rows(ROWS), reference: rows(100_000) });
  const sums = `SELECT (epoch_ms("time") - ${START}) // ${DAY} AS w, ${names.map((name) => `sum(${name})`).join(', ')} FROM predictions GROUP BY w`;
  const ours: number[] = [];
  const theirs: number[] = [];
  // The first round warms caches and compilers and does not count.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const scored = await timed(() => request(store));
    const summed = await timed(async () => {
      const answer = await store.session.rows(sums);
      if (answer.length !== WINDOWS) {
        throw new Error(`the sums have ${answer.length} windows`);
      }
    });
    if (round > 0) {
      ours.push(scored);
      theirs.push(summed);
    }
  }
  return {
    drift_cold_ratio: {
      value: median(ours) / median(theirs),
      unit: 'x',
      drift_ms: median(ours),
      sum_ms: median(theirs),
      rows: ROWS,
      columns: COLUMNS,
      windows: WINDOWS,
      methods: METHODS,
    },
  };
}

/** One request of three queries: they share what they scan, as the engine lets them. */
async function request(store: TestStore): Promise<void> {
  const context = store.context(START, START + WINDOWS * DAY);
  for (const [index, method] of METHODS.entries()) {
    const refId = String.fromCharCode(65 + index);
    const frames = await drift(
      { refId, queryType: 'drift', model: 'm', method, window: '1d', format: 'matrix' },
      context
    );
    const cells = frames[0]?.fields.slice(1).flatMap(({ values }) => ('offsets' in values ? [] : [...values])) ?? [];
    if (cells.length !== COLUMNS * WINDOWS || cells.some((value) => typeof value !== 'number')) {
      throw new Error(`${method} did not score every column and window`);
    }
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
