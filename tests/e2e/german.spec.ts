/** Every text of ours in German, for a user who prefers German, in a real Grafana: pages, settings, query editor, panels. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Page } from '@playwright/test';
import { expect, IN_GRAFANA, MODELS, test as base } from './fixtures';

const read = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'src', 'locales', `${language}.json`), 'utf8'));
const ENGLISH = read('en-US');
const GERMAN = read('de-DE');

/** English texts that can only be ours: several words, nothing to be filled in, another text in German. */
const TELLING = Object.entries(ENGLISH).filter(
  ([key, text]) => text.length >= 12 && text.includes(' ') && !/[{<]/.test(text) && GERMAN[key] !== text
);

const RUN = randomBytes(4).toString('hex');
const LOGIN = `deutsch-${RUN}`;
const PASSWORD = randomBytes(12).toString('base64url');

/** Signed in as somebody who prefers German. */
const test = base.extend({
  extraHTTPHeaders: async ({}, use) =>
    use({ authorization: `Basic ${Buffer.from(`${LOGIN}:${PASSWORD}`).toString('base64')}` }),
});

test.beforeAll(async () => {
  if (!IN_GRAFANA) {
    return;
  }
  const address = process.env['PLUMBLINE_URL'] ?? '';
  const call = async (method: string, at: string, authorization: string, body: unknown): Promise<{ id: number }> => {
    const headers = { authorization, 'content-type': 'application/json' };
    const reply = await fetch(`${address}${at}`, { method, headers, body: JSON.stringify(body) });
    expect(reply.status, `${method} ${at}`).toBeLessThan(300);
    return (await reply.json()) as { id: number };
  };
  const admin = process.env['PLUMBLINE_AUTHORIZATION'] ?? '';
  const user = { name: LOGIN, login: LOGIN, email: `${LOGIN}@example.org`, password: PASSWORD, OrgId: 1 };
  const { id } = await call('POST', '/api/admin/users', admin, user);
  await call('PATCH', `/api/orgs/1/users/${id}`, admin, { role: 'Admin' });
  const own = `Basic ${Buffer.from(`${LOGIN}:${PASSWORD}`).toString('base64')}`;
  await call('PUT', '/api/user/preferences', own, { language: 'de-DE' });
});

/** What people see, read or have read to them. */
const textsOn = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const named = ['aria-label', 'title', 'placeholder'].flatMap((name) =>
      [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name) ?? '')
    );
    return [document.body.innerText, ...named].join('\n');
  });

const explore = (query: object): string => {
  const datasource = { type: 'plumbline-predictions-datasource', uid: 'plumbline' };
  const queries = [{ refId: 'A', datasource, ...query }];
  const panes = { a: { datasource: 'plumbline', queries, range: { from: 'now-30d', to: 'now' } } };
  return `/explore?schemaVersion=1&orgId=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
};
const drift = { queryType: 'drift', model: 'flights', columns: ['*'], method: 'psi', reference: { kind: 'fixed' } };

/** Each with a text that must be there, so that an empty page does not pass. */
const PAGES: Array<[name: string, url: string, key: string]> = [
  ['fleet', MODELS, 'app.fleet.subtitle'],
  ['model', `${MODELS}/flights`, 'app.tab.importance'],
  ['set-up', '/plugins/plumbline-models-app?page=setup', 'app.setup.create'],
  ['settings of the data source', '/connections/datasources/edit/plumbline', 'datasource.config.place'],
  ['builder', explore({ ...drift, window: '1d', format: 'timeseries' }), 'datasource.field.analysis'],
  [
    'back-test',
    explore({ queryType: 'backtest', rule: { query: drift, condition: { type: 'gt', params: [0.2] } } }),
    'datasource.field.analysis',
  ],
  ['SQL', explore({ queryType: 'sql', rawSql: 'SELECT 1 AS n', format: 'table' }), 'datasource.sql.format'],
];

for (const [name, url, key] of PAGES) {
  test(`${name} speaks German`, async ({ page }) => {
    test.skip(!IN_GRAFANA, 'the language is a preference of Grafana’s');
    await page.goto(url);
    await expect(page.getByText(GERMAN[key] ?? '', { exact: false }).first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    const shown = await textsOn(page);
    expect(TELLING.filter(([, text]) => shown.includes(text))).toEqual([]);
  });
}
