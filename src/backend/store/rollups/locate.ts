/** The bins of many values at once. Pure. */

/** Cells of the lookup table. */
const CELLS = 2048;
/** No bin: the value is missing. */
export const MISSING_BIN = 255;

/**
 * A value's bin is the number of edges below it. A table of equal-width cells gives a lower bound of the bin, and the edges
 * from there on decide exactly: rounding is monotone, so an edge in an earlier cell is below the value.
 */
export class BinLocator {
  private readonly edges: Float64Array;
  private readonly before = new Uint8Array(CELLS + 2);
  private readonly low: number;
  private readonly high: number;
  private readonly scale: number;
  readonly bins: number;

  /** `edges` ascend without repeats; at most 254 of them. */
  constructor(edges: readonly number[]) {
    this.bins = edges.length + 1;
    // The last edge ends every search.
    this.edges = Float64Array.from([...edges, Infinity]);
    this.low = edges[0] ?? Infinity;
    this.high = edges.at(-1) ?? -Infinity;
    const scale = CELLS / (this.high - this.low);
    this.scale = Number.isFinite(scale) ? scale : 0;
    for (const edge of edges) {
      const cell = ((edge - this.low) * this.scale) | 0;
      this.before.fill((this.before[CELLS + 1] ?? 0) + 1, cell + 1);
    }
  }

  /** Bins of `values[0..rows)` into `bins`; NaN is missing. */
  locate(values: ArrayLike<number>, rows: number, bins: Uint8Array): void {
    const { before, edges, high, low, scale } = this;
    const last = this.bins - 1;
    for (let row = 0; row < rows; row += 1) {
      const value = values[row] as number;
      if (value > low) {
        if (value > high) {
          bins[row] = last;
        } else {
          let bin = before[((value - low) * scale) | 0] as number;
          while (value > (edges[bin] as number)) {
            bin += 1;
          }
          bins[row] = bin;
        }
      } else {
        // Without edges everything that is not missing is in bin 0.
        bins[row] = value === value ? 0 : MISSING_BIN;
      }
    }
  }
}
