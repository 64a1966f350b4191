/** Samples as distinct values with counts, and what two of them have in common. Pure. */

/** Distinct finite values in ascending order; `counts[i]` rows have `values[i]`. */
export interface GroupedSample {
  values: Float64Array;
  counts: Float64Array;
  n: number;
}

export const EMPTY_SAMPLE: GroupedSample = { values: new Float64Array(0), counts: new Float64Array(0), n: 0 };

/** Groups raw values; those that are not finite are left out. */
export function sampleOf(raw: Iterable<number>): GroupedSample {
  const sorted = Float64Array.from(raw)
    .filter((value) => Number.isFinite(value))
    .sort();
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    // -0 and 0 are one value.
    if (values.length > 0 && values.at(-1) === value) {
      counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    } else {
      values.push(value);
      counts.push(1);
    }
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts), n: sorted.length };
}

/** One distinct value of two samples, with the rows at it and up to it on either side. */
export type Visit = (value: number, a: number, b: number, upToA: number, upToB: number) => void;

/** Walks the distinct values of both samples in ascending order. */
export function walk(x: GroupedSample, y: GroupedSample, visit: Visit): void {
  let i = 0;
  let j = 0;
  let upToX = 0;
  let upToY = 0;
  while (i < x.values.length || j < y.values.length) {
    const left = i < x.values.length ? (x.values[i] as number) : Infinity;
    const right = j < y.values.length ? (y.values[j] as number) : Infinity;
    const value = left <= right ? left : right;
    let a = 0;
    let b = 0;
    if (left === value) {
      a = x.counts[i] as number;
      i += 1;
    }
    if (right === value) {
      b = y.counts[j] as number;
      j += 1;
    }
    upToX += a;
    upToY += b;
    visit(value, a, b, upToX, upToY);
  }
}

/** Both samples as one. */
export function pool(x: GroupedSample, y: GroupedSample): GroupedSample {
  const values = new Float64Array(x.values.length + y.values.length);
  const counts = new Float64Array(values.length);
  let length = 0;
  walk(x, y, (value, a, b) => {
    values[length] = value;
    counts[length] = a + b;
    length += 1;
  });
  return { values: values.subarray(0, length), counts: counts.subarray(0, length), n: x.n + y.n };
}

export interface Moments {
  n: number;
  mean: number;
  /** Population variance (divisor n). */
  variance: number;
  /** Third standardised moment, with population moments; 0 for a constant sample. */
  skewness: number;
  min: number;
  max: number;
}

/** Moments in two passes, so that a large mean costs no digits; `null` for an empty sample. */
export function moments({ values, counts, n }: GroupedSample): Moments | null {
  if (n === 0) {
    return null;
  }
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += (values[i] as number) * (counts[i] as number);
  }
  const mean = sum / n;
  let second = 0;
  for (let i = 0; i < values.length; i += 1) {
    const gap = (values[i] as number) - mean;
    second += gap * gap * (counts[i] as number);
  }
  const variance = second / n;
  const sd = Math.sqrt(variance);
  let third = 0;
  for (let i = 0; sd > 0 && i < values.length; i += 1) {
    const gap = ((values[i] as number) - mean) / sd;
    third += gap * gap * gap * (counts[i] as number);
  }
  return {
    n,
    mean,
    variance,
    skewness: third / n,
    min: values[0] as number,
    max: values[values.length - 1] as number,
  };
}

/** `count` equal steps from `low` to `high`, the last exactly `high`: numpy's `linspace`. */
export function linearEdges(low: number, high: number, count: number): number[] {
  const step = (high - low) / count;
  return Array.from({ length: count + 1 }, (_, index) => (index === count ? high : index * step + low));
}

/**
 * Counts in bins [e0, e1), [e1, e2) ... with the last one closed, as numpy's `histogram`; values outside the edges are
 * in no bin.
 */
export function histogram({ values, counts }: GroupedSample, edges: readonly number[]): number[] {
  const bins = new Array<number>(Math.max(0, edges.length - 1)).fill(0);
  const last = edges.at(-1) ?? -Infinity;
  let bin = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value < (edges[0] ?? Infinity) || value > last) {
      continue;
    }
    while (bin < bins.length - 1 && value >= (edges[bin + 1] as number)) {
      bin += 1;
    }
    bins[bin] = (bins[bin] ?? 0) + (counts[i] as number);
  }
  return bins;
}

/** Equal-width edges after Sturges: ceil(log2 n + 1) bins from the smallest to the largest value, as numpy makes them. */
export function sturgesEdges(low: number, high: number, n: number): number[] {
  return low === high ? [low - 0.5, high + 0.5] : edgesOfWidth(low, high, (high - low) / (Math.log2(n) + 1));
}

/** Equal-width edges after Doane (1976), which widens Sturges' rule by the skewness, as numpy makes them. */
export function doaneEdges({ n, min, max, skewness }: Moments): number[] {
  if (min === max) {
    return [min - 0.5, max + 0.5];
  }
  if (n <= 2) {
    return [min, max];
  }
  const spread = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return edgesOfWidth(min, max, (max - min) / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / spread)));
}

function edgesOfWidth(low: number, high: number, width: number): number[] {
  return linearEdges(low, high, Math.max(1, Math.ceil((high - low) / width)));
}
