/** What panels share on a dashboard of a real Grafana: what one points at, annotations, a filter of several columns. */
import { type Page } from '@playwright/test';
import { expect, IN_GRAFANA, panel, test } from './fixtures';

const TEXT = 'the feed was late, says a test';

test.beforeEach(() => {
  // A whole dashboard in a real Grafana, on a machine that may be busy.
  test.setTimeout(400_000);
  test.skip(!IN_GRAFANA, 'cursors, annotations and variables of a dashboard exist in Grafana only');
});

async function openModel(page: Page) {
  await page.setViewportSize({ width: 1500, height: 1700 });
  await page.goto('/d/plumbline-model?from=now-90d&to=now');
  const grid = page.getByRole('grid').first();
  await expect(grid).toBeVisible();
  await expect(page.getByRole('option', { name: /^temp, mean impact/ })).toBeVisible();
  return grid;
}

test('pointing at a column marks it in the other panels', async ({ page }) => {
  const grid = await openModel(page);
  await grid.focus();
  await page.keyboard.press('n');
  const column = (await page.locator('[role=gridcell]').first().textContent())?.split(',')[0] ?? '';
  expect(column).not.toBe('');
  const marked = panel(page, 'Feature importance').locator('[role=option][aria-current=true]');
  await expect(marked).toHaveCount(1);
  await expect(marked).toContainText(column);
  await page.keyboard.press('Escape');
  await expect(marked).toHaveCount(0);
});

test('an annotation over selected windows is written and drawn', async ({ page, request }) => {
  const grid = await openModel(page);
  await grid.focus();
  await page.keyboard.press('n');
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByRole('toolbar').getByRole('button', { name: 'Add annotation' }).click();
  await page.keyboard.type(TEXT);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: new RegExp(TEXT) })).toBeVisible();
  const written: Array<{ id: number; text: string; time: number; timeEnd: number }> = await (
    await request.get('/api/annotations?dashboardUID=plumbline-model&type=annotation')
  ).json();
  const [own] = written.filter(({ text }) => text === TEXT);
  expect(own.timeEnd).toBeGreaterThan(own.time);
  expect((await request.delete(`/api/annotations/${own.id}`)).ok()).toBe(true);
});

test('several columns are one filter, and records lie behind them', async ({ page }) => {
  const grid = await openModel(page);
  await grid.focus();
  await page.keyboard.press('n');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  const bar = page.getByRole('toolbar');
  const records = (await bar.getByRole('link', { name: 'Open records' }).getAttribute('href')) ?? '';
  await bar.getByRole('button', { name: 'Filter for these columns' }).click();
  await expect(page).toHaveURL(/var-filters=column%7C%3D__gfp__%7C\w+%7C\w+%7C\w+/);
  await expect(grid).toHaveAttribute('aria-rowcount', '3');
  await page.goto(records);
  await expect(page.getByRole('table').or(page.getByRole('grid')).first()).toBeVisible();
});
