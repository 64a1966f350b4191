/** Names that analyses give to columns of their own: refused, and harmless where a store has them already. */
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAnalysis } from '../../../src/backend/analyses';
import { openStore } from '../../../src/backend/store';
import { type PlumblineQuery } from '../../../src/query/model';
import { rowsOf } from '../../parity/harness';
import { failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture({ roll: false });
});
afterEach(() => fixture.remove());

const NAMES = ['plumbline label', 'Plumbline Newest', 'PLUMBLINE anything'];
const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const time = (index: number) => new Date(START + index * HOUR).toISOString();

async function table(query: Record<string, unknown>): Promise<Array<Record<string, unknown>>> {
  const frames = await runAnalysis(
    { refId: 'A', model: 'm', format: 'table', window: 'all', ...query } as PlumblineQuery,
    {
      reader: fixture.store.reader(),
      catalogue: fixture.store.catalogue,
      from: START,
      to: START + 200 * HOUR,
      now: Date.now() + HOUR,
      maxDataPoints: 1000,
      intervalMs: 1000,
      rowLimit: 1_000_000,
      unmasked: true,
      memo: new Map(),
    }
  );
  return rowsOf(frames[0]);
}

describe('names that are reserved', () => {
  it.each(NAMES)('refuse rows that send %s, and no others', async (name) => {
    const answer = await fixture.send('predictions', [
      { id: 'a', time: time(0), x: 1 },
      { id: 'b', time: time(1), x: 2, [name]: 1 },
    ]);
    expect(answer.body).toMatchObject({
      accepted: 1,
      rejectedTotal: 1,
      rejected: [
        {
          row: 1,
          column: name,
          reason: 'names that begin with "plumbline " are reserved',
          remedy: 'Rename the column, or leave it out',
        },
      ],
    });
    expect((await fixture.store.catalogue.model('m')).columns.map((column) => column.name)).toEqual([
      'id',
      'time',
      'x',
    ]);
  });

  it('are no column of a declaration', async () => {
    for (const [index, name] of NAMES.entries()) {
      const columns = [...Array.from({ length: index }, (_, other) => ({ name: `c${other}` })), { name }];
      const failure = await failureOf(fixture.call('PUT', 'v1/models/m', { columns }));
      expect(failure).toMatchObject({ code: 'bad_request', place: `columns[${index}].name` });
      expect(failure.text).toContain('reserved');
    }
  });

  it('may begin otherwise', async () => {
    const answer = await fixture.send('predictions', [
      { id: 'a', time: time(0), plumbline: 1, plumbline_label: 2, 'a plumbline b': 3 },
    ]);
    expect(answer.body).toMatchObject({ accepted: 1, rejectedTotal: 0 });
  });
});

describe('a store from before that has such a column', () => {
  /** Every prediction is wrong; the column in question is as the prediction. */
  async function fill(): Promise<void> {
    const rows = Array.from({ length: 100 }, (_, index) => ({
      id: `${index}`,
      time: time(index),
      prediction: index % 2,
      x: String(index % 2),
      y: index,
    }));
    await fixture.send('predictions', rows);
    await fixture.send(
      'labels',
      rows.map(({ id }, index) => ({ id, value: String(1 - (index % 2)) }))
    );
    await fixture.call('PUT', 'v1/models/m/references/r', { from: time(0), to: time(100) });
  }

  /** Names columns in the file as stores could before. */
  async function rename(...names: Array<[from: string, to: string]>): Promise<void> {
    await fixture.store.close();
    const instance = await DuckDBInstance.create(fixture.file);
    const connection = await instance.connect();
    for (const [from, to] of names) {
      await connection.run(`ALTER TABLE predictions.m RENAME COLUMN ${from} TO "${to}"`);
      await connection.run(`ALTER TABLE "references"."m/r" RENAME COLUMN ${from} TO "${to}"`);
      await connection.run(`UPDATE plumbline.columns SET name = '${to}', source = '${to}' WHERE name = '${from}'`);
      await connection.run(`UPDATE plumbline.reference_bins SET "column" = '${to}' WHERE "column" = '${from}'`);
    }
    connection.closeSync();
    instance.closeSync();
    fixture.store = await openStore(fixture.file, { roll: false });
  }

  it('opens, takes rows and answers as without it', async () => {
    await fill();
    const performance = { queryType: 'performance', metrics: ['accuracy'] };
    const drift = {
      queryType: 'drift',
      reference: { kind: 'fixed', name: 'r' },
      columns: ['y', 'prediction'],
      segmentBy: ['prediction'],
    };
    const lag = { queryType: 'quality', metrics: ['label_lag'] };
    const before = [await table(performance), await table(drift), await table(lag)];
    expect(before[0]?.[0]).toMatchObject({ value: 0, n: 100, n_labelled: 100 });
    await rename(['x', 'Plumbline Label']);
    expect([await table(performance), await table(drift), await table(lag)]).toEqual(before);
    await rename(['"Plumbline Label"', 'plumbline newest']);
    expect(await table(performance)).toEqual(before[0]);
    expect((await fixture.store.catalogue.model('m')).columns.map(({ name }) => name)).not.toContain(
      'plumbline newest'
    );
    expect((await fixture.store.catalogue.reference('m', 'r')).bins.has('plumbline newest')).toBe(false);
    expect((await fixture.send('predictions', [{ id: 'n', time: time(150), prediction: 1, y: 7 }])).body).toMatchObject(
      {
        accepted: 1,
        rejectedTotal: 0,
      }
    );
    expect((await table({ queryType: 'records' })).map(({ id }) => id)).toContain('n');
    expect(await fixture.rows('SELECT count("plumbline newest")::INTEGER AS n FROM predictions.m')).toEqual([
      { n: 100 },
    ]);
  });
});
