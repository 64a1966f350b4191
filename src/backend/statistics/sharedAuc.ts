/** The areas under two ROC curves whose rows are partly the same. Pure. */
import { areasP, delong, type Area, type AucEstimate, type DelongSums } from './auc';
import { type Difference, zTestP } from './difference';
import { delongOfGroups, type RankedGroup } from './ranks';

/** V10 and V01 of each group: the share of negatives below a positive in it, and of positives above a negative. */
function placements(groups: readonly RankedGroup[]) {
  const positives = groups.reduce((sum, group) => sum + group.positives, 0);
  const negatives = groups.reduce((sum, group) => sum + group.negatives, 0);
  let [above, below] = [0, negatives];
  const shares = groups.map((group) => {
    below -= group.negatives;
    const share = {
      v10: (below + group.negatives / 2) / negatives,
      v01: (above + group.positives / 2) / positives,
    };
    above += group.positives;
    return share;
  });
  return { positives, negatives, shares };
}

/**
 * Covariance of two AUC by the structural components of DeLong, DeLong & Clarke-Pearson 1988, summed over the rows that
 * both have: a row of one alone moves one alone. Of a set with itself it is DeLong's variance.
 *
 * @param shared the groups of those rows, in the same bins of score as both sets.
 */
export function aucCovariance(
  a: readonly RankedGroup[],
  b: readonly RankedGroup[],
  shared: readonly RankedGroup[],
  areas: { a: number; b: number }
): number {
  const [one, two] = [placements(a), placements(b)];
  let [ofPositives, ofNegatives] = [0, 0];
  shared.forEach((group, bin) => {
    const [x, y] = [one.shares[bin], two.shares[bin]];
    if (x && y) {
      ofPositives += group.positives === 0 ? 0 : group.positives * (x.v10 - areas.a) * (y.v10 - areas.b);
      ofNegatives += group.negatives === 0 ? 0 : group.negatives * (x.v01 - areas.a) * (y.v01 - areas.b);
    }
  });
  const divisor = (m: number, n: number) => Math.sqrt(m * (m - 1) * n * (n - 1));
  return ofPositives / divisor(one.positives, two.positives) + ofNegatives / divisor(one.negatives, two.negatives);
}

/**
 * `AUC(a) - AUC(b)`: a z test with the variance of both and their covariance, and the interval from the two intervals by
 * Zou 2007 (two estimates that depend on each other); see `areasP` where one has no variance. Null where a set lacks a class.
 */
export function sharedAucDifference(
  a: readonly RankedGroup[],
  b: readonly RankedGroup[],
  shared: readonly RankedGroup[],
  confidence: number
): Difference | null {
  const [ofA, ofB] = [delongOfGroups(a), delongOfGroups(b)];
  const [one, two] = [delong(ofA, confidence), delong(ofB, confidence)];
  if (!one || !two) {
    return null;
  }
  const delta = one.auc - two.auc;
  if (one.se === null || two.se === null || !one.interval || !two.interval) {
    return { delta, interval: null, p: null };
  }
  const covariance = aucCovariance(a, b, shared, { a: one.auc, b: two.auc });
  const se = Math.sqrt(Math.max(0, one.se ** 2 + two.se ** 2 - 2 * covariance));
  const correlation = one.se * two.se > 0 ? Math.max(-1, Math.min(1, covariance / (one.se * two.se))) : 0;
  const reach = (x: number, y: number) => Math.sqrt(Math.max(0, x ** 2 + y ** 2 - 2 * correlation * x * y));
  return {
    delta,
    interval: {
      lo: delta - reach(one.auc - one.interval.lo, two.interval.hi - two.auc),
      hi: delta + reach(one.interval.hi - one.auc, two.auc - two.interval.lo),
    },
    // Without a standard error nothing is known of the covariance: at worst the areas are independent.
    p: one.se > 0 && two.se > 0 ? zTestP(delta, se) : areasP(areaOf(one, ofA), areaOf(two, ofB)),
  };
}

const areaOf = ({ auc, se }: AucEstimate, { positives, negatives }: DelongSums): Area => ({
  auc,
  se: se ?? 0,
  positives,
  negatives,
});
