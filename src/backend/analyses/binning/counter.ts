/** Counts values into bins, many times faster than a search a value. Pure. */

/** Cells of the lookup table; each knows how many edges lie in the cells before it. */
const CELLS = 8192;
/** Edges in one cell from which on they are searched by halves. */
const MANY = 8;

/**
 * Bins of one column: a value's bin is the number of `edges` below it. A table of equal-width cells gives a lower bound
 * of the bin, and the edges inside the cell decide exactly: rounding is monotone, so an edge in an earlier cell is
 * below the value whatever the cell's width.
 */
export class BinCounter {
  private readonly edges: Float64Array;
  private readonly before: Uint16Array;
  private readonly scale: number;
  private readonly low: number;
  private readonly high: number;
  private readonly counts: Uint32Array;
  private readonly sums: Float64Array;
  readonly bins: number;

  /** `edges` ascend without repeats; `windows` is the number of windows to count apart. */
  constructor(
    edges: readonly number[],
    private readonly windows: number,
    private readonly withSums: boolean
  ) {
    this.bins = edges.length + 1;
    this.edges = Float64Array.from(edges);
    this.low = edges[0] ?? Infinity;
    this.high = edges.at(-1) ?? -Infinity;
    const scale = CELLS / (this.high - this.low);
    this.scale = Number.isFinite(scale) ? scale : 0;
    this.before = new Uint16Array(CELLS + 3);
    for (const edge of edges) {
      this.before.fill((this.before[CELLS + 2] ?? 0) + 1, this.cellOf(edge) + 1);
    }
    this.counts = new Uint32Array(windows * this.bins);
    this.sums = new Float64Array(windows);
  }

  private cellOf(value: number): number {
    return ((value - this.low) * this.scale) | 0;
  }

  /** Counts `values[from..to)`, all of one window. NaN is a missing value. */
  add(values: ArrayLike<number>, from: number, to: number, window: number): void {
    const { edges, before, scale, low, high, counts, bins } = this;
    const offset = window * bins;
    const last = bins - 1;
    for (let i = from; i < to; i += 1) {
      const value = values[i] as number;
      let bin = 0;
      if (value > low) {
        if (value > high) {
          bin = last;
        } else {
          const cell = ((value - low) * scale) | 0;
          bin = before[cell] as number;
          const end = before[cell + 1] as number;
          if (end - bin > MANY) {
            bin = searchBelow(edges, value, bin, end);
          } else {
            while (bin < end && value > (edges[bin] as number)) {
              bin += 1;
            }
          }
        }
      } else if (value !== value) {
        continue;
      }
      counts[offset + bin] = (counts[offset + bin] as number) + 1;
    }
    if (this.withSums) {
      let sum = 0;
      for (let i = from; i < to; i += 1) {
        const value = values[i] as number;
        sum += value === value ? value : 0;
      }
      this.sums[window] = (this.sums[window] as number) + sum;
    }
  }

  /** Counts of one window. */
  of(window: number): Float64Array {
    return Float64Array.from(this.counts.subarray(window * this.bins, (window + 1) * this.bins));
  }

  /** Sum of the values of one window; 0 unless sums were asked for. */
  sumOf(window: number): number {
    return window < this.windows ? (this.sums[window] ?? 0) : 0;
  }
}

/** First position in [from, to) whose edge is not below the value. */
function searchBelow(edges: Float64Array, value: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > (edges[middle] as number)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
