/** Streamed results over a real engine: what an error leaves behind, and plans that come to their end. */
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statementError } from '../../../src/backend/store/database/failures';
import { readRows } from '../../../src/backend/sql/result/read';
import { reasonOf, StreamFailed } from '../../../src/backend/store/database/fetch';
import { PooledReader, ReaderPool, runStatement } from '../../../src/backend/store/database/readers';
import { Session } from '../../../src/backend/store/database/session';
import { streamable } from '../../../src/backend/store/database/streamable';

let instance: DuckDBInstance;
let pool: ReaderPool;
let opened = 0;

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  await connection.run(
    `CREATE TABLE measured AS SELECT i, (hash(i) % 1000000)::INTEGER AS place, ${Array.from({ length: 6 }, (_, column) => `random() AS c${column}`).join(', ')} FROM range(60000) AS t(i)`
  );
  connection.closeSync();
  pool = new ReaderPool(() => {
    opened++;
    return instance.connect();
  }, 1);
});

afterAll(async () => {
  await pool.close();
  instance.closeSync();
});

const reader = (signal?: AbortSignal) => new PooledReader(pool, statementError, signal);
/** Rows that come at once, and then a search that takes hours. */
const ENDLESS = 'SELECT i::DOUBLE AS x FROM range(100000000000) AS t(i) WHERE i < 1000000 OR hash(i) = 1';

describe('a stream that is not read to its end', () => {
  it.each([1, 2, 40])(
    'a visit that throws at chunk %i tells its error, and the connection is good again',
    async (at) => {
      let chunks = 0;
      const started = performance.now();
      const reading = reader().numbers(ENDLESS, [], () => {
        chunks++;
        if (chunks === at) {
          throw new RangeError(`chunk ${chunks}`);
        }
      });
      await expect(reading).rejects.toThrow(`chunk ${at}`);
      expect(performance.now() - started).toBeLessThan(10_000);
      expect(chunks).toBe(at);
      expect(await reader().rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(opened).toBe(1);
    }
  );

  it('a throw at the last chunk changes nothing about what is asked next', async () => {
    const reading = reader().numbers('SELECT 1e0 AS x', [], () => {
      throw new RangeError('the only one');
    });
    await expect(reading).rejects.toThrow('the only one');
    expect(await reader().rows('SELECT 2 AS two')).toEqual([{ two: 2 }]);
    expect(opened).toBe(1);
  });

  it('a signal ends it, also between chunks', async () => {
    for (const at of [1, 10, Infinity]) {
      const abort = new AbortController();
      let chunks = 0;
      const started = performance.now();
      const reading = reader(abort.signal).numbers(ENDLESS, [], () => {
        chunks++;
        if (chunks === at) {
          abort.abort();
        }
      });
      if (at === Infinity) {
        setTimeout(() => abort.abort(), 200);
      }
      await expect(reading).rejects.toMatchObject({ code: 'timeout' });
      expect(performance.now() - started).toBeLessThan(10_000);
      expect(await reader().rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    }
    expect(opened).toBe(1);
  });
});

describe('a statement that fails when many rows have been read', () => {
  const failing = `SELECT i::DOUBLE AS x, CASE WHEN i = $1 THEN error('row ' || i)::DOUBLE ELSE 1 END AS y FROM range(1000000) AS t(i)`;

  it('is not taken for one that has ended, and its reason is told', async () => {
    let rows = 0;
    const reading = reader().numbers(failing, [900_000], (count) => {
      rows += count;
    });
    await expect(reading).rejects.toThrow('row 900000');
    expect(rows).toBeGreaterThan(0);
    const statement = runStatement(pool, statementError, failing, { params: [900_000], stream: true }, (result) =>
      readRows(result, 1_000_000)
    );
    await expect(statement).rejects.toThrow('row 900000');
    expect(await reader().rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(opened).toBe(1);
  });

  it('is told also where it would not fail again', async () => {
    const connection = await instance.connect();
    await connection.run('CREATE SEQUENCE passes');
    const once = `SELECT CASE WHEN i = 900000 AND nextval('passes') = 1 THEN error('once')::DOUBLE ELSE 1 END AS y FROM range(1000000) AS t(i)`;
    const session = new Session(connection);
    await expect(session.numbers(once, [], () => undefined)).rejects.toBeInstanceOf(StreamFailed);
    const reason = await reasonOf(new StreamFailed(), once, (again) => session.run(again));
    expect(reason).toBeInstanceOf(StreamFailed);
    session.close();
  });
});

describe('a window over all rows', () => {
  const columns = Array.from({ length: 6 }, (_, column) => `c${column}`).join(', ');
  const numbered = `SELECT (row_number() OVER (ORDER BY place, i) - 1)::INTEGER AS w, i::DOUBLE AS i, ${columns} FROM measured`;

  it('is never the last step of a plan that is streamed', async () => {
    const plan = async (sql: string) => {
      const [explained] = await reader().rows<{ explain_value: string }>(`EXPLAIN ${sql}`);
      const steps: string[] = explained?.explain_value.match(/[A-Z_]{5,}/g) ?? [];
      return [steps.findIndex((step) => /LIMIT/.test(step)), steps.indexOf('WINDOW')];
    };
    expect(await plan(numbered)).toEqual([-1, expect.any(Number)]);
    const [limit = -1, window = -1] = await plan(streamable(numbered));
    expect(limit).toBeGreaterThanOrEqual(0);
    expect(window).toBeGreaterThan(limit);
    expect(streamable('SELECT c0 FROM measured')).toBe('SELECT c0 FROM measured');
  });

  it('comes whole and in its order, time and again', async () => {
    const expected = (await reader().rows<{ i: number }>('SELECT i FROM measured ORDER BY place, i')).map(({ i }) => i);
    for (let round = 0; round < 40; round++) {
      const places: number[] = [];
      const ids: number[] = [];
      await reader().numbers(numbered, [], (_, [w, i]) => {
        places.push(...(w ?? []));
        ids.push(...(i ?? []));
      });
      expect(places).toEqual(expected.map((_, index) => index));
      expect(ids).toEqual(expected);
    }
  });
});
