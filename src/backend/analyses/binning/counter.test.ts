import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NumericBins } from '../../store/types';
import { alignCategories, type CategoryCounts, coarsen, OTHER, UNSEEN } from './bins';
import { BinCounter } from './counter';

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

const distinct = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
const small = fc.integer({ min: -20, max: 20 });

describe('BinCounter', () => {
  it.each([
    ['any doubles', anyNumber],
    ['few values', small],
    ['a long tail', fc.double({ min: 0, max: 40, noNaN: true }).map((x) => Math.exp(x))],
  ])('agrees with the definition for %s', (_, value) => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 120 }), fc.array(value, { maxLength: 200 }), (rawEdges, rawValues) => {
        const edges = distinct(rawEdges);
        // Values on the edges are where a mistake would be.
        const values = [...rawValues, ...edges, NaN];
        const counter = new BinCounter(edges, 2, true);
        counter.add(Float64Array.from(values), 0, values.length, 1);
        expect([...counter.of(1)]).toEqual(naive(edges, values));
        expect([...counter.of(0)]).toEqual(naive(edges, []));
      }),
      { numRuns: 300 }
    );
  });

  it('sums what is not missing', () => {
    const counter = new BinCounter([1], 1, true);
    counter.add(Float64Array.of(1, NaN, 4), 0, 3, 0);
    expect(counter.sumOf(0)).toBe(5);
  });

  it('counts only the rows asked for', () => {
    const counter = new BinCounter([], 1, false);
    counter.add(Float64Array.of(1, 2, 3, 4), 1, 3, 0);
    expect([...counter.of(0)]).toEqual([2]);
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
