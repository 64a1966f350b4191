/** Backups while batches arrive, compaction while queries run, and copies before a migration. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/backend/store';
import { Session } from '../../../src/backend/store/database/session';
import { backupFolder } from '../../../src/backend/store/lifecycle/copies';
import { migrate, SCHEMA_VERSION, schemaVersion } from '../../../src/backend/store/migrations';
import { type Store } from '../../../src/backend/store/types';
import { failureOf, type Fixture, makeFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await makeFixture();
});
afterEach(() => fixture.remove());

const START = Date.UTC(2026, 0, 1);
const batch = (number: number, size = 100) =>
  Array.from({ length: size }, (_, row) => ({ id: `${number}-${row}`, time: START + number * 1000 + row, x: row / 3 }));

async function rowsOf(store: Store, sql: string): Promise<Array<Record<string, unknown>>> {
  return store.reader().rows(sql);
}

const PER_BATCH = `SELECT l.batch, accepted + updated AS taken, count(p._seq) AS present FROM plumbline.ledger AS l
  LEFT JOIN predictions.m AS p ON p._seq >> 20 = l.batch GROUP BY ALL HAVING taken <> present`;

describe('a backup', () => {
  it('is the store of one moment, taken while batches arrive', async () => {
    await fixture.send('predictions', batch(0, 20_000));
    let going = true;
    let sent = 1;
    const writing = (async () => {
      for (; going; sent++) {
        // New columns too: DuckDB makes no checkpoint while the copy is made, and a change of the schema wants one.
        await fixture.send(
          'predictions',
          batch(sent, 300).map((row) => (sent % 5 === 0 ? { ...row, [`extra_${sent}`]: 1 } : row))
        );
      }
    })();
    const names = ['first', 'second', 'third'];
    try {
      for (const name of names) {
        await fixture.call('POST', 'v1/store/backups', { name });
      }
    } finally {
      going = false;
      await writing;
    }
    const { body } = (await fixture.call('GET', 'v1/store/backups')) as { body: { backups: Array<{ name: string }> } };
    expect(new Set(body.backups.map(({ name }) => name))).toEqual(new Set(names));
    const batches: number[] = [];
    for (const name of names) {
      const copy = await openStore(join(backupFolder(fixture.file), `${name}.duckdb`));
      expect(await rowsOf(copy, PER_BATCH)).toEqual([]);
      const [ledger] = await rowsOf(copy, 'SELECT count(*) AS n FROM plumbline.ledger');
      batches.push(Number(ledger?.n));
      // The batches of the copy are those that came first, whole.
      expect(await rowsOf(copy, 'SELECT sum(x) AS x, count(*) AS n FROM predictions.m')).toEqual(
        await fixture.rows(
          `SELECT sum(x) AS x, count(*) AS n FROM predictions.m WHERE _seq >> 20 <= ${Number(ledger?.n)}`
        )
      );
      await copy.close();
    }
    expect(batches).toEqual([...batches].sort((a, b) => a - b));
    expect(batches[0]).toBeGreaterThan(0);
    expect(sent).toBeGreaterThan(2);
  });

  it('has names that are file names, each once, and leaves nothing half-made', async () => {
    await fixture.send('predictions', batch(1));
    for (const name of ['../x', 'a/b', '', '.hidden', 'x'.repeat(101)]) {
      expect(await failureOf(fixture.call('POST', 'v1/store/backups', { name }))).toMatchObject({
        code: 'bad_request',
      });
    }
    await fixture.call('POST', 'v1/store/backups', { name: 'once' });
    expect(await failureOf(fixture.call('POST', 'v1/store/backups', { name: 'once' }))).toMatchObject({
      code: 'conflict',
    });
    expect(readdirSync(fixture.folder).filter((file) => file.includes('.copy'))).toEqual([]);
    const unnamed = await fixture.call('POST', 'v1/store/backups');
    expect(unnamed.status).toBe(201);
  });

  it('is refused where it would fill the disk', async () => {
    await fixture.remove();
    fixture = await makeFixture({ keepFreeBytes: 1e15 });
    expect(await failureOf(fixture.call('POST', 'v1/store/backups', {}))).toMatchObject({ code: 'no_space' });
  });
});

describe('compaction', () => {
  it('gives back the room of removed rows while queries and batches go on', async () => {
    for (let number = 0; number < 4; number++) {
      // Texts that no encoding makes small: what they leave is worth giving back.
      const rows = batch(number, 20_000).map((row) => ({ ...row, 'meta.note': randomBytes(48).toString('base64') }));
      await fixture.send('predictions', rows);
    }
    await fixture.call('PUT', 'v1/models/m', { retention: { raw: '1h' } });
    await fixture.store.rollUp();
    while (await fixture.store.housekeep()) {
      /* until nothing is due */
    }
    await fixture.send('predictions', [{ id: 'new', time: Date.now(), x: 1 }]);
    let going = true;
    const failures: unknown[] = [];
    const busy = [
      (async () => {
        while (going) {
          await fixture.rows('SELECT count(*) AS n FROM predictions.m').catch((error: unknown) => failures.push(error));
        }
      })(),
      (async () => {
        for (let number = 0; going; number++) {
          await fixture
            .send('predictions', [{ id: `during-${number}`, time: Date.now(), x: 1 }])
            .catch((error: unknown) => failures.push(error));
        }
      })(),
    ];
    const { body } = await fixture.call('POST', 'v1/store/compaction', {}).finally(() => (going = false));
    await Promise.all(busy);
    expect(failures).toEqual([]);
    const { bytesAfter, bytesBefore } = body as { bytesAfter: number; bytesBefore: number };
    expect(bytesAfter).toBeLessThan(bytesBefore - 2_000_000);
    expect(existsSync(`${fixture.file}.copy`)).toBe(false);
    const [kept] = await fixture.rows(`SELECT count(*) AS n FROM predictions.m WHERE id = 'new'`);
    expect(kept?.n).toBe(1);
    await fixture.reopen();
    const ledger = await fixture.rows('SELECT sum(accepted) AS taken FROM plumbline.ledger');
    const removed = await fixture.rows('SELECT sum(rows) AS gone FROM plumbline.removed_rows');
    const [present] = await fixture.rows('SELECT count(*) AS n FROM predictions.m');
    expect(present?.n).toBe(Number(ledger[0]?.taken) - Number(removed[0]?.gone));
  });
});

