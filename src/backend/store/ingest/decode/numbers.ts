/** Numbers as JSON writes them, read from bytes. */
import { BIG, type Cells, INTEGER, REAL } from './cells';

const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;
/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
/** Digits whose value a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;

/**
 * Reads `-?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?` from `start` into a cell.
 * @returns place after the number, or -1 when there is none
 */
export function readNumber(bytes: Uint8Array, start: number, end: number, cells: Cells, row: number): number {
  let at = start;
  const negative = bytes[at] === 0x2d;
  if (negative) {
    at++;
  }
  const first = at;
  let mantissa = 0;
  let digit = (bytes[at] ?? 0) - 0x30;
  while (at < end && digit >= 0 && digit <= 9) {
    mantissa = mantissa * 10 + digit;
    at++;
    digit = (bytes[at] ?? 0) - 0x30;
  }
  let digits = at - first;
  if (digits === 0 || (digits > 1 && bytes[first] === 0x30)) {
    return -1;
  }
  let scale = 0;
  let whole = true;
  if (at < end && bytes[at] === 0x2e) {
    whole = false;
    const point = ++at;
    digit = (bytes[at] ?? 0) - 0x30;
    while (at < end && digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      at++;
      digit = (bytes[at] ?? 0) - 0x30;
    }
    scale = at - point;
    if (scale === 0) {
      return -1;
    }
    digits += scale;
  }
  let exponent = 0;
  if (at < end && (bytes[at] === 0x65 || bytes[at] === 0x45)) {
    whole = false;
    at++;
    const minus = bytes[at] === 0x2d;
    if (minus || bytes[at] === 0x2b) {
      at++;
    }
    const power = at;
    digit = (bytes[at] ?? 0) - 0x30;
    while (at < end && digit >= 0 && digit <= 9) {
      exponent = Math.min(exponent * 10 + digit, 100_000);
      at++;
      digit = (bytes[at] ?? 0) - 0x30;
    }
    if (at === power) {
      return -1;
    }
    exponent = minus ? -exponent : exponent;
  }
  cells.starts[row] = start;
  cells.ends[row] = at;
  const power = exponent - scale;
  if (digits <= EXACT_DIGITS && power >= -22 && power <= 22) {
    // One rounding of two exact numbers: the nearest double.
    const value = power < 0 ? mantissa / (POWERS[-power] ?? 1) : mantissa * (POWERS[power] ?? 1);
    cells.numbers[row] = negative ? -value : value;
    cells.kinds[row] = whole ? INTEGER : REAL;
    return at;
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start).toString('latin1');
  cells.numbers[row] = Number(text);
  cells.kinds[row] = whole ? wholeKind(cells, row, text) : REAL;
  return at;
}

/** A whole number of many digits: exact as a double, exact in 64 bits, or rounded. */
function wholeKind(cells: Cells, row: number, text: string): number {
  if (Number.isSafeInteger(cells.numbers[row])) {
    return INTEGER;
  }
  // The longest number of 64 bits has 19 digits; BigInt of a megabyte of digits would take minutes.
  const value = text.length <= 20 ? BigInt(text) : HIGHEST + 1n;
  if (value < LOWEST || value > HIGHEST) {
    return REAL;
  }
  cells.exact.set(row, value);
  return BIG;
}
