import { describe, expect, it } from 'vitest';
import { chiSquaredSf, homogeneity } from './homogeneity';

describe('chi-squared', () => {
  it.each([
    // Quantiles of printed tables, and two closed forms: exp(-x / 2) for two degrees of freedom.
    [3.841458820694124, 1, 0.05],
    [18.307038053275146, 10, 0.05],
    [2, 2, Math.exp(-1)],
    [60, 2, Math.exp(-30)],
    [0, 4, 1],
    [124.3421134, 100, 0.05],
  ])('%s with %s degrees of freedom is exceeded with probability %s', (x, df, expected) => {
    expect(chiSquaredSf(x, df) / expected).toBeCloseTo(1, 7);
  });
});

describe('homogeneity', () => {
  it('is the test of a table of two rows', () => {
    // 30 of 100 and 180 of 400: the square of the pooled z test, 2.7277.
    const z = 0.15 / Math.sqrt(0.42 * 0.58 * (1 / 100 + 1 / 400));
    const found = homogeneity([
      { a: 30, b: 180 },
      { a: 70, b: 220 },
    ]);
    expect(found.v).toBeCloseTo(Math.abs(z) / Math.sqrt(500), 12);
    expect(found.p).toBeCloseTo(chiSquaredSf(z * z, 1), 12);
  });

  it('puts rare bins together, and says nothing where too little is left', () => {
    const rare = Array.from({ length: 20 }, () => ({ a: 1, b: 1 }));
    const together = homogeneity([{ a: 80, b: 60 }, ...rare]);
    expect(together).toEqual(
      homogeneity([
        { a: 80, b: 60 },
        { a: 20, b: 20 },
      ])
    );
    expect(homogeneity([{ a: 5, b: 0 }])).toEqual({ p: NaN, v: NaN });
    expect(homogeneity([{ a: 100, b: 100 }])).toEqual({ p: NaN, v: NaN });
    expect(homogeneity([])).toEqual({ p: NaN, v: NaN });
  });

  it('of equal shares is none, of shares apart is whole', () => {
    expect(
      homogeneity([
        { a: 10, b: 20 },
        { a: 30, b: 60 },
      ])
    ).toMatchObject({ p: 1, v: 0 });
    expect(
      homogeneity([
        { a: 50, b: 0 },
        { a: 0, b: 50 },
      ]).v
    ).toBeCloseTo(1, 12);
  });
});
