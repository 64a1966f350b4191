import { pack } from '../../components/color/severityScale';
import { parseColor } from '../../components/color/rgb';
import { MISSING_BIN } from '../../query/explanationFrames';
import { COLORS, type SwarmPoints, type SwarmRow } from './readSwarm';
import { outside } from './swarmDots';
import { binsOfPoints, smoothColumns, type SwarmBins, swarmColumns, type SwarmColumns } from './swarmLayout';

export interface SwarmPicture {
  rows: SwarmRow[];
  rowHeight: number;
  /** CSS pixels of the plot. */
  width: number;
  toPixel: (value: number) => number;
  colorsOf: (kind: SwarmRow['kind']) => string[];
  /** Height of a column by its count: linear, or by the square root, which shows thin tails. */
  power: 1 | 0.5;
  /** Smoothed to violins, records as well as bins. */
  smooth: boolean;
  /** Grid lines, and the ink of zero, of outlines and of the mean. */
  ticks: number[];
  grid: string;
  ink: string;
  paper: string;
}

const DOT = 2.25;
const TAIL_DOT = 1.75;
/** Share of the width that violins are smoothed over. */
const SMOOTH = 0.015;

/** Columns of bins as pixels, dots and means as shapes. */
export function paintSwarm(context: CanvasRenderingContext2D, picture: SwarmPicture): void {
  paintBins(context, picture);
  const { rows, rowHeight, toPixel } = picture;
  paintGrid(context, picture);
  rows.forEach((row, index) => {
    const middle = (index + 0.5) * rowHeight;
    // Where no row has values, none of them is missing.
    const dots = { colors: picture.colorsOf(row.kind), toPixel, middle, marksMissing: row.kind !== 'none' };
    if (row.points && !picture.smooth) {
      paintDots(context, row.points, { ...dots, spread: rowHeight, radius: DOT });
    }
    if (row.tail) {
      paintDots(context, outside(row.tail), { ...dots, spread: 0, radius: TAIL_DOT });
    }
    if (row.reference) {
      paintSplit(context, picture, row, middle);
    } else {
      paintMean(context, picture, row, middle);
    }
  });
}

/** Grid lines go over the columns, thin enough to read both. */
function paintGrid(context: CanvasRenderingContext2D, { rows, rowHeight, ticks, toPixel, grid, ink }: SwarmPicture) {
  const height = rows.length * rowHeight;
  for (const tick of ticks) {
    context.fillStyle = tick === 0 ? ink : grid;
    context.globalAlpha = tick === 0 ? 0.7 : 1;
    context.fillRect(Math.round(toPixel(tick)), 0, 1, height);
  }
  context.globalAlpha = 1;
}

function paintBins(context: CanvasRenderingContext2D, picture: SwarmPicture) {
  const { rows, rowHeight, width, toPixel, colorsOf, power, smooth } = picture;
  const ratio = context.canvas.width / Math.max(1, width);
  const pixels = Math.max(1, Math.floor(width * ratio));
  const height = Math.max(1, Math.round(rows.length * rowHeight * ratio));
  const drawn = rows.map(({ bins, points }) => bins ?? (smooth && points ? binsOfPoints(points) : undefined));
  if (drawn.every((bins) => bins === undefined)) {
    return;
  }
  const image = context.createImageData(pixels, height);
  const data = new Uint32Array(image.data.buffer);
  const radius = Math.max(1, Math.round((pixels * SMOOTH) / 2));
  const columnsOf = (bins: SwarmBins) => {
    const counted = swarmColumns(bins, COLORS, pixels, (value) => toPixel(value) * ratio);
    return smooth ? smoothColumns(counted, COLORS, radius) : counted;
  };
  rows.forEach((row, index) => {
    const bins = drawn[index];
    if (!bins) {
      return;
    }
    const colors = Uint32Array.from(colorsOf(row.kind), (color) => pack(parseColor(color)));
    const [middle, half] = [(index + 0.5) * rowHeight * ratio, 0.45 * rowHeight * ratio];
    const base = { data, pixels, height, colors, middle, half, power, smooth };
    const now = columnsOf(bins);
    if (!row.reference) {
      paintColumns({ ...base, columns: now, most: now.largest, side: 'both' });
      return;
    }
    // Shares, not counts: the two halves may be of any number of records.
    const then = columnsOf(row.reference.bins);
    const most = Math.max(now.largest / row.n, then.largest / row.reference.n);
    paintColumns({ ...base, columns: now, most: most * row.n, side: 'up' });
    paintColumns({ ...base, columns: then, most: most * row.reference.n, side: 'down' });
  });
  context.putImageData(image, 0, 0);
}

