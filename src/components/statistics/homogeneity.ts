/** Whether two samples lie alike in the same bins: Pearson's test of homogeneity, with its effect. Pure. */
import { lnGamma } from './student';

export interface Homogeneity {
  /** Two-sided; NaN where nothing can be compared. */
  p: number;
  /** Cramér's V, which for two samples is the root of chi-squared over all rows, in [0, 1]. */
  v: number;
}

/** Bins in which either sample expects fewer rows are put together (Cochran 1954). */
const LEAST_EXPECTED = 5;
const [EPSILON, TERMS] = [1e-14, 1000];

/** Counts of two samples, bin by bin. */
export function homogeneity(bins: ReadonlyArray<{ a: number; b: number }>): Homogeneity {
  const [rowsA, rowsB] = [sum(bins.map(({ a }) => a)), sum(bins.map(({ b }) => b))];
  const total = rowsA + rowsB;
  if (!(rowsA > 0) || !(rowsB > 0)) {
    return { p: NaN, v: NaN };
  }
  const least = Math.min(rowsA, rowsB) / total;
  const isThin = ({ a, b }: { a: number; b: number }) => (a + b) * least < LEAST_EXPECTED;
  const thin = bins.filter(isThin);
  const rest = { a: sum(thin.map(({ a }) => a)), b: sum(thin.map(({ b }) => b)) };
  const kept = [...bins.filter((bin) => !isThin(bin)), ...(rest.a + rest.b > 0 ? [rest] : [])];
  const chi2 = sum(
    kept.map(({ a, b }) => {
      const both = a + b;
      const [expectedA, expectedB] = [(both * rowsA) / total, (both * rowsB) / total];
      return (a - expectedA) ** 2 / expectedA + (b - expectedB) ** 2 / expectedB;
    })
  );
  const df = kept.length - 1;
  // Rows that are all in one bin, or too few for two, differ in nothing.
  return df < 1 || kept.some(isVeryThin(least))
    ? { p: NaN, v: NaN }
    : { p: chiSquaredSf(chi2, df), v: Math.sqrt(chi2 / total) };
}

/** Even together the rare bins may expect less than a row, and then nothing is known. */
const isVeryThin =
  (least: number) =>
  ({ a, b }: { a: number; b: number }) =>
    (a + b) * least < 1;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Probability that chi-squared with `df` degrees of freedom is larger: the regularised upper incomplete gamma function. */
export function chiSquaredSf(x: number, df: number): number {
  const [a, z] = [df / 2, x / 2];
  if (!(z > 0)) {
    return 1;
  }
  const front = Math.exp(a * Math.log(z) - z - lnGamma(a));
  return z < a + 1 ? 1 - front * lowerSeries(a, z) : front * upperFraction(a, z);
}

/** Series of the lower function (Abramowitz & Stegun 6.5.29). */
function lowerSeries(a: number, z: number): number {
  let [term, total] = [1 / a, 1 / a];
  for (let n = 1; n <= TERMS && term > total * EPSILON; n++) {
    term *= z / (a + n);
    total += term;
  }
  return total;
}

/** Continued fraction of the upper function (Abramowitz & Stegun 6.5.31, by Lentz's method). */
function upperFraction(a: number, z: number): number {
  let b = z + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n <= TERMS; n++) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < EPSILON) {
      break;
    }
  }
  return fraction;
}
