/** The gallery of panels for specs: every view and state with fixed data, without a server behind it. */
import { type Page } from '@playwright/test';

interface Gallery {
  address: string;
  close(): Promise<void>;
}

export async function openGallery(react?: '18' | '19'): Promise<Gallery> {
  const { openGallery: open } = await import('../../scripts/lib/gallery.mjs');
  return open(react);
}

/** Opens pictures of the gallery in a theme, fonts and all; none named shows all of them. */
export async function showGallery(
  page: Page,
  gallery: Gallery,
  theme: 'dark' | 'light',
  ...only: string[]
): Promise<void> {
  const wanted = only.length > 0 ? `&only=${only.join(',')}` : '';
  await page.goto(`${gallery.address}/?theme=${theme}${wanted}`);
  await page.locator('main section').first().waitFor();
  await page.evaluate(() => document.fonts.ready);
}

/** Ids of the pictures on the page. */
export async function picturesOf(page: Page): Promise<string[]> {
  return page.locator('main > section').evaluateAll((sections) => sections.map((section) => section.id));
}

/** Pixels above a picture when it is brought into its state. */
const ABOVE = 40;

/** Brings a picture into the state that it is there for, and lets others go. */
export async function pressKeys(page: Page, id: string): Promise<void> {
  const section = page.locator(`#${id}`);
  // Cards and menus stand in the window and not in the page: at one place of it they stand alike beside every picture.
  await section.evaluate((picture, above) => {
    scrollTo(0, Math.floor(picture.getBoundingClientRect().top + scrollY) - above);
  }, ABOVE);
  const keys = (await section.getAttribute('data-keys'))?.split('|') ?? [];
  // A card or menu that the picture before opened would lie over this one.
  await page.keyboard.press('Escape');
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  if (keys.length > 0) {
    await section.getByRole('grid').or(section.getByRole('treegrid')).or(section.getByRole('listbox')).first().focus();
  }
  for (const key of keys) {
    await page.keyboard.press(key === ' ' ? 'Space' : key);
  }
}
