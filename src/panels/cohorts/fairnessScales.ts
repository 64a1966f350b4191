import { type LinearScale, linearScale } from '../../components/scale/linearScale';
import { fairAt, type FairnessRow, isRatio } from './readFairness';

/** Labels nearer to each other than this touch, CSS pixels. */
const LABEL_WIDTH = 32;

/** The shared axes of the rows: one of ratios, one of differences. */
export interface FairnessScales {
  ratio: LinearScale;
  difference: LinearScale;
}

/** Axes from no gap to the farthest end of an interval; that of ratios reaches over the allowed band and labels it. */
export function fairnessScales(rows: readonly FairnessRow[], width: number): FairnessScales {
  const count = Math.max(2, Math.min(4, Math.floor(width / 56)));
  const of = (ratio: boolean, least: number) => {
    const ends = rows
      .filter(({ metric }) => isRatio(metric) === ratio)
      .flatMap(({ value, lo, hi }) => [value, lo, hi])
      .filter((value) => Number.isFinite(value));
    return linearScale([Math.min(0, ...ends), Math.max(least, ...ends)], width, count);
  };
  return { ratio: withBand(of(true, 1.4)), difference: of(false, 0.1) };
}

/** Labels the ends of the band in the place of the round numbers that stand too near; none where the band is narrow. */
function withBand(scale: LinearScale): LinearScale {
  const { band } = fairAt('ratio');
  const apart = (a: number, b: number) => Math.abs(scale.toPixel(a) - scale.toPixel(b)) >= LABEL_WIDTH;
  if (!band || !apart(...band)) {
    return scale;
  }
  const round = scale.ticks.filter((tick) => band.every((end) => apart(tick, end)));
  return { ...scale, ticks: [...round, ...band].sort((a, b) => a - b) };
}
