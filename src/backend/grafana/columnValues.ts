/** Values of a field in Arrow's memory layout. Validity is one byte a row here (0 is missing); undefined is "all present". */
import { type Field, fieldLength, type Utf8Column } from './frame';

export type Validity = Uint8Array | undefined;

interface Laid<D> {
  data: D;
  valid: Validity;
}

/** Packs validity bytes to Arrow's bitmap, lowest bit first. */
export function bitmapOf(valid: Validity): { nullCount: number; nullBitmap: Uint8Array | null } {
  if (!valid) {
    return { nullCount: 0, nullBitmap: null };
  }
  const bitmap = new Uint8Array((valid.length + 7) >> 3);
  let present = 0;
  for (let row = 0; row < valid.length; row++) {
    if (valid[row]) {
      bitmap[row >> 3] = (bitmap[row >> 3] ?? 0) | (1 << (row & 7));
      present++;
    }
  }
  const nullCount = valid.length - present;
  return { nullCount, nullBitmap: nullCount > 0 ? bitmap : null };
}

/** Marks NaN and infinities as missing. Returns the validity given when there are none. */
export function finiteOnly(values: Float64Array, valid: Validity): Validity {
  let marked: Uint8Array | undefined;
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row])) {
      marked ??= valid ? valid.slice() : new Uint8Array(values.length).fill(1);
      marked[row] = 0;
    }
  }
  return marked ?? valid;
}

/** Nanoseconds since the epoch. Numbers are milliseconds; a time beyond what 64 bits hold (years 1678-2262) is missing. */
export function timeColumn(field: Field): Laid<BigInt64Array> {
  if (field.values instanceof BigInt64Array) {
    return { data: field.values, valid: field.valid };
  }
  const data = new BigInt64Array(fieldLength(field));
  const valid = eachValue(field, (value, row) => {
    const ms = numeric(field, value, row);
    const fits = Math.abs(ms) <= MAX_MS;
    data[row] = fits ? BigInt(Math.round(ms * 1_000)) * 1_000n : 0n;
    return fits;
  });
  return { data, valid };
}
/** 2^63 nanoseconds in milliseconds, rounded down. */
const MAX_MS = 9_223_372_036_854;

export function toNumbers(field: Field): Laid<Float64Array> {
  const data = new Float64Array(fieldLength(field));
  const valid = eachValue(field, (value, row) => {
    data[row] = numeric(field, value, row);
    return true;
  });
  return { data, valid };
}

export function toBigInts(field: Field): Laid<BigInt64Array> {
  const data = new BigInt64Array(fieldLength(field));
  const valid = eachValue(field, (value, row) => {
    const number = numeric(field, value, row);
    const present = Number.isFinite(number);
    data[row] = present ? BigInt(Math.trunc(number)) : 0n;
    return present;
  });
  return { data, valid };
}

/** Booleans as bits, lowest first. */
export function toBits(field: Field): Laid<Uint8Array> {
  const data = new Uint8Array((fieldLength(field) + 7) >> 3);
  const valid = eachValue(field, (value, row) => {
    if (value) {
      data[row >> 3] = (data[row >> 3] ?? 0) | (1 << (row & 7));
    }
    return true;
  });
  return { data, valid };
}

export function utf8Column(field: Field): Laid<Utf8Column> {
  const offsets = new Int32Array(fieldLength(field) + 1);
  const texts: string[] = [];
  let total = 0;
  const valid = eachValue(
    field,
    (value, row) => {
      const text = String(value);
      texts.push(text);
      total += Buffer.byteLength(text);
      offsets[row + 1] = total;
      return true;
    },
    (row) => {
      offsets[row + 1] = total;
    }
  );
  return { data: { offsets, bytes: Buffer.from(texts.join('')) }, valid };
}

/** Visits the values that are there; `visit` says whether the row stays present. */
function eachValue(
  field: Field,
  visit: (value: number | bigint | string | boolean, row: number) => boolean,
  visitMissing?: (row: number) => void
): Validity {
  const { values } = field;
  if ('offsets' in values) {
    throw new RangeError(`field ${field.name}: text given for a field of type ${field.type}`);
  }
  let valid = field.valid;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    const missing = value === null || value === undefined || (field.valid !== undefined && !field.valid[row]);
    if (missing) {
      visitMissing?.(row);
    }
    if (missing || !visit(value, row)) {
      valid = valid === field.valid ? (field.valid?.slice() ?? new Uint8Array(values.length).fill(1)) : valid;
      if (valid) {
        valid[row] = 0;
      }
    }
  }
  return valid;
}

function numeric(field: Field, value: number | bigint | string | boolean, row: number): number {
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw new RangeError(`field ${field.name}, row ${row}: ${typeof value} given for type ${field.type}`);
  }
  return Number(value);
}
