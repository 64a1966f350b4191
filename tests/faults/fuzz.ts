/**
 * Sends damaged bodies through gRPC and looks at three things: the front process lives and answers in time, what is no body is
 * refused, and what is stored of the rest was sent.
 */
import { type Backend, type Caller, query, resource, sql, startBackend } from '../integration/backend/support';
import { type Body, CONTENT_TYPES, damagedBody, type Random } from './damage';
import { type Expectation, expectationOf } from './expectation';
import { uniforms } from '../../src/backend/statistics/uniforms';

export interface FuzzReport {
  bodies: number;
  /** Bodies of which at least one row was stored. */
  taken: number;
  refused: number;
  /** Rows or counts that contradict what was sent. */
  wrong: number;
  /** Times that the front process ended. */
  crashes: number;
  /** Answers after more than five seconds on a machine that starts the plugin as fast as an idle one. */
  late: number;
}

const MODEL = 'fuzz';
const CALLER: Caller = {
  uid: 'fuzzed',
  jsonData: { ingestRequestsPerSecond: 1000, ingestRowsPerSecond: 10_000_000 },
};
const SENDERS = 4;
const LATE_MS = 5_000;
const USUAL_STARTUP_MS = 250;
const ANSWERS = new Set([200, 400, 413, 415, 422]);

/** Ids of a body begin with it; one digit damaged does not make it that of another body. */
const prefixOf = (body: number): string => `b${body}.${(body * 7_919) % 9_973}`;

/** Random numbers of one body: no two bodies of a run draw the same, whatever the seed. */
export const drawsOf = (seed: number, body: number): Random =>
  uniforms(Math.imul(seed, 0x85ebca6b) + Math.imul(body, 0x9e3779b1));

/** @param onWrong takes what was wrong, for whoever wants to see it */
export async function run(count: number, seed: number, onWrong?: (what: string) => void): Promise<FuzzReport> {
  const report: FuzzReport = { bodies: 0, taken: 0, refused: 0, wrong: 0, crashes: 0, late: 0 };
  let backend = await startBackend();
  try {
    const numbers = Array.from({ length: count }, (_, index) => index).values();
    const send = async (): Promise<void> => {
      for (const number of numbers) {
        const prefix = prefixOf(number);
        const body = damagedBody(drawsOf(seed, number), prefix);
        const faults = await one(backend, body, prefix, report);
        report.wrong += faults.length;
        faults.forEach((fault) => onWrong?.(`seed ${seed}, body ${number} (${body.format}): ${fault}`));
        if (backend.child.exitCode !== null || backend.child.signalCode !== null) {
          report.crashes++;
          onWrong?.(`seed ${seed}, body ${number}: the front process ended`);
          await backend.remove();
          backend = await startBackend();
        }
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, send));
    return report;
  } finally {
    await backend.remove();
  }
}

async function one(backend: Backend, body: Body, prefix: string, report: FuzzReport): Promise<string[]> {
  const headers = {
    'Content-Type': CONTENT_TYPES[body.format],
    ...(body.gzip ? { 'Content-Encoding': 'gzip' } : {}),
  };
  const started = performance.now();
  const answer = await resource(backend, 'POST', `v1/models/${MODEL}/labels`, body.bytes, { ...CALLER, headers });
  const slow = Math.max(1, backend.startupMs / USUAL_STARTUP_MS);
  report.bodies++;
  report.late += performance.now() - started > LATE_MS * slow ? 1 : 0;
  if (!ANSWERS.has(answer.status)) {
    return [`answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`];
  }
  const counts: Record<string, unknown> = Object(answer.body);
  const told = ['accepted', 'duplicates', 'updated', 'rejectedTotal'].map((name) => Number(counts[name] ?? Number.NaN));
  const rows = told.reduce((sum, each) => sum + each, 0);
  const stored = Number(counts['accepted'] ?? 0) + Number(counts['updated'] ?? 0);
  report[stored > 0 ? 'taken' : 'refused']++;
  const expected = expectationOf(body);
  const faults: string[] = [];
  if (expected.refused && stored > 0) {
    faults.push(`${stored} rows were stored of what is no body`);
  }
  // A refusal as a whole counts no rows.
  if (!Number.isNaN(rows) && expected.rows !== undefined && rows !== expected.rows) {
    faults.push(`${rows} rows were counted of ${expected.rows}`);
  }
  if (stored > 0 && expected.valuesOf) {
    faults.push(...(await wrongValues(backend, prefix, expected.valuesOf)));
  }
  return faults;
}

async function wrongValues(
  backend: Backend,
  prefix: string,
  valuesOf: NonNullable<Expectation['valuesOf']>
): Promise<string[]> {
  const statement = `SELECT id, "value" FROM labels.${MODEL} WHERE id LIKE '${prefix}-%' LIMIT 1000`;
  const { A } = await query(backend, { A: sql(statement) }, { ...CALLER, role: 'Admin' });
  if (!A || A.error) {
    return [`the labels cannot be read: ${A?.error}`];
  }
  return A.frames
    .flatMap((frame) => frame.toArray().map((row) => ({ id: String(row.id), value: String(row.value) })))
    .flatMap(({ id, value }) => {
      const sent = valuesOf(id);
      // A number may be written in other ways than JSON.parse gives it back.
      return sent.includes(value) || sent.includes(undefined)
        ? []
        : [`${id} is stored as ${value}, sent as ${sent.join()}`];
    });
}
