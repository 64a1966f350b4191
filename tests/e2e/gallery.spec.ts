/** Every panel in every state and theme: axe, names that try to break out, keyboard, and how it looked before. */
import fs from 'node:fs';
import path from 'node:path';
import { type Page } from '@playwright/test';
import { expect, test, violationsIn } from './fixtures';
import { openGallery, picturesOf, pressKeys, showGallery } from './gallery';

/** Written with the pictures: another Chromium draws text by a pixel differently. */
const MADE_BY = path.resolve(__dirname, 'baselines', 'chromium.txt');
const THEMES = ['dark', 'light'] as const;
/** What pictures are to readers that are no lists. */
const ROLES: Partial<Record<string, 'grid' | 'treegrid'>> = {
  'drift-whole': 'grid',
  'drift-hostile': 'grid',
  cohorts: 'treegrid',
  'cohorts-hostile': 'treegrid',
};
/** Enter filters for a cohort where the dashboard takes filters. */
const pinKey = (id: string) => (ROLES[id] === 'treegrid' ? 'Space' : 'Enter');

let gallery: Awaited<ReturnType<typeof openGallery>>;

test.beforeAll(async () => {
  gallery = await openGallery();
});
test.afterAll(() => gallery.close());

for (const theme of THEMES) {
  test(`no picture violates WCAG (${theme})`, async ({ page, failures }) => {
    test.setTimeout(600_000);
    await showGallery(page, gallery, theme);
    expect((await picturesOf(page)).length).toBeGreaterThan(15);
    // Once over all of them: a scan for each would take minutes.
    expect(await violationsIn(page, 'main')).toEqual([]);
    expect(failures).toEqual([]);
  });

  test(`tables and cards do not violate WCAG either (${theme})`, async ({ page }) => {
    for (const id of ['drift-whole', 'importance', 'cohorts']) {
      await showGallery(page, gallery, theme, id);
      const list = page
        .locator(`#${id}`)
        .getByRole(ROLES[id] ?? 'listbox')
        .first();
      await list.focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press(pinKey(id));
      await expect(page.getByRole('dialog')).toBeVisible();
      expect.soft(await violationsIn(page, '[role=dialog]'), `card of ${id}`).toEqual([]);
      await page.keyboard.press('Escape');
      await page
        .locator(`#${id}`)
        .getByRole('button', { name: /View as table/ })
        .click();
      await expect(page.getByRole('table').first()).toBeVisible();
      expect.soft(await violationsIn(page, `#${id}`), `table of ${id}`).toEqual([]);
    }
  });

  test(`what opens over the heatmap does not violate WCAG either (${theme})`, async ({ page }) => {
    for (const id of ['drift-menu', 'drift-head', 'drift-explain', 'drift-lens']) {
      await showGallery(page, gallery, theme, id);
      await pressKeys(page, id);
      expect.soft(await violationsIn(page, 'body'), id).toEqual([]);
    }
  });

  test(`pictures look as they did (${theme})`, async ({ page, browser }) => {
    // A hundred pictures, each taken until two in a row are alike.
    test.setTimeout(900_000);
    const madeBy = fs.existsSync(MADE_BY) ? fs.readFileSync(MADE_BY, 'utf8').trim() : '';
    const major = browser.version().split('.')[0];
    const updating = ['all', 'changed'].includes(test.info().config.updateSnapshots);
    test.skip(
      madeBy !== major && !updating,
      `the pictures were made by Chromium ${madeBy} and this is ${major}: they would differ in every letter`
    );
    fs.writeFileSync(MADE_BY, `${major}\n`);
    await showGallery(page, gallery, theme);
    for (const id of await picturesOf(page)) {
      await pressKeys(page, id);
      await expect.soft(page.locator(`#${id}`)).toHaveScreenshot([`${id}-${theme}.png`]);
    }
  });
}

