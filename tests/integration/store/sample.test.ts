import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSample } from '../../../src/backend/cli/sample/load';
import { storeTarget } from '../../../src/backend/cli/storeTarget';
import { openStore } from '../../../src/backend/store';
import { type NumericBins, type Store } from '../../../src/backend/store/types';
import { failureOf } from './fixture';

const NOW = Date.UTC(2026, 10, 21, 3);
const DAY = 86_400_000;
const SHIFT = (Date.UTC(2026, 10, 20) - Date.UTC(2013, 11, 31)) / DAY;
const files = (folder: string) => ({
  predictions: join(folder, 'predictions.parquet'),
  attributions: join(folder, 'attributions.parquet'),
});

let folder: string;
let store: Store;
let source: { rows: (sql: string) => Promise<unknown[][]>; close: () => void };

/** Every twentieth flight: all months, and all of them with SHAP values. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-sample-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const whole = { predictions: 'nycflights13_late_monitoring', attributions: 'nycflights13_shap' };
  for (const [name, file] of Object.entries(whole)) {
    await connection.run(
      `COPY (SELECT * FROM 'sample/${file}.parquet' WHERE id % 20 = 0) TO '${join(folder, name)}.parquet'`
    );
  }
  source = {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
  const target = await storeTarget(join(folder, 'sample.duckdb'));
  const report = await loadSample(target, { files: files(folder), now: NOW });
  expect(report.shift).toBe(SHIFT);
  await target.close();
  store = await openStore(join(folder, 'sample.duckdb'));
});
afterAll(async () => {
  await store.close();
  source.close();
  rmSync(folder, { recursive: true, force: true });
});

it('holds every flight, its label and its attributions, moved by whole days to end yesterday', async () => {
  const expected = await source.rows(
    `SELECT count(*)::INTEGER, sum(late)::INTEGER, round(sum(y_pred_proba), 6) FROM '${files(folder).predictions}'`
  );
  const reader = store.reader();
  const { relations } = await store.catalogue.model('flights');
  const [predictions] = await reader.rows(
    `SELECT count(*) AS n, round(sum(y_pred_proba), 6) AS score, max(time) AS last, count(pressure) AS pressure FROM ${relations.predictions}`
  );
  const [labels] = await reader.rows(`SELECT count(*) AS n, sum(value::INTEGER) AS late FROM ${relations.labels}`);
  expect([[predictions?.n, labels?.late, predictions?.score]]).toEqual(expected);
  expect(labels?.n).toBe(predictions?.n);
  expect(Math.floor(Number(predictions?.last) / DAY) * DAY).toBe(Date.UTC(2026, 10, 20));
  const [attributions] = await reader.rows(
    `SELECT count(*) AS n, max(additivity_error) AS error FROM ${relations.attributions} SEMI JOIN ${relations.predictions} USING (id, time)`
  );
  expect(attributions?.n).toBe(predictions?.n);
  expect(attributions?.error).toBeLessThan(1e-4);
});

it('lets labels arrive six hours after the departure plus the delay, every 50th three days later', async () => {
  const { relations } = await store.catalogue.model('flights');
  const rows = await store.reader().rows(
    `SELECT id::INTEGER % 50 = 0 AS late, min(wait) AS lowest, max(wait) AS highest FROM (
       SELECT l.id, epoch_ms(arrived_at) - epoch_ms(time) - 60000 * arr_delay AS wait
       FROM ${relations.labels} AS l JOIN ${relations.predictions} AS p ON l.id = p.id AND l.prediction_time = p.time)
     GROUP BY 1 ORDER BY 1`
  );
  const six = 6 * 3_600_000;
  expect(rows).toEqual([
    { late: false, lowest: six, highest: six },
    { late: true, lowest: six + 3 * DAY, highest: six + 3 * DAY },
  ]);
});

it('declares roles, thresholds and March as its default reference', async () => {
  const model = await store.catalogue.model('flights');
  expect(model).toMatchObject({
    task: 'binary',
    positiveClass: '1',
    defaultReference: 'march',
    label: { name: 'late' },
  });
  expect(model.description).toContain('synthetic');
  expect(model.thresholds['drift.psi']).toEqual({ warn: 0.1, breach: 0.2 });
  const roles = (role: string) => model.columns.filter((column) => column.role === role).map((column) => column.name);
  expect(roles('feature')).toHaveLength(12);
  expect(model.columns.filter((column) => column.segment).map((column) => column.name)).toEqual([
    'carrier',
    'origin',
    'dest',
  ]);
  expect(roles('metadata')).toEqual(['arr_delay', 'tailnum', 'flight', 'period']);
  expect(model.attributedFeatures).toHaveLength(12);
  const march = await store.catalogue.reference('flights', 'march');
  const [[rows, quantiles]] = (await source.rows(
    `SELECT count(*)::INTEGER, list_sort(list_distinct(quantile_disc(humid, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])))
     FROM '${files(folder).predictions}' WHERE period = 'reference'`
  )) as [[number, number[]]];
  expect(march.rows).toBe(rows);
  expect((march.bins.get('humid') as NumericBins).edges).toEqual(quantiles);
});

it('may be loaded again the same day and never with other dates', async () => {
  await store.close();
  const target = await storeTarget(join(folder, 'sample.duckdb'));
  await loadSample(target, { files: files(folder), now: NOW + 3_600_000 });
  const failure = await failureOf(loadSample(target, { files: files(folder), now: NOW + DAY }));
  expect(failure.code).toBe('conflict');
  await target.close();
  store = await openStore(join(folder, 'sample.duckdb'));
  const [count] = await store.reader().rows('SELECT count(*) AS n FROM predictions.flights');
  const [[expected]] = (await source.rows(`SELECT count(*)::INTEGER FROM '${files(folder).predictions}'`)) as [
    [number],
  ];
  expect(count?.n).toBe(expected);
});
