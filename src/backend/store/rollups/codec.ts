/**
 * Counts of neighbouring columns in one slice as bytes: small numbers take a byte, and a row for each column would cost more
 * than its counts. Pure.
 *
 * `counts` holds, for each column of a tile in order: the rows with a value, and if there are any, for numbers their sum and
 * the coarse bins, for categories pairs of code and count. `fine` holds, for each numeric column of the tile, how many fine
 * bins are not empty, and if there are any, the sum of the values and pairs of distance and count. Sums are doubles, everything
 * else is a varint (LEB128).
 */

/** Columns of a tile: enough to be few rows, few enough that one column is found quickly. */
export const TILE = 16;

const CONTINUES = 0x80;
const BITS = 7;
const LOWER = 0x7f;
/** Bytes of the longest varint of 32 bits. */
const LONGEST = 5;

/** Memory that is asked for at a time: thousands of blobs of their own would cost more than what is in them. */
const CHUNK = 1 << 20;

export class ByteWriter {
  private bytes = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);
  /** Where the bytes that nobody has taken yet begin and end. */
  private start = 0;
  private end = 0;

  /** A whole number in [0, 2^32). */
  varint(value: number): void {
    this.reserve(LONGEST);
    let rest = value;
    while (rest > LOWER) {
      this.bytes[this.end] = (rest & LOWER) | CONTINUES;
      this.end += 1;
      rest >>>= BITS;
    }
    this.bytes[this.end] = rest;
    this.end += 1;
  }

  double(value: number): void {
    this.reserve(Float64Array.BYTES_PER_ELEMENT);
    this.view.setFloat64(this.end, value, true);
    this.end += Float64Array.BYTES_PER_ELEMENT;
  }

  /** Everything written since the last call. Nothing writes there again. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(this.start, this.end);
    this.start = this.end;
    return taken;
  }

  private reserve(more: number): void {
    if (this.end + more > this.bytes.length) {
      const open = this.bytes.subarray(this.start, this.end);
      const next = new Uint8Array(Math.max(CHUNK, 2 * open.length + more));
      next.set(open);
      this.bytes = next;
      this.view = new DataView(next.buffer);
      this.start = 0;
      this.end = open.length;
    }
  }
}

export class ByteReader {
  private bytes: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  private position = 0;

  open(bytes: Uint8Array, start: number): void {
    if (this.bytes !== bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.position = start;
  }

  varint(): number {
    const { bytes } = this;
    let byte = bytes[this.position] as number;
    this.position += 1;
    if (byte < CONTINUES) {
      return byte;
    }
    let value = byte & LOWER;
    for (let shift = BITS; byte >= CONTINUES; shift += BITS) {
      byte = bytes[this.position] as number;
      this.position += 1;
      value |= (byte & LOWER) << shift;
    }
    return value >>> 0;
  }

  /** Adds varints to `sums`, from `first` on. */
  addTo(sums: Float64Array, first: number, varints: number): void {
    const { bytes } = this;
    for (let at = first; at < first + varints; at += 1) {
      const byte = bytes[this.position] as number;
      if (byte < CONTINUES) {
        this.position += 1;
        sums[at] = (sums[at] as number) + byte;
      } else {
        sums[at] = (sums[at] as number) + this.varint();
      }
    }
  }

  /** Passes over varints. */
  skip(varints: number): void {
    const { bytes } = this;
    for (let left = varints; left > 0; this.position += 1) {
      left -= (bytes[this.position] as number) < CONTINUES ? 1 : 0;
    }
  }

  double(): number {
    const value = this.view.getFloat64(this.position, true);
    this.position += Float64Array.BYTES_PER_ELEMENT;
    return value;
  }
}
