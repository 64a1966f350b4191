/** Whether higher values of a column push the score up or down. Pure. */
import { MISSING_BIN } from '../../query/explanationFrames';
import { INTERVAL_FROM } from './prepareImportance';
import { type SwarmRow } from './readSwarm';

/** Weaker than this is no direction worth a word. */
export const CLEAR = 0.1;

/** Key, other key and number of records of each. */
type Pairs = Array<readonly [number, number, number]>;

const known = new WeakMap<SwarmRow, number>();

/**
 * Spearman's rank correlation of value and attribution over the bins that are drawn: members of a bin share its middle
 * rank, as ties do. NaN for columns without an order, where one of both does not vary, and for fewer than `INTERVAL_FROM`
 * records with a value: two always lie in order, and of three every third time.
 */
export function directionOf(row: SwarmRow): number {
  const found = known.get(row) ?? (row.kind === 'numeric' ? spearman(pairsOf(row)) : NaN);
  known.set(row, found);
  return found;
}

function pairsOf({ points, bins }: SwarmRow): Pairs {
  if (points) {
    return points.x.map((phi, i) => [points.color[i], phi, 1] as const).filter(([color]) => color !== MISSING_BIN);
  }
  return Array.from({ length: bins?.n.length ?? 0 }, (_, i) =>
    bins ? ([bins.color[i], (bins.lo[i] + bins.hi[i]) / 2, bins.n[i]] as const) : ([MISSING_BIN, 0, 0] as const)
  ).filter(([color]) => color !== MISSING_BIN);
}

function spearman(pairs: Pairs): number {
  const total = pairs.reduce((sum, [, , n]) => sum + n, 0);
  if (total < INTERVAL_FROM) {
    return NaN;
  }
  const [a, b] = [ranks(pairs, 0), ranks(pairs, 1)];
  // Middle ranks have one mean, whatever the ties.
  const mean = total / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (const [x, y, n] of pairs) {
    const [p, q] = [(a.get(x) ?? 0) - mean, (b.get(y) ?? 0) - mean];
    ab += n * p * q;
    aa += n * p * p;
    bb += n * q * q;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : NaN;
}

/** Middle rank of each key, by how many records lie below and at it. */
function ranks(pairs: Pairs, by: 0 | 1): Map<number, number> {
  const counts = new Map<number, number>();
  pairs.forEach((pair) => counts.set(pair[by], (counts.get(pair[by]) ?? 0) + pair[2]));
  let below = 0;
  return new Map(
    [...counts]
      .sort(([x], [y]) => x - y)
      .map(([key, n]) => {
        below += n;
        return [key, below - n / 2];
      })
  );
}
