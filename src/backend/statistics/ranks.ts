/** Statistics of positives and negatives in order of their scores. Ties are one step, as in scikit-learn. */
import { type DelongSums } from './auc';

/** Rows of one score (or one bin of scores), highest score first in a list. */
export interface RankedGroup {
  positives: number;
  negatives: number;
}

export interface RankMetrics {
  auc: number | null;
  averagePrecision: number | null;
  /** Largest |TPR - FPR|. */
  ks: number | null;
  /** Share of the positives among the first `depth` of the rows; the tie at the cut counts in proportion. */
  gain: number | null;
  /** `gain / depth`. */
  lift: number | null;
}

/** `groups` by descending score; positives and negatives may be fractions, as in estimated performance. */
export function rankMetrics(groups: readonly RankedGroup[], depth: number): RankMetrics {
  const positives = groups.reduce((sum, group) => sum + group.positives, 0);
  const negatives = groups.reduce((sum, group) => sum + group.negatives, 0);
  const cut = depth * (positives + negatives);
  let seenPositives = 0;
  let seenNegatives = 0;
  let area = 0;
  let precisionSum = 0;
  let ks = 0;
  let captured = 0;
  for (const group of groups) {
    const rows = group.positives + group.negatives;
    if (rows > 0) {
      const before = seenPositives + seenNegatives;
      captured += group.positives * Math.min(1, Math.max(0, (cut - before) / rows));
      area += group.negatives * (seenPositives + group.positives / 2);
      seenPositives += group.positives;
      seenNegatives += group.negatives;
      precisionSum += (group.positives * seenPositives) / (seenPositives + seenNegatives);
      ks = Math.max(ks, Math.abs(seenPositives / positives - seenNegatives / negatives));
    }
  }
  const both = positives > 0 && negatives > 0;
  return {
    auc: both ? area / (positives * negatives) : null,
    averagePrecision: positives > 0 ? precisionSum / positives : null,
    ks: both ? ks : null,
    gain: positives > 0 ? captured / positives : null,
    lift: positives > 0 ? captured / positives / depth : null,
  };
}

/** DeLong's sums of groups by descending score, a group's rows being ties. */
export function delongOfGroups(groups: readonly RankedGroup[]): DelongSums {
  const positives = groups.reduce((sum, group) => sum + group.positives, 0);
  const negatives = groups.reduce((sum, group) => sum + group.negatives, 0);
  const sums: DelongSums = { positives, negatives, sumV10: 0, sumV10Squared: 0, sumV01Squared: 0 };
  let above = 0;
  let below = negatives;
  for (const group of groups) {
    below -= group.negatives;
    const v10 = (below + group.negatives / 2) / negatives;
    const v01 = (above + group.positives / 2) / positives;
    above += group.positives;
    if (group.positives > 0) {
      sums.sumV10 += group.positives * v10;
      sums.sumV10Squared += group.positives * v10 ** 2;
    }
    if (group.negatives > 0) {
      sums.sumV01Squared += group.negatives * v01 ** 2;
    }
  }
  return sums;
}
