/** Panels and pages under React 18, which Grafana 12 runs: what works under 19 alone says so in the console, or not at all. */
import { type Locator, type Page } from '@playwright/test';
import { expect, IN_GRAFANA, MODELS, panel, test } from './fixtures';
import { openGallery, picturesOf, pressKeys, showGallery } from './gallery';

/** One picture a kind of card or bar that stands over a panel: those have to be told where, by way of references. */
const OPENING = ['drift-whole', 'importance', 'cohorts'];
const ROLES: Partial<Record<string, 'grid' | 'treegrid'>> = { 'drift-whole': 'grid', cohorts: 'treegrid' };
const REACT_18 = /^18\./;

/** What the page complains of. React's development build names what a component was given and can't get. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // Missing files of the page are its own matter: the workbench has no icon for the tab, for one.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  return complaints;
}

const reactOf = (page: Page) => page.evaluate(() => document.body.dataset['react'] ?? '');

/** What stands where the keyboard is in a picture; empty where it is nowhere. */
const wordsAt = (picture: Locator) =>
  picture.evaluate(
    (own) => document.getElementById(own.getAttribute('aria-activedescendant') ?? '')?.textContent ?? ''
  );

test('every picture of the gallery is drawn, cards find their places, and the keyboard keeps its own', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  const gallery = await openGallery('18');
  try {
    await showGallery(page, gallery, 'light');
    expect(await reactOf(page)).toMatch(REACT_18);
    const pictures = await picturesOf(page);
    expect(pictures.length).toBeGreaterThan(15);
    await expect(page.locator('main > section [role=figure]').first()).toBeVisible();
    expect.soft(complaints).toEqual([]);
    for (const id of OPENING) {
      await pressKeys(page, id);
      const picture = page
        .locator(`#${id}`)
        .getByRole(ROLES[id] ?? 'listbox')
        .first();
      await picture.focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const place = await wordsAt(picture);
      expect(place, id).not.toBe('');
      // The table takes the keyboard, and gives it back where it was.
      await page.keyboard.press('t');
      await expect(page.locator(`#${id} [role=group]:has(table)`), id).toBeFocused();
      await page.keyboard.press('t');
      await expect(picture, id).toBeFocused();
      // Enter filters for a cohort where the dashboard takes filters.
      await page.keyboard.press(ROLES[id] === 'treegrid' ? 'Space' : 'Enter');
      await expect(page.getByRole('dialog'), id).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(picture, id).toBeFocused();
      expect(await wordsAt(picture), id).toBe(place);
    }
    expect(complaints).toEqual([]);
  } finally {
    await gallery.close();
  }
});

test('the built modules run in it', async ({ page }) => {
  test.skip(IN_GRAFANA, 'a Grafana brings the React it runs on; this one is looked at in the workbench');
  const complaints = complaintsOf(page);
  const { ensurePage } = await import('../../scripts/lib/workbench.mjs');
  await ensurePage('18');
  await page.goto('/panels?react=18&theme=light');
  await expect(panel(page, 'Drift from March by column').getByRole('grid')).toBeVisible();
  await expect(panel(page, 'Feature importance').getByRole('listbox')).toBeVisible();
  await expect(panel(page, 'Accuracy by carrier').getByRole('treegrid')).toBeVisible();
  expect(await reactOf(page)).toMatch(REACT_18);
  await page.goto('/editor?react=18');
  await expect(page.getByRole('button', { name: 'Run query' })).toBeVisible();
  await page.goto(`${MODELS}/flights?react=18`);
  await expect(panel(page, 'Drift by column').getByRole('grid')).toBeVisible();
  expect(await reactOf(page)).toMatch(REACT_18);
  expect(complaints).toEqual([]);
});
