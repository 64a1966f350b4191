/** From the fleet or an alert to the feature, the people and the records behind it: the way of somebody who was called. */
import { randomBytes } from 'node:crypto';
import { type APIRequestContext, type Page } from '@playwright/test';
import { expect, IN_GRAFANA, MODELS, panel, test, violationsIn } from './fixtures';

const RUN = randomBytes(4).toString('hex');
const DAY_MS = 86_400_000;
const TABS = [
  'Overview',
  'Investigate',
  'Drift',
  'Quality',
  'Performance',
  'Importance',
  'Cohorts',
  'Service',
  'Records',
];

/** State that an address holds, in a form to compare. */
const stateOf = (page: Page, ...keys: string[]): Record<string, string[]> => {
  const { searchParams } = new URL(page.url());
  return Object.fromEntries(keys.map((key) => [key, searchParams.getAll(key)]));
};

test('the fleet leads to a model, its tabs keep their state in the address, and Back leads home', async ({
  page,
  failures,
}) => {
  await page.goto(MODELS);
  await expect(page.getByRole('heading', { name: 'Models', level: 1 })).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'flights' });
  await expect(row).toContainText('pressure');
  await row.getByRole('link', { name: 'flights' }).click();

  await expect(page).toHaveURL(/\/models\/flights/);
  await expect(panel(page, 'Drift by column')).toContainText('columns over the limit');
  await expect(panel(page, 'Feature importance')).toContainText('of the attribution');
  await expect(panel(page, 'Accuracy by cohort')).toContainText('carrier = ');

  await page.getByRole('tab', { name: 'Drift' }).click();
  await expect(page).toHaveURL(/\/models\/flights\/drift\?.*var-method=psi/);
  await page.goBack();
  await expect(page).toHaveURL(/\/models\/flights\?/);
  await page.goBack();
  await expect(page).toHaveURL(/\/models(\?|$)/);
  await expect(page.getByRole('row').filter({ hasText: 'flights' })).toBeVisible();
  expect(failures).toEqual([]);
});

test('an address alone restores range and method', async ({ page }) => {
  const sent = page.waitForRequest(
    (request) => request.url().includes('/api/ds/query') && (request.postData() ?? '').includes('"method":"js"')
  );
  await page.goto(`${MODELS}/flights?from=now-30d&to=now&var-method=js`);
  const { queries, from, to } = (await sent).postDataJSON();
  expect(queries[0]).toMatchObject({ model: 'flights', queryType: 'drift', method: 'js' });
  expect(Math.round((Number(to) - Number(from)) / 86_400_000)).toBe(30);
});

test('the heatmap is read with the keyboard', async ({ page }) => {
  await page.goto(`${MODELS}/flights/drift`);
  const grid = panel(page, 'Drift by column').getByRole('grid');
  await expect(grid).toBeVisible();
  await grid.focus();
  await page.keyboard.press('ArrowRight');
  const first = await grid.getAttribute('aria-activedescendant');
  expect(first).not.toBeNull();
  // n goes to the next breach; the cell's words name column and figure, so nothing hangs on colour.
  await page.keyboard.press('n');
  const active = await grid.getAttribute('aria-activedescendant');
  await expect(page.locator(`[id="${active}"]`)).toContainText(/breach/i);
});

test('the provisioned dashboard shows every panel without an error', async ({ page, failures }) => {
  test.skip(!IN_GRAFANA, 'dashboards exist in Grafana only');
  await page.goto('/d/plumbline-flights');
  for (const [title, text] of [
    ['Drift from March by column', 'columns over the limit'],
    ['Feature importance', 'of the attribution'],
    ['Accuracy by carrier', 'carrier = '],
  ] as const) {
    await expect(panel(page, title)).toContainText(text);
  }
  await page.keyboard.press('End');
  await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
  expect(failures).toEqual([]);
});

