/** Fifty rows of the bins of a million records, painted in a browser. */
import { inGallery, paintFigure, repaints } from './browserPage';
import { type Figures } from './measure';

export function run(): Promise<Figures> {
  return inGallery(async (open) => {
    const page = await open('beeswarm-large');
    return { beeswarm_paint_ms: paintFigure(await repaints(page, 'beeswarm-large', 'plumbline:beeswarm-paint')) };
  });
}
