/** A published data set in the real store, through the ingestion path: its first period is the reference. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type AnalysisContext } from '../../src/backend/analyses/context';
import { Session } from '../../src/backend/store/database/session';
import { openStore } from '../../src/backend/store';
import { type IngestKind, type Store } from '../../src/backend/store/types';

export interface Dataset {
  model: string;
  /** The analysis period; `reference` gives the reference's own, `whole` both. */
  context(period?: 'analysis' | 'reference' | 'whole'): AnalysisContext;
  remove(): Promise<void>;
}

export interface DatasetSpec {
  /** File in `data/` with the columns `id`, `timestamp` and `period`. */
  file: string;
  model: string;
  declaration: Record<string, unknown>;
  /** SQL of the columns of predictions beside `id` and `time`. */
  columns: string;
  /** Column with the truth. */
  label: string;
}

const BATCH = 20_000;
const actor = { login: 'parity' };
const TIME = `strftime("timestamp"::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ')`;

export async function openDataset(spec: DatasetSpec): Promise<Dataset> {
  const path = new URL(`./data/${spec.file}`, import.meta.url).pathname;
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-parity-'));
  const store = await openStore(join(folder, 'parity.duckdb'));
  const instance = await DuckDBInstance.create(':memory:');
  const source = new Session(await instance.connect());
  try {
    await put(store, `v1/models/${spec.model}`, spec.declaration);
    await sendAll(store, source, spec.model, 'predictions', path, `SELECT id, ${TIME} AS "time", ${spec.columns}`);
    await sendAll(
      store,
      source,
      spec.model,
      'labels',
      path,
      `SELECT id, ${spec.label} AS value, ${TIME} AS observed_at, ${TIME} AS arrived_at`
    );
    const [period] = await source.rows<{ first: number; split: number; last: number }>(
      `SELECT min("timestamp")::TIMESTAMP AS first, min("timestamp") FILTER (period = 'analysis')::TIMESTAMP AS split, max("timestamp")::TIMESTAMP AS last FROM '${path}'`
    );
    const { first = 0, split = 0, last = 0 } = period ?? {};
    await put(store, `v1/models/${spec.model}/references/training`, {
      from: new Date(first).toISOString(),
      to: new Date(split).toISOString(),
    });
    return {
      model: spec.model,
      context: (chosen = 'analysis') =>
        contextOf(store, chosen === 'analysis' ? split : first, chosen === 'reference' ? split : last + 1),
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

async function put(store: Store, path: string, body: Record<string, unknown>): Promise<void> {
  const answer = await store.resource({ actor, method: 'PUT', path, query: {}, body });
  expectStatus(answer.status, answer.body);
}

async function sendAll(
  store: Store,
  source: Session,
  model: string,
  kind: IngestKind,
  path: string,
  select: string
): Promise<void> {
  const [{ rows: total } = { rows: 0 }] = await source.rows<{ rows: number }>(`SELECT count(*) AS rows FROM '${path}'`);
  for (let from = 0; from < total; from += BATCH) {
    const rows = await source.rows<{ line: string }>(
      `SELECT to_json(t)::VARCHAR AS line FROM (${select} FROM '${path}' ORDER BY "timestamp", id LIMIT ${BATCH} OFFSET ${from}) AS t`
    );
    const answer = await store.ingest({
      actor,
      model,
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

const categorical = (name: string) => ({ name, role: 'feature', type: 'categorical' });
const numeric = (name: string) => ({ name, role: 'feature', type: 'numeric' });

/** Car loans: 50,000 reference and 50,000 analysis rows, a binary label; chunks of 5,000. */
export const CAR_LOAN: DatasetSpec = {
  file: 'nml_car_loan.parquet',
  model: 'car_loan',
  declaration: {
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
  },
  columns:
    'car_value, salary_range, debt_to_income_ratio, loan_length, repaid_loan_on_prev_car, size_of_downpayment, driver_tenure, y_pred_proba, y_pred::VARCHAR AS y_pred',
  label: 'repaid',
};

/** Used cars: 60,000 and 60,000 rows, a regression; chunks of 6,000. Doors are a category. */
export const CAR_PRICE: DatasetSpec = {
  file: 'nml_car_price.parquet',
  model: 'car_price',
  declaration: {
    task: 'regression',
    reference: 'training',
    columns: [
      ...['car_age', 'km_driven', 'price_new', 'accident_count'].map(numeric),
      ...['door_count', 'fuel', 'transmission'].map(categorical),
      { name: 'y_pred', role: 'prediction', type: 'numeric' },
      { name: 'y_true', role: 'label' },
    ],
  },
  columns:
    'car_age, km_driven, price_new, accident_count, door_count::VARCHAR AS door_count, fuel, transmission, y_pred',
  label: 'y_true',
};
