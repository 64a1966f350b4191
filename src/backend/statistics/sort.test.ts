import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortNumbers } from './sort';

const same = (a: Float64Array, b: Float64Array) =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

it.each([
  ['any doubles', fc.double({ noNaN: true })],
  ['whole numbers', fc.integer({ min: -50, max: 50 })],
  ['two decimals', fc.integer({ min: -9999, max: 9999 }).map((value) => value / 100)],
  ['ends of the line', fc.constantFrom(-0, 0, Infinity, -Infinity, Number.MIN_VALUE, -Number.MIN_VALUE, 1e308)],
])('sorts %s as the built-in does', (_, value) => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 0, maxLength: 400, size: 'max' }), (raw) => {
      // Few are left to the built-in sort; many are the same in another order.
      const many = Array.from({ length: 8 }, (__, turn) => [...raw.slice(turn), ...raw.slice(0, turn)]).flat();
      for (const list of [raw, many]) {
        const [sorted, expected] = [sortNumbers(Float64Array.from(list)), Float64Array.from(list).sort()];
        expect(same(sorted, expected)).toBe(true);
      }
    }),
    { numRuns: 60 }
  );
});

it('sorts a part of an array and leaves the rest alone', () => {
  const all = Float64Array.from({ length: 3000 }, (_, i) => ((i * 7919) % 3001) - 1500.5);
  const expected = Float64Array.from(all);
  expected.subarray(100, 2900).sort();
  sortNumbers(all.subarray(100, 2900));
  expect(same(all, expected)).toBe(true);
});

it('puts what is not a number to the ends', () => {
  const negative = new Float64Array(BigUint64Array.of(0xfff8_0000_0000_0000n).buffer)[0] ?? NaN;
  const raw = Float64Array.from({ length: 5000 }, (_, i) => (i % 10 === 0 ? NaN : i % 10 === 1 ? negative : 2500 - i));
  const sorted = sortNumbers(raw);
  const numbers = sorted.filter((value) => !Number.isNaN(value));
  expect(numbers.length).toBe(4000);
  expect(same(numbers, Float64Array.from(numbers).sort())).toBe(true);
  const first = sorted.findIndex((value) => !Number.isNaN(value));
  expect(sorted.subarray(first, first + 4000).every((value) => !Number.isNaN(value))).toBe(true);
});
