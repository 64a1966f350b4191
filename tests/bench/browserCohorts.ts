/** Scrolling a long list of cohorts in a browser. */
import { type Page } from 'playwright-core';
import { inGallery } from './browserPage';
import { type Figures, median } from './measure';

export function run(): Promise<Figures> {
  return inGallery(async (open) => scrolling(await open('cohorts-large')));
}

const SCROLLS = 80;

/**
 * Own work of a frame while 5,000 cohorts of six metrics scroll: all that Chromium's main thread does for it (script, style,
 * layout, paint), less what an idle frame costs.
 */
async function scrolling(page: Page): Promise<Figures> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busySeconds = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const frameCost = async (by: number) => {
    const before = await busySeconds();
    await page.evaluate(scrollList, { shot: 'cohorts-large', by });
    return (await busySeconds()) * 1000 - before * 1000;
  };
  const idle: number[] = [];
  const busy: number[] = [];
  for (let step = 0; step < SCROLLS; step++) {
    idle.push(await frameCost(0));
    busy.push(await frameCost(0.4));
  }
  const rest = median(idle);
  const sorted = busy
    .slice(10)
    .map((cost) => Math.max(0, cost - rest))
    .sort((a, b) => a - b);
  return {
    cohorts_scroll_p95_ms: {
      value: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
      unit: 'ms',
      median_ms: median(sorted),
      idle_frame_ms: rest,
      frames: sorted.length,
    },
  };
}

/** Runs in the page: scrolls by a part of the view and waits until that has been drawn. */
async function scrollList({ shot, by }: { shot: string; by: number }): Promise<void> {
  const list = [...document.querySelectorAll(`#${shot} *`)].find(
    (element) => element.scrollHeight > element.clientHeight * 10 && getComputedStyle(element).overflowY === 'auto'
  );
  if (!list) {
    throw new Error('there is nothing to scroll');
  }
  const before = list.scrollTop;
  list.scrollTop += list.clientHeight * by;
  const frame = () => new Promise<void>((done) => requestAnimationFrame(() => done()));
  await frame();
  await frame();
  if (by > 0 && list.scrollTop === before) {
    throw new Error('it did not scroll');
  }
}
