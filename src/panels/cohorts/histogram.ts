/** How the values of many cohorts lie. Pure. */
import { type CohortRow } from './cohortData';

export interface ValueBin {
  lo: number;
  hi: number;
  cohorts: number;
  rows: number;
}

const BINS = 40;

/** Cohorts by the value of a metric, weighted by their rows; without the ones that have too few. */
export function valueHistogram(rows: readonly CohortRow[], metric: string): ValueBin[] {
  const known = rows.flatMap((row) => {
    const cell = row.cells.get(metric);
    return cell && !cell.insufficient && !Number.isNaN(cell.value) ? [{ value: cell.value, n: row.n || 0 }] : [];
  });
  if (known.length === 0) {
    return [];
  }
  let [low, high] = [Infinity, -Infinity];
  for (const { value } of known) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const width = (high - low) / BINS || 1;
  const bins = Array.from({ length: high > low ? BINS : 1 }, (_, i): ValueBin => ({
    lo: low + i * width,
    hi: low + (i + 1) * width,
    cohorts: 0,
    rows: 0,
  }));
  for (const { value, n } of known) {
    const bin = bins[Math.min(bins.length - 1, Math.floor((value - low) / width))];
    bin.cohorts += 1;
    bin.rows += n;
  }
  return bins;
}
