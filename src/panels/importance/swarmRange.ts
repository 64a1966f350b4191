/** How much of a beeswarm is drawn, and how far its axis reaches. Pure. */
import { type SwarmData, type SwarmRow } from './readSwarm';

/** The first rows, and the ends of all that they draw. */
export function wholeSwarm(all: SwarmRow[], topK: number): Pick<SwarmData, 'rows' | 'range' | 'total'> {
  const rows = topK > 0 ? all.slice(0, topK) : all;
  let [low, high] = [0, 0];
  const reach = (values: ArrayLike<number> | undefined) => {
    for (let i = 0; i < (values?.length ?? 0); i++) {
      low = Math.min(low, values?.[i] ?? 0);
      high = Math.max(high, values?.[i] ?? 0);
    }
  };
  for (const row of rows) {
    reach(row.points?.x);
    reach(row.bins?.lo);
    reach(row.bins?.hi);
    reach(row.reference?.bins.lo);
    reach(row.reference?.bins.hi);
    reach(row.tail?.x);
  }
  return { rows, range: [low, high], total: all.length };
}
