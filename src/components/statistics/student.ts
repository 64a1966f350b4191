/** Welch's test and a correction for many tests, for differences that a panel makes from two answers. Pure. */

export interface Moments {
  n: number;
  mean: number;
  /** Standard deviation of the sample (divisor n - 1). */
  sd: number;
}

export interface MeanDifference {
  delta: number;
  lo: number;
  hi: number;
  p: number;
}

/** Digits that the continued fraction is taken to, and most of its terms. */
const [EPSILON, TERMS] = [1e-14, 500];

/** Stirling's series of ln gamma, shifted to where it has 12 digits (Abramowitz & Stegun 6.1.41). */
export function lnGamma(x: number): number {
  let [shift, z] = [0, x];
  for (; z < 10; z++) {
    shift += Math.log(z);
  }
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - shift;
}

/** Regularised incomplete beta function by its continued fraction (Abramowitz & Stegun 26.5.8, by Lentz's method). */
function betaShare(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) {
    return x <= 0 ? 0 : 1;
  }
  if (x > (a + 1) / (a + b + 2)) {
    return 1 - betaShare(1 - x, b, a);
  }
  const front = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const TINY = 1e-300;
  let [c, d] = [1, 1 - ((a + b) * x) / (a + 1)];
  d = 1 / (Math.abs(d) < TINY ? TINY : d);
  let fraction = d;
  for (let m = 1; m <= TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of [even, odd]) {
      d = 1 + term * d;
      c = 1 + term / c;
      d = 1 / (Math.abs(d) < TINY ? TINY : d);
      c = Math.abs(c) < TINY ? TINY : c;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < EPSILON) {
      break;
    }
  }
  return front * fraction;
}

/** Probability that Student's t with `df` degrees of freedom is further from zero than `t`. */
export function tTwoSided(t: number, df: number): number {
  return betaShare(df / (df + t * t), df / 2, 0.5);
}

/** The t that is exceeded, in either direction, with the probability `1 - confidence`. */
export function tCritical(confidence: number, df: number): number {
  let [low, high] = [0, 1];
  while (tTwoSided(high, df) > 1 - confidence && high < 1e12) {
    high *= 2;
  }
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    [low, high] = tTwoSided(middle, df) > 1 - confidence ? [middle, high] : [low, middle];
  }
  return (low + high) / 2;
}

/** `a.mean - b.mean` of two samples without a common row (Welch 1947); without an interval below two rows a side. */
export function welch(a: Moments, b: Moments, confidence: number): MeanDifference {
  const delta = a.mean - b.mean;
  const [va, vb] = [a.sd ** 2 / a.n, b.sd ** 2 / b.n];
  if (!(a.n >= 2 && b.n >= 2) || Number.isNaN(va + vb)) {
    return { delta, lo: NaN, hi: NaN, p: NaN };
  }
  const se = Math.sqrt(va + vb);
  if (se === 0) {
    return { delta, lo: delta, hi: delta, p: delta === 0 ? 1 : 0 };
  }
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  const half = tCritical(confidence, df) * se;
  return { delta, lo: delta - half, hi: delta + half, p: tTwoSided(delta / se, df) };
}

/** Benjamini & Hochberg 1995; what has no p-value is no test. */
export function adjusted(pValues: readonly number[]): number[] {
  const order = pValues
    .map((p, index) => ({ p, index }))
    .filter(({ p }) => !Number.isNaN(p))
    .sort((a, b) => b.p - a.p);
  const q = pValues.map(() => NaN);
  let least = 1;
  order.forEach(({ p, index }, i) => {
    least = Math.min(least, (p * order.length) / (order.length - i));
    q[index] = least;
  });
  return q;
}
