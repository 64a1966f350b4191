import { rowBands, rowTop } from '../../components/grid/geometry';
import { type Scene } from './scene';

const CAP = 4;

/** Brackets around the windows of columns that came later or went earlier than the others. */
export function paintCaps(context: CanvasRenderingContext2D, { view, geometry: g, colors, late }: Scene): void {
  context.fillStyle = colors.text;
  for (const band of rowBands(g)) {
    context.save();
    context.beginPath();
    context.rect(g.left - 2, band.top, g.columns * g.cellWidth + 4, band.height);
    context.clip();
    for (let row = band.first; row < band.last; row++) {
      const extent = late.get(row);
      if (extent) {
        const [top, height] = [rowTop(g, row) + 1, g.cellHeight - 3];
        const bracket = (x: number, inward: 1 | -1) => {
          context.fillRect(x - 1, top, 2, height);
          context.fillRect(inward > 0 ? x : x - CAP, top, CAP, 1.5);
          context.fillRect(inward > 0 ? x : x - CAP, top + height - 1.5, CAP, 1.5);
        };
        if (extent.first > 0) {
          bracket(Math.round(g.left + extent.first * g.cellWidth) - 1, 1);
        }
        if (extent.last < view.columns - 1) {
          bracket(Math.round(g.left + (extent.last + 1) * g.cellWidth), -1);
        }
      }
    }
    context.restore();
  }
}
