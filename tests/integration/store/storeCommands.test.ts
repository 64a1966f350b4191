/** The command line's way to back up, verify, salvage, restore, export, compact and erase. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../../src/backend/cli/main';
import { openStore } from '../../../src/backend/store';
import { Session } from '../../../src/backend/store/database/session';

let folder: string;
let store: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-commands-'));
  store = join(folder, 'store.duckdb');
  writeFileSync(
    join(folder, 'log.ndjson'),
    Array.from({ length: 500 }, (_, row) =>
      JSON.stringify({ id: row, time: 1.76e9 + row, x: row / 4, entity_id: `e${row % 10}` })
    ).join('\n')
  );
  await run('ingest', '--model', 'm', '--kind', 'predictions', join(folder, 'log.ndjson'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ status: number; out: Record<string, unknown>; err: string }> {
  let out = '';
  let err = '';
  const status = await main([...args, '--store', store], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    environment: {},
    sample: { predictions: '', attributions: '' },
  });
  return { status, out: out === '' ? {} : JSON.parse(out), err };
}

async function change(sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(store);
  const session = new Session(await instance.connect());
  await session.run(sql);
  session.close();
  instance.closeSync();
}

describe('verify', () => {
  it('reads all tables of a whole store and changes no byte', async () => {
    const before = readFileSync(store);
    const { err, out, status } = await run('verify');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatchObject({
      batches: 1,
      rows: { taken: 500, present: 500, removed: 0 },
      partial: 0,
      duplicated: 0,
    });
    expect(out.tables).toContainEqual({ name: 'predictions.m', rows: 500 });
    expect(readFileSync(store).equals(before)).toBe(true);
  });

  it.each([
    ['a row that is gone', `DELETE FROM predictions.m WHERE id = '7'`, /500 predictions were taken, 499 are present/],
    [
      'a row that is there twice',
      `INSERT INTO predictions.m FROM predictions.m WHERE id = '7'`,
      /1 predictions of "m" are there twice/,
    ],
    [
      'a batch that nobody knows',
      `UPDATE plumbline.ledger SET batch = 9`,
      /belong to batch 1, which the ledger does not have/,
    ],
    ['a column that nobody knows', `ALTER TABLE predictions.m ADD COLUMN y INTEGER`, /differ in the columns y/],
    [
      'a mark of nothing',
      `INSERT INTO plumbline.superseded VALUES ('m', 'predictions', 1)`,
      /point to rows that are not there/,
    ],
  ])('finds %s', async (_what, sql, problem) => {
    await change(sql);
    const { err, status } = await run('verify');
    expect(status).toBe(1);
    expect(err).toMatch(problem);
  });

  it('finds rollups that contradict their rows', async () => {
    const opened = await openStore(store);
    await opened.rollUp();
    await opened.close();
    expect((await run('verify')).status).toBe(0);
    await change('UPDATE plumbline.rollup_slices SET rows = rows + 1 WHERE hour IS NOT NULL');
    expect((await run('verify')).err).toMatch(/hours of "m" are rolled up with other counts/);
  });

  it('finds a damaged block that nobody has read yet', async () => {
    const bytes = readFileSync(store);
    // Data blocks come after the first block of the table of contents.
    let found = false;
    for (let at = 12_288 + 262_144; at < bytes.length && !found; at += 262_144) {
      const damaged = Buffer.from(bytes);
      damaged[at + 100] ^= 1;
      writeFileSync(store, damaged);
      const { err, status } = await run('verify');
      found = status === 1 && /cannot be read|damaged/.test(err);
    }
    expect(found).toBe(true);
  });
});

describe('backup, restore and salvage', () => {
  it('copies, loses, puts back, and keeps what was replaced', async () => {
    const copy = join(folder, 'copies', 'monday.duckdb');
    expect(await run('backup', '--to', copy)).toMatchObject({ status: 0, out: { file: copy } });
    await run('erase', '--model', 'm', '--entity', 'e3');
    expect((await run('verify')).out).toMatchObject({ rows: { present: 450, removed: 50 } });
    const restored = await run('restore', '--from', copy);
    expect(restored).toMatchObject({ status: 0, out: { rows: { present: 500 } } });
    expect(existsSync(join(String(restored.out.keptIn), 'store.duckdb'))).toBe(true);
    expect((await run('backup', '--to', copy)).status).toBe(1);
    expect(existsSync(copy)).toBe(true);
  });

  it('salvages a store that is whole by doing nothing to it, but keeping a copy', async () => {
    const { out, status } = await run('salvage');
    expect(status).toBe(0);
    expect(out).toMatchObject({ cutBytes: 0, healed: [], rows: { present: 500 } });
    expect(readdirSync(String(out.keptIn))).toContain('store.duckdb');
  });

  it('leaves a store alone that is open', async () => {
    const opened = await openStore(store);
    for (const command of [['verify'], ['salvage'], ['restore', '--from', store]]) {
      const { err, status } = await run(...command);
      expect(status).toBe(1);
      expect(err).toMatch(new RegExp(`process ${process.pid}|is open|could not`, 'i'));
    }
    await opened.close();
  });
});

describe('export', () => {
  it.each(['parquet', 'csv', 'ndjson'])('writes %s files with every row', async (format) => {
    const to = join(folder, format);
    const { out, status } = await run('export', '--to', to, '--format', format);
    expect(status).toBe(0);
    expect(out.tables).toContainEqual({ file: join(to, 'predictions', `m.${format}`), rows: 500 });
    const instance = await DuckDBInstance.create(':memory:');
    const session = new Session(await instance.connect());
    expect(
      await session.row(`SELECT count(*) AS n, sum(x) AS x FROM '${join(to, 'predictions', `m.${format}`)}'`)
    ).toEqual({ n: 500, x: (499 * 500) / 8 });
    session.close();
    instance.closeSync();
    expect((await run('export', '--to', to, '--format', format)).status).toBe(1);
  });

  it('exports one model, and says when there is none', async () => {
    const { out } = await run('export', '--to', join(folder, 'one'), '--model', 'm');
    expect((out.tables as Array<{ file: string }>).map(({ file }) => file.slice(folder.length))).toContain(
      '/one/predictions/m.parquet'
    );
    expect((await run('export', '--to', join(folder, 'none'), '--model', 'x')).err).toContain('no model "x"');
  });
});

it('says which option is missing, and refuses unknown formats', async () => {
  expect(await run('restore')).toMatchObject({ status: 2, err: expect.stringContaining('--from') });
  expect(await run('erase', '--model', 'm')).toMatchObject({ status: 2, err: expect.stringContaining('--entity') });
  expect(await run('export', '--to', join(folder, 'x'), '--format', 'xls')).toMatchObject({ status: 1 });
});

it('compacts', async () => {
  const { out, status } = await run('compact');
  expect(status).toBe(0);
  expect(out).toMatchObject({ bytesBefore: expect.any(Number), bytesAfter: expect.any(Number) });
});
