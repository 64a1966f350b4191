/** Cumulative distribution functions and quantiles of the normal, chi-squared and Student's t distributions. */
import { incompleteBeta, incompleteGamma } from './special';

/** P(Z <= z) for the standard normal; exact in both tails. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) {
    return NaN;
  }
  const { lower, upper } = incompleteGamma(0.5, (z * z) / 2);
  return z < 0 ? upper / 2 : 0.5 + lower / 2;
}

/** P(|Z| >= |z|), the two-sided p-value of a z statistic. */
export function normalTwoSided(z: number): number {
  return Number.isNaN(z) ? NaN : incompleteGamma(0.5, (z * z) / 2).upper;
}

/** z with P(Z <= z) = p. -Infinity and Infinity at the ends, NaN outside [0, 1]. */
export function normalQuantile(p: number): number {
  if (p === 0.5) {
    return 0;
  }
  if (p > 0.5) {
    return -normalQuantile(1 - p);
  }
  if (!(p >= 0)) {
    return NaN;
  }
  return p === 0 ? -Infinity : -solve((z) => p - normalCdf(-z), 0, 40);
}

/** P(X >= x) for chi-squared with `df` degrees of freedom; 1 where there are none. */
export function chi2Sf(x: number, df: number): number {
  return df <= 0 ? 1 : incompleteGamma(df / 2, Math.max(0, x) / 2).upper;
}

const chi2Quantiles = new Map<number, Map<number, number>>();
const MOST_LEVELS = 100;
const MOST_DEGREES = 10_000;

/** x with P(X <= x) = p for chi-squared with `df` > 0 degrees of freedom. Asked once a cell, so answers are kept. */
export function chi2Quantile(p: number, df: number): number {
  let ofLevel = chi2Quantiles.get(p);
  const known = ofLevel?.get(df);
  if (known !== undefined) {
    return known;
  }
  const value = df > 0 ? invertChi2(p, df) : 0;
  if (!ofLevel && chi2Quantiles.size < MOST_LEVELS) {
    ofLevel = new Map();
    chi2Quantiles.set(p, ofLevel);
  }
  if (ofLevel && ofLevel.size < MOST_DEGREES) {
    ofLevel.set(df, value);
  }
  return value;
}

function invertChi2(p: number, df: number): number {
  let high = df + 10;
  while (high < 1e12 && 1 - chi2Sf(high, df) < p) {
    high *= 2;
  }
  return solve((x) => 1 - chi2Sf(x, df) - p, 0, high);
}

/** P(T >= t) for Student's t with `df` > 0 degrees of freedom (not necessarily whole). */
export function tSf(t: number, df: number): number {
  // Near 0 the complement keeps the digits that df / (df + t^2) loses on its way to 1.
  const tail =
    Math.abs(t) < 1
      ? 0.5 * (1 - incompleteBeta((t * t) / (df + t * t), 0.5, df / 2))
      : 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5);
  return t >= 0 ? tail : 1 - tail;
}

/** P(|T| >= |t|). */
export function tTwoSided(t: number, df: number): number {
  return Math.min(1, 2 * tSf(Math.abs(t), df));
}

/** t with P(T <= t) = p. */
export function tQuantile(p: number, df: number): number {
  if (p < 0.5) {
    return -tQuantile(1 - p, df);
  }
  let high = 10;
  while (high < 1e12 && 1 - tSf(high, df) < p) {
    high *= 2;
  }
  return p === 0.5 ? 0 : solve((t) => 1 - tSf(t, df) - p, 0, high);
}

/** Root of an increasing function by bisection down to neighbouring doubles. */
function solve(increasing: (x: number) => number, low: number, high: number): number {
  let lo = low;
  let hi = high;
  for (let step = 0; step < 200; step += 1) {
    const middle = (lo + hi) / 2;
    if (middle === lo || middle === hi) {
      break;
    }
    if (increasing(middle) < 0) {
      lo = middle;
    } else {
      hi = middle;
    }
  }
  return (lo + hi) / 2;
}
