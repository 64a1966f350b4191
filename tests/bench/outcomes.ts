/**
 * Analyses of outcomes on 1 M labelled predictions over 30 days: each joins every prediction with its label. The floor is
 * DuckDB's own left join of the two tables with the same counts, on the same connection and in turns with ours.
 */
import { runAnalysis } from '../../src/backend/analyses';
import { type PlumblineQuery } from '../../src/query/model';
import { TestStore } from '../parity/harness';
import { type Figures, median } from './measure';

const ROUNDS = 3;
const ROWS = 1_000_000;
const DAYS = 30;
const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

const STEP = (DAYS * DAY) / ROWS;
const TIME = `make_timestamp((${START} + (i * ${STEP})::BIGINT) * 1000)`;
const SCORE = `(hash(i) % 100000) / 100000.0`;

const QUERIES: Record<string, Record<string, unknown>> = {
  performance: { queryType: 'performance', metrics: ['accuracy', 'f1', 'label_coverage'], window: '1d' },
  auc: { queryType: 'performance', metrics: ['auc'], window: '1d' },
  cohorts: { queryType: 'cohorts', metrics: ['accuracy', 'mean_score'], segmentBy: ['carrier', 'origin'] },
  curves: { queryType: 'curves' },
  calibration: { queryType: 'calibration', metrics: ['ece'], window: '1d' },
  estimated: { queryType: 'performance-estimated', metrics: ['auc', 'f1'], window: '1d' },
};

export async function run(): Promise<Figures> {
  const rows = (count: number) =>
    `SELECT i::VARCHAR AS id, ${TIME} AS "time", ${SCORE} AS score, (${SCORE} > 0.5)::INTEGER AS prediction, 'c' || i % 16 AS carrier, 'o' || i % 3 AS origin FROM range(${count}) AS t(i)`;
  const store = await TestStore.open({
    predictions: rows(ROWS),
    reference: rows(50_000),
    labels: `SELECT i::VARCHAR AS id, NULL::TIMESTAMP AS prediction_time, ((hash(i, 1) % 100000) / 100000.0 < ${SCORE})::INTEGER::VARCHAR AS value, ${TIME} AS observed_at, ${TIME} AS arrived_at FROM range(${ROWS}) AS t(i)`,
    roles: { score: 'score', prediction: 'prediction' },
    kinds: { score: 'numeric' },
  });
  const join = `SELECT (epoch_ms("time") - ${START}) // ${DAY} AS w, count(*) AS n, count(*) FILTER (value = prediction::VARCHAR) AS hits FROM predictions LEFT JOIN labels USING (id) GROUP BY w`;
  const floor: number[] = [];
  const ours = new Map(Object.keys(QUERIES).map((name) => [name, [] as number[]]));
  // The first round warms caches and does not count.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const joined = await timed(async () => {
      const answer = await store.session.rows(join);
      if (answer.length !== DAYS) {
        throw new Error(`the join has ${answer.length} windows`);
      }
    });
    for (const [name, query] of Object.entries(QUERIES)) {
      const took = await timed(() =>
        ask(store, { refId: 'A', model: 'm', format: 'table', ...query } as PlumblineQuery)
      );
      if (round > 0) {
        ours.get(name)?.push(took);
      }
    }
    if (round > 0) {
      floor.push(joined);
    }
  }
  store.session.close();
  const detail = Object.fromEntries([...ours].map(([name, times]) => [`${name}_ms`, median(times)]));
  return {
    outcome_cohorts_ratio: {
      value: median(ours.get('cohorts') ?? []) / median(floor),
      unit: 'x',
      join_ms: median(floor),
      rows: ROWS,
      ...detail,
    },
  };
}

async function ask(store: TestStore, query: PlumblineQuery): Promise<void> {
  const frames = await runAnalysis(query, store.context(START, START + DAYS * DAY));
  if (!frames.some(({ fields }) => fields.some(({ values }) => 'length' in values && values.length > 0))) {
    throw new Error(`${query.queryType} answered with nothing`);
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
