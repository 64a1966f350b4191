/**
 * DuckDB's times to nanoseconds since the epoch, on 64-bit values seen as pairs of 32-bit halves (low first).
 *
 * Each function fills `target` from row `start` and returns the rows whose time does not fit 64 bits of nanoseconds:
 * infinities, and years outside 1678-2262.
 */

const TWO_32 = 4_294_967_296;

function scaled(factor: number): (source: Int32Array, target: Int32Array, start: number, rows: number) => number[] {
  // The product's high half has to stay within 31 bits.
  const limit = Math.floor(0x7fffffff / factor);
  return (source, target, start, rows) => {
    const outside: number[] = [];
    for (let row = 0; row < rows; row++) {
      const low = (source[row * 2] ?? 0) >>> 0;
      const high = source[row * 2 + 1] ?? 0;
      if (high >= limit || high < -limit) {
        outside.push(start + row);
        continue;
      }
      const product = low * factor;
      target[(start + row) * 2] = (product % TWO_32) | 0;
      target[(start + row) * 2 + 1] = high * factor + Math.floor(product / TWO_32);
    }
    return outside;
  };
}

export const microsToNanos = scaled(1_000);

const toBigNanos =
  (unit: bigint, read: (source: Int32Array, row: number) => bigint) =>
  (source: Int32Array, target: Int32Array, start: number, rows: number): number[] => {
    const outside: number[] = [];
    for (let row = 0; row < rows; row++) {
      const nanos = read(source, row) * unit;
      if (BigInt.asIntN(64, nanos) !== nanos) {
        outside.push(start + row);
        continue;
      }
      target[(start + row) * 2] = Number(BigInt.asIntN(32, nanos));
      target[(start + row) * 2 + 1] = Number(nanos >> 32n);
    }
    return outside;
  };

const wide = (source: Int32Array, row: number): bigint =>
  (BigInt(source[row * 2 + 1] ?? 0) << 32n) | BigInt((source[row * 2] ?? 0) >>> 0);

export const millisToNanos = toBigNanos(1_000_000n, wide);
export const secondsToNanos = toBigNanos(1_000_000_000n, wide);
export const daysToNanos = toBigNanos(86_400_000_000_000n, (source, row) => BigInt(source[row] ?? 0));
