import { type LinearScale, linearScale } from '../../components/scale/linearScale';
import { type CohortsData } from './cohortData';

/** Of more cohorts than this a few wide intervals may run off the axis as well. */
const MANY = 60;

/** Without the outer hundredth at either end. */
function middleOf(values: readonly number[]): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 100);
  return sorted.slice(cut, sorted.length - cut);
}

/**
 * The axis of one metric: wide enough for the intervals of all cohorts that have enough rows. Those that have too few
 * would flatten all others, so they may run off the axis; the picture marks where.
 *
 * @param limits that are drawn, so that the axis reaches them.
 */
export function forestScale(
  data: CohortsData,
  metric: string,
  width: number,
  limits: readonly number[] = []
): LinearScale {
  const { min, max } = data.field.config;
  const ends: number[] = [];
  for (const row of data.rows) {
    const cell = row.cells.get(metric);
    if (cell && !cell.insufficient) {
      ends.push(cell.value, cell.lo, cell.hi);
    }
  }
  const whole = data.overall.get(metric);
  const inner = data.rows.length > MANY ? middleOf(ends) : ends;
  const known = [...inner, ...limits, whole?.value ?? NaN].filter((value) => !Number.isNaN(value));
  if (known.length === 0) {
    known.push(
      ...[...data.rows.values()].map((row) => row.cells.get(metric)?.value ?? NaN).filter((v) => !Number.isNaN(v)),
      0
    );
  }
  let [low, high] = [Infinity, -Infinity];
  for (const value of known) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const pad = (high - low) * 0.04;
  return linearScale([min ?? low - pad, max ?? high + pad], width, Math.max(2, Math.floor(width / 56)));
}
