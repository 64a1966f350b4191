/**
 * Quick queries beside slow ones, through gRPC: sixteen statements that keep both processors busy for long, and two hundred
 * of the kind that a dashboard or a rule asks, by four users who ask one after another while the slow ones run. None of the
 * statements was asked before. The same quick queries are timed without the slow ones too, for comparison.
 */
import { type Answer, type Backend, query, resource, sql, startBackend } from '../integration/backend/support';
import { type Figures } from './measure';

const ROWS = 3_000;
const SLOW = 16;
const QUICK = 200;
const USERS = 4;
/** Between an answer and the same user's next question. */
const PAUSE_MS = 50;
/** Everything is to be answered: the figure is about waiting, not about deadlines. */
const PATIENT = { jsonData: { queryTimeoutSeconds: 300 }, updated: 2 };
const MODEL = 'bench';

/** 135 million products: seconds of work that no index helps with. */
const slowStatement = (number: number): string =>
  `SELECT sum(sqrt(a.x * b.x + z + ${number})) AS s FROM predictions.${MODEL} AS a, predictions.${MODEL} AS b, range(15) AS c(z)`;

const quickQueries = (number: number): object => {
  const kinds = [
    sql(`SELECT c, count(*) AS n, avg(x) + ${number} AS x FROM predictions.${MODEL} GROUP BY c ORDER BY c`),
    { queryType: 'quality', model: MODEL, metrics: ['volume'], window: 'all', format: 'numeric', minRows: number },
    sql(`SELECT max(x) AS x FROM predictions.${MODEL} WHERE c = 'c${number % 7}' AND x < ${1000 + number}`),
  ];
  return kinds[number % kinds.length] ?? {};
};

export async function run(): Promise<Figures> {
  const backend = await startBackend();
  try {
    await fill(backend);
    const alone = await askQuick(backend, QUICK);
    const slow = Array.from({ length: SLOW }, (_, number) => ask(backend, sql(slowStatement(number)), number));
    let slowLeft = SLOW;
    slow.forEach((one) => void one.finally(() => slowLeft--).catch(() => undefined));
    const beside = await askQuick(backend, 0);
    const leftAtTheEnd = slowLeft;
    const slowTimes = await Promise.all(slow);
    return {
      quick_beside_slow_p95_ms: {
        value: at(beside, 0.95),
        unit: 'ms',
        median: at(beside, 0.5),
        longest: at(beside, 1),
        alone_p95_ms: at(alone, 0.95),
        slow_longest_s: Math.max(...slowTimes) / 1000,
        // More than none, or some of the quick ones had the machine for themselves.
        slow_at_the_end: leftAtTheEnd,
      },
    };
  } finally {
    await backend.remove();
  }
}

/** Milliseconds of each of the quick queries, ascending. */
async function askQuick(backend: Backend, first: number): Promise<number[]> {
  const times: number[] = [];
  const numbers = Array.from({ length: QUICK }, (_, index) => first + index).values();
  const work = async (): Promise<void> => {
    for (const number of numbers) {
      times.push(await ask(backend, quickQueries(number), number));
      await pause(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: USERS }, work));
  return times.toSorted((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;

async function fill(backend: Backend): Promise<void> {
  const rows = Array.from({ length: ROWS }, (_, n) => ({
    id: `p${n}`,
    time: Date.UTC(2024, 0, 10) + 1000 * n,
    x: n / 7,
    c: `c${n % 7}`,
  }));
  const { status } = await resource(backend, 'POST', `v1/models/${MODEL}/predictions`, rows, PATIENT);
  if (status !== 200) {
    throw new Error(`the rows were answered with ${status}`);
  }
}

/** Milliseconds until the answer, which has to be one. */
async function ask(backend: Backend, asked: object, number: number): Promise<number> {
  const begun = performance.now();
  const { A } = await query(backend, { A: asked }, { ...PATIENT, login: `user${number % USERS}` });
  require200(A);
  return performance.now() - begun;
}

function require200(answer: Answer | undefined): void {
  if (answer?.status !== 200) {
    throw new Error(`a query was answered with ${answer?.status}: ${answer?.error}`);
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
