/** A store's tables in a real DuckDB file, locked down as the store locks its own, and a catalogue that knows them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { PlumblineError } from '../../../src/query/errors';
import { type SqlQuery } from '../../../src/query/model';
import { runSql, type SqlContext, type StatementRunner } from '../../../src/backend/sql';
import { type Frame } from '../../../src/backend/grafana/frame';
import { type Catalogue, type ColumnInfo, type ColumnRole, type ModelInfo } from '../../../src/backend/store/types';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Start of the rows: 240 hours of flights, one every ten minutes. */
export const START = Date.UTC(2026, 2, 25);
export const END = START + 10 * DAY;
export const CANARY = 'canary-7f3a';
const INTERRUPT_MS = 50;

const TABLES = `
CREATE SCHEMA plumbline; CREATE SCHEMA predictions; CREATE SCHEMA labels; CREATE SCHEMA attributions;
CREATE SCHEMA "references";
CREATE TABLE plumbline.ledger AS SELECT '${CANARY}' AS secret;
CREATE TABLE plumbline.audit_log AS SELECT '${CANARY}' AS secret;
CREATE TABLE predictions.flights AS
  SELECT i AS _seq, 'f' || i AS id, TIMESTAMP '2026-03-25' + to_minutes(i * 10) AS time, 'v' || (i % 2 + 1) AS version,
    ['UA','AA','DL'][i % 3 + 1] AS carrier, ['EWR','JFK','LGA'][(i // 3) % 3 + 1] AS origin,
    100 + (i * 37) % 2500 AS distance, ((i * 7) % 100) / 100.0::DOUBLE AS temp,
    CASE WHEN i % 10 = 0 THEN NULL ELSE (i % 50)::DOUBLE END AS wind_speed,
    CAST(i % 4 = 0 AS INTEGER) AS prediction, ((i * 13) % 101) / 100.0::DOUBLE AS score,
    '${CANARY}-' || i AS passenger
  FROM range(1440) r(i);
CREATE TABLE labels.flights AS
  SELECT i AS _seq, 'f' || i AS id, NULL::TIMESTAMP AS prediction_time, CAST(i % 5 = 0 AS INTEGER)::VARCHAR AS value,
    TIMESTAMP '2026-03-25' + to_minutes(i * 10 + 60) AS observed_at,
    TIMESTAMP '2026-03-25' + to_minutes(i * 10 + 360) AS arrived_at
  FROM range(1300) r(i);
CREATE TABLE attributions.flights AS
  SELECT i AS _seq, 'f' || i AS id, TIMESTAMP '2026-03-25' + to_minutes(i * 10) AS time, 0.1::DOUBLE AS base_value,
    sin(i) AS shap_distance, cos(i) AS shap_temp, sin(i * 2) AS shap_passenger
  FROM range(0, 1440, 10) r(i);
CREATE TABLE "references"."flights/training" AS SELECT * EXCLUDE (_seq) FROM predictions.flights LIMIT 500;
CREATE TABLE predictions."other.model" AS SELECT 1 AS _seq, 'x' AS id, TIMESTAMP '2026-03-26' AS time, 0.5 AS score;
CREATE TABLE labels."other.model" AS SELECT 1 AS _seq, 'x' AS id, NULL::TIMESTAMP AS prediction_time, '1' AS value;
SET GLOBAL TimeZone = 'UTC';
SET GLOBAL max_temp_directory_size = '1GiB';
SET lock_configuration = true;
`;

const column = (name: string, role: ColumnRole, sqlType = 'VARCHAR', sensitive = false): ColumnInfo => ({
  name,
  role,
  kind: sqlType === 'VARCHAR' ? 'categorical' : role === 'time' ? 'time' : 'numeric',
  sqlType,
  segment: false,
  sensitive,
});

const FLIGHTS: ModelInfo = {
  name: 'flights',
  task: 'binary',
  positiveClass: '1',
  thresholds: {},
  columns: [
    column('id', 'id'),
    column('time', 'time', 'TIMESTAMP'),
    column('version', 'version'),
    column('carrier', 'feature'),
    column('distance', 'feature', 'BIGINT'),
    column('passenger', 'metadata', 'VARCHAR', true),
  ],
  label: column('late', 'label'),
  relations: {
    predictions: 'predictions."flights"',
    labels: '(SELECT * EXCLUDE (_seq) FROM labels."flights" ANTI JOIN (SELECT 1299 AS _seq) USING (_seq))',
    labelHistory: 'labels."flights"',
    attributions: 'attributions."flights"',
    evaluations: 'evaluations."flights"',
  },
  attributedFeatures: ['distance', 'temp', 'passenger'],
};

