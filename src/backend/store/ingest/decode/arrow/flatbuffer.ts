/**
 * Reads FlatBuffers tables with every offset checked, for Arrow's metadata comes from whoever sends it.
 *
 * @see https://flatbuffers.dev/internals/ for the layout
 */
import { PlumblineError } from '../../../../../query/errors';

export const brokenArrow = (what: string): PlumblineError =>
  new PlumblineError(
    'bad_request',
    `The body is not a valid Arrow IPC stream: ${what}`,
    'Write it with pyarrow.ipc.new_stream or another Arrow library, and send all of it',
    'body'
  );

/** One table of a FlatBuffers message; fields are counted from 0 in the order of the schema. */
export class FlatTable {
  private readonly vtable: number;
  private readonly vtableSize: number;

  constructor(
    private readonly view: DataView,
    private readonly at: number
  ) {
    this.vtable = at - this.int32(at);
    this.vtableSize = this.uint16(this.vtable);
  }

  /** The table that a message begins with. */
  static root(view: DataView): FlatTable {
    return new FlatTable(view, checked(view, 0, 4).getInt32(0, true));
  }

  bool(field: number): boolean {
    const place = this.place(field);
    return place !== 0 && checked(this.view, place, 1).getUint8(place) !== 0;
  }

  byte(field: number): number {
    const place = this.place(field);
    return place === 0 ? 0 : checked(this.view, place, 1).getUint8(place);
  }

  short(field: number): number {
    const place = this.place(field);
    return place === 0 ? 0 : checked(this.view, place, 2).getInt16(place, true);
  }

  int(field: number): number {
    const place = this.place(field);
    return place === 0 ? 0 : this.int32(place);
  }

  /** A length or an offset of 64 bits, which must be one that can be. */
  size(field: number): number {
    const place = this.place(field);
    return place === 0 ? 0 : sizeAt(this.view, place);
  }

  has(field: number): boolean {
    return this.place(field) !== 0;
  }

  table(field: number): FlatTable | undefined {
    const place = this.place(field);
    return place === 0 ? undefined : new FlatTable(this.view, place + this.int32(place));
  }

  text(field: number): string {
    const place = this.place(field);
    if (place === 0) {
      return '';
    }
    const start = place + this.int32(place);
    const length = this.int32(start);
    checked(this.view, start + 4, length);
    return Buffer.from(this.view.buffer, this.view.byteOffset + start + 4, length).toString('utf8');
  }

  tables(field: number, most: number): FlatTable[] {
    const { count, start } = this.vector(field, 4, most);
    return Array.from({ length: count }, (_, index) => {
      const place = start + 4 * index;
      return new FlatTable(this.view, place + this.int32(place));
    });
  }

  /** Pairs of 64 bits: Arrow's nodes and buffers. */
  pairs(field: number, most: number): Array<readonly [first: number, second: number]> {
    const { count, start } = this.vector(field, 16, most);
    return Array.from({ length: count }, (_, index) => {
      const place = start + 16 * index;
      return [sizeAt(this.view, place), sizeAt(this.view, place + 8)] as const;
    });
  }

  sizes(field: number, most: number): number[] {
    const { count, start } = this.vector(field, 8, most);
    return Array.from({ length: count }, (_, index) => sizeAt(this.view, start + 8 * index));
  }

  private vector(field: number, width: number, most: number): { count: number; start: number } {
    const place = this.place(field);
    if (place === 0) {
      return { count: 0, start: 0 };
    }
    const at = place + this.int32(place);
    const count = this.int32(at);
    if (count < 0 || count > most) {
      throw brokenArrow(`a list of ${count} where ${most} is the most`);
    }
    checked(this.view, at + 4, count * width);
    return { count, start: at + 4 };
  }

  /** Where the field lies, or 0 when it has its default. */
  private place(field: number): number {
    const slot = 4 + 2 * field;
    if (slot + 2 > this.vtableSize) {
      return 0;
    }
    const offset = this.uint16(this.vtable + slot);
    return offset === 0 ? 0 : this.at + offset;
  }

  private int32(place: number): number {
    return checked(this.view, place, 4).getInt32(place, true);
  }

  private uint16(place: number): number {
    return checked(this.view, place, 2).getUint16(place, true);
  }
}

function sizeAt(view: DataView, place: number): number {
  const value = checked(view, place, 8).getBigInt64(place, true);
  if (value < 0n || value > 0x7fffffffn) {
    throw brokenArrow(`a length of ${value}`);
  }
  return Number(value);
}

function checked(view: DataView, place: number, bytes: number): DataView {
  if (place < 0 || bytes < 0 || place + bytes > view.byteLength) {
    throw brokenArrow('its metadata points outside of itself');
  }
  return view;
}
