import { GAP_FROM } from '../../components/grid/paintCells';
import { SHARE_HEIGHT } from './layout';
import { type Scene } from './scene';

/** Which part of the columns is over the limit in each window, paler where chance could explain it. */
export function paintShare(context: CanvasRenderingContext2D, scene: Scene, top: number) {
  const { geometry: g, colors, layout } = scene;
  context.fillStyle = colors.thin;
  context.fillRect(layout.left, top, layout.plotWidth, SHARE_HEIGHT);
  const gap = g.cellWidth >= GAP_FROM ? 1 : 0;
  // Whole pixels, or neighbouring bars show seams.
  const edge = (column: number) => Math.round(g.left + column * g.cellWidth);
  context.save();
  context.fillStyle = colors.share;
  scene.share.forEach(({ all, doubtful, expected }, column) => {
    const [height, sure] = [all * SHARE_HEIGHT, (all - doubtful) * SHARE_HEIGHT];
    const width = edge(column + 1) - edge(column) - gap;
    context.globalAlpha = 1;
    context.fillRect(edge(column), top + SHARE_HEIGHT - sure, width, sure);
    context.globalAlpha = DOUBTED;
    context.fillRect(edge(column), top + SHARE_HEIGHT - height, width, height - sure);
    if (expected > 0) {
      // At least a line, or nobody would see that there is one.
      const band = Math.max(1, expected * SHARE_HEIGHT);
      context.globalAlpha = 1;
      context.fillStyle = colors.accent;
      context.fillRect(edge(column), top + SHARE_HEIGHT - band, width, band);
      context.fillStyle = colors.share;
    }
  });
  context.restore();
}

/** Strength of the part of a share that chance could explain. */
const DOUBTED = 0.45;
