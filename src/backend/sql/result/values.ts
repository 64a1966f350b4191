/** Single values of a field, whatever holds them. */
import { type Field, fieldLength } from '../../grafana/frame';

export function isMissing(field: Field, row: number): boolean {
  if (field.valid !== undefined) {
    return !field.valid[row];
  }
  return !('offsets' in field.values) && (field.values[row] ?? null) === null;
}

export function textAt(field: Field, row: number): string | null {
  if (isMissing(field, row)) {
    return null;
  }
  const { values } = field;
  if ('offsets' in values) {
    return new TextDecoder().decode(values.bytes.subarray(values.offsets[row], values.offsets[row + 1]));
  }
  return String(values[row]);
}

/** Numbers as they are, booleans as 0 and 1; NaN and infinities are missing. */
export function numberAt(field: Field, row: number): number | null {
  if (isMissing(field, row) || 'offsets' in field.values) {
    return null;
  }
  const value = Number(field.values[row]);
  return Number.isFinite(value) ? value : null;
}

/** A time column in milliseconds; numbers are epochs in s, ms, µs or ns by their size. NaN is missing. */
export function millisecondsOf(field: Field): Float64Array {
  const times = new Float64Array(fieldLength(field));
  for (let row = 0; row < times.length; row++) {
    const value = numberAt(field, row) ?? Number.NaN;
    times[row] = field.type === 'time' ? timeMilliseconds(field, value) : epochMilliseconds(value);
  }
  return times;
}

function timeMilliseconds(field: Field, value: number): number {
  return field.values instanceof BigInt64Array ? value / 1e6 : value;
}

function epochMilliseconds(value: number): number {
  const size = Math.abs(value);
  if (size < 1e11) {
    return value * 1e3;
  }
  return size < 1e14 ? value : size < 1e17 ? value / 1e3 : value / 1e6;
}
