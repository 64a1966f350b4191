/** The pool of readers over a real engine: what becomes of a connection whose transaction does not end as it should. */
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { ReaderPool } from '../../../src/backend/store/database/readers';

it('a connection that cannot roll back is closed, and whoever waits gets a new one', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  let opened = 0;
  const pool = new ReaderPool(async () => {
    opened++;
    return instance.connect();
  }, 1);
  const [, next] = await Promise.all([
    pool.run(undefined, (session) => session.run('ROLLBACK')),
    pool.run(undefined, (session) => session.rows('SELECT 1 AS one')),
  ]);
  expect(next).toEqual([{ one: 1 }]);
  expect(opened).toBe(2);
  await pool.run(undefined, (session) => session.rows('SELECT 1 AS one'));
  expect(opened).toBe(2);
  await pool.close();
  instance.closeSync();
});
