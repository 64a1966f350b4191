import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/backend/store';
import { failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture({ readers: 2 });
});
afterEach(() => fixture.remove());

const row = { id: 1, time: '2026-01-01T00:00:00Z', x: 0.5 };

describe('opening', () => {
  it('finds everything again after a close', async () => {
    await fixture.send('predictions', [row]);
    await fixture.reopen();
    expect(await fixture.rows('SELECT id, x FROM predictions.m')).toEqual([{ id: '1', x: 0.5 }]);
    expect((await fixture.store.catalogue.model('m')).columns.map((column) => column.name)).toEqual([
      'id',
      'time',
      'x',
    ]);
    const state = await fixture.store.status();
    expect(state).toMatchObject({ duckdb: 'v1.5.6', models: 1, predictions: 1 });
    expect(state.freeBytes).toBeGreaterThan(0);
  });

  it('refuses a second open in the same process, naming it', async () => {
    const failure = await failureOf(openStore(fixture.file));
    expect(failure.code).toBe('unavailable');
    expect(failure.text).toContain(`process ${process.pid}`);
    // The first one has lost nothing by the attempt.
    expect((await fixture.send('predictions', [row])).body.accepted).toBe(1);
  });

  it('refuses a file that another process holds, naming the process', async () => {
    const file = join(fixture.folder, 'held.duckdb');
    const script = `
      const { DuckDBInstance } = require('@duckdb/node-api');
      DuckDBInstance.create(${JSON.stringify(file)}).then(() => { console.log('open'); setInterval(() => {}, 1000); });`;
    const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      const failure = await failureOf(openStore(file));
      expect(failure.code).toBe('unavailable');
      expect(failure.text).toContain(`process ${holder.pid}`);
      expect(failure.text).toContain('standby');
    } finally {
      holder.kill('SIGKILL');
      await once(holder, 'close');
    }
    await (await openStore(file)).close();
  });

  it('takes over the lease of a process that has died, and of one whose number was used again', async () => {
    const lease = `${fixture.file}.lease`;
    expect(readFileSync(lease, 'utf8').split('\n')[0]).toBe(String(process.pid));
    await fixture.store.close();
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'close');
    writeFileSync(lease, `${dead.pid}\n${hostname()}\n\n`);
    fixture.store = await openStore(fixture.file);
    await fixture.store.close();
    writeFileSync(lease, `${process.ppid}\n${hostname()}\n1\n`);
    fixture.store = await openStore(fixture.file);
  });

  it('respects the lease of a living process', async () => {
    await fixture.store.close();
    const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    writeFileSync(`${fixture.file}.lease`, `${living.pid}\n${hostname()}\n\n`);
    const failure = await failureOf(openStore(fixture.file));
    expect(failure.text).toContain(`process ${living.pid}`);
    living.kill('SIGKILL');
    await once(living, 'close');
    fixture.store = await openStore(fixture.file);
  });

  it('refuses the file of a newer Plumbline', async () => {
    await fixture.store.close();
    const instance = await DuckDBInstance.create(fixture.file);
    const connection = await instance.connect();
    await connection.run(`INSERT INTO plumbline.schema_migrations VALUES (99, 'future', now()::TIMESTAMP)`);
    connection.closeSync();
    instance.closeSync();
    const failure = await failureOf(openStore(fixture.file));
    expect(failure).toMatchObject({ code: 'unavailable' });
    expect(failure.text).toContain('schema 99');
    expect(failure.text).toContain('newer Plumbline');
    fixture = await makeFixture();
  });

  it('refuses a file that is no database, and gives the lease back', async () => {
    const file = join(fixture.folder, 'text.duckdb');
    writeFileSync(file, 'this is not a database, and long enough to be looked at'.repeat(100));
    for (let attempt = 0; attempt < 2; attempt++) {
      const failure = await failureOf(openStore(file));
      expect(failure.code).toBe('unavailable');
      expect(failure.text).toContain('could not be opened');
    }
  });
});

