/** Two-sample test by empirical characteristic functions (Epps & Singleton 1986; Goerg & Kaiser 2009). Pure. */
import { chi2Sf } from './distributions';
import { symmetricEigen } from './eigen';
import { type GroupedSample, pool } from './samples';
import { type TestResult } from './twoSample';

/** Where the characteristic functions are compared, in units of half the pooled interquartile range. */
const POINTS = [0.4, 0.8];
const LEAST_ROWS = 5;
/** Below so many rows on both sides the published correction for small samples applies. */
const SMALL = 25;

/**
 * The statistic and its p-value by the chi-squared law with as many degrees of freedom as the pooled covariance has
 * directions, as scipy's `epps_singleton_2samp`. `null` below five values a side, and where half of all values are equal:
 * then there is no scale to compare on.
 */
export function eppsSingleton(x: GroupedSample, y: GroupedSample): TestResult | null {
  if (x.n < LEAST_ROWS || y.n < LEAST_ROWS) {
    return null;
  }
  const all = pool(x, y);
  const scale = (quantile(all, 0.75) - quantile(all, 0.25)) / 2;
  if (scale === 0) {
    return null;
  }
  const a = waves(x, scale);
  const b = waves(y, scale);
  const total = x.n + y.n;
  const covariance = a.covariance.map((row, i) =>
    row.map((value, j) => (total / x.n) * value + (total / y.n) * (b.covariance[i]?.[j] ?? 0))
  );
  const { values, vectors } = symmetricEigen(covariance);
  const least = (values[0] ?? 0) * values.length * Number.EPSILON;
  let statistic = 0;
  let rank = 0;
  values.forEach((value, i) => {
    if (value > least) {
      const along = (vectors[i] ?? []).reduce(
        (sum, part, j) => sum + part * ((a.means[j] ?? 0) - (b.means[j] ?? 0)),
        0
      );
      statistic += (total * along * along) / value;
      rank += 1;
    }
  });
  if (rank === 0) {
    return null;
  }
  if (Math.max(x.n, y.n) < SMALL) {
    statistic /= 1 + total ** -0.45 + 10.1 * (x.n ** -1.7 + y.n ** -1.7);
  }
  return { statistic, p: chi2Sf(statistic, rank) };
}

/** Means and covariance (divisor n) of the cosines, then the sines, of the values at each point. */
function waves({ counts, n, values }: GroupedSample, scale: number): { means: number[]; covariance: number[][] } {
  const width = 2 * POINTS.length;
  const rowOf = (value: number, row: Float64Array) =>
    POINTS.forEach((point, index) => {
      const angle = (point * value) / scale;
      row[index] = Math.cos(angle);
      row[index + POINTS.length] = Math.sin(angle);
    });
  const row = new Float64Array(width);
  const means = new Array<number>(width).fill(0);
  for (let i = 0; i < values.length; i += 1) {
    rowOf(values[i] as number, row);
    for (let j = 0; j < width; j += 1) {
      means[j] = (means[j] as number) + ((counts[i] as number) * (row[j] as number)) / n;
    }
  }
  const covariance = means.map(() => new Array<number>(width).fill(0));
  for (let i = 0; i < values.length; i += 1) {
    rowOf(values[i] as number, row);
    for (let j = 0; j < width; j += 1) {
      const gap = ((row[j] as number) - (means[j] as number)) * ((counts[i] as number) / n);
      const line = covariance[j] as number[];
      for (let k = 0; k < width; k += 1) {
        line[k] = (line[k] as number) + gap * ((row[k] as number) - (means[k] as number));
      }
    }
  }
  return { means, covariance };
}

/** Interpolated between the order statistics, as numpy's default. */
function quantile({ counts, n, values }: GroupedSample, share: number): number {
  const place = share * (n - 1);
  const below = Math.floor(place);
  let upTo = 0;
  for (let i = 0; i < values.length; i += 1) {
    upTo += counts[i] as number;
    if (upTo > below) {
      const value = values[i] as number;
      const next = upTo > below + 1 ? value : (values[i + 1] ?? value);
      return value + (next - value) * (place - below);
    }
  }
  return Number.NaN;
}
