import { pack } from '../../components/color/severityScale';
import { parseColor } from '../../components/color/rgb';
import { COLORS, type SwarmPoints, type SwarmRow } from './readSwarm';
import { binsOfPoints, smoothColumns, swarmColumns } from './swarmLayout';

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
/** Share of the width that violins are smoothed over. */
const SMOOTH = 0.015;

/** Columns of bins as pixels, dots and means as shapes. */
export function paintSwarm(context: CanvasRenderingContext2D, picture: SwarmPicture): void {
  paintBins(context, picture);
  const { rows, rowHeight, toPixel } = picture;
  paintGrid(context, picture);
  rows.forEach((row, index) => {
    const middle = (index + 0.5) * rowHeight;
    const colors = picture.colorsOf(row.kind);
    if (row.points && !picture.smooth) {
      paintDots(context, row.points, colors, toPixel, middle, rowHeight, DOT);
    }
    if (row.tail) {
      paintDots(context, outside(row.tail), colors, toPixel, middle, 0, 1.75);
    }
    paintMean(context, picture, row, middle);
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
  rows.forEach((row, index) => {
    const bins = drawn[index];
    if (!bins) {
      return;
    }
    const colors = Uint32Array.from(colorsOf(row.kind), (color) => pack(parseColor(color)));
    const counted = swarmColumns(bins, COLORS, pixels, (value) => toPixel(value) * ratio);
    const radius = Math.max(1, Math.round((pixels * SMOOTH) / 2));
    const { counts, totals, largest } = smooth ? smoothColumns(counted, COLORS, radius) : counted;
    const middle = (index + 0.5) * rowHeight * ratio;
    const half = 0.45 * rowHeight * ratio;
    for (let x = 0; x < pixels; x++) {
      // Less than a hundredth of the widest is a tail of the smoothing.
      if (totals[x] <= (smooth ? largest * 0.01 : 0)) {
        continue;
      }
      const reach = Math.max(0.5, half * (totals[x] / largest) ** power);
      // Low values lie at the bottom, high ones on top; the parts add up to the column exactly.
      let bottom = middle + reach;
      for (let color = 0; color < COLORS; color++) {
        const count = counts[x * COLORS + color];
        if (count === 0) {
          continue;
        }
        const top = bottom - (2 * reach * count) / totals[x];
        for (let y = Math.max(0, Math.round(top)); y < Math.min(height, Math.round(bottom)); y++) {
          data[y * pixels + x] = colors[color];
        }
        bottom = top;
      }
    }
  });
  context.putImageData(image, 0, 0);
}

/** A few records at each end: those in between are part of the columns. */
function outside(tail: SwarmPoints): SwarmPoints {
  const order = tail.x.map((_, i) => i).sort((a, b) => tail.x[a] - tail.x[b]);
  const kept = [...order.slice(0, 3), ...order.slice(-3)];
  return {
    x: kept.map((i) => tail.x[i]),
    color: kept.map((i) => tail.color[i]),
    id: kept.map((i) => tail.id[i]),
    value: kept.map((i) => tail.value[i]),
    offset: new Float64Array(kept.length),
  };
}

function paintDots(
  context: CanvasRenderingContext2D,
  points: SwarmPoints,
  colors: string[],
  toPixel: (value: number) => number,
  middle: number,
  spread: number,
  radius: number
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
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.fill();
  });
}

/** A diamond at the mean with its interval as a line. */
function paintMean(context: CanvasRenderingContext2D, { toPixel, ink, paper }: SwarmPicture, row: SwarmRow, y: number) {
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