describe('reading', () => {
  it.each([
    [`SELECT * FROM read_csv('/etc/hostname')`],
    [`SELECT * FROM read_text('/etc/hostname')`],
    [`ATTACH '/tmp/other.duckdb'`],
    [`SET memory_limit = '64GB'`],
    [`RESET enable_external_access`],
    [`INSTALL httpfs`],
    [`LOAD '/tmp/x.duckdb_extension'`],
    [`COPY (SELECT 1) TO '/tmp/plumbline-leak.csv'`],
    [`CREATE TABLE predictions.other (x INTEGER)`],
    [`INSERT INTO plumbline.models SELECT * FROM plumbline.models`],
    [`DELETE FROM plumbline.ledger`],
  ])('refuses %s', async (sql) => {
    await expect(fixture.rows(sql)).rejects.toMatchObject({ name: 'PlumblineError' });
  });

  it('gives rows without a prototype, numbers for integers and milliseconds for times', async () => {
    const [only] = await fixture.rows(
      `SELECT 42::BIGINT AS big, sum(7::BIGINT) AS huge, 1.25::DECIMAL(5, 2) AS dec, TIMESTAMP '2026-01-01 00:00:00.5' AS t,
         [1, NULL] AS list, {'a': 1} AS struct, NULL AS nothing, true AS flag, 'x' AS "__proto__"`
    );
    expect(Object.getPrototypeOf(only)).toBeNull();
    expect(Object.entries(only ?? {})).toEqual([
      ['big', 42],
      ['huge', 7],
      ['dec', 1.25],
      ['t', Date.UTC(2026, 0, 1) + 500],
      ['list', [1, null]],
      ['struct', { a: 1 }],
      ['nothing', null],
      ['flag', true],
      ['__proto__', 'x'],
    ]);
  });

  it('records what was executed and binds parameters', async () => {
    const reader = fixture.store.reader();
    const sql = 'SELECT $1::VARCHAR AS a, $2 + 1 AS b, $3 AS c';
    expect(await reader.rows(sql, [`'; DROP TABLE x`, 2.5, null])).toEqual([{ a: `'; DROP TABLE x`, b: 3.5, c: null }]);
    expect(reader.executed).toEqual([sql]);
  });

  it('interrupts a running query when its signal says so, and the connection is good again', async () => {
    const abort = new AbortController();
    const long = fixture.store
      .reader(abort.signal)
      .rows('SELECT count(*) FROM range(100000000000) a(i) WHERE hash(i) = 1');
    setTimeout(() => abort.abort(), 100);
    const started = performance.now();
    expect((await failureOf(long)).code).toBe('timeout');
    expect(performance.now() - started).toBeLessThan(2500);
    expect(await fixture.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('does not start a query whose signal was given before, nor one that waits for a connection', async () => {
    expect((await failureOf(fixture.store.reader(AbortSignal.abort()).rows('SELECT 1'))).code).toBe('timeout');
    const busy = new AbortController();
    const waiting = new AbortController();
    const sql = 'SELECT count(*) FROM range(100000000000) a(i) WHERE hash(i) = 1';
    const running = [1, 2].map(() => failureOf(fixture.store.reader(busy.signal).rows(sql)));
    const queued = failureOf(fixture.store.reader(waiting.signal).rows('SELECT 1'));
    await new Promise((done) => setTimeout(done, 50));
    waiting.abort();
    expect((await queued).code).toBe('timeout');
    busy.abort();
    expect((await Promise.all(running)).map((failure) => failure.code)).toEqual(['timeout', 'timeout']);
  });

  it('hands out whole results for streaming, both ways', async () => {
    for (const stream of [false, true]) {
      const counted = await fixture.store.statement('SELECT i FROM range(5000) t(i)', { stream }, async (result) => {
        let rows = 0;
        for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
          rows += chunk.rowCount;
        }
        return rows;
      });
      expect(counted).toBe(5000);
    }
  });

  it('tells bad SQL from trouble of its own', async () => {
    expect((await failureOf(fixture.rows('SELEC 1'))).code).toBe('bad_request');
    expect((await failureOf(fixture.rows('SELECT * FROM nowhere'))).code).toBe('bad_request');
    expect((await failureOf(fixture.rows(`SELECT 'a'::INTEGER`))).code).toBe('bad_request');
  });
});