describe('a store of an older schema', () => {
  it('is copied, brought up to date, and keeps its rows; the copy is as it was', async () => {
    await fixture.store.close();
    const file = join(fixture.folder, 'old.duckdb');
    // As the first release left it: schema 1, in the storage format of DuckDB 1.0.
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const session = new Session(connection);
    await session.run(`ATTACH '${file}' AS store (STORAGE_VERSION 'v1.0.0')`);
    await session.run('USE store');
    await migrate(session, await schemaVersion(session), 1);
    await session.run(
      `INSERT INTO plumbline.models VALUES ('m', 'binary', '1', NULL, NULL, NULL, NULL, '{}', '{}', false, false, now()::TIMESTAMP)`
    );
    for (const [position, name, type] of [
      [0, 'id', 'VARCHAR'],
      [1, 'time', 'TIMESTAMP'],
    ] as const) {
      await session.run(
        `INSERT INTO plumbline.columns VALUES ('m', ${position}, '${name}', '${name}', '${name}', 'categorical', '${type}', false, false, false)`
      );
    }
    await session.run('CREATE TABLE predictions.m (_seq BIGINT NOT NULL, id VARCHAR, time TIMESTAMP)');
    await session.run(
      'CREATE TABLE labels.m (_seq BIGINT NOT NULL, id VARCHAR, prediction_time TIMESTAMP, value VARCHAR, observed_at TIMESTAMP, arrived_at TIMESTAMP)'
    );
    await session.run(
      `INSERT INTO predictions.m SELECT (1 << 20) + i, 'r' || i, TIMESTAMP '2026-01-01' FROM range(1000) t(i)`
    );
    session.close();
    instance.closeSync();

    const store = await openStore(file);
    expect(await rowsOf(store, 'SELECT max(version) AS v FROM plumbline.schema_migrations')).toEqual([
      { v: SCHEMA_VERSION },
    ]);
    expect(await rowsOf(store, 'SELECT count(*) AS n FROM predictions.m')).toEqual([{ n: 1000 }]);
    const answer = await store.ingest({
      actor: { login: 'tester' },
      model: 'm',
      kind: 'predictions',
      contentType: 'application/json',
      body: new TextEncoder().encode(JSON.stringify([{ id: 'new', time: START }])),
      autoCreate: false,
    });
    expect(answer.body.accepted).toBe(1);
    await store.close();

    const [copy] = readdirSync(backupFolder(file));
    expect(copy).toMatch(new RegExp(`^before-schema-${SCHEMA_VERSION}-`));
    const kept = await DuckDBInstance.create(join(backupFolder(file), copy ?? ''), { access_mode: 'READ_ONLY' });
    const reader = new Session(await kept.connect());
    expect(await reader.row('SELECT max(version) AS v FROM plumbline.schema_migrations')).toEqual({ v: 1 });
    expect(await reader.row('SELECT count(*) AS n FROM predictions.m')).toEqual({ n: 1000 });
    reader.close();
    kept.closeSync();
    // Opened again, it is up to date: no further copy.
    await (await openStore(file)).close();
    expect(readdirSync(backupFolder(file))).toHaveLength(1);
    fixture.store = await openStore(fixture.file);
  });
});
