/** Columns of text: where each lies in the body, by offsets, by views or by a dictionary. */
import { isUtf8 } from 'node:buffer';
import { type Cells, NULL, TEXT } from '../cells';
import { brokenArrow } from './flatbuffer';

/** Places of texts in the body. */
export interface Texts {
  starts: Uint32Array;
  ends: Uint32Array;
  /** Entries of a dictionary that are null. */
  nulls?: readonly number[];
}

export interface Indices {
  width: number;
  signed: boolean;
  bytes: Uint8Array;
}

/** A byte inside of a character of several bytes. */
const isInside = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

export const textsOf = {
  /** Texts one after another in `data`, which is valid UTF-8 as a whole. */
  offsets(rows: number, offsets: Uint8Array, wide: boolean, data: Uint8Array, body: Uint8Array): Texts {
    const starts = new Uint32Array(rows);
    const ends = new Uint32Array(rows);
    const view = new DataView(offsets.buffer, offsets.byteOffset, offsets.byteLength);
    const shift = data.byteOffset - body.byteOffset;
    const at = (row: number): number =>
      wide
        ? view.getInt32(8 * row + 4, true) * 0x1_0000_0000 + view.getUint32(8 * row, true)
        : view.getInt32(4 * row, true);
    let start = rows === 0 ? 0 : at(0);
    for (let row = 0; row < rows; row++) {
      const end = at(row + 1);
      if (start < 0 || end < start || end > data.length || (start < data.length && isInside(data[start]))) {
        throw brokenArrow('the offsets of a text column do not fit its text');
      }
      starts[row] = shift + start;
      ends[row] = shift + end;
      start = end;
    }
    if (start < data.length && isInside(data[start])) {
      throw brokenArrow('the offsets of a text column do not fit its text');
    }
    return { starts, ends };
  },

  /** Views of 16 bytes: length, then up to 12 bytes of text, or a prefix, a data buffer and a place in it. */
  views(rows: number, views: Uint8Array, data: readonly Uint8Array[], body: Uint8Array): Texts {
    const starts = new Uint32Array(rows);
    const ends = new Uint32Array(rows);
    const view = new DataView(views.buffer, views.byteOffset, views.byteLength);
    for (let row = 0; row < rows; row++) {
      const length = view.getInt32(16 * row, true);
      const buffer = length <= 12 ? views : data[view.getInt32(16 * row + 8, true)];
      const place = length <= 12 ? 16 * row + 4 : view.getInt32(16 * row + 12, true);
      if (!buffer || length < 0 || place < 0 || place + length > buffer.length) {
        throw brokenArrow('a text lies outside of its buffers');
      }
      const start = buffer.byteOffset - body.byteOffset + place;
      if (!isUtf8(body.subarray(start, start + length))) {
        throw brokenArrow('a text is not UTF-8');
      }
      starts[row] = start;
      ends[row] = start + length;
    }
    return { starts, ends };
  },
};

/** Sets the cells of `rows` rows from row `at` on; with `indices` they choose among `texts`. */
export function fillTexts(cells: Cells, at: number, rows: number, texts: Texts, indices?: Indices): void {
  cells.kinds.fill(TEXT, at, at + rows);
  if (!indices) {
    cells.starts.set(texts.starts, at);
    cells.ends.set(texts.ends, at);
    return;
  }
  const nulls = new Set(texts.nulls);
  const view = new DataView(indices.bytes.buffer, indices.bytes.byteOffset, indices.bytes.byteLength);
  const size = texts.starts.length;
  for (let row = 0; row < rows; row++) {
    const index = indexAt(view, row, indices);
    if (index < 0 || index >= size) {
      // What lies under a null may be anything; whoever is null is set so afterwards.
      cells.kinds[at + row] = OUTSIDE;
      continue;
    }
    cells.starts[at + row] = texts.starts[index] ?? 0;
    cells.ends[at + row] = texts.ends[index] ?? 0;
    if (nulls.has(index)) {
      cells.kinds[at + row] = NULL;
    }
  }
}

function indexAt(view: DataView, row: number, { signed, width }: Indices): number {
  switch (width) {
    case 1:
      return signed ? view.getInt8(row) : view.getUint8(row);
    case 2:
      return signed ? view.getInt16(2 * row, true) : view.getUint16(2 * row, true);
    case 4:
      return signed ? view.getInt32(4 * row, true) : view.getUint32(4 * row, true);
    default:
      return Number(signed ? view.getBigInt64(8 * row, true) : view.getBigUint64(8 * row, true));
  }
}

/** An index that is none of its dictionary: an error, unless the row is null. */
export const OUTSIDE = 255;
