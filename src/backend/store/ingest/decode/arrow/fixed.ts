/** Columns of fixed width: integers, floats, booleans, decimals, dates and timestamps. */
import { BIG, type Cells, FALSE, INTEGER, REAL, TIME, TRUE } from '../cells';
import { type ArrowType } from './messages';

/** Microseconds of a second, millisecond, microsecond, in the order of Arrow's units; nanoseconds are the fourth. */
const MICROS_A_UNIT = [1e6, 1e3, 1];
const NANOSECONDS = 3;
const MICROS_A_DAY = 86_400e6;

const INTEGER_BITS = new Set([8, 16, 32, 64]);

export function isFixed({ bits, name }: ArrowType): boolean {
  switch (name) {
    case 'int':
      return INTEGER_BITS.has(bits);
    case 'float':
      return bits > 0;
    case 'decimal':
      return bits === 128;
    case 'bool':
    case 'date':
    case 'timestamp':
      return true;
    default:
      return false;
  }
}

/** Bytes of a value. */
export function widthOf({ bits, name, unit }: ArrowType): number {
  switch (name) {
    case 'date':
      return unit === 0 ? 4 : 8;
    case 'timestamp':
      return 8;
    default:
      return bits / 8;
  }
}

/** Writes the values of `rows` rows to `cells` from row `at` on; nulls are set afterwards. */
export function fillFixed(cells: Cells, at: number, rows: number, type: ArrowType, bytes: Uint8Array): void {
  const { numbers, kinds } = cells;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type.name) {
    case 'bool':
      for (let row = 0; row < rows; row++) {
        const value = ((bytes[row >> 3] ?? 0) >> (row & 7)) & 1;
        numbers[at + row] = value;
        kinds[at + row] = value === 1 ? TRUE : FALSE;
      }
      return;
    case 'float':
      kinds.fill(REAL, at, at + rows);
      fillFloats(numbers, at, rows, type.bits, view);
      return;
    case 'int':
      kinds.fill(INTEGER, at, at + rows);
      fillIntegers(cells, at, rows, type, view);
      return;
    case 'decimal':
      kinds.fill(REAL, at, at + rows);
      for (let row = 0; row < rows; row++) {
        numbers[at + row] = decimal(view, 16 * row, type.scale);
      }
      return;
    case 'date':
      kinds.fill(TIME, at, at + rows);
      for (let row = 0; row < rows; row++) {
        numbers[at + row] =
          type.unit === 0
            ? view.getInt32(4 * row, true) * MICROS_A_DAY
            : Number(view.getBigInt64(8 * row, true)) * 1000;
      }
      return;
    default:
      kinds.fill(TIME, at, at + rows);
      fillTimes(numbers, at, rows, type.unit, view);
  }
}

function fillFloats(numbers: Float64Array, at: number, rows: number, bits: number, view: DataView): void {
  if (bits === 64) {
    for (let row = 0; row < rows; row++) {
      numbers[at + row] = view.getFloat64(8 * row, true);
    }
  } else if (bits === 32) {
    for (let row = 0; row < rows; row++) {
      numbers[at + row] = view.getFloat32(4 * row, true);
    }
  } else {
    for (let row = 0; row < rows; row++) {
      numbers[at + row] = half(view.getUint16(2 * row, true));
    }
  }
}

function fillIntegers(cells: Cells, at: number, rows: number, { bits, signed }: ArrowType, view: DataView): void {
  const { numbers } = cells;
  for (let row = 0; row < rows; row++) {
    switch (bits) {
      case 8:
        numbers[at + row] = signed ? view.getInt8(row) : view.getUint8(row);
        break;
      case 16:
        numbers[at + row] = signed ? view.getInt16(2 * row, true) : view.getUint16(2 * row, true);
        break;
      case 32:
        numbers[at + row] = signed ? view.getInt32(4 * row, true) : view.getUint32(4 * row, true);
        break;
      default: {
        const high = signed ? view.getInt32(8 * row + 4, true) : view.getUint32(8 * row + 4, true);
        const value = high * 0x1_0000_0000 + view.getUint32(8 * row, true);
        numbers[at + row] = value;
        if (!Number.isSafeInteger(value)) {
          keepExact(cells, at + row, signed ? view.getBigInt64(8 * row, true) : view.getBigUint64(8 * row, true));
        }
      }
    }
  }
}

function keepExact(cells: Cells, row: number, value: bigint): void {
  if (value > 0x7fff_ffff_ffff_ffffn) {
    cells.kinds[row] = REAL;
    cells.numbers[row] = Number(value);
    return;
  }
  cells.kinds[row] = BIG;
  cells.exact.set(row, value);
}

function fillTimes(numbers: Float64Array, at: number, rows: number, unit: number, view: DataView): void {
  if (unit === NANOSECONDS) {
    for (let row = 0; row < rows; row++) {
      const value = view.getBigInt64(8 * row, true);
      // Towards the past, also before 1970, so that no time becomes a later one.
      const micros = value / 1000n;
      numbers[at + row] = Number(value < 0n && micros * 1000n !== value ? micros - 1n : micros);
    }
    return;
  }
  const factor = MICROS_A_UNIT[unit] ?? 1;
  for (let row = 0; row < rows; row++) {
    const value = view.getInt32(8 * row + 4, true) * 0x1_0000_0000 + view.getUint32(8 * row, true);
    numbers[at + row] = value * factor;
  }
}

function decimal(view: DataView, place: number, scale: number): number {
  const value = (view.getBigInt64(place + 8, true) << 64n) | view.getBigUint64(place, true);
  // Through text, so that it is rounded once.
  return Number(`${value}e${-scale}`);
}

/** IEEE 754 half precision. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) {
    return fraction === 0 ? sign * Infinity : Number.NaN;
  }
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
