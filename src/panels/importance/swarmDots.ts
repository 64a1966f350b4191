/** The records of a beeswarm that have a dot of their own. Pure. */
import { type SwarmPoints, type SwarmRow } from './readSwarm';

/** Records drawn at each end of a row of bins: those in between are part of the columns. */
const OUTSIDE = 3;
/** Farther away than this one does not point at a dot, CSS pixels. */
const REACH = 5;

/** A few records at each end, in the middle of the row. */
export function outside(tail: SwarmPoints): SwarmPoints {
  const order = tail.x.map((_, i) => i).sort((a, b) => tail.x[a] - tail.x[b]);
  const kept = order.length <= 2 * OUTSIDE ? order : [...order.slice(0, OUTSIDE), ...order.slice(-OUTSIDE)];
  return {
    x: kept.map((i) => tail.x[i]),
    color: kept.map((i) => tail.color[i]),
    id: kept.map((i) => tail.id[i]),
    value: kept.map((i) => tail.value[i]),
    offset: new Float64Array(kept.length),
  };
}

/** One record of a row. */
export interface SwarmDot {
  id: string;
  value: string;
  phi: number;
}

/**
 * The record whose dot lies nearest to a place in its row, undefined where none is near.
 *
 * @param smooth violins, which show no records but those at the ends.
 */
export function dotNear(
  row: SwarmRow,
  place: { x: number; y: number },
  { toPixel, rowHeight, smooth }: { toPixel: (value: number) => number; rowHeight: number; smooth: boolean }
): SwarmDot | undefined {
  const drawn = [...(row.points && !smooth ? [row.points] : []), ...(row.tail ? [outside(row.tail)] : [])];
  let best: SwarmDot | undefined;
  let nearest = REACH;
  for (const { x, offset, id, value } of drawn) {
    for (let i = 0; i < x.length; i++) {
      const away = Math.hypot(toPixel(x[i]) - place.x, (0.5 - offset[i]) * rowHeight - place.y);
      if (away <= nearest) {
        [best, nearest] = [{ id: id[i], value: value[i], phi: x[i] }, away];
      }
    }
  }
  return best;
}
