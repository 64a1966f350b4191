/** Sorting of numbers. Pure but for the array itself. */

/** Below this the built-in sort is as quick. */
const FEW = 2000;
/** Digits of a double's lower and upper half: eleven bits each, the last of a half ten. */
const DIGITS = [0, 11, 22];
const BASE = 1 << 11;
const MASK = BASE - 1;
const SIGN = 1 << 31;

/**
 * Sorts ascending in place, by digits of the bits (least significant digit first; Knuth, The Art of Computer Programming,
 * vol. 3, 5.2.5): linear, and several times as fast as comparing. NaN goes to the ends, by its sign; -0 goes before 0. Takes
 * as much memory again while it runs.
 */
export function sortNumbers(values: Float64Array): Float64Array {
  if (values.length < FEW) {
    return values.sort();
  }
  // Halves of each double in turn, the lower one first.
  let from: Int32Array = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const own = from;
  toKeys(from);
  let to: Int32Array = new Int32Array(from.length);
  const starts = new Int32Array(BASE);
  for (const half of [0, 1]) {
    for (const shift of DIGITS) {
      if (countDigits(from, half, shift, starts)) {
        moveBy(from, to, half, shift, starts);
        [from, to] = [to, from];
      }
    }
  }
  fromKeys(from);
  if (from !== own) {
    own.set(from);
  }
  return values;
}

/** Bits whose order without a sign is the order of the numbers. */
function toKeys(bits: Int32Array): void {
  for (let i = 1; i < bits.length; i += 2) {
    const high = bits[i] as number;
    if (high < 0) {
      bits[i - 1] = ~(bits[i - 1] as number);
      bits[i] = ~high;
    } else {
      bits[i] = high ^ SIGN;
    }
  }
}

function fromKeys(bits: Int32Array): void {
  for (let i = 1; i < bits.length; i += 2) {
    const high = bits[i] as number;
    if (high < 0) {
      bits[i] = high ^ SIGN;
    } else {
      bits[i - 1] = ~(bits[i - 1] as number);
      bits[i] = ~high;
    }
  }
}

/** Where the numbers of each digit begin; false where all have the same one, so that nothing would move. */
function countDigits(bits: Int32Array, half: number, shift: number, starts: Int32Array): boolean {
  starts.fill(0);
  for (let i = half; i < bits.length; i += 2) {
    const digit = ((bits[i] as number) >>> shift) & MASK;
    starts[digit] = (starts[digit] as number) + 1;
  }
  if (starts[((bits[half] as number) >>> shift) & MASK] === bits.length / 2) {
    return false;
  }
  let sum = 0;
  for (let digit = 0; digit < BASE; digit += 1) {
    const count = starts[digit] as number;
    starts[digit] = sum;
    sum += 2 * count;
  }
  return true;
}

function moveBy(from: Int32Array, to: Int32Array, half: number, shift: number, starts: Int32Array): void {
  for (let i = 0; i < from.length; i += 2) {
    const digit = ((from[i + half] as number) >>> shift) & MASK;
    const at = starts[digit] as number;
    to[at] = from[i] as number;
    to[at + 1] = from[i + 1] as number;
    starts[digit] = at + 2;
  }
}
