/** Every panel and page held to WCAG 2.1 A and AA by axe, in both themes. */
import { expect, MODELS, panel, test, violationsIn } from './fixtures';

const PANELS = [
  ['Drift by column', 'columns over the limit'],
  ['Feature importance', 'of the attribution'],
  ['Accuracy by cohort', 'carrier = '],
] as const;

for (const theme of ['dark', 'light'] as const) {
  test(`the panels of a model have no violation (${theme})`, async ({ page }) => {
    await page.goto(`${MODELS}/flights?theme=${theme}`);
    for (const [title, text] of PANELS) {
      const box = panel(page, title);
      await expect(box).toContainText(text);
      await box.evaluate((element) => element.setAttribute('data-scan', ''));
      expect(await violationsIn(page, '[data-scan]'), title).toEqual([]);
      await box.evaluate((element) => element.removeAttribute('data-scan'));
    }
  });
}

test('the fleet has no violation', async ({ page }) => {
  await page.goto(MODELS);
  await expect(page.getByRole('row').filter({ hasText: 'flights' })).toBeVisible();
  expect(await violationsIn(page, 'table')).toEqual([]);
});
