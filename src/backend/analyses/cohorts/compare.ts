/** One cohort against others: its complement, by taking its sums out of the whole, or any other rows. Pure. */
import { type CohortMetric, type PerformanceMetric, performanceTraits } from '../../../query/model';
import { difference, type Difference, type Estimate } from '../../statistics/difference';
import { type Interval, type Sample } from '../../statistics/intervals';
import {
  type Curve,
  type Mean,
  overlappingCurve,
  overlappingDifference,
  overlappingShares,
  type Proportion,
  subtractSample,
} from '../../statistics/overlap';
import { type RankedGroup } from '../../statistics/ranks';
import { sharedAucDifference } from '../../statistics/sharedAuc';
import { estimate, f1OfShare } from '../performance/metrics';
import { type Outcomes } from '../performance/outcomes';
import { type RowsOf, withRanks } from './count';

export interface CohortEstimate {
  estimate: number | null;
  interval: Interval | null;
  /** Rows that the estimate rests on. */
  n: number;
  /** Value of what it is compared with, and the rows that this rests on. */
  baseline: number | null;
  nBaseline: number | null;
  delta: number | null;
  deltaInterval: Interval | null;
  p: number | null;
}

/** Everything but the cohort. */
export function subtract(total: RowsOf, part: RowsOf): RowsOf {
  const [all, some] = [total.counts, part.counts];
  const left = (read: (counts: Outcomes) => number) => read(all) - read(some);
  const means = new Map<PerformanceMetric, Sample>();
  for (const [metric, sample] of all.means) {
    means.set(metric, subtractSample(sample, some.means.get(metric) ?? { n: 0, mean: 0, variance: 0 }));
  }
  const groups = subtractGroups(total.groups, part.groups);
  const counts = withRanks(
    {
      ...all,
      rows: left(({ rows }) => rows),
      mature: left(({ mature }) => mature),
      labelled: left(({ labelled }) => labelled),
      correct: left(({ correct }) => correct),
      wrong: left(({ wrong }) => wrong),
      tp: left(({ tp }) => tp),
      fp: left(({ fp }) => fp),
      fn: left(({ fn }) => fn),
      tn: left(({ tn }) => tn),
      positives: left(({ positives }) => positives),
      predicted: left(({ predicted }) => predicted),
      predictedPositive: left(({ predictedPositive }) => predictedPositive),
      scored: left(({ scored }) => scored),
      review: left(({ review }) => review),
      means,
    },
    groups
  );
  return { counts, groups };
}

function subtractGroups(total: readonly RankedGroup[], part: readonly RankedGroup[]): RankedGroup[] {
  return total.map(({ positives, negatives }, index) => ({
    positives: positives - (part[index]?.positives ?? 0),
    negatives: negatives - (part[index]?.negatives ?? 0),
  }));
}

/** What a cohort is compared with. */
export interface Counterpart extends RowsOf {
  /** The rows that the cohort is counted in as well; null where there are none. */
  shared: RowsOf | null;
}

/**
 * Proportions by Wilson and Newcombe with the pooled z test, means by Welch, AUC by DeLong, RMSE by a z test, F1 as the share
 * that it is a curve of; of a cohort that shares rows with what it is compared with, see `statistics/overlap.ts` and `statistics/sharedAuc.ts`.
 */
export function compareCohort(
  metric: CohortMetric,
  cohort: RowsOf,
  against: Counterpart | null,
  confidence: number
): CohortEstimate {
  const own = estimate(metric, cohort.counts, confidence);
  const other = against && estimate(metric, against.counts, confidence);
  const test = against && other && differenceOf(metric, cohort, against, [own, other], confidence);
  return {
    estimate: own.value,
    interval: own.interval,
    n: own.n,
    baseline: other?.value ?? null,
    nBaseline: other?.n ?? null,
    delta: test?.delta ?? null,
    deltaInterval: test?.interval ?? null,
    p: test?.p ?? null,
  };
}

/** Rows times the end of the difference next to zero, in the metric's bad direction; in either where neither is bad. */
export function sureExcess(
  metric: CohortMetric,
  { n, deltaInterval }: Pick<CohortEstimate, 'n' | 'deltaInterval'>
): number {
  const { higherIsWorse } = performanceTraits(metric);
  const above = higherIsWorse === false ? 0 : (deltaInterval?.lo ?? 0);
  const below = higherIsWorse === true ? 0 : -(deltaInterval?.hi ?? 0);
  return n * Math.max(0, above, below);
}

function differenceOf(
  metric: CohortMetric,
  cohort: RowsOf,
  against: Counterpart,
  [own, other]: [Estimate, Estimate],
  confidence: number
): Difference | null {
  const { shared } = against;
  if (metric === 'f1') {
    return overlappingShares(
      jaccard(cohort.counts),
      jaccard(against.counts),
      shared && jaccard(shared.counts),
      f1OfShare,
      confidence
    );
  }
  if (!shared || shared.counts.rows === 0) {
    return difference(own, other, confidence);
  }
  switch (metric) {
    case 'auc':
      return sharedAucDifference(cohort.groups, against.groups, shared.groups, confidence);
    case 'rmse':
      return overlappingCurve(
        squares(cohort.counts),
        squares(against.counts),
        squares(shared.counts),
        ROOT,
        confidence
      );
    default:
      return overlappingDifference(own, other, estimate(metric, shared.counts, confidence), confidence);
  }
}

/** TP / (TP + FP + FN), the share that F1 is a curve of. */
const jaccard = ({ tp, fp, fn }: Outcomes): Proportion => ({ kind: 'proportion', k: tp, n: tp + fp + fn });

function squares({ means }: Outcomes): Mean | null {
  const sample = means.get('rmse');
  return sample ? { kind: 'mean', sample } : null;
}
/** Without any error the slope has no end; then nothing is said of how sure the difference is. */
const ROOT: Curve = { of: Math.sqrt, slope: (mean) => (mean > 0 ? 1 / (2 * Math.sqrt(mean)) : NaN) };
