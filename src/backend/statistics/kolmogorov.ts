/** P-values of the two-sample Kolmogorov-Smirnov statistic. */

/** Q(x) = P(K >= x) of Kolmogorov's limiting distribution. */
export function kolmogorovSf(x: number): number {
  if (!(x > 0)) {
    return 1;
  }
  if (x < 1.18) {
    // The theta-function form converges at once where the alternating series does not.
    const base = Math.exp((-Math.PI * Math.PI) / (8 * x * x));
    const sum = base * (1 + base ** 8 * (1 + base ** 16 * (1 + base ** 24)));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let j = 1; j <= 100; j += 1) {
    const term = Math.exp(-2 * j * j * x * x);
    sum += j % 2 === 1 ? term : -term;
    if (term < 1e-18) {
      break;
    }
  }
  return Math.min(1, 2 * sum);
}

/** Largest sample for which the exact law is used; above it Stephens' approximation is within 0.02. */
export const EXACT_LIMIT = 1000;

/**
 * Two-sided p-value of D for samples of n and m: exact by counting lattice paths up to `EXACT_LIMIT` a side, above it
 * Stephens' (1970) correction of the limiting law. Ties make the exact value conservative.
 */
export function kolmogorovP(d: number, n: number, m: number): number | null {
  if (!(n > 0) || !(m > 0) || Number.isNaN(d)) {
    return null;
  }
  if (Math.max(n, m) <= EXACT_LIMIT) {
    return exactP(d, n, m);
  }
  const root = Math.sqrt((n * m) / (n + m));
  return kolmogorovSf((root + 0.12 + 0.11 / root) * d);
}

/**
 * Share of paths from (0,0) to (n,m) that leave |i/n - j/m| < d. Each step is weighted by its probability in a random
 * ordering, so no binomial coefficient overflows.
 */
function exactP(d: number, n: number, m: number): number {
  // D is a multiple of 1/(nm): compare whole numbers, so that rounding cannot move a path over the line.
  const limit = Math.round(d * n * m);
  const outside = new Float64Array(m + 1);
  const isOut = (i: number, j: number) => Math.abs(i * m - j * n) >= limit;
  // outside[j] = P(a path has touched the bound | it passes (i, j)).
  for (let i = 0; i <= n; i += 1) {
    for (let j = 0; j <= m; j += 1) {
      if (isOut(i, j)) {
        outside[j] = 1;
      } else if (i + j > 0) {
        const left = j > 0 ? (outside[j - 1] ?? 0) * j : 0;
        const down = i > 0 ? (outside[j] ?? 0) * i : 0;
        outside[j] = (left + down) / (i + j);
      }
    }
  }
  return Math.min(1, outside[m] ?? 1);
}
