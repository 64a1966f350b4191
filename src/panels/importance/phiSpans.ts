/** Stretches of attributions in a row of a beeswarm. Pure. */
import { type SwarmRow } from './readSwarm';

/** Attributions above `lo` and up to `hi`; an end that is not finite is open. */
export interface PhiSpan {
  lo: number;
  hi: number;
}

const TENTHS = 10;

/** Attributions of the row with how many records have each, lowest first; of bins both ends. */
type Piles = Array<{ lo: number; hi: number; n: number }>;

function pilesOf({ points, bins }: SwarmRow): Piles {
  const counted = new Map<number, { lo: number; hi: number; n: number }>();
  const add = (lo: number, hi: number, n: number) => {
    const pile = counted.get(lo) ?? { lo, hi, n: 0 };
    pile.n += n;
    counted.set(lo, pile);
  };
  points?.x.forEach((x) => add(x, x, 1));
  for (let i = 0; !points && bins && i < bins.n.length; i++) {
    add(bins.lo[i], bins.hi[i], bins.n[i]);
  }
  return [...counted.values()].filter(({ n }) => n > 0).sort((a, b) => a.lo - b.lo);
}

/**
 * The row in stretches of a tenth of its records each, lowest first: fewer where many records have the same attribution.
 * Of bins the records are taken to lie evenly. Both ends are open. None for a row without records.
 */
export function phiSegments(row: SwarmRow): PhiSpan[] {
  const piles = pilesOf(row);
  const last = piles.at(-1);
  if (!last) {
    return [];
  }
  const total = piles.reduce((sum, { n }) => sum + n, 0);
  const edges: number[] = [];
  let below = 0;
  for (const { lo, hi, n } of piles) {
    for (let tenth = edges.length + 1; tenth < TENTHS; tenth++) {
      const wanted = (tenth / TENTHS) * total - below;
      if (wanted > n * (1 + 1e-12)) {
        break;
      }
      edges.push(lo + (hi - lo) * Math.max(0, wanted / n));
    }
    below += n;
  }
  const inner = [...new Set(edges)].filter((edge) => edge < last.hi);
  return [-Infinity, ...inner].map((lo, i) => ({ lo, hi: inner[i] ?? Infinity }));
}

/** Records of the row in the stretch; of bins as if they lay evenly in each. */
export function countIn(row: SwarmRow, { lo, hi }: PhiSpan): number {
  return pilesOf(row).reduce((sum, pile) => {
    if (pile.hi <= pile.lo) {
      return sum + (pile.lo > lo && pile.lo <= hi ? pile.n : 0);
    }
    const shared = Math.min(pile.hi, hi) - Math.max(pile.lo, lo);
    return sum + (shared > 0 ? (pile.n * shared) / (pile.hi - pile.lo) : 0);
  }, 0);
}

/** Least and greatest attribution of the row. */
export function phiEnds(row: SwarmRow): [number, number] {
  const piles = pilesOf(row);
  return [piles[0]?.lo ?? 0, piles.reduce((most, { hi }) => Math.max(most, hi), piles[0]?.hi ?? 0)];
}
