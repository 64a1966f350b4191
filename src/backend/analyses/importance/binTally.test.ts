import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CategoricalBins, type NumericBins } from '../../store/types';
import { BinTally } from './binTally';
import { NO_VALUE } from './values';

const numeric = (edges: number[]): NumericBins => ({
  kind: 'numeric',
  edges,
  counts: [],
  fineEdges: [],
  fineCounts: [],
  min: 0,
  max: 0,
  mean: 0,
  sd: 0,
  n: 0,
  missing: 0,
});

it('puts a number into the bin of the first edge that is not below it', () => {
  const value = fc.oneof(fc.constant(NaN), fc.integer({ min: -5, max: 15 }), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 10 }), { maxLength: 9 }),
      fc.array(fc.tuple(value, fc.integer({ min: -9, max: 9 })), { maxLength: 50 }),
      (unordered, rows) => {
        const edges = unordered.sort((a, b) => a - b);
        const tally = new BinTally(numeric(edges));
        const expected = new Map<number, { n: number; sum: number }>();
        for (const [x, phi] of rows) {
          const first = edges.findIndex((edge) => x <= edge);
          const bin = Number.isNaN(x) ? NO_VALUE : first < 0 ? edges.length : first;
          const known = expected.get(bin) ?? { n: 0, sum: 0 };
          expected.set(bin, { n: known.n + 1, sum: known.sum + phi });
        }
        // In two chunks, the second one longer: memory of a chunk is used again.
        const half = Math.floor(rows.length / 3);
        for (const part of [rows.slice(0, half), rows.slice(half)]) {
          tally.add(
            Float64Array.from(part, ([x]) => x),
            Float64Array.from(part, ([, phi]) => phi),
            part.length
          );
        }
        expect(new Map([...tally.sums()].sort())).toEqual(new Map([...expected].sort()));
      }
    )
  );
});

it('takes categories by their place, the others and the missing apart', () => {
  const bins: CategoricalBins = {
    kind: 'categorical',
    categories: [
      { value: 'a', count: 2 },
      { value: 'b', count: 1 },
    ],
    other: 0,
    n: 3,
    missing: 0,
  };
  const tally = new BinTally(bins);
  tally.add([NO_VALUE, 0, 2, 0], [1, 2, 3, 4], 4);
  expect([...tally.sums()]).toEqual([
    [NO_VALUE, { n: 1, sum: 1 }],
    [0, { n: 2, sum: 6 }],
    [2, { n: 1, sum: 3 }],
  ]);
});
