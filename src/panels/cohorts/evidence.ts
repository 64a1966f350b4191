/** How surely a cohort differs from the rest, as colour. Pure. */
import { type CohortCell } from './cohortData';

/**
 * The difference in units of the half-width of its interval: at 1 the interval just leaves out zero. NaN where the
 * difference has no interval.
 */
export function evidence(cell: CohortCell): number {
  const half = (cell.deltaHi - cell.deltaLo) / 2;
  return half > 0 ? cell.delta / half : NaN;
}

/** Differences beyond twice their interval look alike. */
const CLIP = 2;

/**
 * Place on a diverging ramp, 0.5 is no difference. What is not significant stays close to the middle, so that noise
 * does not paint a picture.
 */
export function rampShare(cell: CohortCell): number {
  const found = evidence(cell);
  if (Number.isNaN(found)) {
    return 0.5;
  }
  const share = Math.max(-1, Math.min(1, found / CLIP)) / 2;
  return 0.5 + (cell.significant ? share : share * 0.35);
}