test('every tab of a model shows its pictures without an error, and keeps the state of the page', async ({
  page,
  failures,
}) => {
  test.setTimeout(400_000);
  await page.goto(`${MODELS}/flights?from=now-60d&to=now&var-method=js&var-filters=origin%7C%3D%7CEWR`);
  for (const name of TABS) {
    await page.getByRole('tab', { name, exact: true }).click();
    await expect(page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true');
    await expect(panel(page, /./)).toBeVisible();
    await expect(page.getByLabel('Panel loading bar')).toHaveCount(0);
    await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
    expect(stateOf(page, 'from', 'to', 'var-method', 'var-filters'), name).toEqual({
      from: ['now-60d'],
      to: ['now'],
      'var-method': ['js'],
      'var-filters': ['origin|=|EWR'],
    });
  }
  expect(failures).toEqual([]);
});

test('a tab offers the alert rules about what it shows, filled in', async ({ page }) => {
  test.skip(!IN_GRAFANA, 'the rule editor is Grafana\u2019s');
  await page.goto(`${MODELS}/flights/quality`);
  await page.getByRole('button', { name: 'Create alert rule' }).click();
  await page.getByRole('menuitem', { name: 'Missing values' }).click();
  await expect(page).toHaveURL(/\/alerting\/new\?/);
  const form = JSON.parse(new URL(page.url()).searchParams.get('defaults') ?? '{}');
  expect(form).toMatchObject({ name: 'flights: Missing values of a column', noDataState: 'KeepLast' });
  expect(form.queries[0].model).toMatchObject({ queryType: 'quality', model: 'flights', format: 'numeric' });
  expect(JSON.stringify(form.annotations)).toContain('/investigate?model=flights');
  expect(JSON.stringify(form.annotations)).toContain('delays@example.org');
});

/** Annotations of the alert that fires for a column, as Grafana filled them in. */
async function annotationsOf(request: APIRequestContext, uid: string, column: string): Promise<Record<string, string>> {
  let found: Record<string, string> | undefined;
  await expect
    .poll(
      async () => {
        const { data } = await (await request.get('/api/prometheus/grafana/api/v1/rules')).json();
        const rules: Array<{ uid: string; alerts?: Array<Record<string, Record<string, string>>> }> =
          data.groups.flatMap((group: { rules: unknown[] }) => group.rules);
        const alerts = rules.find((rule) => rule.uid === uid)?.alerts ?? [];
        found = alerts.find(({ labels }) => labels?.['column'] === column)?.['annotations'];
        return found !== undefined;
      },
      { timeout: 150_000 }
    )
    .toBe(true);
  return found ?? {};
}

test('an alert leads to its column, the values, the group and the records behind it, and Back leads to the alert', async ({
  page,
  request,
  failures,
}) => {
  test.skip(!IN_GRAFANA, 'alert rules run in Grafana only');
  test.setTimeout(600_000);
  const { investigate_url: link = '' } = await annotationsOf(request, 'plumbline-drift-breach', 'pressure');
  const { pathname, search } = new URL(link);
  await page.goto(`${pathname}${search}`);

  // The link knows no time; the page finds it, and says whose alert it is and what to do.
  await expect(page).toHaveURL(/\/models\/flights\/investigate\?.*alert=plumbline-drift-breach/);
  expect(stateOf(page, 'var-column', 'var-ds')).toEqual({ 'var-column': ['pressure'], 'var-ds': ['plumbline'] });
  const alert = page.getByRole('region', { name: 'Alert', exact: true });
  await expect(alert).toContainText('pressure of flights has drifted');
  await expect(alert).toContainText('above 0.2');
  await expect(alert).toContainText('delays@example.org');
  await expect(alert.getByRole('link', { name: 'Runbook' })).toHaveAttribute('href', /plumbline-runbook/);
  expect(await violationsIn(page, 'section[aria-label="Alert"]')).toEqual([]);
  expect(await violationsIn(page, 'section[aria-label="Alerts of this model"]')).toEqual([]);
  const [start] = stateOf(page, 'from')['from'] ?? [];
  expect(Date.parse(start ?? '')).toBeLessThan(Date.now() - 13 * DAY_MS);
  const investigate = page.url();

  // The heatmap of all columns, with the keyboard: the next breach, pinned, leads to the column in that window.
  const heatmap = panel(page, 'Drift by column');
  await expect(heatmap).toContainText('columns over the limit');
  const grid = heatmap.getByRole('grid');
  await grid.focus();
  await page.keyboard.press('n');
  await page.keyboard.press('Enter');
  const toColumn = page.getByRole('link', { name: 'This column, this window' });
  await expect(toColumn).toBeVisible();
  await toColumn.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/models\/flights\/columns\/\w+\?/);
  const [, column = ''] = /\/columns\/(\w+)/.exec(page.url()) ?? [];
  await expect(page.getByRole('heading', { name: column, level: 1, exact: true })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText('flights');
  const window = stateOf(page, 'from', 'to');

  // The values: a bin leads to its records, with its edges as filters and the window as range.
  await expect(panel(page, 'Values beside the reference')).toBeVisible();
  const bins = panel(page, 'Bins beside the reference');
  await bins.scrollIntoViewIfNeeded();
  await bins.getByRole('link').nth(2).click();
  await expect(page).toHaveURL(/\/models\/flights\/records\?/);
  expect(stateOf(page, 'from', 'to')).toEqual(window);
  const filters = stateOf(page, 'var-filters')['var-filters'] ?? [];
  expect(filters.length).toBeGreaterThan(0);
  for (const filter of filters) {
    expect(filter).toMatch(new RegExp(`^${column}\\|(>|<=|=)\\|.`));
  }
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`/columns/${column}\\?`));

  // The people: a cohort leads to its records.
  await page.goto(investigate);
  const cohorts = panel(page, 'Accuracy by cohort');
  await cohorts.scrollIntoViewIfNeeded();
  await expect(cohorts).toContainText('carrier = ');
  await cohorts.getByTitle('carrier = EV', { exact: true }).click();
  await page.getByRole('link', { name: 'Open records' }).click();
  await expect(page).toHaveURL(/\/models\/flights\/records\?.*carrier/);
  // Which row it was depends on where the list stood when it was clicked.
  const [group = ''] = stateOf(page, 'var-filters')['var-filters'] ?? [];
  expect(group).toMatch(/^carrier\|=\|\w+$/);
  const carrier = group.split('|')[2] ?? '';

  // The record: what was said, and why.
  const records = panel(page, 'Predictions, newest first');
  await records.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/models\/flights\/records\/\d+\?.*time=\d+/);
  await expect(panel(page, 'What was said, and what came true').getByRole('link').first()).toBeVisible();
  const given = panel(page, 'What the model was given');
  await expect(given.getByRole('row').filter({ hasText: 'carrier' })).toContainText(carrier);

  await page.goBack();
  await expect(page).toHaveURL(/\/models\/flights\/records\?/);
  await page.goBack();
  await expect(page).toHaveURL(/alert=plumbline-drift-breach/);
  await expect(alert).toContainText('pressure of flights has drifted');
  expect(failures).toEqual([]);
});

