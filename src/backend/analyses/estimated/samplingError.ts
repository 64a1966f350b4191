/**
 * Standard errors of what a window of m rows may realise, from the labelled reference (NannyML 0.13's definitions, checked
 * against its output). Pure.
 */
import { type EstimatedMetric } from '../../../query/model';
import { delong } from '../../statistics/auc';
import { countReplicates, fromReplicates } from '../../statistics/bootstrap';
import { type BinaryCounts } from '../../statistics/confusion';
import { delongOfGroups, type RankedGroup, rankMetrics } from '../../statistics/ranks';

export interface Spread {
  /** Error of a window of one row; divide by the root of its rows. */
  se: number;
  samplingError: number;
}

/** Spread of k successes among `relevant` of `n` rows: sd / sqrt(share that is relevant). */
function proportionSpread(k: number, relevant: number, n: number): Spread | null {
  if (!(relevant > 0)) {
    return null;
  }
  const share = k / relevant;
  const error = Math.sqrt((share * (1 - share)) / (relevant / n));
  return { se: error, samplingError: error };
}

/** `groups` by descending score. */
export function binarySpreads(
  { tp, fp, fn, tn }: BinaryCounts,
  groups: readonly RankedGroup[]
): Map<EstimatedMetric, Spread> {
  const n = tp + fp + fn + tn;
  const f1 = tp > 0 ? (2 * tp) / (2 * tp + fp + fn) : 0;
  const found: Array<[EstimatedMetric, Spread | null]> = [
    ['accuracy', proportionSpread(tp + tn, n, n)],
    ['precision', proportionSpread(tp, tp + fp, n)],
    ['recall', proportionSpread(tp, tp + fn, n)],
    ['specificity', proportionSpread(tn, tn + fp, n)],
    ['f1', proportionSpread(f1, 1, (2 * n) / Math.max(1, tp + fp + fn))],
    ['auc', aucSpread(groups)],
    ['average_precision', precisionSpread(groups)],
  ];
  return new Map(found.flatMap(([metric, spread]) => (spread ? [[metric, spread] as const] : [])));
}

/**
 * NannyML's error is the spread of the positives' ranks alone; it leaves out the negatives and is too small, so the
 * standard error is DeLong's.
 */
function aucSpread(groups: readonly RankedGroup[]): Spread | null {
  const sums = delongOfGroups(groups);
  const found = delong(sums, 0.95);
  if (!found || found.se === null) {
    return null;
  }
  const n = sums.positives + sums.negatives;
  const variance = Math.max(0, sums.sumV10Squared / sums.positives - found.auc ** 2);
  return { se: found.se * Math.sqrt(n), samplingError: Math.sqrt(variance / (sums.positives / n)) };
}

function precisionSpread(groups: readonly RankedGroup[]): Spread | null {
  const value = rankMetrics(groups, 1).averagePrecision;
  if (value === null) {
    return null;
  }
  const replicates = countReplicates(
    (draw) => groups.map((each) => ({ positives: draw(each.positives), negatives: draw(each.negatives) })),
    (drawn) => rankMetrics(drawn, 1).averagePrecision
  );
  const spread = fromReplicates(value, replicates, 0.95);
  const n = groups.reduce((sum, { positives, negatives }) => sum + positives + negatives, 0);
  return spread && { se: spread.se * Math.sqrt(n), samplingError: spread.se * Math.sqrt(n) };
}
