/** Quality metrics on rows whose faults are known: in a small DuckDB, and for arrivals in the real store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnalysisContext } from '../../src/backend/analyses/context';
import { quality } from '../../src/backend/analyses/quality';
import { openStore } from '../../src/backend/store';
import { type IngestAnswer, type IngestKind, type Store } from '../../src/backend/store/types';
import { type QualityMetric, type QualityQuery } from '../../src/query/model';
import { rowsOf, TestStore } from './harness';

const START = '2026-03-01T00:00:00Z';
const END = '2026-03-05T00:00:00Z';

/**
 * Four days of 100 rows. Day two: 25 rows without `x`, 10 above the reference's range, 30 copies of one row; `flat` never
 * changes, `colour` brings a new value. Day four has no rows.
 */
const ROWS = `SELECT i::VARCHAR AS id, TIMESTAMP '2026-03-01' + INTERVAL (i * 864) SECOND AS "time",
  CASE WHEN i BETWEEN 100 AND 124 THEN NULL WHEN i BETWEEN 125 AND 134 THEN 5000 WHEN i BETWEEN 150 AND 179 THEN 7 ELSE i % 100 END::DOUBLE AS x,
  2.5 AS flat, CASE WHEN i BETWEEN 200 AND 249 THEN 'mauve' WHEN i BETWEEN 150 AND 179 THEN 'red' ELSE ['red', 'blue'][1 + i % 2] END AS colour,
  CASE WHEN i % 2 = 0 THEN 'north' ELSE 'south' END AS site
  FROM range(300) AS t(i)`;

let store: TestStore;

beforeAll(async () => {
  store = await TestStore.open({
    predictions: ROWS,
    reference: `SELECT * FROM (${ROWS}) WHERE id::INTEGER < 100`,
    // Labels of the first day come after two hours, of every second row.
    labels: `SELECT id, NULL::TIMESTAMP AS prediction_time, '1' AS value, "time" AS observed_at, "time" + INTERVAL 2 HOUR AS arrived_at FROM (${ROWS}) WHERE id::INTEGER < 100 AND id::INTEGER % 2 = 0`,
    roles: { site: 'segment' },
    label: 'truth',
  });
});
afterAll(() => store.session.close());

async function ask(metrics: QualityMetric[], more: Partial<QualityQuery> = {}, context: Partial<AnalysisContext> = {}) {
  const frames = await quality(
    { refId: 'A', queryType: 'quality', model: 'm', window: '1d', format: 'table', metrics, ...more },
    store.context(START, END, context)
  );
  return rowsOf(frames[0]);
}

describe('values and rows', () => {
  it('shares of missing, unseen and outlying values have Wilson bounds', async () => {
    const rows = await ask(['missing_rate', 'unseen_rate', 'out_of_range_rate'], { columns: ['x', 'colour', 'flat'] });
    const of = (metric: string, column: string) =>
      rows.filter((row) => row.metric === metric && row.column === column).map((row) => row.value);
    expect(of('missing_rate', 'x')).toEqual([0, 0.25, 0, null]);
    expect(of('out_of_range_rate', 'x')).toEqual([0, 10 / 75, 0, null]);
    expect(of('unseen_rate', 'colour')).toEqual([0, 0, 0.5, null]);
    expect(of('unseen_rate', 'x')).toEqual([]);
    const [, missing] = rows.filter((row) => row.metric === 'missing_rate' && row.column === 'x');
    expect(missing).toMatchObject({ n: 100, status: 'ok' });
    expect(Number(missing?.lo)).toBeCloseTo(0.1755, 3);
    expect(Number(missing?.hi)).toBeCloseTo(0.343, 3);
  });

  it('names a column of one value constant', async () => {
    const rows = await ask(['constant'], { columns: ['x', 'flat'], threshold: { breach: 1 } });
    expect(rows.map((row) => [row.column, row.value, row.status]).slice(0, 4)).toEqual([
      ['x', 0, 'ok'],
      ['flat', 1, 'breach'],
      ['x', 0, 'ok'],
      ['flat', 1, 'breach'],
    ]);
  });

  it('counts rows whose features all came before', async () => {
    const rows = await ask(['duplicate_rate'], { columns: ['x'] });
    // Rows without x repeat by colour alone: 25 of two colours, 10 out of range likewise, 30 alike.
    expect(rows.map((row) => row.value)).toEqual([0, (23 + 8 + 29) / 100, 0, null]);
    expect(rows[3]?.status).toBe('no_data');
  });

  it('volume and freshness have a value where there are no rows', async () => {
    const rows = await ask(['volume', 'freshness']);
    expect(rows.filter((row) => row.metric === 'volume').map((row) => row.value)).toEqual([100, 100, 100, 0]);
    const fresh = rows.filter((row) => row.metric === 'freshness').map((row) => row.value);
    expect(fresh).toEqual([864, 864, 864, 864 + 86_400]);
    const later = await ask(['freshness'], {}, { now: Date.parse('2026-03-04T01:00:00Z') });
    expect(later[3]?.value).toBe(864 + 3600);
    const bySite = await ask(['freshness'], { segmentBy: ['site'] });
    expect(bySite.filter((row) => row.segment === 'site=north').map((row) => row.value)).toEqual([
      1728,
      1728,
      1728,
      1728 + 86_400,
    ]);
  });

  it('the lag of labels is theirs that have come, with the coverage beside it', async () => {
    const rows = await ask(['label_lag'], { minRows: 10 });
    expect(rows[0]).toMatchObject({ value: 7200, n: 100, n_labelled: 50, coverage: 0.5, status: 'ok' });
    expect(rows[1]).toMatchObject({ value: null, n: 100, n_labelled: 0, status: 'pending_labels' });
  });

  it('says what it cannot count, and why a value has no bounds', async () => {
    await expect(ask(['freshness'], { window: 'rows:50' })).rejects.toMatchObject({ place: 'metrics' });
    await expect(ask(['schema_changes'], { segmentBy: ['site'] })).rejects.toMatchObject({ place: 'metrics' });
    const frames = await quality(
      { refId: 'A', queryType: 'quality', model: 'm', window: '1d', metrics: ['volume', 'missing_rate'] },
      store.context(START, END)
    );
    expect(frames[0]?.meta?.custom).toMatchObject({ bounds: { missing_rate: 'Wilson' } });
  });

  it('alerts on the newest complete window', async () => {
    const frames = await quality(
      { refId: 'A', queryType: 'quality', model: 'm', window: '1d', metrics: ['freshness'], format: 'numeric' },
      store.context(START, END)
    );
    expect(rowsOf(frames[0])).toEqual([{ model: 'm', freshness: 864 + 86_400 }]);
  });
});

