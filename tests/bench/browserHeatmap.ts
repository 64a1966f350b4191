/**
 * What the drift heatmap costs in a browser: milliseconds of main thread, by `performance.measure` and with the canvas
 * forced to its pixels, because drawing commands alone are cheap and paint later.
 */
import { type Page } from 'playwright-core';
import { inGallery, paintFigure, repaints } from './browserPage';
import { type Figures, median } from './measure';

export function run(): Promise<Figures> {
  return inGallery(async (open) => {
    const page = await open('drift-large');
    const paint = paintFigure(await repaints(page, 'drift-large', 'plumbline:heatmap-paint'));
    const hover = await hovers(page, 'drift-large');
    await page.close();
    const huge = await open('drift-huge');
    const still = paintFigure(await repaints(huge, 'drift-huge', 'plumbline:heatmap-paint'));
    return { heatmap_paint_ms: paint, heatmap_hover_ms: hover, heatmap_static_ms: still };
  });
}

const MOVES = 60;

/** From the pointer's event to the painted overlay, over a walk through the picture. */
async function hovers(page: Page, shot: string): Promise<Figures[string]> {
  const found = await page.evaluate(
    async ({ shot, moves, measure }) => {
      const plot = document.querySelector(`#${shot} [role=grid]`);
      const box = plot?.getBoundingClientRect();
      if (!plot || !box) {
        throw new Error('no grid');
      }
      const frame = () => new Promise<void>((done) => requestAnimationFrame(() => done()));
      const times: Array<{ whole: number; own: number }> = [];
      for (let move = 0; move < moves; move++) {
        performance.clearMeasures(measure);
        await frame();
        const start = performance.now();
        plot.dispatchEvent(
          new PointerEvent('pointermove', {
            bubbles: true,
            clientX: box.left + box.width * (0.3 + (0.6 * move) / moves),
            clientY: box.top + box.height * (0.1 + (0.8 * ((move * 7) % moves)) / moves),
          })
        );
        await frame();
        await frame();
        const [own] = performance.getEntriesByName(measure);
        if (own) {
          times.push({ whole: own.startTime + own.duration - start, own: own.duration });
        }
      }
      return times;
    },
    { shot, moves: MOVES, measure: 'plumbline:heatmap-hover' }
  );
  if (found.length < MOVES * 0.9) {
    throw new Error(`only ${found.length} of ${MOVES} moves reached the overlay`);
  }
  const counted = found.slice(5);
  const whole = counted.map((time) => time.whole).sort((a, b) => a - b);
  return {
    value: median(whole),
    unit: 'ms',
    own_ms: median(counted.map(({ own }) => own)),
    p95_ms: whole[Math.floor(whole.length * 0.95)],
    moves: counted.length,
  };
}
