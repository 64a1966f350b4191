/** Counts values into bins without a search a value. Pure. */

/** Cells of the lookup table: few enough to stay in the processor's first cache, many enough to part most edges. */
const CELLS = 2048;
/** First cell that no value up to the last edge can have, whatever the rounding. */
const BEYOND = CELLS + 1;
/** Edges in one cell from which on all edges are searched by halves. */
const CROWDED = 8;

/**
 * Bins of one column: a value's bin is the number of `edges` below it. A table of equal-width cells gives a lower bound
 * of the bin, and the edges inside the cell decide exactly: rounding is monotone, so an edge in an earlier cell is
 * below the value whatever the cell's width.
 */
export class BinCounter {
  private readonly edges: Float64Array;
  private readonly before: Uint16Array;
  private readonly crowded: boolean;
  private readonly scale: number;
  private readonly low: number;
  private readonly high: number;
  private readonly counts: Int32Array;
  private readonly sums: Float64Array;
  readonly bins: number;

  /** `edges` ascend without repeats; `windows` is the number of windows to count apart. */
  constructor(
    edges: readonly number[],
    private readonly windows: number,
    private readonly withSums: boolean
  ) {
    this.bins = edges.length + 1;
    // The last edge ends every search.
    this.edges = Float64Array.from([...edges, Infinity]);
    this.low = edges[0] ?? Infinity;
    this.high = edges.at(-1) ?? -Infinity;
    const scale = CELLS / (this.high - this.low);
    this.scale = Number.isFinite(scale) ? scale : 0;
    this.before = new Uint16Array(BEYOND + 1);
    for (const edge of edges) {
      this.before.fill((this.before[BEYOND] ?? 0) + 1, this.cellOf(edge) + 1);
    }
    this.crowded = this.before.some((count, cell) => cell > 0 && count - (this.before[cell - 1] ?? 0) > CROWDED);
    this.counts = new Int32Array(windows * this.bins);
    this.sums = new Float64Array(windows);
  }

  private cellOf(value: number): number {
    return ((value - this.low) * this.scale) | 0;
  }

  /** Counts `values[from..to)`, all of one window. NaN is a missing value. */
  add(values: ArrayLike<number>, from: number, to: number, window: number): void {
    if (this.crowded) {
      this.addBySearch(values, from, to, window * this.bins);
    } else {
      this.addByCell(values, from, to, window * this.bins);
    }
    if (this.withSums) {
      this.sums[window] = (this.sums[window] ?? 0) + sumOf(values, from, to);
    }
  }

  private addByCell(values: ArrayLike<number>, from: number, to: number, offset: number): void {
    const { edges, before, scale, low, high, counts } = this;
    const last = offset + this.bins - 1;
    for (let i = from; i < to; i = (i + 1) | 0) {
      const value = values[i] as number;
      let at = offset;
      if (value > low) {
        if (value > high) {
          at = last;
        } else {
          let bin = before[((value - low) * scale) | 0] as number;
          while (value > (edges[bin] as number)) {
            bin = (bin + 1) | 0;
          }
          at = (offset + bin) | 0;
        }
      } else if (value !== value) {
        continue;
      }
      counts[at] = ((counts[at] as number) + 1) | 0;
    }
  }

  private addBySearch(values: ArrayLike<number>, from: number, to: number, offset: number): void {
    const { edges, counts } = this;
    for (let i = from; i < to; i += 1) {
      const value = values[i] as number;
      if (value === value) {
        const at = offset + firstNotBelow(edges, value);
        counts[at] = (counts[at] as number) + 1;
      }
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

/** First position whose edge is not below the value; the last edge is infinite. */
function firstNotBelow(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length - 1;
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

function sumOf(values: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) {
    const value = values[i] as number;
    sum += value === value ? value : 0;
  }
  return sum;
}
