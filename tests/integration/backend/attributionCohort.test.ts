/** A selection of attributions, kept as a cohort and asked for by name, through the real process. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Backend, query, resource, sql, startBackend } from './support';

const ROWS = 60;
const START = Date.UTC(2024, 0, 10);

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
  const numbers = Array.from({ length: ROWS }, (_, n) => n);
  const identity = (n: number) => ({ id: `p${n}`, time: START + n * 60_000 });
  await send(
    'predictions',
    numbers.map((n) => ({ ...identity(n), distance: n, prediction: n % 2, score: 0.5 }))
  );
  await send(
    'labels',
    numbers.map((n) => ({ id: `p${n}`, value: 1 }))
  );
  await send(
    'attributions',
    numbers.map((n) => ({ ...identity(n), base_value: 0, output_name: 'late', shap_distance: (n - 30) / 10 }))
  );
});
afterAll(() => backend?.remove());

async function send(kind: string, rows: object[]): Promise<void> {
  const { status, body } = await resource(backend, 'POST', `v1/models/m/${kind}`, rows, { role: 'Admin' });
  expect(status, JSON.stringify(body)).toBeLessThan(300);
}

const PUSHED = [
  { key: 'shap_distance', operator: '>', value: '1.95' },
  { key: 'output_name', operator: '=', value: 'late' },
];
async function ask(asked: object) {
  const { A } = await query(backend, { A: asked }, { role: 'Viewer' });
  expect(A?.error).toBe('');
  return A?.frames ?? [];
}

test('is a cohort that queries name, and lists its records', async () => {
  const filters = { model: 'm', filters: PUSHED };
  expect((await resource(backend, 'PUT', 'v1/cohorts/pushed', filters, { role: 'Editor' })).status).toBeLessThan(300);
  const unknown = { model: 'm', filters: [{ ...PUSHED[0], key: 'shap_nothing' }] };
  expect(await resource(backend, 'PUT', 'v1/cohorts/none', unknown, { role: 'Editor' })).toMatchObject({ status: 404 });

  // From n = 50 on (n - 30) / 10 is above 1.95.
  const [records] = await ask({ queryType: 'records', model: 'm', filters: PUSHED });
  expect(records?.numRows).toBe(10);
  const [cohorts] = await ask({
    queryType: 'cohorts',
    model: 'm',
    saved: ['pushed'],
    metrics: ['accuracy'],
    minRows: 1,
  });
  const rows = cohorts?.toArray().map((each) => each.toJSON()) ?? [];
  const row = rows.find(({ cohort }) => cohort === 'pushed');
  expect(Number(row?.['n'])).toBe(10);
  expect(Number(row?.['value'])).toBeCloseTo(0.5, 12);
});

test('is gone on with in SQL mode as it ran', async () => {
  const [records] = await ask({ queryType: 'records', model: 'm', filters: PUSHED });
  const { executedQueryString } = JSON.parse(records?.schema.metadata.get('meta') ?? '{}') as Record<string, string>;
  const [statement = ''] = (executedQueryString ?? '').split(';\n\n');
  expect(statement).toContain('shap_distance');
  const [frame] = await ask(sql(statement));
  expect(frame?.numRows).toBe(10);
});
