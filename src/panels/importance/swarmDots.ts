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

/** How a row is drawn. */
interface Geometry {
  toPixel: (value: number) => number;
  rowHeight: number;
  /** Violins, which show no records but those at the ends. */
  smooth: boolean;
}

const drawnDots = (row: SwarmRow, smooth: boolean): SwarmPoints[] => [
  ...(row.points && !smooth ? [row.points] : []),
  ...(row.tail ? [outside(row.tail)] : []),
];

/** The record whose dot lies nearest to a place in its row, undefined where none is near. */
export function dotNear(
  row: SwarmRow,
  place: { x: number; y: number },
  { toPixel, rowHeight, smooth }: Geometry
): SwarmDot | undefined {
  let best: SwarmDot | undefined;
  let nearest = REACH;
  for (const { x, offset, id, value } of drawnDots(row, smooth)) {
    for (let i = 0; i < x.length; i++) {
      const away = Math.hypot(toPixel(x[i]) - place.x, (0.5 - offset[i]) * rowHeight - place.y);
      if (away <= nearest) {
        [best, nearest] = [{ id: id[i], value: value[i], phi: x[i] }, away];
      }
    }
  }
  return best;
}

/** Where the dots of some records lie in their row. */
export function placesOf(
  row: SwarmRow,
  isMeant: (id: string) => boolean,
  { toPixel, rowHeight, smooth }: Geometry
): Array<{ x: number; y: number }> {
  return drawnDots(row, smooth).flatMap(({ x, offset, id }) =>
    id.flatMap((each, i) =>
      each !== '' && isMeant(each) ? [{ x: toPixel(x[i]), y: (0.5 - offset[i]) * rowHeight }] : []
    )
  );
}