const OTHER: ModelInfo = {
  ...FLIGHTS,
  name: 'other.model',
  columns: [column('id', 'id')],
  label: column('late', 'label', 'VARCHAR', true),
  relations: {
    predictions: 'predictions."other.model"',
    labels: 'labels."other.model"',
    labelHistory: 'labels."other.model"',
    attributions: null,
    evaluations: 'evaluations."other.model"',
  },
  attributedFeatures: [],
};

const catalogue: Catalogue = {
  models: () => Promise.resolve([FLIGHTS, OTHER]),
  model: (name) => Promise.reject(new PlumblineError('not_found', name)),
  references: (model) => Promise.resolve(model === 'flights' ? ['training'] : []),
  reference: (model, name) =>
    model === 'flights' && name === 'training'
      ? Promise.resolve({
          name,
          model,
          rows: 500,
          relation: '"references"."flights/training"',
          hash: 'h',
          bins: new Map(),
        })
      : Promise.reject(new PlumblineError('not_found', `There is no reference ${name} of ${model}`)),
};

export class Fixture {
  private constructor(
    readonly folder: string,
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
    readonly runner: StatementRunner
  ) {}

  static async create(): Promise<Fixture> {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-sql-'));
    writeFileSync(join(folder, 'canary.csv'), `secret\n${CANARY}\n`);
    const instance = await DuckDBInstance.create(join(folder, 'store.duckdb'), {
      threads: '2',
      memory_limit: '512MB',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      enable_external_access: 'false',
    });
    const connection = await instance.connect();
    await connection.run(TABLES);
    const runner: StatementRunner = {
      statement: async (sql, options, use) => {
        const one = await instance.connect();
        let again: NodeJS.Timeout | undefined;
        // As the store's readers do it: one interrupt may come before the statement begins.
        const interrupt = (): void => {
          one.interrupt();
          again = setInterval(() => one.interrupt(), INTERRUPT_MS);
        };
        options.signal?.addEventListener('abort', interrupt, { once: true });
        try {
          await one.run('BEGIN TRANSACTION READ ONLY');
          return await use(options.stream ? await one.stream(sql, options.params) : await one.run(sql, options.params));
        } catch (error) {
          throw error instanceof PlumblineError ? error : new PlumblineError('bad_request', String(error));
        } finally {
          options.signal?.removeEventListener('abort', interrupt);
          clearInterval(again);
          await one.run('ROLLBACK').catch(() => undefined);
          one.closeSync();
        }
      },
    };
    return new Fixture(folder, instance, connection, runner);
  }

  context(overrides: Partial<SqlContext> = {}): SqlContext {
    return {
      runner: this.runner,
      catalogue,
      from: START,
      to: END,
      intervalMs: HOUR,
      rowLimit: 100_000,
      unmasked: false,
      fromAlert: false,
      ...overrides,
    };
  }

  /** Frames of a statement. */
  run(rawSql: string, overrides: Partial<SqlContext> & { format?: SqlQuery['format'] } = {}): Promise<Frame[]> {
    const { format, ...context } = overrides;
    const query: SqlQuery = { refId: 'A', queryType: 'sql', rawSql, ...(format ? { format } : {}) };
    return runSql(query, this.context(context));
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Every value of a frame as plain JavaScript, row by row. */
export function rowsOf(frame: Frame): unknown[][] {
  const columns = frame.fields.map(({ values, valid }) => {
    const list =
      'offsets' in values
        ? Array.from({ length: values.offsets.length - 1 }, (_, row) =>
            Buffer.from(values.bytes.subarray(values.offsets[row], values.offsets[row + 1])).toString('utf8')
          )
        : Array.from(values as ArrayLike<unknown>);
    return valid ? list.map((value, row) => (valid[row] ? value : null)) : list;
  });
  return (columns[0] ?? []).map((_, row) => columns.map((list) => list[row]));
}
