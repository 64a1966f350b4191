import { rankValue } from './figures';
import { type DriftGrid } from './grid';

/** Metrics that say how much was seen and not how well the model did. */
const NO_PERFORMANCE = new Set(['volume', 'throughput', 'n', 'label_coverage', 'missing_rate']);

/** Fewer common windows than this correlate by chance alone. */
const WINDOWS_AT_LEAST = 4;

/** How a row's severity went with the performance of the model. */
export interface Correlation {
  /** Pearson's r, in [-1, 1]. */
  r: number;
  /** How often chance alone brings one as strong, were windows independent and normal; two-sided. */
  p: number;
  /** Windows that both have a figure for. */
  windows: number;
  /** Name of the performance. */
  metric: string;
}

/** The row of the grid with the first metric of performance; -1 without any. */
export function performanceRow(grid: DriftGrid): number {
  return grid.rows.findIndex(({ metric }) => metric !== undefined && !NO_PERFORMANCE.has(metric));
}

/** Undefined where too few windows have both, or where one of them never changes. */
export function correlationWith(grid: DriftGrid, performance: number, row: number): Correlation | undefined {
  const width = grid.times.length;
  if (performance < 0) {
    return undefined;
  }
  const pairs = grid.times
    .map((_, column): [number, number] => [
      rankValue(grid, row * width + column),
      grid.score[performance * width + column],
    ])
    .filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b));
  const r = pearson(pairs);
  return pairs.length >= WINDOWS_AT_LEAST && !Number.isNaN(r)
    ? { r, p: pearsonP(r, pairs.length), windows: pairs.length, metric: grid.rows[performance].name }
    : undefined;
}

/** Pearson's correlation; NaN where one side is constant. */
export function pearson(pairs: ReadonlyArray<readonly [number, number]>): number {
  const mean = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
  const [meanA, meanB] = [mean(0), mean(1)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [a, b] of pairs) {
    ab += (a - meanA) * (b - meanB);
    aa += (a - meanA) ** 2;
    bb += (b - meanB) ** 2;
  }
  return aa > 0 && bb > 0 ? Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb))) : NaN;
}

/**
 * Two-sided p-value of Pearson's r: I(1 - r^2; n/2 - 1, 1/2), the regularised incomplete beta function, which for whole and
 * half numbers climbs exactly from I(x; 1/2, 1/2) = 2/pi asin(sqrt x) and I(x; 1, 1/2) = 1 - sqrt(1 - x) (Abramowitz and
 * Stegun, 26.5.16). Absolute precision is that of a sum, about 1e-15.
 *
 * @param n pairs, at least 3.
 */
export function pearsonP(r: number, n: number): number {
  const x = 1 - r * r;
  const target = n / 2 - 1;
  let a = n % 2 === 0 ? 1 : 0.5;
  let beta = a === 1 ? 2 : Math.PI;
  let p = a === 1 ? 1 - Math.abs(r) : (2 / Math.PI) * Math.asin(Math.sqrt(x));
  for (; a < target; a++) {
    p -= (x ** a * Math.abs(r)) / (a * beta);
    beta *= a / (a + 0.5);
  }
  return Math.max(0, Math.min(1, p));
}
