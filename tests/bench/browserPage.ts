/** The gallery of panels in a headless Chromium, and how long a picture takes to repaint. Shared by the benches of panels. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { type Figures, median } from './measure';

const ROUNDS = 9;
const VIEWPORT = { width: 1280, height: 900 };

/** Modules of the scripts find the project from their own place, so they are loaded from there and not bundled. */
async function script(name: string): Promise<Record<string, () => Promise<unknown>>> {
  return import(pathToFileURL(path.resolve('scripts', 'lib', name)).href);
}

interface Gallery {
  address: string;
  close(): Promise<void>;
}

function isGallery(value: unknown): value is Gallery {
  return typeof value === 'object' && value !== null && 'address' in value && 'close' in value;
}

/** Opens single pictures of the gallery. */
export type OpenShot = (shot: string) => Promise<Page>;

/** Builds and serves the gallery, runs the bench on it, and ends both server and browser. */
export async function inGallery(bench: (open: OpenShot) => Promise<Figures>): Promise<Figures> {
  const { findChromium } = await script('chromium.mjs');
  const executablePath = await findChromium?.();
  if (typeof executablePath !== 'string') {
    throw new Error('there is no Chromium here, and none could be installed');
  }
  const { openGallery } = await script('gallery.mjs');
  const gallery = await openGallery?.();
  if (!isGallery(gallery)) {
    throw new Error('the gallery did not start');
  }
  // Chromium has no sandbox for root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath, args });
  try {
    return await bench(async (shot) => {
      const page = await browser.newPage({ viewport: VIEWPORT, reducedMotion: 'reduce' });
      await show(page, gallery.address, shot);
      return page;
    });
  } finally {
    await browser.close();
    await gallery.close();
  }
}

async function show(page: Page, address: string, shot: string): Promise<void> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`${address}/?theme=dark&only=${shot}`);
  await page
    .locator(`#${shot} [role=figure]`)
    .waitFor({ timeout: 60_000 })
    .catch((error: unknown) => errors.push(String(error)));
  await page.evaluate(() => document.fonts.ready);
  if (errors.length > 0) {
    throw new Error(`the gallery failed on ${shot}: ${errors.join('; ')}`);
  }
}

export interface Repaint {
  /** The panel's own measure: recording the picture. */
  draw: number;
  /** Forcing the recorded picture to pixels. */
  raster: number;
  /** All of it: preparing, React, drawing, pixels. */
  whole: number;
}

/** Redraws a picture at alternating widths; each round one full repaint. */
export async function repaints(page: Page, shot: string, measure: string): Promise<Repaint[]> {
  return page.evaluate(
    ({ shot, measure, rounds }) => {
      const resize: unknown = Reflect.get(window, 'resizeShot');
      if (typeof resize !== 'function') {
        throw new Error('the gallery has no resizeShot');
      }
      const width = document.querySelector(`#${shot}`)?.getBoundingClientRect().width ?? 0;
      const found: Repaint[] = [];
      for (let round = 0; round <= rounds; round++) {
        performance.clearMeasures(measure);
        const start = performance.now();
        resize(shot, width - (round % 2) * 4 - 4);
        const drawn = performance.now();
        document
          .querySelectorAll<HTMLCanvasElement>(`#${shot} [role=figure] canvas`)
          .forEach((canvas) => canvas.getContext('2d')?.getImageData(0, 0, 1, 1));
        const end = performance.now();
        const [own] = performance.getEntriesByName(measure);
        if (!own) {
          throw new Error(`no measure ${measure}: nothing was painted`);
        }
        // The first round warms compilers and caches and does not count.
        if (round > 0) {
          found.push({ draw: own.duration, raster: end - drawn, whole: end - start });
        }
      }
      return found;
    },
    { shot, measure, rounds: ROUNDS }
  );
}

export function paintFigure(found: Repaint[]): Figures[string] {
  return {
    value: median(found.map(({ draw, raster }) => draw + raster)),
    unit: 'ms',
    draw_ms: median(found.map(({ draw }) => draw)),
    raster_ms: median(found.map(({ raster }) => raster)),
    rerender_ms: median(found.map(({ whole }) => whole)),
    worst_ms: Math.max(...found.map(({ draw, raster }) => draw + raster)),
  };
}
