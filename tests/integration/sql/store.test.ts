/** SQL mode over the real store: ingested rows, revisions, sensitive columns, references. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/backend/store';
import { type IngestKind, type Store } from '../../../src/backend/store/types';
import { runSql, type SqlContext } from '../../../src/backend/sql';
import { PlumblineError } from '../../../src/query/errors';
import { DAY, rowsOf } from './fixture';

const START = Date.UTC(2026, 2, 1);
const ACTOR = { login: 'tester' };

let folder: string;
let store: Store;

async function ingest(kind: IngestKind, rows: Array<Record<string, unknown>>): Promise<void> {
  const { status, body } = await store.ingest({
    actor: ACTOR,
    model: 'flights',
    kind,
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(rows)),
    autoCreate: true,
  });
  expect({ status, rejected: body.rejected }).toEqual({ status: 200, rejected: [] });
}

const at = (minute: number): string => new Date(START + minute * 60_000).toISOString();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-sql-store-'));
  store = await openStore(join(folder, 'predictions.duckdb'));
  const declared = await store.resource({
    actor: ACTOR,
    method: 'PUT',
    path: 'v1/models/flights',
    query: {},
    body: {
      task: 'binary',
      positiveClass: 1,
      columns: [
        { name: 'passenger', role: 'metadata', sensitive: true },
        { name: 'carrier', role: 'feature', type: 'categorical' },
        { name: 'temp', role: 'feature', type: 'numeric', sensitive: true },
        { name: 'late', role: 'label', sensitive: true },
      ],
    },
  });
  expect(declared).toMatchObject({ status: 201 });
  const rows = Array.from({ length: 300 }, (_, i) => ({
    id: `f${i}`,
    time: at(i * 10),
    carrier: ['UA', 'AA', 'DL'][i % 3],
    passenger: `secret-${i}`,
    temp: i / 10,
    distance: 100 + i,
    prediction: String(i % 2),
    score: (i % 100) / 100,
  }));
  await ingest('predictions', rows);
  await ingest(
    'predictions',
    rows.slice(0, 10).map((row) => ({ ...row, score: 0.5 }))
  );
  await ingest(
    'labels',
    rows.slice(0, 200).map(({ id, time }) => ({ id, prediction_time: time, value: '1', observed_at: time }))
  );
  await ingest(
    'attributions',
    rows.slice(0, 50).map(({ id, time }, i) => ({ id, time, base_value: 0.1, carrier: i / 10, temp: -i / 10 }))
  );
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function query(rawSql: string, overrides: Partial<SqlContext> = {}) {
  return runSql(
    { refId: 'A', queryType: 'sql', rawSql },
    {
      runner: store,
      catalogue: store.catalogue,
      from: START,
      to: START + 3 * DAY,
      intervalMs: 3_600_000,
      rowLimit: 10_000,
      unmasked: false,
      fromAlert: false,
      ...overrides,
    }
  );
}

const values = async (rawSql: string, overrides: Partial<SqlContext> = {}): Promise<unknown[][]> => {
  const [frame] = await query(rawSql, overrides);
  return frame ? rowsOf(frame) : [];
};
const columns = async (rawSql: string, overrides: Partial<SqlContext> = {}): Promise<string[]> =>
  (await query(rawSql, overrides))[0]?.fields.map((field) => field.name) ?? [];

describe('SQL over the store', () => {
  it('shows the newest revision once', async () => {
    expect(await values('SELECT count(*), count(DISTINCT id) FROM predictions."flights"')).toEqual([[300n, 300n]]);
    expect(await values('SELECT score FROM predictions."flights" ORDER BY time LIMIT 2')).toEqual([[0.5], [0.5]]);
  });

  it('hides the store’s own and sensitive columns in every table of the model', async () => {
    const shown = await columns('SELECT * FROM predictions."flights"');
    expect(shown).toEqual(expect.arrayContaining(['id', 'time', 'carrier', 'distance', 'prediction', 'score']));
    for (const table of ['predictions', 'labels', 'attributions']) {
      const names = await columns(`SELECT * FROM ${table}."flights"`);
      for (const hidden of [
        '_seq',
        'passenger',
        'temp',
        'late',
        'shap_temp',
        ...(table === 'labels' ? ['value'] : []),
      ]) {
        expect(names, table).not.toContain(hidden);
      }
    }
    expect(await columns('SELECT * FROM attributions."flights"')).toContain('shap_carrier');
  });

  it('shows them to those who may see them, without the store’s own', async () => {
    const shown = await columns('SELECT * FROM predictions."flights"', { unmasked: true });
    expect(shown).toEqual(expect.arrayContaining(['passenger', 'temp']));
    expect(shown).not.toContain('_seq');
    expect(await columns('SELECT * FROM labels."flights"', { unmasked: true })).toContain('value');
  });

  it('joins, groups and fills macros', async () => {
    const rows = await values(
      `SELECT $__timeGroup(p.time, '1d') AS time, count(*) AS n, count(l.id) AS labelled
       FROM predictions."flights" p LEFT JOIN labels."flights" l USING (id) WHERE $__timeFilter(p.time)
       GROUP BY 1 ORDER BY 1`
    );
    expect(rows.map(([, n, labelled]) => [n, labelled])).toEqual([
      [144n, 144n],
      [144n, 56n],
      [12n, 0n],
    ]);
  });

  it.each([
    'SELECT * FROM plumbline.models',
    'SELECT * FROM plumbline.ledger',
    'SELECT * FROM plumbline.superseded',
    'SELECT * FROM store.predictions.flights',
    'SELECT * FROM predictions."nothing"',
    'SELECT * FROM "references"."flights/none"',
  ])('refuses %s', async (sql) => {
    await expect(query(sql)).rejects.toBeInstanceOf(PlumblineError);
  });

  it('ends at its signal with a clear error', async () => {
    const slow =
      'SELECT count(*) FROM predictions.flights a, predictions.flights b, predictions.flights c, predictions.flights d WHERE a.score + b.score > c.score * d.score';
    const before = performance.now();
    await expect(query(slow, { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({ code: 'timeout' });
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(await values('SELECT 1')).toEqual([[1]]);
  });

  it('lets go of a result that is cut short', async () => {
    for (let round = 0; round < 20; round++) {
      expect(
        (await values('SELECT a.id FROM predictions.flights a, predictions.flights b', { rowLimit: 10 })).length
      ).toBe(10);
    }
  });
});