describe('arrivals in the store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-quality-'));
  let real: Store;
  const now = Date.now();

  async function send(kind: IngestKind, rows: readonly string[]): Promise<IngestAnswer> {
    return real.ingest({
      actor: { login: 'quality' },
      model: 'm',
      kind,
      contentType: 'application/x-ndjson',
      body: new TextEncoder().encode(rows.join('\n')),
      autoCreate: true,
    });
  }

  const line = (id: number, amount: unknown) =>
    JSON.stringify({ id: String(id), time: new Date(now - 60_000).toISOString(), amount });

  beforeAll(async () => {
    real = await openStore(join(folder, 'quality.duckdb'));
    const declared = await real.resource({
      actor: { login: 'quality' },
      method: 'PUT',
      path: 'v1/models/m',
      query: {},
      body: { task: 'regression', columns: [{ name: 'amount', role: 'feature', type: 'numeric' }] },
    });
    expect(declared.status).toBeLessThan(300);
    const first = await send(
      'predictions',
      Array.from({ length: 100 }, (_, index) =>
        index < 8 ? line(index, 'much') : index < 12 ? line(index, 'NaN') : line(index, index)
      )
    );
    expect(first.body).toMatchObject({ accepted: 92, rejectedTotal: 8 });
    await send('predictions', [JSON.stringify({ ...JSON.parse(line(500, 1)), extra: 'new' })]);
  });
  afterAll(async () => {
    await real.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('counts refused and not finite values against what was sent, and changes of the schema', async () => {
    const hour = 3_600_000;
    const from = Math.floor(now / hour) * hour;
    const frames = await quality(
      {
        refId: 'A',
        queryType: 'quality',
        model: 'm',
        window: 'all',
        format: 'table',
        columns: ['amount'],
        metrics: ['type_mismatch_rate', 'nonfinite_rate', 'schema_changes'],
      },
      {
        reader: real.reader(),
        catalogue: real.catalogue,
        from: from - hour,
        to: from + 2 * hour,
        now: Date.now(),
        maxDataPoints: 100,
        intervalMs: 1000,
        rowLimit: 1000,
        unmasked: true,
        memo: new Map(),
      }
    );
    const rows = rowsOf(frames[0]);
    expect(rows.find((row) => row.metric === 'type_mismatch_rate')).toMatchObject({ value: 8 / 101, n: 101 });
    expect(rows.find((row) => row.metric === 'nonfinite_rate')).toMatchObject({ value: 4 / 101, n: 101 });
    const changes = rows.find((row) => row.metric === 'schema_changes');
    expect(changes?.status).toBe('schema_change');
    expect(Number(changes?.value)).toBeGreaterThan(0);
  });
});
