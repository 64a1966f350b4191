/** The query editor, in Explore or in the workbench's own page. */
import { type Page } from '@playwright/test';
import { expect, IN_GRAFANA, test } from './fixtures';

const exploring = (query: object): string => {
  const datasource = { type: 'plumbline-predictions-datasource', uid: 'plumbline' };
  const panes = {
    a: {
      datasource: 'plumbline',
      queries: [{ refId: 'A', datasource, ...query }],
      range: { from: 'now-90d', to: 'now' },
    },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
};

const open = (page: Page) => page.goto(IN_GRAFANA ? exploring({ queryType: 'drift' }) : '/editor');

test('a model is chosen from those there are, and the query is sent with it', async ({ page }) => {
  await open(page);
  await page.getByLabel('Model', { exact: true }).click();
  await page.getByRole('option', { name: 'flights' }).click();
  const answered = page.waitForResponse(
    (response) => response.url().includes('/api/ds/query') && (response.request().postData() ?? '').includes('flights')
  );
  await page.getByRole('button', { name: 'Run query' }).first().click();
  const { results } = await (await answered).json();
  expect(results.A.status).toBe(200);
  expect(results.A.frames[0].schema.meta.custom).toMatchObject({ plumbline: 'drift', model: 'flights' });
});

test('a statement that writes is refused in words', async ({ request }) => {
  const response = await request.post('/api/ds/query', {
    data: {
      from: String(Date.now() - 86_400_000),
      to: String(Date.now()),
      queries: [
        {
          refId: 'A',
          queryType: 'sql',
          rawSql: "COPY (SELECT 1) TO '/tmp/plumbline'",
          datasource: { uid: 'plumbline', type: 'plumbline-predictions-datasource' },
        },
      ],
    },
  });
  expect(response.ok()).toBe(false);
  expect((await response.json()).results.A.error).toMatch(/SELECT|read-only|allowed/i);
});
