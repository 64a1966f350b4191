/** Many slow queries beside quick ones, and one query with very many series: who waits for whom, and that nothing is lost. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Backend, query, resource, sql, startBackend } from './support';

const SLOW = 16;
const QUICK = 24;
const USERS = 4;
const ROWS = 2_000;
const CUSTOMERS = 10_000;
const PATIENCE_MS = 240_000;
/** For statements that have to come to their end, however busy the machine is. */
const patient = { jsonData: { queryTimeoutSeconds: 200 }, updated: 2 };

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
  const rows = Array.from({ length: ROWS }, (_, n) => ({ id: `p${n}`, time: Date.UTC(2024, 0, 10) + n, x: n }));
  expect(await resource(backend, 'POST', 'v1/models/m/predictions', rows, patient)).toMatchObject({ status: 200 });
});
afterAll(() => backend?.remove());

async function ask(statement: string, user: number): Promise<unknown> {
  const { A } = await query(backend, { A: sql(statement) }, { ...patient, login: `user${user % USERS}` });
  expect(A?.error).toBe('');
  return A?.frames[0]?.toArray()[0]?.toJSON()['n'];
}

test(
  'quick queries are answered while slow ones wait for each other',
  async () => {
    let slowLeft = SLOW;
    // 48 million products each. No two statements are alike, and none was seen before.
    const slow = Array.from({ length: SLOW }, async (_, number) => {
      const statement = `SELECT count(*) FILTER (WHERE sqrt(a.x * b.x + z) >= 0) + ${number} AS n
        FROM predictions.m AS a, predictions.m AS b, range(12) AS c(z)`;
      const n = await ask(statement, number);
      slowLeft--;
      return n;
    });
    const leftAt: number[] = [];
    await Promise.all(
      Array.from({ length: USERS }, async (_user, user) => {
        for (let number = user; number < QUICK; number += USERS) {
          expect(await ask(`SELECT count(*) + ${number} AS n FROM predictions.m`, user)).toBe(BigInt(ROWS + number));
          leftAt.push(slowLeft);
        }
      })
    );
    // All of the quick ones were done before half of the slow ones were.
    expect(Math.min(...leftAt)).toBeGreaterThan(SLOW / 2);
    expect(await Promise.all(slow)).toEqual(
      Array.from({ length: SLOW }, (_, number) => BigInt(12 * ROWS * ROWS + number))
    );
  },
  PATIENCE_MS
);

test(
  'ten thousand series come whole, from SQL and from an analysis',
  async () => {
    const columns = [{ name: 'customer', role: 'segment', type: 'categorical', segment: true }];
    expect((await resource(backend, 'PUT', 'v1/models/fleet', { columns }, patient)).status).toBe(201);
    // Every tenth customer has two predictions.
    const rows = Array.from({ length: CUSTOMERS }, (_, customer) =>
      Array.from({ length: customer % 10 === 0 ? 2 : 1 }, (_one, n) => ({
        id: `${customer}-${n}`,
        time: Date.UTC(2024, 0, 10),
        customer: `c${customer}`,
      }))
    ).flat();
    expect(await resource(backend, 'POST', 'v1/models/fleet/predictions', rows, patient)).toMatchObject({
      status: 200,
    });
    const { A, B } = await query(
      backend,
      {
        A: sql('SELECT customer, count(*)::DOUBLE AS n FROM predictions.fleet GROUP BY customer'),
        B: {
          queryType: 'quality',
          model: 'fleet',
          metrics: ['volume'],
          segmentBy: ['customer'],
          window: 'all',
          format: 'numeric',
        },
      },
      patient
    );
    const expected = new Map(
      Array.from({ length: CUSTOMERS }, (_, customer) => [`c${customer}`, customer % 10 === 0 ? 2 : 1])
    );
    const counts = (answer: typeof A, key: string, value: string) =>
      new Map(
        answer?.frames[0]?.toArray().map((row): [string, number] => {
          const cells = row.toJSON();
          return [String(cells[key]).replace('customer=', ''), Number(cells[value])];
        })
      );
    expect(A?.error).toBe('');
    expect(B?.error).toBe('');
    expect(counts(A, 'customer', 'n')).toEqual(expected);
    expect(counts(B, 'segment', 'volume')).toEqual(expected);
  },
  PATIENCE_MS
);
