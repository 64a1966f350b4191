/** Predictions as log lines in Explore: their volume above them, and the way from a line to its trace. */
import { randomBytes } from 'node:crypto';
import { type APIRequestContext, type Page } from '@playwright/test';
import { expect, IN_GRAFANA, test } from './fixtures';

const RUN = randomBytes(4).toString('hex');
const TYPE = 'plumbline-predictions-datasource';
const SOURCE = `logs-${RUN}`;
const TRACES = `traces-${RUN}`;
const ROWS = 40;

test.beforeEach(() => {
  test.skip(!IN_GRAFANA, 'Explore is Grafana’s');
});

async function make(request: APIRequestContext): Promise<void> {
  const post = async (path: string, data: object): Promise<void> => {
    const reply = await request.post(path, { data });
    expect(reply.ok(), `${path}: ${await reply.text()}`).toBe(true);
  };
  // Nothing listens there: what counts is that it is asked for the right trace.
  await post('/api/datasources', {
    name: TRACES,
    uid: TRACES,
    type: 'tempo',
    access: 'proxy',
    url: 'http://127.0.0.1:9',
  });
  await post('/api/datasources', {
    name: SOURCE,
    uid: SOURCE,
    type: TYPE,
    access: 'proxy',
    jsonData: { tracesUid: TRACES },
  });
  const rows = Array.from({ length: ROWS }, (_, n) => ({
    id: `c${n}`,
    time: Date.now() - n * 60_000,
    prediction: n % 2,
    status: n % 10 === 0 ? 503 : 200,
    trace_id: `4bf92f3577b34da6a3ce929d0e0e47${String(n).padStart(2, '0')}`,
  }));
  await post(`/api/datasources/uid/${SOURCE}/resources/v1/models/calls/predictions`, rows);
}

const explore = (page: Page) => {
  const datasource = { type: TYPE, uid: SOURCE };
  const query = { refId: 'A', datasource, queryType: 'records', model: 'calls', show: 'logs', limit: 100 };
  const panes = { a: { datasource: SOURCE, queries: [query], range: { from: 'now-1h', to: 'now' } } };
  return page.goto(`/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify(panes))}`);
};

/** Pages take the first data source that there is, and other specs look at the sample's. */
test.afterAll(async ({ request }) => {
  if (IN_GRAFANA) {
    await request.delete(`/api/datasources/uid/${SOURCE}`);
    await request.delete(`/api/datasources/uid/${TRACES}`);
  }
});

test('log lines come with their volume, and lead to their trace', async ({ page, request }) => {
  await make(request);
  const volume = page.waitForResponse(
    (response) =>
      response.url().includes('/api/ds/query') && (response.request().postData() ?? '').includes('logs-volume')
  );
  await explore(page);
  const { results } = await (await volume).json();
  const frames: Array<{ schema: { fields: Array<{ labels?: { level: string } }> }; data: { values: number[][] } }> =
    results['log-volume-A'].frames;
  const sums = frames.map(({ data, schema }) => [
    schema.fields[1]?.labels?.level,
    data.values[1]?.reduce((sum, count) => sum + count, 0),
  ]);
  expect(sums).toEqual([
    ['error', 4],
    ['info', 36],
  ]);
  await expect(page.getByText(/Logs volume/i).first()).toBeVisible();
  const line = page.getByText(/id=c0 .*prediction=0/).first();
  await expect(line).toBeVisible();
  await line.click();
  const link = page
    .getByRole('link', { name: 'Trace' })
    .or(page.getByRole('button', { name: 'Trace' }))
    .first();
  await expect(link).toBeVisible();
  await link.click();
  await expect.poll(() => decodeURIComponent(page.url())).toContain('4bf92f3577b34da6a3ce929d0e0e4700');
  expect(decodeURIComponent(page.url())).toContain(TRACES);
});
