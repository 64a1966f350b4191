import fc from 'fast-check';
import { expect, it } from 'vitest';
import { binnedKolmogorov, PreparedCounts, psi } from './divergence';
import { psiFloor, psiFloors } from './noChange';

const counts = (length: number) =>
  fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 50 }), fc.integer({ min: 4000, max: 5_000_000 })), {
    minLength: length,
    maxLength: length,
  });
const pair = fc.integer({ min: 1, max: 40 }).chain((bins) => fc.tuple(counts(bins), counts(bins)));

it('compares many windows with one reference as it compares each', () => {
  const prepared = new PreparedCounts();
  fc.assert(
    fc.property(pair, ([p, q]) => {
      prepared.prepare(p);
      const score = psi(p, q);
      if (score === null) {
        expect(prepared.psi(q)).toBeNull();
      } else {
        expect(prepared.psi(q)).toBeCloseTo(score, 12);
      }
      expect(prepared.kolmogorov(q)).toEqual(binnedKolmogorov(p, q));
      expect(prepared.used(q)).toBe(p.filter((count, bin) => count + (q[bin] ?? 0) > 0).length);
    })
  );
});

it('has the floor of each window', () => {
  const floorOf = psiFloors(12, 0.99);
  for (const [used, n, m] of [
    [0, 10, 10],
    [1, 10, 10],
    [2, 100, 7],
    [12, 5000, 333],
    [5, 0, 10],
    [5, 10, 0],
  ] as const) {
    expect(floorOf(used, n, m)).toEqual(psiFloor(used, n, m));
  }
});
