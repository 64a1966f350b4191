import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NumericBins } from '../../store/types';
import { alignCategories, type CategoryCounts, coarsen, OTHER, UNSEEN } from './bins';
import { BinCounts } from './counter';

/** The definition: the number of edges below the value. */
function naive(edges: readonly number[], values: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of values) {
    if (!Number.isNaN(value)) {
      const bin = edges.filter((edge) => edge < value).length;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return counts;
}

/** The next doubles to both sides. */
function beside(value: number): number[] {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  return [-1n, 1n].flatMap((step) => {
    const [next = NaN] = new Float64Array(BigInt64Array.of((bits[0] ?? 0n) + step).buffer);
    return Number.isNaN(next) ? [] : [next];
  });
}

const distinct = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
const small = fc.integer({ min: -20, max: 20 });

describe('BinCounts', () => {
  const near = fc.integer({ min: 0, max: 40 }).map((steps) => 1e9 + steps * 2 ** -22);
  const tiny = fc.integer({ min: -9, max: 9 }).map((steps) => steps * Number.MIN_VALUE);

  it.each([
    ['any doubles', anyNumber],
    ['few values', small],
    ['a long tail', fc.double({ min: 0, max: 40, noNaN: true }).map((x) => Math.exp(x))],
    ['values close to each other and far from 0', near],
    ['the smallest doubles', tiny],
    ['both ends', fc.oneof(small, near, tiny, fc.constantFrom(-Number.MAX_VALUE, Number.MAX_VALUE))],
  ])('agrees with the definition for %s', (_, value) => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 300 }),
        fc.array(value, { maxLength: 200 }),
        fc.boolean(),
        (rawEdges, rawValues, mixed) => {
          const edges = distinct(rawEdges);
          // Values on the edges are where a mistake would be, and beside them.
          const values = [...rawValues, ...edges, ...edges.flatMap(beside), NaN, -Infinity, Infinity, -0, 0];
          const windowOf = values.map((__, row) => (mixed ? (row % 4) - 1 : 1));
          const counts = new BinCounts([[0], edges], 3, true);
          // An array may be longer than its rows.
          const longer = Float64Array.from([...values, 1, 2, 3]);
          counts.add(Int32Array.from(windowOf), [Float64Array.from(values), longer], values.length);
          for (const window of [0, 1, 2]) {
            const own = values.filter((__, row) => windowOf[row] === window);
            expect([...counts.of(1, window)]).toEqual(naive(edges, own));
            expect([...counts.of(0, window)]).toEqual(naive([0], own));
          }
        }
      ),
      { numRuns: 300 }
    );
  });

  it('counts chunks of any length, whether or not their rows are of one window', () => {
    const edges = [[1, 2, 3, 5, 8], []];
    for (const rows of [1, 2, 2047, 2048, 2049, 7001]) {
      for (const window of [(row: number) => row >> 11, (row: number) => row % 4, () => 2]) {
        const values = Float64Array.from({ length: rows }, (_, row) => (row * 7) % 11);
        const counts = new BinCounts(edges, 4, true);
        const windowOf = Int32Array.from(values, (_, row) => window(row));
        counts.add(windowOf, [values, values], rows);
        counts.add(Int32Array.of(-1, -1), [Float64Array.of(3, 4), Int32Array.of(3, 4)], 2);
        for (const each of [0, 1, 2, 3]) {
          const own = [...values].filter((_, row) => windowOf[row] === each);
          expect([...counts.of(0, each)]).toEqual(naive(edges[0] ?? [], own));
          expect([...counts.of(1, each)]).toEqual([own.length]);
          expect(counts.sumOf(1, each)).toBe(own.reduce((sum, value) => sum + value, 0));
        }
      }
    }
  });

  it('sums what is not missing, and only where it was asked to', () => {
    const sums = [true, false].map((withSums) => {
      const counts = new BinCounts([[1]], 1, withSums);
      counts.add(new Int32Array(3), [Float64Array.of(1, NaN, 4)], 3);
      return counts.sumOf(0, 0);
    });
    expect(sums).toEqual([5, 0]);
  });

  it('refuses more counts than memory is meant for', () => {
    const fine = Array.from({ length: 99 }, (_, index) => index);
    const wide = Array.from({ length: 1000 }, () => fine);
    expect(() => new BinCounts(wide, 5000, false)).toThrow(expect.objectContaining({ code: 'too_large' }));
  });
});

describe('coarsen', () => {
  it('gives what the coarse edges would have counted', () => {
    fc.assert(
      fc.property(
        fc.array(small, { minLength: 1, maxLength: 60 }),
        fc.array(small),
        fc.infiniteStream(fc.boolean()),
        (raw, values, keep) => {
          const fineEdges = distinct(raw);
          const edges = fineEdges.filter(() => keep.next().value === true);
          const bins: NumericBins = {
            kind: 'numeric',
            edges,
            counts: [],
            fineEdges,
            fineCounts: [],
            min: 0,
            max: 0,
            mean: 0,
            sd: 0,
            n: 0,
            missing: 0,
          };
          expect([...coarsen(naive(fineEdges, values), bins)]).toEqual(naive(edges, values));
        }
      )
    );
  });
});

describe('alignCategories', () => {
  const counts = (entries: Array<[string, number]>): CategoryCounts => ({
    kind: 'categorical',
    counts: new Map(entries),
    n: entries.reduce((sum, [, n]) => sum + n, 0),
    missing: 0,
  });
  const frozen = { kind: 'categorical' as const, categories: [{ value: 'a', count: 5 }], other: 2, n: 7, missing: 0 };
  const reference = counts([
    ['a', 5],
    ['b', 2],
  ]);
  const current = counts([
    ['a', 1],
    ['b', 1],
    ['new', 3],
    ['newer', 1],
  ]);

  it('folds values beyond the kept ones into other, and values never seen into unseen', () => {
    expect(alignCategories(frozen, reference, current, false, (value) => value === 'a' || value === 'b')).toEqual({
      labels: ['a', OTHER, UNSEEN],
      reference: [5, 2, 0],
      current: [1, 1, 4],
    });
  });

  it('keeps every value apart where the method wants it', () => {
    expect(alignCategories(frozen, reference, current, true, () => true).labels).toEqual(['a', 'b', 'new', 'newer']);
  });
});
