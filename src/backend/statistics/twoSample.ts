/** Statistics of two samples by one walk over their distinct values. Pure. */
import { normalTwoSided } from './distributions';
import { kolmogorovP } from './kolmogorov';
import { moments, type GroupedSample, walk } from './samples';
import { welch } from './intervals';

export interface TestResult {
  statistic: number;
  p: number;
}

const bothFilled = (x: GroupedSample, y: GroupedSample) => x.n > 0 && y.n > 0;

/** Kolmogorov-Smirnov D, the largest gap of the cumulative shares, with its p-value. */
export function kolmogorovTest(x: GroupedSample, y: GroupedSample): TestResult | null {
  if (!bothFilled(x, y)) {
    return null;
  }
  let d = 0;
  walk(x, y, (_, __, ___, a, b) => {
    d = Math.max(d, Math.abs(a / x.n - b / y.n));
  });
  return { statistic: d, p: kolmogorovP(d, x.n, y.n) ?? 1 };
}

/** Integral of `term(F - G)` over the line, where F and G are the cumulative shares. */
function integral(x: GroupedSample, y: GroupedSample, term: (gap: number) => number): number {
  let sum = 0;
  let before = 0;
  let gap = 0;
  let first = true;
  walk(x, y, (value, _, __, a, b) => {
    if (!first) {
      sum += term(gap) * (value - before);
    }
    first = false;
    before = value;
    gap = a / x.n - b / y.n;
  });
  return sum;
}

/** Wasserstein-1 distance in the values' unit: the integral of |F - G|. */
export function wasserstein(x: GroupedSample, y: GroupedSample): number | null {
  return bothFilled(x, y) ? integral(x, y, Math.abs) : null;
}

/** Energy distance sqrt(2 integral (F - G)^2), in the square root of the values' unit (Szekely & Rizzo 2013). */
export function energyDistance(x: GroupedSample, y: GroupedSample): number | null {
  return bothFilled(x, y) ? Math.sqrt(2 * integral(x, y, (gap) => gap * gap)) : null;
}

/**
 * Mann-Whitney U of `x` with the normal approximation, corrected for ties and continuity (Mann & Whitney 1947); p is 1
 * where all values are equal.
 */
export function mannWhitney(x: GroupedSample, y: GroupedSample): TestResult | null {
  if (!bothFilled(x, y)) {
    return null;
  }
  let u = 0;
  let ties = 0;
  walk(x, y, (_, a, b, __, upToY) => {
    u += a * (upToY - b) + (a * b) / 2;
    ties += (a + b) ** 3 - (a + b);
  });
  const total = x.n + y.n;
  const product = x.n * y.n;
  const variance = (product / 12) * (total + 1 - ties / (total * (total - 1)));
  const excess = Math.max(u, product - u) - product / 2 - 0.5;
  const p = variance > 0 && excess > 0 ? Math.min(1, normalTwoSided(excess / Math.sqrt(variance))) : 1;
  return { statistic: u, p };
}

/** Welch's t test of the means of x and y; `null` below two values a side. */
export function welchTest(x: GroupedSample, y: GroupedSample): TestResult | null {
  const a = moments(x);
  const b = moments(y);
  if (!a || !b || a.n < 2 || b.n < 2) {
    return null;
  }
  const sample = ({ n, mean, variance }: typeof a) => ({ n, mean, variance: (variance * n) / (n - 1) });
  const test = welch(sample(a), sample(b), 0.95);
  return test ? { statistic: test.t, p: test.p } : null;
}