interface Columns {
  data: Uint32Array;
  pixels: number;
  height: number;
  colors: Uint32Array;
  columns: SwarmColumns;
  /** Count that reaches `half` from the middle. */
  most: number;
  middle: number;
  half: number;
  power: 1 | 0.5;
  smooth: boolean;
  /** Mirrored about the middle, or on one side of it. */
  side: 'both' | 'up' | 'down';
}

/** Stacks of value bins; the parts add up to the column exactly. */
function paintColumns({ data, pixels, height, colors, columns, most, middle, half, power, smooth, side }: Columns) {
  const { counts, totals, largest } = columns;
  for (let x = 0; x < pixels; x++) {
    // Less than a hundredth of the widest is a tail of the smoothing.
    if (totals[x] <= (smooth ? largest * 0.01 : 0)) {
      continue;
    }
    const reach = Math.max(0.5, half * (totals[x] / most) ** power);
    // Low values lie at the bottom, high ones on top; of a lower half the low ones lie at the middle, as in the upper.
    const down = side === 'down' ? -1 : 1;
    const length = side === 'both' ? 2 * reach : reach;
    let at = side === 'both' ? middle + reach : middle;
    for (let color = 0; color < COLORS; color++) {
      const count = counts[x * COLORS + color];
      if (count === 0) {
        continue;
      }
      const next = at - (down * length * count) / totals[x];
      const [top, bottom] = [Math.min(at, next), Math.max(at, next)];
      for (let y = Math.max(0, Math.round(top)); y < Math.min(height, Math.round(bottom)); y++) {
        data[y * pixels + x] = colors[color];
      }
      at = next;
    }
  }
}

function triangle(context: CanvasRenderingContext2D, x: number, y: number, radius: number) {
  context.moveTo(x, y - radius);
  context.lineTo(x + radius, y + radius * 0.8);
  context.lineTo(x - radius, y + radius * 0.8);
  context.closePath();
}

interface Dots {
  colors: string[];
  toPixel: (value: number) => number;
  middle: number;
  spread: number;
  radius: number;
  /** Records without a value are triangles: grey alone is also that of rare categories. */
  marksMissing: boolean;
}

function paintDots(
  context: CanvasRenderingContext2D,
  points: SwarmPoints,
  { colors, toPixel, middle, spread, radius, marksMissing }: Dots
) {
  // One path a colour: filling is what costs.
  const byColor = new Map<number, number[]>();
  points.color.forEach((color, i) => {
    const members = byColor.get(color) ?? [];
    members.push(i);
    byColor.set(color, members);
  });
  byColor.forEach((members, color) => {
    context.fillStyle = colors[color];
    context.beginPath();
    for (const i of members) {
      const [x, y] = [toPixel(points.x[i]), middle - points.offset[i] * spread];
      if (color === MISSING_BIN && marksMissing) {
        triangle(context, x, y, radius * 1.3);
      } else {
        context.moveTo(x + radius, y);
        context.arc(x, y, radius, 0, 2 * Math.PI);
      }
    }
    context.fill();
  });
}

/** The line between the halves, with the mean of each in its own. */
function paintSplit(context: CanvasRenderingContext2D, picture: SwarmPicture, row: SwarmRow, middle: number) {
  context.fillStyle = picture.ink;
  context.globalAlpha = 0.5;
  context.fillRect(0, Math.round(middle), picture.width, 1);
  context.globalAlpha = 1;
  const away = picture.rowHeight / 4;
  paintMean(context, picture, row, middle - away);
  paintMean(context, picture, { mean: row.reference?.mean ?? NaN, meanLo: NaN, meanHi: NaN }, middle + away);
}

/** A diamond at the mean with its interval as a line. */
function paintMean(
  context: CanvasRenderingContext2D,
  { toPixel, ink, paper }: SwarmPicture,
  row: Pick<SwarmRow, 'mean' | 'meanLo' | 'meanHi'>,
  y: number
) {
  if (Number.isNaN(row.mean)) {
    return;
  }
  const x = toPixel(row.mean);
  if (!Number.isNaN(row.meanLo + row.meanHi)) {
    context.fillStyle = ink;
    context.fillRect(toPixel(row.meanLo), y - 0.75, Math.max(1, toPixel(row.meanHi) - toPixel(row.meanLo)), 1.5);
  }
  context.beginPath();
  context.moveTo(x, y - 4);
  context.lineTo(x + 4, y);
  context.lineTo(x, y + 4);
  context.lineTo(x - 4, y);
  context.closePath();
  context.fillStyle = paper;
  context.fill();
  context.strokeStyle = ink;
  context.lineWidth = 1.25;
  context.stroke();
}
