/** Bins of columns, and vectors of counts over them. Pure. */
import { PlumblineError } from '../../../query/errors';
import { type CategoricalBins, type FrozenBins, type NumericBins } from '../../store/types';

/** Counts of one column in one cell (a segment in a window). */
export interface NumericCounts {
  kind: 'numeric';
  counts: Float64Array;
  n: number;
  missing: number;
  mean: number | null;
}

export interface CategoryCounts {
  kind: 'categorical';
  counts: Map<string, number>;
  n: number;
  missing: number;
}

export type ColumnCounts = NumericCounts | CategoryCounts;

/** For a column of more values over its windows than are counted. */
export const tooManyValues = (column: string, most: number): PlumblineError =>
  new PlumblineError(
    'too_large',
    `${column} has more than ${most} values over the windows asked for`,
    'It is no category: declare it as text or metadata, or ask for fewer windows.',
    column
  );

/** Counts of a cell in memory that is used again: for who looks at one cell after the other. */
export class CountsBuffer {
  private held: NumericCounts = { kind: 'numeric', counts: new Float64Array(0), n: 0, missing: 0, mean: null };

  /** To be filled with as many bins; whatever was taken before is gone. */
  take(bins: number): NumericCounts {
    if (this.held.counts.length !== bins) {
      this.held = { ...this.held, counts: new Float64Array(bins) };
    }
    return this.held;
  }
}

/**
 * Coarse bins score PSI and its kin; fine ones the binned Kolmogorov-Smirnov and Wasserstein distances; `none` only
 * counts values, for methods that read the raw ones.
 */
export type Grid = 'coarse' | 'fine' | 'none';

export function gridEdges(bins: NumericBins, grid: Grid): number[] {
  return grid === 'none' ? [] : grid === 'fine' ? bins.fineEdges : bins.edges;
}

export function frozenNumeric(bins: NumericBins, grid: Grid): NumericCounts {
  return {
    kind: 'numeric',
    counts: Float64Array.from(grid === 'none' ? [bins.n] : grid === 'fine' ? bins.fineCounts : bins.counts),
    n: bins.n,
    missing: bins.missing,
    mean: bins.mean,
  };
}

/** Folds fine counts to the coarse grid, whose edges are among the fine ones: both grids come from one scan. */
export function coarsen(counts: ArrayLike<number>, bins: NumericBins): Float64Array {
  const coarse = new Float64Array(bins.edges.length + 1);
  let bin = 0;
  for (let i = 0; i < counts.length; i += 1) {
    const upper = bins.fineEdges[i] ?? Infinity;
    while (bin < bins.edges.length && upper > (bins.edges[bin] ?? Infinity)) {
      bin += 1;
    }
    coarse[bin] = (coarse[bin] ?? 0) + (counts[i] ?? 0);
  }
  return coarse;
}

export function addNumeric(parts: readonly NumericCounts[], bins: number): NumericCounts {
  const counts = new Float64Array(bins);
  let n = 0;
  let missing = 0;
  let sum = 0;
  for (const part of parts) {
    part.counts.forEach((count, index) => {
      counts[index] = (counts[index] ?? 0) + count;
    });
    n += part.n;
    missing += part.missing;
    sum += (part.mean ?? 0) * part.n;
  }
  const known = parts.every((part) => part.n === 0 || part.mean !== null);
  return { kind: 'numeric', counts, n, missing, mean: n > 0 && known ? sum / n : null };
}

export function addCategories(parts: readonly CategoryCounts[]): CategoryCounts {
  const counts = new Map<string, number>();
  let n = 0;
  let missing = 0;
  for (const part of parts) {
    for (const [value, count] of part.counts) {
      counts.set(value, (counts.get(value) ?? 0) + count);
    }
    n += part.n;
    missing += part.missing;
  }
  return { kind: 'categorical', counts, n, missing };
}

/** Values by descending count, as a scan gives them. */
export function byCount(counts: Iterable<[string, number]>): Map<string, number> {
  return new Map([...counts].sort(([left, a], [right, b]) => b - a || (left < right ? -1 : left > right ? 1 : 0)));
}

export function addCounts(parts: readonly ColumnCounts[], like: FrozenBins, grid: Grid): ColumnCounts {
  if (like.kind === 'numeric') {
    return addNumeric(
      parts.filter((part) => part.kind === 'numeric'),
      gridEdges(like, grid).length + 1
    );
  }
  return addCategories(parts.filter((part) => part.kind === 'categorical'));
}

/** Bins a reference keeps: what gets too few rows for one is worth a doubt. */
export function binCount(bins: FrozenBins): number {
  return bins.kind === 'numeric' ? bins.edges.length + 1 : bins.categories.length + (bins.other > 0 ? 1 : 0);
}

export const OTHER = '(other)';
export const UNSEEN = '(unseen)';
/** What a missing value is called. */
export const MISSING = '(missing)';

/** Two vectors over the same bins. */
export interface Pair {
  labels: string[];
  reference: number[];
  current: number[];
}

/**
 * Categories of both sides in one order: the kept ones, then `(other)` for further values of the reference and
 * `(unseen)` for values it never had. `each` keeps every value apart instead, as chi-squared and L-infinity want it.
 */
export function alignCategories(
  frozen: CategoricalBins,
  reference: CategoryCounts,
  current: CategoryCounts,
  each: boolean,
  isKnown: (value: string) => boolean
): Pair {
  if (each) {
    const labels = [
      ...new Set([
        ...frozen.categories.map(({ value }) => value),
        ...reference.counts.keys(),
        ...current.counts.keys(),
      ]),
    ];
    return {
      labels,
      reference: labels.map((label) => reference.counts.get(label) ?? 0),
      current: labels.map((label) => current.counts.get(label) ?? 0),
    };
  }
  const kept = frozen.categories.map(({ value }) => value);
  const index = new Map(kept.map((value, position) => [value, position]));
  const fold = (counts: Map<string, number>) => {
    const vector = new Array<number>(kept.length + 2).fill(0);
    for (const [value, count] of counts) {
      const position = index.get(value) ?? (isKnown(value) ? kept.length : kept.length + 1);
      vector[position] = (vector[position] ?? 0) + count;
    }
    return vector;
  };
  return { labels: [...kept, OTHER, UNSEEN], reference: fold(reference.counts), current: fold(current.counts) };
}
