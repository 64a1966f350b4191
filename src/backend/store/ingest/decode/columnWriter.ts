/**
 * One typed column as DuckDB keeps it in memory, so that it is copied in pieces and not value by value: 8 bytes a number or time,
 * 1 a boolean, 16 a text (its length and up to 12 bytes; of a longer one the first 4 and an address, which whoever keeps the text in `long` knows), and a bit a row that
 * has a value.
 */
import { LONG, OK, type ValueType } from './convert';

/** Texts up to this length lie in their 16 bytes. */
const INLINE = 12;
/** Bytes of a longer text that lie beside its length; the address of all of it follows. */
const PREFIX = 4;
const TWO_32 = 0x1_0000_0000;

/** A typed column on its way between threads. */
export interface TypedColumn {
  type: ValueType;
  data: Uint8Array<ArrayBuffer>;
  /** A bit a row, the lowest first, set where there is a value. */
  validity: Uint8Array<ArrayBuffer>;
  hasNulls: boolean;
  /** Texts longer than 12 bytes: the row, and where its bytes end in `bytes`. */
  long?: { rows: Uint32Array<ArrayBuffer>; ends: Uint32Array<ArrayBuffer>; bytes: Uint8Array<ArrayBuffer> };
}

/** Whether any of the column's rows has a value. */
export function hasValue({ hasNulls, validity }: TypedColumn, rows: number): boolean {
  if (!hasNulls) {
    return rows > 0;
  }
  const whole = rows >> 3;
  const rest = (validity[whole] ?? 0) & ((1 << (rows & 7)) - 1);
  return rest !== 0 || validity.subarray(0, whole).some((bits) => bits !== 0);
}

export interface NonfiniteRows {
  nan: number;
  inf: number;
  '-inf': number;
}

const WIDTHS: Record<ValueType, number> = { BIGINT: 8, DOUBLE: 8, FLOAT: 8, BOOLEAN: 1, VARCHAR: 16, TIMESTAMP: 8 };

export class ColumnWriter {
  private row = 0;
  private readonly data: Uint8Array<ArrayBuffer>;
  private readonly words: Int32Array;
  private readonly doubles: Float64Array;
  private readonly validity: Uint8Array<ArrayBuffer>;
  private nulls = 0;
  private readonly longRows: number[] = [];
  private readonly longEnds: number[] = [];
  private long = new Uint8Array(0);
  private longUsed = 0;
  readonly notFinite: NonfiniteRows = { nan: 0, inf: 0, '-inf': 0 };

  constructor(
    private readonly type: ValueType,
    rows: number,
    private readonly maxTextBytes: number
  ) {
    // A whole number of 64-bit words, for DuckDB copies validity by words.
    this.validity = new Uint8Array(8 * Math.ceil(rows / 64)).fill(0xff);
    this.data = new Uint8Array(WIDTHS[type] * rows);
    this.words = new Int32Array(type === 'BOOLEAN' ? new ArrayBuffer(0) : this.data.buffer);
    this.doubles = new Float64Array(type === 'DOUBLE' || type === 'FLOAT' ? this.data.buffer : new ArrayBuffer(0));
  }

  /** Begins the row that is written next. */
  begin(row: number): void {
    this.row = row;
  }

  missing(): void {
    const at = this.row >> 3;
    this.validity[at] = (this.validity[at] ?? 0) & ~(1 << (this.row & 7));
    this.nulls++;
  }

  number(value: number): void {
    this.doubles[this.row] = value;
  }

  nonfinite(value: number): void {
    this.notFinite[Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf']++;
  }

  /** A whole number that a double holds exactly, as 64 bits. */
  whole(value: number): void {
    const high = Math.floor(value / TWO_32);
    this.words[2 * this.row] = value - high * TWO_32;
    this.words[2 * this.row + 1] = high;
  }

  exact(value: bigint): void {
    this.words[2 * this.row] = Number(BigInt.asIntN(32, value));
    this.words[2 * this.row + 1] = Number(BigInt.asIntN(32, value >> 32n));
  }

  truth(value: number): void {
    this.data[this.row] = value;
  }

  text(bytes: Uint8Array): number {
    return this.span(bytes, 0, bytes.length);
  }

  /** UTF-8 between two places of `from`. */
  span(from: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (length > this.maxTextBytes) {
      return LONG;
    }
    if (length === 0) {
      this.words[4 * this.row] = 0;
      return OK;
    }
    if (length <= INLINE) {
      this.words[4 * this.row] = length;
      const at = 16 * this.row + 4;
      const { data } = this;
      for (let index = 0; index < length; index++) {
        data[at + index] = from[start + index] ?? 0;
      }
      return OK;
    }
    this.keep(from, start, end);
    return OK;
  }

  private keep(from: Uint8Array, start: number, end: number): void {
    const used = this.longUsed + end - start;
    if (used > this.long.length) {
      const wider = new Uint8Array(Math.max(used, 2 * this.long.length, 4096));
      wider.set(this.long.subarray(0, this.longUsed));
      this.long = wider;
    }
    this.long.set(from.subarray(start, end), this.longUsed);
    this.words[4 * this.row] = end - start;
    this.data.set(from.subarray(start, start + PREFIX), 16 * this.row + 4);
    this.longUsed = used;
    this.longRows.push(this.row);
    this.longEnds.push(used);
  }

  /** @param kept rows that stay, in order; all of them when it is left out */
  finish(rows: number, kept?: Uint32Array): TypedColumn {
    const whole: TypedColumn = {
      type: this.type,
      data: this.data,
      validity: this.validity,
      hasNulls: this.nulls > 0,
      long:
        this.longRows.length > 0
          ? {
              rows: Uint32Array.from(this.longRows),
              ends: Uint32Array.from(this.longEnds),
              bytes: this.long,
            }
          : undefined,
    };
    return kept && kept.length < rows ? gather(whole, kept) : whole;
  }
}

/** The rows that stay, moved together. */
function gather(column: TypedColumn, kept: Uint32Array): TypedColumn {
  const width = WIDTHS[column.type];
  const data = new Uint8Array(width * kept.length);
  const validity = new Uint8Array(8 * Math.ceil(kept.length / 64)).fill(0xff);
  const places = new Map<number, number>();
  let hasNulls = false;
  kept.forEach((row, to) => {
    data.set(column.data.subarray(width * row, width * (row + 1)), width * to);
    places.set(row, to);
    if ((((column.validity[row >> 3] ?? 0) >> (row & 7)) & 1) === 0) {
      validity[to >> 3] = (validity[to >> 3] ?? 0) & ~(1 << (to & 7));
      hasNulls = true;
    }
  });
  return { type: column.type, data, validity, hasNulls, long: column.long && gatherLong(column.long, places) };
}

function gatherLong(long: NonNullable<TypedColumn['long']>, places: ReadonlyMap<number, number>): TypedColumn['long'] {
  const rows: number[] = [];
  const ends: number[] = [];
  const bytes = new Uint8Array(long.bytes.length);
  let used = 0;
  let start = 0;
  long.rows.forEach((row, index) => {
    const end = long.ends[index] ?? start;
    const to = places.get(row);
    if (to !== undefined) {
      bytes.set(long.bytes.subarray(start, end), used);
      used += end - start;
      rows.push(to);
      ends.push(used);
    }
    start = end;
  });
  return { rows: Uint32Array.from(rows), ends: Uint32Array.from(ends), bytes };
}
