/** Pages with the address and sign-in of the server under test, and an axe scan. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test as base } from '@playwright/test';

export const IN_GRAFANA = process.env['PLUMBLINE_IN_GRAFANA'] === 'yes';
export const MODELS = '/a/plumbline-models-app/models';
const authorization = process.env['PLUMBLINE_AUTHORIZATION'];

export const test = base.extend<{ failures: string[] }>({
  baseURL: async ({}, use) => use(process.env['PLUMBLINE_URL']),
  extraHTTPHeaders: async ({}, use) => use(authorization ? { authorization } : {}),
  /** Uncaught errors and failed requests of the page to our own paths; a spec asserts on it. */
  failures: async ({ page }, use) => {
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('response', (response) => {
      if (response.status() >= 400 && /plumbline|ds\/query/.test(response.url())) {
        failures.push(`${response.status()} ${response.url()}`);
      }
    });
    await use(failures);
  },
});

/** Violations of WCAG 2.1 A and AA inside `selector`, as readable lines. */
export async function violationsIn(page: Page, selector: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    // Experimental in axe, and off without being asked for: people who speak to a page say what they see on it.
    .options({ rules: { 'label-content-name-mismatch': { enabled: true } } })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** The panel with this title, as Grafana's PanelChrome marks it. */
export const panel = (page: Page, title: string | RegExp): Locator =>
  page
    .locator('section[data-testid*="Panel header"], [data-testid*="Panel header"]')
    .filter({ hasText: title })
    .first();

export { expect };
