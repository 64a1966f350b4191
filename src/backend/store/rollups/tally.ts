/** Counts of one column in every slice of every key, from chunks of rows. */
import { type NumericBins } from '../types';
import { type ByteWriter } from './codec';
import { BinLocator, MISSING_BIN } from './locate';

export interface Tally {
  /** Adds rows whose slice of key `k` is `slices[k]`. */
  add(values: ArrayLike<number>, rows: number, slices: ReadonlyArray<ArrayLike<number>>): void;
  /** Writes the counts of a slice as `counts` and `fine` hold them; whether it has any. */
  write(counts: ByteWriter, fine: ByteWriter, key: number, slice: number): boolean;
}

/** Rows of a chunk at most. */
const CHUNK = 2048;
const located = new Uint8Array(CHUNK);
/** Counts up to here have 16 bits. */
const MOST_SHORT = 0xffff;

/** `sizes` are the numbers of slices of each key. */
export class NumberTally implements Tally {
  private readonly locator: BinLocator;
  private readonly counts: Array<Uint16Array | Uint32Array>;
  private readonly totals: Float64Array[];
  /** Coarse bin of each fine one. */
  private readonly coarse: Uint8Array;
  /** Coarse counts of the slice that is being written. */
  private readonly sums: Uint32Array;

  /** `most` are the rows of the largest slice. */
  constructor(bins: NumericBins, sizes: readonly number[], most: number) {
    this.locator = new BinLocator(bins.fineEdges);
    this.sums = new Uint32Array(bins.edges.length + 1);
    // Most slices are small and most bins empty: what is counted here is more memory than anything else of a step.
    const Counts = most <= MOST_SHORT ? Uint16Array : Uint32Array;
    this.counts = sizes.map((size) => new Counts(size * this.locator.bins));
    this.totals = sizes.map((size) => new Float64Array(size));
    this.coarse = Uint8Array.from({ length: this.locator.bins }, (_, fine) => {
      const upper = bins.fineEdges[fine] ?? Infinity;
      return bins.edges.filter((edge) => edge < upper).length;
    });
  }

  add(values: ArrayLike<number>, rows: number, slices: ReadonlyArray<ArrayLike<number>>): void {
    const { bins } = this.locator;
    this.locator.locate(values, rows, located);
    slices.forEach((own, key) => {
      const counts = this.counts[key] as Uint16Array | Uint32Array;
      const totals = this.totals[key] as Float64Array;
      for (let row = 0; row < rows; row += 1) {
        const bin = located[row] as number;
        if (bin !== MISSING_BIN) {
          const slice = own[row] as number;
          const at = slice * bins + bin;
          counts[at] = (counts[at] as number) + 1;
          totals[slice] = (totals[slice] as number) + (values[row] as number);
        }
      }
    });
  }

  write(counts: ByteWriter, fine: ByteWriter, key: number, slice: number): boolean {
    const { bins } = this.locator;
    const { coarse, sums } = this;
    const own = this.counts[key] as Uint16Array | Uint32Array;
    const first = slice * bins;
    sums.fill(0);
    let [n, filled] = [0, 0];
    for (let bin = 0; bin < bins; bin += 1) {
      const count = own[first + bin] as number;
      if (count > 0) {
        const into = coarse[bin] as number;
        sums[into] = (sums[into] as number) + count;
        n += count;
        filled += 1;
      }
    }
    counts.varint(n);
    fine.varint(filled);
    if (n === 0) {
      return false;
    }
    const total = this.totals[key]?.[slice] ?? 0;
    counts.double(total);
    counts.varint(sums.length);
    for (let bin = 0; bin < sums.length; bin += 1) {
      counts.varint(sums[bin] as number);
    }
    fine.double(total);
    let last = 0;
    for (let bin = 0; bin < bins; bin += 1) {
      const count = own[first + bin] as number;
      if (count > 0) {
        fine.varint(bin - last);
        fine.varint(count);
        last = bin;
      }
    }
    return true;
  }
}

/** Only the rows with a value. */
export class PresenceTally implements Tally {
  private readonly counts: Uint32Array[];

  constructor(sizes: readonly number[]) {
    this.counts = sizes.map((size) => new Uint32Array(size));
  }

  add(values: ArrayLike<number>, rows: number, slices: ReadonlyArray<ArrayLike<number>>): void {
    slices.forEach((own, key) => {
      const counts = this.counts[key] as Uint32Array;
      for (let row = 0; row < rows; row += 1) {
        if (values[row] === values[row]) {
          const slice = own[row] as number;
          counts[slice] = (counts[slice] as number) + 1;
        }
      }
    });
  }

  write(counts: ByteWriter, _: ByteWriter, key: number, slice: number): boolean {
    const n = this.counts[key]?.[slice] ?? 0;
    counts.varint(n);
    return n > 0;
  }
}

/** Categories, whose values DuckDB has counted: codes of the reference's, and those that it does not keep. */
export class CategoryTally implements Tally {
  private readonly codes = new Map<string, Array<readonly [code: number, n: number]>>();
  private readonly n = new Map<string, number>();

  addCount(key: number, slice: number, code: number | null, n: number): void {
    const at = `${key}/${slice}`;
    this.n.set(at, (this.n.get(at) ?? 0) + n);
    if (code !== null) {
      const pairs = this.codes.get(at) ?? [];
      pairs.push([code, n]);
      this.codes.set(at, pairs);
    }
  }

  add(): void {
    // Its rows do not come as numbers.
  }

  write(counts: ByteWriter, _: ByteWriter, key: number, slice: number): boolean {
    const at = `${key}/${slice}`;
    const n = this.n.get(at) ?? 0;
    counts.varint(n);
    if (n > 0) {
      const pairs = this.codes.get(at) ?? [];
      counts.varint(pairs.length);
      for (const [code, count] of pairs) {
        counts.varint(code);
        counts.varint(count);
      }
    }
    return n > 0;
  }
}
