/** Positions of a dependence picture. Pure. */
import { type ImportanceOptions } from './options';
import { linearBend, logBend, quantileBend } from './valueAxis';
import { type DependenceData, NO_VALUE, type TrendBin } from './readDependence';

/** Room at the left for rows without a value, CSS pixels. */
export const GUTTER = 26;

export interface XAxis {
  /** Position of a row, by its number, or by its text where the axis has categories; NaN where it has no place. */
  place: (x: number, label: string) => number;
  /** Where a bin's marks stand. */
  binAt: (bin: TrendBin) => number;
  /** Width that one category takes; 0 on an axis of numbers. */
  band: number;
  /** Categories in the order of the axis, by mean attribution. */
  categories: string[];
  domain: [number, number];
  /** Values to label; none where the axis has categories. */
  ticks: number[];
  /** Value at a position; NaN where the axis has categories. */
  valueAt: (place: number) => number;
  /** Width at the left for rows without a value; 0 where there are none. */
  gutter: number;
  /** The scale was asked for, and the values do not allow it. */
  refused: boolean;
}

/** The axis of values: numbers between the ends of all rows, or categories from the lowest mean attribution to the highest. */
export function xAxis(data: DependenceData, width: number, scale: ImportanceOptions['xScale'] = 'linear'): XAxis {
  const hasMissing =
    [...data.now, ...data.reference].some(({ bin }) => bin === NO_VALUE) ||
    (data.kind === 'numeric' && (data.points?.x.some(Number.isNaN) ?? false));
  const left = hasMissing ? GUTTER : 0;
  const inner = Math.max(1, width - left);
  if (data.kind === 'categorical') {
    const named = [...data.now, ...data.reference.filter((bin) => !data.now.some(({ label }) => label === bin.label))];
    const categories = named
      .filter(({ bin }) => bin !== NO_VALUE)
      .sort((a, b) => a.mean - b.mean)
      .map(({ label }) => label);
    const band = inner / Math.max(1, categories.length);
    const position = new Map(categories.map((label, i) => [label, left + (i + 0.5) * band]));
    const otherAt = position.get('(other)') ?? NaN;
    return {
      place: (_, label) => (label === '' ? left / 2 : (position.get(label) ?? otherAt)),
      binAt: ({ bin, label }) => (bin === NO_VALUE ? left / 2 : (position.get(label) ?? NaN)),
      band,
      categories,
      domain: [0, categories.length],
      ticks: [],
      valueAt: () => NaN,
      gutter: left,
      refused: false,
    };
  }
  let [low, high] = [Infinity, -Infinity];
  const reach = (value: number) => {
    if (!Number.isNaN(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  };
  data.points?.x.forEach(reach);
  data.cells?.xLo.forEach(reach);
  data.cells?.xHi.forEach(reach);
  [...data.now, ...data.reference].forEach(({ x }) => reach(x));
  if (!(high > low)) {
    [low, high] = Number.isFinite(low) ? [low - 1, low + 1] : [0, 1];
  }
  const bent =
    scale === 'log'
      ? logBend([low, high])
      : scale === 'quantile'
        ? quantileBend(data.now, data.points?.x ?? [], [low, high])
        : undefined;
  const bend = bent ?? linearBend([low, high]);
  const place = (x: number) => (Number.isNaN(x) ? left / 2 : left + bend.to(x) * inner);
  return {
    place,
    binAt: ({ bin, x }) => (bin === NO_VALUE ? left / 2 : place(x)),
    band: 0,
    categories: [],
    domain: [low, high],
    ticks: bend.ticks(inner),
    valueAt: (at) => Math.max(low, Math.min(high, bend.from((at - left) / inner))),
    gutter: left,
    refused: scale !== 'linear' && bent === undefined,
  };
}

/** Least and greatest attribution that is drawn. */
export function phiRange(data: DependenceData): [number, number] {
  let [low, high] = [0, 0];
  const reach = (value: number) => {
    if (!Number.isNaN(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  };
  data.points?.phi.forEach(reach);
  data.lines?.pdp?.y.forEach(reach);
  data.lines?.ice.forEach((line) => line.y.forEach(reach));
  data.cells?.phiLo.forEach(reach);
  data.cells?.phiHi.forEach(reach);
  [...data.now, ...data.reference].forEach(({ meanLo, meanHi, p25, p75, mean }) =>
    [meanLo, meanHi, p25, p75, mean].forEach(reach)
  );
  return [low, high];
}

/** Up to four pixels to either side, the same for a row each time: whole numbers would hide each other. */
export function jitter(index: number): number {
  return (((index * 2654435761) % 4294967296) / 4294967296 - 0.5) * 8;
}
