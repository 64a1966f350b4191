/** SQL mode and the help page in Explore of a real Grafana: keys, errors at their place, examples, from builder to SQL. */
import { type Page } from '@playwright/test';
import { expect, IN_GRAFANA, test } from './fixtures';

const TYPE = 'plumbline-predictions-datasource';

function explore(query: object): string {
  const panes = {
    a: {
      datasource: 'plumbline',
      queries: [{ refId: 'A', datasource: { type: TYPE, uid: 'plumbline' }, ...query }],
      range: { from: 'now-30d', to: 'now' },
    },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
}

const answer = (page: Page, text: string) =>
  page.waitForResponse(
    (response) => response.url().includes('/api/ds/query') && (response.request().postData() ?? '').includes(text)
  );

test.beforeEach(() => {
  test.skip(!IN_GRAFANA, 'Explore exists in Grafana only');
});

test('Ctrl+Enter runs the statement that stands there', async ({ page }) => {
  await page.goto(explore({ queryType: 'sql', rawSql: 'SELECT 41 AS n', format: 'table' }));
  const editor = page.getByRole('code').first();
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('SELECT 40 + 2 AS answer');
  const answered = answer(page, '40 + 2');
  await page.keyboard.press('ControlOrMeta+Enter');
  const { results } = await (await answered).json();
  expect(results.A.frames[0].data.values).toEqual([[42]]);
});

test('completion knows the columns of the table in use', async ({ page }) => {
  await page.goto(explore({ queryType: 'sql', rawSql: 'SELECT  FROM predictions."flights" p', format: 'table' }));
  await page.getByRole('code').first().click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('End');
  await page.keyboard.type(' WHERE p.wind');
  await expect(page.locator('.suggest-widget')).toContainText('wind_speed');
});

test('an error is said in words and marked at its place', async ({ page }) => {
  await page.goto(explore({ queryType: 'sql', rawSql: 'SELECT tmep\nFROM predictions."flights"', format: 'table' }));
  await expect(page.getByText(/Referenced column "tmep" not found/).first()).toBeVisible();
  await expect(page.locator('.squiggly-error')).toHaveCount(1);
});

test('what an analysis ran can be gone on from in SQL', async ({ page }) => {
  const query = { queryType: 'records', model: 'flights', limit: 5 };
  const filters = [{ key: 'carrier', operator: '=', value: "U'A" }];
  await page.goto(explore({ ...query, filters, format: 'table' }));
  await page.getByText('SQL that this query ran').click();
  const answered = answer(page, '"queryType":"sql"');
  await page.getByRole('button', { name: 'Go on in SQL' }).click();
  const response = await answered;
  expect(response.request().postData()).toContain("'U''A'");
  expect((await response.json()).results.A.status).toBe(200);
});