for (const id of ['drift-hostile', 'importance-hostile', 'cohorts-hostile']) {
  test(`names that try to break out stay names (${id})`, async ({ page }) => {
    await showGallery(page, gallery, 'light', id);
    const list = page
      .locator(`#${id}`)
      .getByRole(ROLES[id] ?? 'listbox')
      .first();
    await list.focus();
    for (let row = 0; row < 10; row++) {
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press(pinKey(id));
      await expect(page.getByRole('dialog')).toBeVisible();
      const box = await page.getByRole('dialog').boundingBox();
      const inside = (box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= 1440;
      expect(inside, 'inside of the window').toBe(true);
      await page.keyboard.press('Escape');
    }
    await expect(page.locator(`#${id}`)).toContainText('<script>');
    await list.focus();
    await page.keyboard.press('t');
    await expect(page.getByRole('table').first()).toContainText('HYPERLINK("http://example.org")');
    expect(await page.evaluate(() => document.body.dataset['hacked'])).toBeUndefined();
    expect(await page.locator('section script, section img').count()).toBe(0);
  });
}

test('the heatmap is worked by keyboard alone', async ({ page }) => {
  await showGallery(page, gallery, 'dark', 'drift-whole');
  const grid = page.getByRole('grid');
  const said = page.locator('#drift-whole [aria-live]').first();
  await grid.focus();
  await page.keyboard.press('n');
  await expect(said).toContainText('Breach');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(said).toContainText('selected: dow, 1–3 Apr 2013');
  await expect(page).toHaveURL(/sel=\d+,\d+;/);
  await page.keyboard.press('Enter');
  const bar = page.getByRole('toolbar');
  await expect(bar).toBeFocused();
  await bar.getByRole('button', { name: 'Add annotation' }).press('Enter');
  expect(await violationsIn(page, '[role=toolbar]')).toEqual([]);
  await page.keyboard.type('feed was late');
  await page.keyboard.press('Enter');
  await expect.poll(() => noted(page, 'annotation')).toContain('feed was late');
  await expect(grid).toBeFocused();
  await page.keyboard.press('n');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(bar.getByRole('button', { name: 'Zoom to this time' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => noted(page, 'zoom')).toContain('from');
  await grid.focus();
  await page.keyboard.press('s');
  await expect(said).toContainText('sorted by Highest severity');
});

test('names lead to their pages, and selections are explained, by keyboard alone', async ({ page }) => {
  await showGallery(page, gallery, 'dark', 'drift-whole');
  const said = page.locator('#drift-whole [aria-live]').first();
  await page.getByRole('grid').focus();
  await page.keyboard.press('n');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(said).toContainText(/^dow, .*Enter opens its page/);
  await page.keyboard.press('m');
  await expect(page.getByRole('menuitem', { name: 'Open its page' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const card = page.getByRole('dialog');
  await expect(card).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('grid')).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Explain selection' }).press('Enter');
  await expect(card).toBeFocused();
  await expect(card).toContainText('carrier=');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Explain selection' })).toBeFocused();
  await page.getByRole('grid').focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/models\/flights\/columns\/dow\?/);
});

test('an address shows the selection again', async ({ page }) => {
  await page.goto(`${gallery.address}/?theme=dark&only=drift-whole&sel=1365033600000,1365292800000;humid,wind_speed`);
  await expect(page.getByRole('toolbar')).toContainText('2 columns, 4–6 Apr 2013');
  await page.getByRole('toolbar').getByRole('button', { name: /Clear/ }).click();
  await expect(page).not.toHaveURL(/sel=/);
});

test('pointing asks for the bins of a cell once it rests', async ({ page }) => {
  await showGallery(page, gallery, 'dark', 'drift-whole');
  await page.getByRole('grid').focus();
  await page.keyboard.press('n');
  await expect(page.getByRole('img', { name: /bins; most moved/ })).toBeVisible();
});

test('bars are split by the columns that one clicks with Shift, and go back by keyboard', async ({
  page,
  failures,
}) => {
  await showGallery(page, gallery, 'light', 'importance-axis');
  const panel = page.locator('#importance-axis');
  await panel
    .getByRole('listbox')
    .getByText('origin', { exact: true })
    .click({ modifiers: ['Shift'] });
  await expect(panel.getByText('origin=LGA [904]')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page).toHaveURL(/imp-by-/);
  expect(await page.evaluate(() => String(getSelection()))).toBe('');
  expect(await violationsIn(page, '#importance-axis')).toEqual([]);
  await page.reload();
  await expect(panel.getByText('origin=LGA [904]')).toBeVisible();
  await panel.getByRole('button', { name: 'Back to the query' }).press('Enter');
  await expect(panel.getByText('origin=LGA [904]')).toHaveCount(0);
  await expect(panel.getByRole('listbox')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+Enter');
  await expect(panel.getByText('origin=LGA [904]')).toBeVisible();
  await expect(panel.getByRole('listbox')).toBeFocused();
  expect(failures).toEqual([]);
});

test('a line that is drawn with Alt selects the records inside', async ({ page }) => {
  await showGallery(page, gallery, 'dark', 'dependence-box');
  const box = await page.locator('#dependence-box').getByRole('listbox').boundingBox();
  const [x, y] = [(box?.x ?? 0) + 420, (box?.y ?? 0) + 160];
  await page.mouse.move(x, y - 70);
  await page.keyboard.down('Alt');
  await page.mouse.down();
  for (let turn = 1; turn < 12; turn++) {
    const angle = (turn / 12) * 2 * Math.PI;
    await page.mouse.move(x + 90 * Math.sin(angle), y - 70 * Math.cos(angle));
  }
  await page.mouse.up();
  await page.keyboard.up('Alt');
  await expect(page.getByRole('toolbar')).toContainText(/records with humid, inside of the line/);
  await expect(page.getByRole('link', { name: 'Open records' })).toBeVisible();
});

test('cohorts are dragged onto two slots, and compared by what is asked for both', async ({ page, failures }) => {
  await showGallery(page, gallery, 'light', 'cohorts-asking');
  const rows = page.getByRole('treegrid').getByRole('row');
  for (const [row, slot] of [
    [0, 'a'],
    [2, 'b'],
  ] as const) {
    const from = await rows.nth(row).boundingBox();
    await page.mouse.move((from?.x ?? 0) + 40, (from?.y ?? 0) + 12);
    await page.mouse.down();
    await page.mouse.move((from?.x ?? 0) + 70, (from?.y ?? 0) + 20, { steps: 3 });
    const to = await page.locator(`[data-slot=${slot}]`).boundingBox();
    await page.mouse.move((to?.x ?? 0) + 40, (to?.y ?? 0) + 20, { steps: 3 });
    await page.mouse.up();
  }
  await expect(page.getByText(/A: carrier = /)).toBeVisible();
  await expect(page.getByRole('option', { name: /^origin, distance/ })).toBeVisible();
  expect(await violationsIn(page, '#cohorts-asking')).toEqual([]);
  expect(failures).toEqual([]);
});

/** What a panel asked Grafana for. */
const noted = (page: Page, what: string) => page.evaluate((key) => document.body.dataset[key] ?? '', what);
