/**
 * Univariate drift against Evidently 0.7 and NannyML 0.13 (`npm run bench -- --peers`): the car loan data, 50,000 reference
 * rows and ten windows of 5,000, eight columns, each library's default method. Theirs runs in Python on a frame in
 * memory; ours answers by gRPC from a store that holds the rows, under the preset that computes the same. The scores of
 * both sides must agree before a figure counts. Without Python, or without a package registry, there is no figure and the
 * reason is told.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Table, tableFromIPC } from 'apache-arrow';
import { METHODS } from '../../src/backend/grafana/protocol';
import { type Backend, pluginContext, resource, startBackend } from '../integration/backend/support';
import { type Figures, median } from './measure';

const FILE = resolve('tests/parity/data/nml_car_loan.parquet');
const CHUNK = 5000;
const ROUNDS = 5;
const SETTLING_MS = 120_000;
const NUMERIC = ['car_value', 'debt_to_income_ratio', 'loan_length', 'driver_tenure', 'y_pred_proba'];
const CATEGORICAL = ['salary_range', 'repaid_loan_on_prev_car', 'size_of_downpayment'];
/** Installed beside each other, because they ask for other versions of the same packages. */
const PEERS = [
  {
    name: 'evidently',
    packages: ['evidently==0.7.23', 'pandas==2.3.3'],
    script: 'evidently_drift.py',
    query: { preset: 'evidently' },
    rounds: 1,
  },
  {
    name: 'nannyml',
    packages: ['nannyml==0.13.1', 'pandas==2.3.3', 'statsmodels==0.14.6'],
    script: 'nannyml_drift.py',
    query: { preset: 'nannyml', method: 'js' },
    rounds: 3,
  },
] as const;

/** Both libraries report their use over the network unless told not to. */
const QUIET = { DO_NOT_TRACK: '1', NML_DISABLE_USAGE_LOGGING: '1' };

const call = promisify(execFile);
const tell = (text: string): boolean => process.stderr.write(`${text}\n`);

