import { describe, expect, it } from 'vitest';
import { adjusted, tCritical, tTwoSided, welch } from './student';

describe('student', () => {
  // Tables of Fisher & Yates: two-sided 5 % and 1 % points of t.
  it.each([
    [1, 0.95, 12.7062],
    [5, 0.95, 2.5706],
    [10, 0.99, 3.1693],
    [30, 0.95, 2.0423],
    [120, 0.99, 2.6174],
    [1e7, 0.95, 1.95996],
  ])('has the critical value of %d degrees of freedom at %d', (df, confidence, expected) => {
    expect(tCritical(confidence, df)).toBeCloseTo(expected, 4);
  });

  it('has the tails of Cauchy with one degree of freedom', () => {
    for (const t of [0.1, 1, 3, 50]) {
      expect(tTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12);
    }
  });

  it('tests two samples as Welch does', () => {
    // Sleep of ten students under two drugs (Student 1908), unpaired: t = -1.8608, df = 17.776, p = 0.07939.
    const found = welch({ n: 10, mean: 0.75, sd: 1.78901 }, { n: 10, mean: 2.33, sd: 2.002249 }, 0.95);
    expect(found.delta).toBeCloseTo(-1.58, 12);
    expect(found.p).toBeCloseTo(0.07939, 5);
    expect(found.lo).toBeCloseTo(-3.3654832, 4);
    expect(found.hi).toBeCloseTo(0.2054832, 4);
  });

  it('says nothing of single rows, and is sure of constants', () => {
    expect(welch({ n: 1, mean: 1, sd: NaN }, { n: 5, mean: 2, sd: 1 }, 0.95).p).toBeNaN();
    expect(welch({ n: 3, mean: 1, sd: 0 }, { n: 5, mean: 1, sd: 0 }, 0.95)).toEqual({ delta: 0, lo: 0, hi: 0, p: 1 });
  });

  it('corrects for many tests', () => {
    // Benjamini & Hochberg 1995: sorted p times their number over their rank, never falling.
    expect(adjusted([0.01, 0.04, NaN, 0.03, 0.005]).map((q) => Math.round(q * 1e6) / 1e6)).toEqual([
      0.02,
      0.04,
      NaN,
      0.04,
      0.02,
    ]);
  });
});
