/** Rollups through the queries that use them. */
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/backend/store';
import { type Fixture, makeFixture } from '../store/fixture';
import { ask, contentOf, type Question, rawShareOf, sourceOf } from './support';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const DAYS = { from: START, to: START + 48 * HOUR };

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture({ roll: false });
});
afterEach(() => fixture.remove());

const rows = (count: number, more: (index: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, index) => ({
    id: `r${index}`,
    time: START + Math.floor((index * 48 * HOUR) / count),
    x: (index * 7919) % 1000,
    y: index % 3 === 0 ? null : index / 8,
    colour: ['red', 'green', 'blue', null][index % 4],
    version: index % 2 === 0 ? 'v1' : 'v2',
    'segment.region': ['north', 'south', 'west'][index % 3],
    ...more(index),
  }));

async function fill(): Promise<void> {
  await fixture.send('predictions', rows(2000));
  await fixture.call('PUT', 'v1/models/m/references/training', { from: START, to: START + 20 * HOUR });
  await fixture.call('PUT', 'v1/models/m', { reference: 'training' });
}

async function expectSame(question: Question, source: 'rollup' | 'raw', range = DAYS): Promise<void> {
  const rolled = await ask(fixture.store, question, range, false);
  const raw = await ask(fixture.store, question, range, true);
  expect(contentOf(rolled)).toEqual(contentOf(raw));
  expect(sourceOf(rolled)).toBe(source);
  expect(sourceOf(raw)).toBe('raw');
}

describe('queries', () => {
  const psi: Question = { queryType: 'drift', method: 'psi', window: '1h', minRows: 1, format: 'table' };

  it.each<[string, Question]>([
    ['psi', psi],
    ['psi by day', { ...psi, window: '1d' }],
    ['psi over everything', { ...psi, window: 'all' }],
    ['a matrix', { ...psi, format: 'matrix' }],
    ['missing as a bin', { ...psi, missing: 'bin' }],
    ['js', { ...psi, method: 'js' }],
    ['linf', { ...psi, method: 'linf' }],
    ['chi2', { ...psi, method: 'chi2' }],
    ['binned ks', { ...psi, method: 'ks_binned', columns: ['x', 'y'] }],
    ['binned wasserstein', { ...psi, method: 'wasserstein_binned', columns: ['x', 'y'] }],
    ['a segment', { ...psi, segmentBy: ['segment.region'], window: '6h' }],
    ['versions', { ...psi, segmentBy: ['version'], window: '6h' }],
    ['a segment and versions', { ...psi, segmentBy: ['version', 'segment.region'], window: '6h' }],
    ['one version', { ...psi, versions: ['v2'] }],
    ['a filter', { ...psi, filters: [{ key: 'segment.region', operator: '=|', values: ['north', 'west'] }] }],
    [
      'a filter and a split by the same segment',
      {
        ...psi,
        window: '6h',
        segmentBy: ['segment.region'],
        filters: [{ key: 'segment.region', operator: '!=', value: 'west' }],
      },
    ],
    ['the window before', { ...psi, reference: { kind: 'previous' }, window: '6h' }],
    ['a rolling reference', { ...psi, reference: { kind: 'rolling', over: '12h' }, window: '6h' }],
    ['another version', { ...psi, reference: { kind: 'version', version: 'v1' }, versions: ['v2'], window: '6h' }],
    ['half hours of a zone', { ...psi, window: '1d', timezone: 'Asia/Kolkata' }],
    [
      'quality',
      { queryType: 'quality', window: '1h', metrics: ['missing_rate', 'unseen_rate', 'volume'], format: 'table' },
    ],
    ['volume', { queryType: 'quality', window: '1h', metrics: ['volume'], format: 'table' }],
  ])('answer %s from rollups as from rows', async (_, question) => {
    await fill();
    await fixture.store.rollUp();
    await expectSame(question, 'rollup');
  });

  it.each<[string, Question]>([
    ['a filter on a column that is no segment', { ...psi, filters: [{ key: 'x', operator: '>', value: '500' }] }],
    ['windows below an hour', { ...psi, window: '30m' }],
    ['windows of rows', { ...psi, window: 'rows:100' }],
  ])('read %s raw', async (_, question) => {
    await fill();
    await fixture.store.rollUp();
    await expectSame(question, 'raw');
  });
});

describe('dirty hours', () => {
  it('are read raw beside the clean ones', async () => {
    await fill();
    await fixture.store.rollUp();
    await fixture.send('predictions', [{ id: 'late', time: START + HOUR, x: 1e6, colour: 'mauve' }]);
    const question: Question = { queryType: 'drift', method: 'psi', window: '1h', minRows: 1, format: 'table' };
    await expectSame(question, 'rollup');
    expect(rawShareOf(await ask(fixture.store, question, DAYS, false))).toBeCloseTo(1 / 48);
  });

  it('are the only ones that a backfill rolls up again', async () => {
    await fill();
    await fixture.store.rollUp();
    await fixture.send('predictions', [
      { id: 'a', time: START + HOUR + 1, x: 1 },
      { id: 'b', time: START + 30 * HOUR, x: 2 },
    ]);
    const rolled: number[] = [];
    await fixture.store.rollUp((_, hours) => rolled.push(...hours));
    expect(rolled.sort()).toEqual([START + HOUR, START + 30 * HOUR]);
  });
});

