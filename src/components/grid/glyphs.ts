import { type Rect } from './geometry';

/** Marks double every meaning that colour has, so that a cell can be read without it. */
export type Glyph = 'dot' | 'ring' | 'hatch' | 'net' | 'dotted' | 'cross';

/** Draws a mark in the middle of a cell (or over all of it) with the given ink. */
export function drawGlyph(context: CanvasRenderingContext2D, glyph: Glyph, cell: Rect, ink: string): void {
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = 1;
  const [x, y] = [cell.x + cell.width / 2, cell.y + cell.height / 2];
  const radius = Math.max(1, Math.min(3, Math.min(cell.width, cell.height) * 0.19));
  switch (glyph) {
    case 'dot':
      circle(context, x, y, radius);
      context.fill();
      break;
    case 'ring':
      circle(context, x, y, radius);
      context.stroke();
      break;
    case 'cross':
      cross(context, x, y, radius);
      break;
    case 'hatch':
      hatch(context, cell, [1]);
      break;
    case 'net':
      hatch(context, cell, [1, -1]);
      break;
    case 'dotted':
      dotted(context, cell);
  }
}

function circle(context: CanvasRenderingContext2D, x: number, y: number, radius: number) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, r: number) {
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - r, y - r);
  context.lineTo(x + r, y + r);
  context.moveTo(x + r, y - r);
  context.lineTo(x - r, y + r);
  context.stroke();
}

/** Lines at 45 degrees that continue from cell to cell, rising (1) or falling (-1). */
function hatch(context: CanvasRenderingContext2D, cell: Rect, ways: ReadonlyArray<1 | -1>) {
  const gap = 6;
  context.save();
  context.globalAlpha = 0.7;
  context.beginPath();
  context.rect(cell.x, cell.y, cell.width, cell.height);
  context.clip();
  context.beginPath();
  for (const way of ways) {
    // Each line has one x + way * y.
    const ends = [cell.x + way * cell.y, cell.x + cell.width + way * (cell.y + cell.height)];
    const least = Math.min(...ends, cell.x + way * (cell.y + cell.height));
    const most = Math.max(...ends, cell.x + cell.width + way * cell.y);
    for (let c = Math.floor(least / gap) * gap; c <= most; c += gap) {
      context.moveTo(c - way * cell.y, cell.y);
      context.lineTo(c - way * (cell.y + cell.height), cell.y + cell.height);
    }
  }
  context.stroke();
  context.restore();
}

function dotted(context: CanvasRenderingContext2D, cell: Rect) {
  context.save();
  context.setLineDash([1.5, 2.5]);
  context.strokeRect(cell.x + 1.5, cell.y + 1.5, Math.max(1, cell.width - 4), Math.max(1, cell.height - 4));
  context.restore();
}
