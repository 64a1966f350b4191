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
    ? { r, windows: pairs.length, metric: grid.rows[performance].name }
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