/** As a store is that was brought up to date: rows, and neither a layout nor a mark. */
async function withoutLayout(file: string): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const tables = await connection.runAndReadAll("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'rollups'");
  const statements = [
    ...tables.getRows().map(([name]) => `DROP TABLE rollups."${String(name)}"`),
    ...['rollup_layouts', 'rollup_columns', 'rollup_keys', 'dirty_hours'].map(
      (name) => `DELETE FROM plumbline.${name}`
    ),
    'CHECKPOINT',
  ];
  expect(statements).toHaveLength(7);
  for (const statement of statements) {
    await connection.run(statement);
  }
  connection.closeSync();
  instance.closeSync();
}

describe('a new model', () => {
  it('has its layout from the start, which the first rolling keeps', async () => {
    await fixture.send('predictions', rows(100));
    const layout = 'SELECT layout, made_at FROM plumbline.rollup_layouts';
    const first = await fixture.rows(layout);
    expect(first).toHaveLength(1);
    await fixture.store.rollUp();
    expect(await fixture.rows(layout)).toEqual(first);
    expect(await fixture.rows('SELECT * FROM plumbline.dirty_hours')).toEqual([]);
  });
});

describe('the background', () => {
  it('rolls up a store from before there were rollups, and leaves nothing dirty', async () => {
    await fill();
    await fixture.store.close();
    await withoutLayout(fixture.file);
    fixture.store = await openStore(fixture.file);
    await expect
      .poll(
        async () =>
          (
            await fixture.rows(
              `SELECT (SELECT count(*) FROM plumbline.rollup_slices WHERE hour IS NOT NULL) > 0
                 AND (SELECT count(*) FROM plumbline.dirty_hours) = 0 AS done`
            )
          )[0]?.done,
        { timeout: 45_000, interval: 500 }
      )
      .toBe(true);
    await expectSame({ queryType: 'drift', method: 'psi', window: '1h', minRows: 1, format: 'table' }, 'rollup');
  });
});

describe('what does not pay', () => {
  const question: Question = { queryType: 'drift', method: 'psi', window: '6h', minRows: 1, format: 'table' };

  it('is read raw: a category of ever new values, beside columns that are rolled up', async () => {
    await fill();
    await fixture.send(
      'predictions',
      rows(1200, (index) => ({ id: `wide${index}`, time: START + 40 * HOUR, colour: `shade ${index}` }))
    );
    await fixture.store.rollUp();
    await expectSame({ ...question, columns: ['x', 'colour'], method: 'linf' }, 'rollup');
    expect(await fixture.rows('SELECT reason FROM plumbline.rollup_refusals')).toHaveLength(1);
  });

  it('is read raw: a segment with hundreds of values in an hour', async () => {
    await fill();
    await fixture.send(
      'predictions',
      rows(1200, (index) => ({ id: `wide${index}`, time: START + 40 * HOUR, 'segment.region': `block ${index}` }))
    );
    await fixture.store.rollUp();
    const split: Question = { ...question, columns: ['x'], window: '1d' };
    await expectSame({ ...split, filters: [{ key: 'segment.region', operator: '=', value: 'north' }] }, 'raw');
    await expectSame(split, 'rollup');
  });
});

describe('an erasure', () => {
  it('takes a person out of what is rolled up at once, of the reference too', async () => {
    const person = (index: number) => ({ entity_id: `e${index % 50}`, colour: `only ${index % 50}` });
    await fixture.send('predictions', rows(2000, person));
    await fixture.call('PUT', 'v1/models/m/references/training', { from: START, to: START + 20 * HOUR });
    await fixture.call('PUT', 'v1/models/m', {
      reference: 'training',
      columns: [{ name: 'colour', role: 'feature', type: 'categorical', segment: true }],
    });
    await fixture.store.rollUp();
    const slices = `SELECT count(*) AS slices FROM plumbline.rollup_slices WHERE segment = 'only 7'`;
    expect(await fixture.rows(slices)).not.toEqual([{ slices: 0 }]);
    await fixture.call('POST', 'v1/models/m/erasures', { entity_id: 'e7' });
    expect(await fixture.rows(slices)).toEqual([{ slices: 0 }]);
    const question: Question = { queryType: 'drift', method: 'psi', window: '6h', minRows: 1, format: 'table' };
    await expectSame(question, 'raw');
    await fixture.store.rollUp();
    expect(await fixture.rows(slices)).toEqual([{ slices: 0 }]);
    await expectSame(question, 'rollup');
  });
});

describe('retention', () => {
  it('takes rows whose rollups stay, and then the rollups', async () => {
    await fill();
    const question: Question = { queryType: 'quality', metrics: ['volume'], window: '1h', format: 'table' };
    const before = await ask(fixture.store, question, DAYS, true);
    await fixture.call('PUT', 'v1/models/m', { retention: { raw: '1d' } });
    // Not rolled up yet: nothing may go.
    while (await fixture.store.housekeep()) {
      /* every step */
    }
    expect(contentOf(await ask(fixture.store, question, DAYS, true))).toEqual(contentOf(before));
    await fixture.store.rollUp();
    while (await fixture.store.housekeep()) {
      /* every step */
    }
    expect(await fixture.rows('SELECT count(*) AS rows FROM predictions.m')).toEqual([{ rows: 0 }]);
    expect(contentOf(await ask(fixture.store, question, DAYS, false))).toEqual(contentOf(before));
    await fixture.call('PUT', 'v1/models/m', { retention: { raw: '1d', rollups: '2d' } });
    while (await fixture.store.housekeep()) {
      /* every step */
    }
    expect(await fixture.rows('SELECT count(*) AS slices FROM plumbline.rollup_slices WHERE hour IS NOT NULL')).toEqual(
      [{ slices: 0 }]
    );
  });
});
