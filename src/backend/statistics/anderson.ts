/** Two-sample Anderson-Darling test for samples with ties (Scholz & Stephens 1987, equation 7: midranks). */
import { type GroupedSample, walk } from './samples';
import { type TestResult } from './twoSample';

/** The published significance points, and the coefficients of their critical values for k - 1 = 1. */
const SIGNIFICANCE = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];
const B0 = [0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085];
const B1 = [-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615];
const B2 = [-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154];
const CRITICAL = B0.map((value, index) => value + (B1[index] ?? 0) + (B2[index] ?? 0));

/**
 * The standardised statistic, with p interpolated between the published points and cut to [0.001, 0.25], as scipy's
 * `anderson_ksamp`. `null` below four rows or where all values are equal: then the statistic is not defined.
 */
export function andersonDarling(x: GroupedSample, y: GroupedSample): TestResult | null {
  const total = x.n + y.n;
  if (x.n === 0 || y.n === 0 || total < 4) {
    return null;
  }
  let sum = 0;
  let distinct = 0;
  walk(x, y, (_, a, b, upToX, upToY) => {
    const ties = a + b;
    const midX = upToX - a / 2;
    const midY = upToY - b / 2;
    const mid = midX + midY;
    const scale = mid * (total - mid) - (total * ties) / 4;
    distinct += 1;
    if (scale > 0) {
      sum += ((ties / total) * ((total * midX - x.n * mid) ** 2 / x.n + (total * midY - y.n * mid) ** 2 / y.n)) / scale;
    }
  });
  if (distinct < 2) {
    return null;
  }
  const raw = (sum * (total - 1)) / total;
  const statistic = (raw - 1) / Math.sqrt(variance(x.n, y.n));
  return { statistic, p: pValue(statistic) };
}

/** Variance of the statistic without a difference, equation 4 for two samples. */
function variance(n: number, m: number): number {
  const total = n + m;
  const inverse = 1 / n + 1 / m;
  let partial = 0;
  let g = 0;
  for (let i = 1; i <= total - 2; i += 1) {
    partial += 1 / (total - i);
    g += partial / (i + 1);
  }
  const h = partial + 1;
  const k = 2;
  const a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverse;
  const b = (2 * g - 4) * k ** 2 + 8 * h * k + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
  const c = (6 * h + 2 * g - 2) * k ** 2 + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverse + 4 * h;
  const d = (2 * h + 6) * k ** 2 - 4 * h * k;
  return (a * total ** 3 + b * total ** 2 + c * total + d) / ((total - 1) * (total - 2) * (total - 3));
}

function pValue(statistic: number): number {
  const [low = 0] = CRITICAL;
  const high = CRITICAL.at(-1) ?? 0;
  if (statistic < low) {
    return SIGNIFICANCE[0] ?? 1;
  }
  if (statistic > high) {
    return SIGNIFICANCE.at(-1) ?? 0;
  }
  const [c0, c1, c2] = QUADRATIC;
  return Math.exp(c0 + c1 * statistic + c2 * statistic * statistic);
}

/** Least squares of ln p by a parabola in the critical value. */
const QUADRATIC = parabola(
  CRITICAL,
  SIGNIFICANCE.map((p) => Math.log(p))
);

function parabola(xs: readonly number[], ys: readonly number[]): [number, number, number] {
  const power = (k: number) => xs.reduce((sum, x) => sum + x ** k, 0);
  const moment = (k: number) => xs.reduce((sum, x, index) => sum + x ** k * (ys[index] ?? 0), 0);
  const rows = [0, 1, 2].map((i) => [power(i), power(i + 1), power(i + 2), moment(i)]);
  for (let i = 0; i < 3; i += 1) {
    for (let j = 0; j < 3; j += 1) {
      const pivot = rows[i] as number[];
      const row = rows[j] as number[];
      if (i !== j) {
        const factor = (row[i] as number) / (pivot[i] as number);
        rows[j] = row.map((value, index) => value - factor * (pivot[index] as number));
      }
    }
  }
  const solution = (i: number) => ((rows[i] as number[])[3] as number) / ((rows[i] as number[])[i] as number);
  return [solution(0), solution(1), solution(2)];
}
