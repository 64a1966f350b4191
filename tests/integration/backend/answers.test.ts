/** Answers that are too much, and requests that ask too often. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InProcess, startInProcess } from './inProcess';
import { sql } from './support';

let front: InProcess;
beforeAll(() => {
  front = startInProcess({ maxAnswerBytes: 1 << 20 });
});
afterAll(() => front?.remove());

/** About 300 kB as an Arrow frame. */
const large = (n: number) => sql(`SELECT x, repeat('y', 20) AS y${n} FROM range(10000) AS t(x)`);

describe('one request', () => {
  test('ends with an error in words when its answer outgrows the limit, and keeps what fits', async () => {
    const queries = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`Q${n}`, large(n)]));
    const results = Object.values(await front.query(queries));
    const good = results.filter((result) => !(result instanceof Error));
    expect(good.length).toBeGreaterThan(0);
    expect(good.length).toBeLessThan(6);
    const errors = results.filter((result) => result instanceof Error);
    expect(errors).toHaveLength(40 - good.length);
    for (const error of errors) {
      expect(error).toMatchObject({
        code: 'too_large',
        message: expect.stringMatching(/larger than 1048576 bytes; query Q\d+/),
      });
    }
    expect(await front.query({ A: sql('SELECT 1 AS one') })).toEqual({ A: { frames: 1 } });
    expect(await front.metrics()).not.toMatch(/^plumbline_engine_restarts_total\{/m);
  });

  test('has at most 100 queries', async () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`Q${n}`, sql(`SELECT ${n} AS n`)]));
    const most = Object.values(await front.query(many(100)));
    expect(most).toHaveLength(100);
    expect(most.every((result) => !(result instanceof Error))).toBe(true);
    await expect(front.query(many(101))).rejects.toMatchObject({ code: 'too_large' });
  });
});