export async function run(): Promise<Figures> {
  if (!(process.env['PLUMBLINE_BENCH'] ?? '').split(',').includes('peers')) {
    return {};
  }
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-peers-'));
  const instance = await DuckDBInstance.create(':memory:');
  const backend = await startBackend();
  try {
    const csv = join(folder, 'loans.csv');
    const source = await instance.connect();
    await source.run(`COPY (SELECT * FROM '${FILE}' ORDER BY "timestamp", id) TO '${csv}' (HEADER)`);
    const period = await load(backend, async (sql) => (await source.runAndReadAll(sql)).getRowsJson());
    await settled(backend);
    const figures: Figures = {};
    for (const peer of PEERS) {
      const theirs = await runPeer(peer, csv);
      if (theirs === null) {
        continue;
      }
      const ours = await measure(backend, peer.query, period);
      const apart = difference(ours.values, theirs.values);
      if (!(apart < 1e-6)) {
        throw new Error(`${peer.name} and we part by ${apart}: the figure would compare different work`);
      }
      figures[`drift_${peer.name}_ratio`] = {
        value: median(theirs.seconds) / median(ours.seconds),
        unit: 'x',
        ours_ms: 1000 * median(ours.seconds),
        theirs_ms: 1000 * median(theirs.seconds),
        columns: NUMERIC.length + CATEGORICAL.length,
        windows: 10,
        largest_difference: apart,
      };
    }
    return figures;
  } finally {
    await backend.remove();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measured {
  seconds: number[];
  values: Record<string, number[]>;
}

/** A virtual environment under `.plumbline/peers/`, made once; `null` with the reason told where it cannot be made. */
async function runPeer(peer: (typeof PEERS)[number], csv: string): Promise<Measured | null> {
  const home = resolve('.plumbline', 'peers', peer.name);
  const python = join(home, 'bin', 'python');
  const marker = join(home, 'installed');
  try {
    if (!existsSync(marker)) {
      tell(`Installing ${peer.packages.join(', ')} into ${home}`);
      await call('python3', ['-m', 'venv', home]);
      await call(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...peer.packages]);
      await writeFile(marker, peer.packages.join('\n'));
    }
  } catch (error) {
    tell(`No figure against ${peer.name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    return null;
  }
  const script = resolve('tests', 'bench', 'peers', peer.script);
  const { stdout } = await call(
    python,
    [script, csv, String(CHUNK), String(peer.rounds), NUMERIC.join(','), CATEGORICAL.join(',')],
    { env: { ...process.env, ...QUIET }, maxBuffer: 1 << 26 }
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
}

interface Period {
  from: number;
  to: number;
}

/** Sends the rows through the ingestion path, names the reference, and gives the period to compare. */
async function load(backend: Backend, ask: (sql: string) => Promise<unknown[]>): Promise<Period> {
  const expect = ({ status, body }: { status: number; body: unknown }): void => {
    if (status >= 300) {
      throw new Error(`The store answered ${status}: ${JSON.stringify(body).slice(0, 500)}`);
    }
  };
  const column = (name: string, type: string) => ({ name, role: name === 'y_pred_proba' ? 'score' : 'feature', type });
  const declared = {
    task: 'binary',
    positiveClass: 1,
    reference: 'training',
    columns: [
      ...NUMERIC.map((name) => (name === 'y_pred_proba' ? { name, role: 'score' } : column(name, 'numeric'))),
      ...CATEGORICAL.map((name) => column(name, 'categorical')),
    ],
  };
  expect(await resource(backend, 'PUT', 'v1/models/loans', declared));
  const time = `strftime("timestamp"::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ')`;
  const selected = [...NUMERIC, ...CATEGORICAL.map((name) => `${name}::VARCHAR AS ${name}`)].join(', ');
  const headers = { 'Content-Type': 'application/x-ndjson' };
  for (let from = 0; from < 100_000; from += 10_000) {
    const lines = (await ask(
      `SELECT to_json(t)::VARCHAR FROM (SELECT id, ${time} AS "time", ${selected} FROM '${FILE}' ORDER BY "timestamp", id LIMIT 10000 OFFSET ${from}) t`
    )) as string[][];
    const body = new TextEncoder().encode(lines.map(([line]) => line).join('\n'));
    expect(await resource(backend, 'POST', 'v1/models/loans/predictions', body, { headers }));
  }
  const [row] = (await ask(
    `SELECT epoch_ms(min("timestamp")), epoch_ms(min("timestamp") FILTER (period = 'analysis')), epoch_ms(max("timestamp")) FROM '${FILE}'`
  )) as unknown[][];
  const [first = 0, split = 0, last = 0] = (row ?? []).map(Number);
  const reference = { from: new Date(first).toISOString(), to: new Date(split).toISOString() };
  expect(await resource(backend, 'PUT', 'v1/models/loans/references/training', reference));
  return { from: split, to: last + 1 };
}

/** Waits until the rows that have come are rolled up: the other side has the machine for itself, too. */
async function settled(backend: Backend): Promise<void> {
  for (const until = performance.now() + SETTLING_MS; performance.now() < until;) {
    const health = await backend.client.call(METHODS.checkHealth, { pluginContext: pluginContext() });
    const details: unknown = JSON.parse(Buffer.from(health.jsonDetails ?? []).toString('utf8'));
    if (Object(details).hoursToRollUp === 0) {
      return;
    }
    await new Promise((done) => setTimeout(done, 500));
  }
  throw new Error(`The rows are not rolled up within ${SETTLING_MS / 1000} s`);
}

/** The first round warms caches and compilers and does not count. */
async function measure(backend: Backend, query: object, period: Period): Promise<Measured> {
  const seconds: number[] = [];
  let values: Record<string, number[]> = {};
  for (let round = 0; round <= ROUNDS; round += 1) {
    const started = performance.now();
    const frame = await drift(backend, query, period);
    if (round > 0) {
      seconds.push((performance.now() - started) / 1000);
    }
    values = {};
    for (const row of frame.toArray()) {
      const { column, score } = row as { column: string; score: number };
      (values[column] ??= []).push(score);
    }
  }
  return { seconds, values };
}

async function drift(backend: Backend, query: object, { from, to }: Period): Promise<Table> {
  const reply = await backend.client.call(METHODS.queryData, {
    pluginContext: pluginContext(),
    queries: [
      {
        refId: 'A',
        maxDataPoints: 1000,
        intervalMs: 60_000,
        timeRange: { fromEpochMs: from, toEpochMs: to },
        json: Buffer.from(
          JSON.stringify({
            refId: 'A',
            queryType: 'drift',
            pluginVersion: '1.0.0',
            model: 'loans',
            columns: [...NUMERIC, ...CATEGORICAL],
            window: `rows:${CHUNK}`,
            format: 'table',
            ...query,
          })
        ),
      },
    ],
  });
  const answer = reply.responses?.get('A');
  const frame = answer?.frames?.[0];
  if (!frame || answer.error) {
    throw new Error(`drift: ${answer?.error ?? 'no frame'}`);
  }
  return tableFromIPC(frame);
}

function difference(ours: Record<string, number[]>, theirs: Record<string, number[]>): number {
  return Math.max(
    ...Object.entries(theirs).flatMap(([column, values]) =>
      values.map((value, index) => Math.abs(value - (ours[column]?.[index] ?? Infinity)))
    )
  );
}
