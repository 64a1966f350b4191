import { type SwarmColors } from './swarmColors';
import { type XAxis } from './dependenceLayout';
import { type DependenceData } from './readDependence';

interface Picture {
  data: DependenceData;
  axis: XAxis;
  /** Position of an attribution from the top. */
  toY: (phi: number) => number;
  left: number;
  /** Where the records lie. */
  dots: ReadonlyArray<{ x: number; y: number }>;
  colors: SwarmColors;
  /** Colour of what has no colour. */
  plain: string;
}

const DOT = 2;

/** Colour of a record by the value of the other column. */
export function colorOf({ data, colors, plain }: Pick<Picture, 'data' | 'colors' | 'plain'>, value: number): string {
  const { color } = data;
  if (color.kind === 'none') {
    return plain;
  }
  if (Number.isNaN(value)) {
    return colors.none;
  }
  if (color.kind === 'categorical') {
    return colors.categories[value] ?? colors.none;
  }
  // 32 colours are enough for the eye, and let dots of one colour be drawn together.
  return colors.ramp.css(Math.round((31 * (value - color.lo)) / (color.hi - color.lo || 1)) / 31);
}

/** The records as dots, or the cells of the grid, darker where there are more. */
export function paintDependence(context: CanvasRenderingContext2D, picture: Picture): void {
  if (picture.data.points) {
    paintPoints(context, picture);
  } else if (picture.data.cells) {
    paintCells(context, picture);
  }
}

function paintPoints(context: CanvasRenderingContext2D, picture: Picture) {
  const { data, dots } = picture;
  const { points } = data;
  if (!points) {
    return;
  }
  const byColor = new Map<string, number[]>();
  points.color.forEach((value, i) => {
    const color = colorOf(picture, value);
    const members = byColor.get(color) ?? [];
    members.push(i);
    byColor.set(color, members);
  });
  context.globalAlpha = points.x.length > 1000 ? 0.55 : 0.8;
  byColor.forEach((members, color) => {
    context.fillStyle = color;
    context.beginPath();
    for (const i of members) {
      const { x, y } = dots[i];
      if (!Number.isNaN(x + y)) {
        context.moveTo(x + DOT, y);
        context.arc(x, y, DOT, 0, 2 * Math.PI);
      }
    }
    context.fill();
  });
  context.globalAlpha = 1;
}

function paintCells(context: CanvasRenderingContext2D, picture: Picture) {
  const { data, axis, toY, left } = picture;
  const { cells } = data;
  if (!cells) {
    return;
  }
  const most = Math.log1p(cells.n.reduce((largest, n) => Math.max(largest, n), 1));
  cells.n.forEach((n, i) => {
    const missing = Number.isNaN(cells.xLo[i]);
    const x0 = axis.place(cells.xLo[i], '');
    const [from, to] = missing ? [x0 - 6, x0 + 6] : [x0, axis.place(cells.xHi[i], '')];
    const [top, bottom] = [toY(cells.phiHi[i]), toY(cells.phiLo[i])];
    context.globalAlpha = 0.15 + 0.85 * (Math.log1p(n) / most);
    context.fillStyle = colorOf(picture, cells.color[i]);
    context.fillRect(left + from, top, Math.max(1, to - from + 0.3), Math.max(1, bottom - top + 0.3));
  });
  context.globalAlpha = 1;
}
