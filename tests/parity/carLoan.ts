/**
 * The car loan data in the real store, through the ingestion path: the first 50,000 rows (by time) are the reference,
 * the other 50,000 what is compared with it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type AnalysisContext } from '../../src/backend/analyses/context';
import { Session } from '../../src/backend/store/database/session';
import { openStore } from '../../src/backend/store';
import { type IngestKind, type Store } from '../../src/backend/store/types';

export interface CarLoan {
  model: string;
  context(): AnalysisContext;
  remove(): Promise<void>;
}

const FILE = new URL('./data/nml_car_loan.parquet', import.meta.url).pathname;
const MODEL = 'car_loan';
const BATCH = 25_000;
const actor = { login: 'parity' };

const categorical = (name: string) => ({ name, role: 'feature', type: 'categorical' });
const numeric = (name: string) => ({ name, role: 'feature', type: 'numeric' });

const DECLARATION = {
  task: 'binary',
  positiveClass: 1,
  reference: 'training',
  columns: [
    ...['car_value', 'debt_to_income_ratio', 'loan_length', 'driver_tenure'].map(numeric),
    ...['salary_range', 'size_of_downpayment'].map(categorical),
    { name: 'repaid_loan_on_prev_car', role: 'feature', type: 'boolean' },
    { name: 'y_pred_proba', role: 'score' },
    { name: 'y_pred', role: 'prediction', type: 'categorical' },
    { name: 'repaid', role: 'label' },
  ],
};

const TIME = `strftime("timestamp"::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ')`;

export async function openCarLoan(): Promise<CarLoan> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-parity-'));
  const store = await openStore(join(folder, 'parity.duckdb'));
  const instance = await DuckDBInstance.create(':memory:');
  const source = new Session(await instance.connect());
  try {
    const declared = await store.resource({
      actor,
      method: 'PUT',
      path: `v1/models/${MODEL}`,
      query: {},
      body: DECLARATION,
    });
    expectStatus(declared.status, declared.body);
    await sendAll(
      store,
      source,
      'predictions',
      `SELECT id, ${TIME} AS "time", car_value, salary_range, debt_to_income_ratio, loan_length, repaid_loan_on_prev_car, size_of_downpayment, driver_tenure, y_pred_proba, y_pred::VARCHAR AS y_pred`
    );
    await sendAll(store, source, 'labels', `SELECT id, repaid AS value, ${TIME} AS observed_at, ${TIME} AS arrived_at`);
    const [period] = await source.rows<{ first: number; split: number; last: number }>(
      `SELECT min("timestamp")::TIMESTAMP AS first, min("timestamp") FILTER (period = 'analysis')::TIMESTAMP AS split, max("timestamp")::TIMESTAMP AS last FROM '${FILE}'`
    );
    const { first = 0, split = 0, last = 0 } = period ?? {};
    const frozen = await store.resource({
      actor,
      method: 'PUT',
      path: `v1/models/${MODEL}/references/training`,
      query: {},
      body: { from: new Date(first).toISOString(), to: new Date(split).toISOString() },
    });
    expectStatus(frozen.status, frozen.body);
    return {
      model: MODEL,
      context: () => contextOf(store, split, last + 1),
      remove: async () => {
        await store.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } finally {
    source.close();
    instance.closeSync();
  }
}

function contextOf(store: Store, from: number, to: number): AnalysisContext {
  return {
    reader: store.reader(),
    catalogue: store.catalogue,
    from,
    to,
    now: to,
    maxDataPoints: 1000,
    intervalMs: 1000,
    rowLimit: 1_000_000,
    unmasked: true,
    memo: new Map(),
  };
}

async function sendAll(store: Store, source: Session, kind: IngestKind, select: string): Promise<void> {
  for (let from = 0; from < 100_000; from += BATCH) {
    const rows = await source.rows<{ line: string }>(
      `SELECT to_json(t)::VARCHAR AS line FROM (${select} FROM '${FILE}' ORDER BY "timestamp", id LIMIT ${BATCH} OFFSET ${from}) AS t`
    );
    const answer = await store.ingest({
      actor,
      model: MODEL,
      kind,
      contentType: 'application/x-ndjson',
      body: new TextEncoder().encode(rows.map(({ line }) => line).join('\n')),
      autoCreate: false,
    });
    expectStatus(answer.status, answer.body);
    if (answer.body.accepted !== rows.length) {
      throw new Error(`${kind}: ${JSON.stringify(answer.body).slice(0, 500)}`);
    }
  }
}

function expectStatus(status: number, body: unknown): void {
  if (status >= 300) {
    throw new Error(`The store answered ${status}: ${JSON.stringify(body)}`);
  }
}
