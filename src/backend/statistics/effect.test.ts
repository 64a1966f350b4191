import { describe, expect, it } from 'vitest';
import { effectSize } from './effect';

const share = (k: number, n: number) => ({ kind: 'proportion' as const, k, n });
const mean = (n: number, average: number, variance: number) => ({
  kind: 'mean' as const,
  sample: { n, mean: average, variance },
});

describe('effect sizes', () => {
  it('of shares are differences of angles', () => {
    // Cohen 1988, table 6.2.2, has 1.875 for 0.65 and 1.571, which is a quarter of a circle, for 0.50.
    expect(effectSize(share(65, 100), share(50, 100))).toBeCloseTo(1.8755 - Math.PI / 2, 4);
    expect(effectSize(share(0, 10), share(10, 10))).toBeCloseTo(-Math.PI, 12);
    expect(effectSize(share(0, 0), share(10, 10))).toBeNull();
  });

  it('of means are in standard deviations, smaller for small samples', () => {
    // d is 1 with 10 and 10 rows: the correction is 1 - 3 / 71.
    expect(effectSize(mean(10, 3, 4), mean(10, 1, 4))).toBeCloseTo(1 - 3 / 71, 12);
    expect(effectSize(mean(10, 3, 0), mean(10, 1, 0))).toBeNull();
    expect(effectSize(mean(1, 3, 0), mean(1, 1, 0))).toBeNull();
  });

  it('of anything else are unknown', () => {
    expect(effectSize({ kind: 'se', se: 1 }, share(1, 2))).toBeNull();
    expect(effectSize(null, share(1, 2))).toBeNull();
  });
});
