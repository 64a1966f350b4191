/**
 * What people expect of a data source that only a Grafana can show (docs/expectations.md names the rows): server-side
 * expressions on our answers, JSON that a rule kept from other versions, help that is clicked, history in words.
 */
import { type APIRequestContext } from '@playwright/test';
import { expect, IN_GRAFANA, test } from './fixtures';

const TYPE = 'plumbline-predictions-datasource';
const datasource = { type: TYPE, uid: 'plumbline' };
const expression = { datasource: { type: '__expr__', uid: '__expr__' } };
const DAY_MS = 86_400_000;

const drift = {
  refId: 'A',
  datasource,
  queryType: 'drift',
  model: 'flights',
  columns: ['temp', 'humid', 'wind_speed'],
  method: 'psi',
  reference: { kind: 'fixed' },
  window: 'all',
};

interface Frame {
  schema: { meta?: { type?: string }; fields: Array<{ name: string; type: string; labels?: Record<string, string> }> };
  data: { values: unknown[][] };
}
interface Answer {
  results: Record<string, { status: number; error?: string; frames?: Frame[] }>;
}

const explore = (query: object): string => {
  const panes = {
    a: {
      datasource: 'plumbline',
      queries: [{ refId: 'A', datasource, ...query }],
      range: { from: 'now-30d', to: 'now' },
    },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
};

test.beforeEach(() => {
  test.skip(!IN_GRAFANA, 'expressions, rules and Explore are Grafana’s');
});

test.describe('expressions of Grafana', () => {
  const ask = async (request: APIRequestContext, queries: object[]): Promise<Answer> => {
    const now = Date.now();
    const reply = await request.post('/api/ds/query', {
      data: { from: String(now - 30 * DAY_MS), to: String(now), queries },
    });
    return (await reply.json()) as Answer;
  };

  test('take numbers as they are: a threshold has one instance a column', async ({ request }) => {
    const { results } = await ask(request, [
      { ...drift, format: 'numeric' },
      { refId: 'B', ...expression, type: 'math', expression: '$A * 2' },
      {
        refId: 'C',
        ...expression,
        type: 'threshold',
        expression: 'B',
        conditions: [{ evaluator: { type: 'gt', params: [0] } }],
      },
    ]);
    const { A, C } = results;
    expect(C?.error).toBeUndefined();
    const columns = (C?.frames ?? []).map(({ schema }) => schema.fields.at(-1)?.labels?.['column']).sort();
    expect(columns).toEqual(['humid', 'temp', 'wind_speed']);
    expect(A?.frames?.[0]?.schema.meta?.type).toMatch(/^numeric/);
  });

  test('reduce a time series to its last value', async ({ request }) => {
    const { results } = await ask(request, [
      { ...drift, window: '7d', format: 'timeseries' },
      { refId: 'B', ...expression, type: 'reduce', expression: 'A', reducer: 'last' },
    ]);
    expect(results['B']?.error).toBeUndefined();
    expect(results['B']?.frames).toHaveLength(3);
  });

  test('take a statement as numbers, too', async ({ request }) => {
    const rawSql = 'SELECT origin, avg(y_pred_proba) AS score FROM predictions."flights" GROUP BY ALL';
    const { results } = await ask(request, [
      { refId: 'A', datasource, queryType: 'sql', rawSql, format: 'table' },
      { refId: 'B', ...expression, type: 'math', expression: '$A > 0' },
    ]);
    expect(results['B']?.error).toBeUndefined();
    expect(results['B']?.frames).toHaveLength(3);
  });
});

test.describe('JSON that a rule kept', () => {
  const ask = async (request: APIRequestContext, query: object) => {
    const now = Date.now();
    const reply = await request.post('/api/ds/query', {
      data: { from: String(now - 30 * DAY_MS), to: String(now), queries: [{ refId: 'A', datasource, ...query }] },
    });
    return ((await reply.json()) as Answer).results['A'];
  };

  test('of no version is read', async ({ request }) => {
    const answer = await ask(request, { ...drift, format: 'numeric' });
    expect(answer?.status).toBe(200);
  });

  test('of another SQL data source is read', async ({ request }) => {
    const answer = await ask(request, { rawSql: 'SELECT 7 AS n', format: 'table', rawQuery: true, editorMode: 'code' });
    expect(answer?.frames?.[0]?.data.values).toEqual([[7]]);
  });

  test('of a newer version is refused in words', async ({ request }) => {
    const answer = await ask(request, { ...drift, pluginVersion: '9.0.0' });
    expect(answer?.status).toBe(400);
    expect(answer?.error).toMatch(/newer Plumbline.*Update the plugin/s);
  });
});

test('an example of the help is put into the editor and runs', async ({ page }) => {
  await page.goto(explore({ queryType: 'records', model: 'flights', limit: 5, format: 'table' }));
  await page.getByRole('button', { name: 'Show data source help' }).click();
  const answered = page.waitForResponse(
    (response) =>
      response.url().includes('/api/ds/query') && (response.request().postData() ?? '').includes('"performance"')
  );
  await page.getByRole('button', { name: 'Accuracy and AUC where at least 80 % of the labels came' }).click();
  await page.getByRole('button', { name: 'Run query' }).first().click();
  expect((await (await answered).json()).results.A.status).toBe(200);
});

test('history says a query in words', async ({ page }) => {
  await page.goto(explore({ ...drift, window: '7d', format: 'timeseries' }));
  await page.getByRole('button', { name: 'Run query' }).first().click();
  await page.getByRole('button', { name: /query history/i }).click();
  await expect(page.getByText('drift model=flights columns=temp,humid,wind_speed method=psi').first()).toBeVisible();
});

test('a query that another SQL data source wrote opens in SQL mode', async ({ page }) => {
  await page.goto(explore({ rawSql: 'SELECT 40 + 2 AS answer', format: 'table' }));
  await expect(page.getByRole('radio', { name: 'SQL', exact: true })).toBeChecked();
  await expect(page.getByRole('code').first()).toContainText('40');
});