test.describe('a model of its own', () => {
  const SOURCE = `walk-${RUN}`;
  const TRACES = `traces-${RUN}`;
  const TRACE = randomBytes(16).toString('hex');
  const COUNT = 40;

  test.beforeAll(async ({ playwright }) => {
    if (!IN_GRAFANA) {
      return;
    }
    const request = await adminRequest(playwright);
    const post = async (path: string, data: unknown) => {
      const reply = await request.post(path, { data: JSON.stringify(data), headers: JSON_BODY });
      expect(reply.status(), `${path} ${await reply.text()}`).toBeLessThan(300);
    };
    await post('/api/datasources', {
      name: TRACES,
      uid: TRACES,
      type: 'tempo',
      access: 'proxy',
      url: 'http://127.0.0.1:1',
    });
    await post('/api/datasources', {
      name: SOURCE,
      uid: SOURCE,
      type: 'plumbline-predictions-datasource',
      access: 'proxy',
      jsonData: { tracesUid: TRACES },
    });
    const resources = `/api/datasources/uid/${SOURCE}/resources/v1/models`;
    const time = (i: number) => new Date(Date.now() - (i + 1) * 3_600_000).toISOString();
    const rows = Array.from({ length: COUNT }, (_, i) => i);
    await post(
      `${resources}/prices/predictions`,
      rows.map((i) => ({ id: `p/${i}`, time: time(i), prediction: 100 + i, size: i % 7, trace_id: TRACE }))
    );
    const declared = { task: 'regression' };
    const reply = await request.put(`${resources}/prices`, { data: JSON.stringify(declared), headers: JSON_BODY });
    expect(reply.status(), await reply.text()).toBeLessThan(300);
    await request.dispose();
  });

  test.afterAll(async ({ playwright }) => {
    if (!IN_GRAFANA) {
      return;
    }
    const request = await adminRequest(playwright);
    await request.delete(`/api/datasources/uid/${SOURCE}`);
    await request.delete(`/api/datasources/uid/${TRACES}`);
    await request.dispose();
  });

  test('without labels, attributions and segments says what to send, without an error', async ({ page, failures }) => {
    test.skip(!IN_GRAFANA, 'the workbench has one data source');
    test.setTimeout(400_000);
    const at = (tab: string) => page.goto(`${MODELS}/prices/${tab}?var-ds=${SOURCE}&from=now-7d&to=now`);
    for (const [tab, message] of [
      ['performance', 'No labels have come for this model'],
      ['importance', 'No attributions have come for this model'],
      ['cohorts', 'This model has no column to make cohorts by'],
    ] as const) {
      await at(tab);
      await expect(page.getByText(message).first()).toBeVisible();
      await expect(page.getByTestId('data-testid Panel status error')).toHaveCount(0);
    }
    expect(failures).toEqual([]);
  });

  test('leads from a record to the trace of its call', async ({ page }) => {
    test.skip(!IN_GRAFANA, 'traces are another data source of Grafana\u2019s');
    await page.goto(`${MODELS}/prices/records?var-ds=${SOURCE}&from=now-7d&to=now`);
    await panel(page, 'Predictions, newest first').getByRole('link', { name: 'p/0', exact: true }).click();
    await expect(page).toHaveURL(/\/models\/prices\/records\/p%2F0\?.*time=\d+/);
    await expect(panel(page, 'What the model was given')).toContainText('size');
    const said = panel(page, 'What was said, and what came true');
    await said.getByRole('link', { name: TRACE }).click();
    await expect(page).toHaveURL(/\/explore/);
    expect(decodeURIComponent(page.url())).toContain(TRACES);
    expect(decodeURIComponent(page.url())).toContain(TRACE);
  });
});

const JSON_BODY = { 'content-type': 'application/json' };

/** Requests with the rights of the server under test, outside of a page. */
function adminRequest(playwright: { request: { newContext(options: object): Promise<APIRequestContext> } }) {
  const authorization = process.env['PLUMBLINE_AUTHORIZATION'] ?? '';
  return playwright.request.newContext({
    baseURL: process.env['PLUMBLINE_URL'],
    extraHTTPHeaders: authorization ? { authorization } : {},
  });
}
