/** Importance by drift: which columns to act on. Pure. */
import { type WaterfallPart } from './readWaterfall';

export type Quadrant = 'act' | 'watch' | 'noise' | 'calm';

export interface QuadrantPoint {
  part: WaterfallPart;
  quadrant: Quadrant;
}

export interface Quadrants {
  points: QuadrantPoint[];
  /** Importance from which a column counts as important: the mean of all, as no column would stand out of equals. */
  importanceLimit: number;
  /** Columns whose drift or importance is not known. */
  hidden: number;
}

/** Drift from its limit on, and importance above the mean, are what counts. The most urgent first. */
export function quadrantsOf(parts: readonly WaterfallPart[]): Quadrants {
  const columns = parts.filter(({ kind }) => kind === 'column');
  const known = columns.filter(({ importance, severity }) => !Number.isNaN(importance + severity));
  const importanceLimit = known.reduce((sum, { importance }) => sum + importance, 0) / Math.max(1, known.length);
  const points = known
    .map((part): QuadrantPoint => {
      const [important, drifted] = [part.importance >= importanceLimit, part.severity >= 1];
      return { part, quadrant: drifted ? (important ? 'act' : 'noise') : important ? 'watch' : 'calm' };
    })
    .sort((a, b) => b.part.importance * b.part.severity - a.part.importance * a.part.severity);
  return { points, importanceLimit, hidden: columns.length - known.length };
}

/** Radius of a point in CSS pixels, its area by its part (0 to 1) of the largest change. */
export const pointRadius = (part: number) => 3.5 + 7 * Math.sqrt(part);

/** Logarithmic axis over the values, with whole powers of ten (and 2 and 5 of short axes) as ticks. */
export function logScale(values: readonly number[], width: number) {
  const positive = values.filter((value) => value > 0);
  const [least, most] = [Math.min(...positive, 1), Math.max(...positive, 1)];
  const [low, high] = [Math.log10(least) - 0.15, Math.log10(most) + 0.15];
  const at = (value: number) => ((Math.log10(Math.max(value, least)) - low) / (high - low)) * width;
  const leads = high - low > 3 ? [1] : high - low > 1.2 ? [1, 3] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    for (const lead of leads) {
      const tick = Number(`${lead}e${power}`);
      if (Math.log10(tick) >= low && Math.log10(tick) <= high) {
        ticks.push(tick);
      }
    }
  }
  return { toPixel: at, ticks };
}

const LINE = 13;
const LETTER = 6.6;

/** Labels beside their points, moved down where they would lie on another one. Positions are CSS pixels. */
export function placeLabels(points: ReadonlyArray<{ x: number; y: number; text: string }>, width: number) {
  const placed: Array<{ text: string; x: number; y: number; anchor: 'start' | 'end'; from: number; to: number }> = [];
  for (const { x, y, text } of points) {
    const length = text.length * LETTER;
    const anchor = x + 12 + length > width ? 'end' : 'start';
    const [from, to] = anchor === 'start' ? [x + 12, x + 12 + length] : [x - 12 - length, x - 12];
    let top = y + 4;
    while (placed.some((other) => Math.abs(other.y - top) < LINE && from < other.to && to > other.from)) {
      top += LINE;
    }
    placed.push({ text, x: anchor === 'start' ? from : to, y: top, anchor, from, to });
  }
  return placed;
}
