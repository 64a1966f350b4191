import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Backend, query, sql, startBackend } from './support';

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend?.remove());

describe('queries', () => {
  test('SQL comes back as an Arrow frame', async () => {
    const { A } = await query(backend, { A: sql("SELECT 42 AS answer, 'yes' AS word") });
    expect(A).toMatchObject({ status: 200, error: '' });
    expect(A?.frames[0]?.toArray().map((row) => row.toJSON())).toEqual([{ answer: 42, word: 'yes' }]);
  });
});
