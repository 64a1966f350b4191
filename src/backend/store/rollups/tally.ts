/** Counts of one column in every slice of every key, from chunks of rows. */
import { type NumericBins } from '../types';
import { type ByteWriter } from './codec';
import { BinLocator, MISSING_BIN } from './locate';

export interface Tally {
  /** Adds rows whose slice of key `k` is `slices[k]`. */
  add(values: ArrayLike<number>, rows: number, slices: ReadonlyArray<ArrayLike<number>>): void;
  /** Writes the counts of a slice; whether it has any. */
  writeCounts(writer: ByteWriter, key: number, slice: number): boolean;
  writeFine(writer: ByteWriter, key: number, slice: number): void;
}

/** Rows of a chunk at most. */
const CHUNK = 2048;
const located = new Uint8Array(CHUNK);

/** `sizes` are the numbers of slices of each key. */
export class NumberTally implements Tally {
  private readonly locator: BinLocator;
  private readonly counts: Uint32Array[];
  private readonly totals: Float64Array[];
  /** Coarse bin of each fine one. */
  private readonly coarse: Uint8Array;

  constructor(
    private readonly bins: NumericBins,
    sizes: readonly number[]
  ) {
    this.locator = new BinLocator(bins.fineEdges);
    this.counts = sizes.map((size) => new Uint32Array(size * this.locator.bins));
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
      const counts = this.counts[key] as Uint32Array;
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

  writeCounts(writer: ByteWriter, key: number, slice: number): boolean {
    const fine = this.of(key, slice);
    const n = fine.reduce((sum, count) => sum + count, 0);
    writer.varint(n);
    if (n === 0) {
      return false;
    }
    const counts = new Uint32Array(this.bins.edges.length + 1);
    fine.forEach((count, bin) => {
      const at = this.coarse[bin] as number;
      counts[at] = (counts[at] as number) + count;
    });
    writer.double(this.totals[key]?.[slice] ?? 0);
    writer.varint(counts.length);
    counts.forEach((count) => writer.varint(count));
    return true;
  }

  writeFine(writer: ByteWriter, key: number, slice: number): void {
    const fine = this.of(key, slice);
    const filled = fine.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
    writer.varint(filled);
    if (filled === 0) {
      return;
    }
    writer.double(this.totals[key]?.[slice] ?? 0);
    let last = 0;
    fine.forEach((count, bin) => {
      if (count > 0) {
        writer.varint(bin - last);
        writer.varint(count);
        last = bin;
      }
    });
  }

  private of(key: number, slice: number): Uint32Array {
    const { bins } = this.locator;
    return (this.counts[key] as Uint32Array).subarray(slice * bins, (slice + 1) * bins);
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

  writeCounts(writer: ByteWriter, key: number, slice: number): boolean {
    const n = this.counts[key]?.[slice] ?? 0;
    writer.varint(n);
    return n > 0;
  }

  writeFine(): void {
    // There are no bins.
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

  writeCounts(writer: ByteWriter, key: number, slice: number): boolean {
    const at = `${key}/${slice}`;
    const n = this.n.get(at) ?? 0;
    writer.varint(n);
    if (n > 0) {
      const pairs = this.codes.get(at) ?? [];
      writer.varint(pairs.length);
      for (const [code, count] of pairs) {
        writer.varint(code);
        writer.varint(count);
      }
    }
    return n > 0;
  }

  writeFine(): void {
    // There are no bins.
  }
}
