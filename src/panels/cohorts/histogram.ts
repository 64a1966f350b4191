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

/** The first and last bin of a range of values; undefined where all are kept. */
export function partOf(
  bins: readonly ValueBin[],
  range: readonly [number, number] | undefined
): [number, number] | undefined {
  if (!range || bins.length === 0) {
    return undefined;
  }
  const first = bins.findIndex(({ hi }) => hi > range[0]);
  const last = bins.findLastIndex(({ lo }) => lo < range[1]);
  return [Math.max(0, first), Math.max(first, last, 0)];
}

/**
 * Where a key takes the kept part of so many bins: arrows move it, with Shift its upper end, Home and End go to the ends, and
 * Escape (null) lets it go. Undefined for other keys.
 */
export function movedPart(
  key: string,
  shift: boolean,
  part: readonly [number, number] | undefined,
  count: number
): [number, number] | null | undefined {
  const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
  const last = count - 1;
  if (key === 'Escape') {
    return part ? null : undefined;
  }
  if (count === 0 || (by === undefined && key !== 'Home' && key !== 'End')) {
    return undefined;
  }
  if (!part || by === undefined) {
    return key === 'End' || (by ?? 0) < 0 ? [last, last] : [0, 0];
  }
  const [from, to] = part;
  if (shift) {
    return [from, Math.max(from, Math.min(last, to + by))];
  }
  const step = Math.max(-from, Math.min(last - to, by));
  return [from + step, to + step];
}
