/** Bytes of Protocol Buffers: numbers and byte strings, without knowing what they mean. */

export const VARINT = 0;
const FIXED64 = 1;
export const BYTES = 2;
const FIXED32 = 5;

/** Byte strings at least this long are kept as they are until the final concatenation, so frames are copied once. */
const COPY_LIMIT = 1024;

/** Collects the bytes of one message. */
export class Writer {
  private readonly parts: Uint8Array[] = [];
  private scratch: number[] = [];
  private flushed = 0;

  get length(): number {
    return this.flushed + this.scratch.length;
  }

  varint(value: bigint | number): void {
    let rest = typeof value === 'number' && value >= 0 && value < 0x80 ? value : BigInt.asUintN(64, BigInt(value));
    if (typeof rest === 'number') {
      this.scratch.push(rest);
      return;
    }
    while (rest >= 0x80n) {
      this.scratch.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.scratch.push(Number(rest));
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length);
    if (value.length < COPY_LIMIT) {
      for (const byte of value) {
        this.scratch.push(byte);
      }
      return;
    }
    this.flush();
    this.parts.push(value);
    this.flushed += value.length;
  }

  nested(inner: Writer): void {
    this.varint(inner.length);
    this.flush();
    inner.flush();
    this.parts.push(...inner.parts);
    this.flushed += inner.flushed;
  }

  finish(): Buffer {
    this.flush();
    return Buffer.concat(this.parts, this.flushed);
  }

  private flush(): void {
    if (this.scratch.length > 0) {
      this.parts.push(Uint8Array.from(this.scratch));
      this.flushed += this.scratch.length;
      this.scratch = [];
    }
  }
}

/** Reads the fields of one message, in order. */
export class Reader {
  private at = 0;

  constructor(private readonly data: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.data.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.data[this.at++];
      if (byte === undefined) {
        throw new Error('protobuf: message ends inside a number');
      }
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return value;
      }
    }
    throw new Error('protobuf: number longer than 64 bits');
  }

  bytes(): Uint8Array {
    const length = Number(this.varint());
    const end = this.at + length;
    if (end > this.data.length) {
      throw new Error('protobuf: message ends inside a byte string');
    }
    const value = this.data.subarray(this.at, end);
    this.at = end;
    return value;
  }

  skip(wireType: number): void {
    switch (wireType) {
      case VARINT:
        this.varint();
        return;
      case FIXED64:
        this.at += 8;
        return;
      case BYTES:
        this.bytes();
        return;
      case FIXED32:
        this.at += 4;
        return;
      default:
        throw new Error(`protobuf: unknown wire type ${wireType}`);
    }
  }
}
