/** One cohort against others: its complement, by taking its sums out of the whole, or any other rows. Pure. */
import { type CohortMetric, type CohortUnsure, type PerformanceMetric, performanceTraits } from '../../../query/model';
import { fromReplicates, overlapReplicates } from '../../statistics/bootstrap';
import { difference, type Difference, type Estimate, zTestP } from '../../statistics/difference';
import { effectSize } from '../../statistics/effect';
import { type Sample } from '../../statistics/intervals';
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
import { DEFAULT_OPTIONS, type MetricOptions } from '../performance/options';
import { type Outcomes } from '../performance/outcomes';
import { subtractSums } from '../performance/replicates';
import { isBeyondDrawing, resampled } from '../performance/resampled';
import { rowsFrom, type RowsOf } from './count';
import { subtractMatrix } from './matrices';
import { type Undrawn, type Verdict, whyUnsure } from './unsure';

/** What is known of a cohort's metric, and of how it differs. */
export interface CohortEstimate extends Verdict {
  /** Value of what it is compared with. */
  baseline: number | null;
  /** Counts of a share; null for other metrics. */
  counted: Proportion | null;
  /** See `effectSize`. */
  effect: number | null;
  /** Why an interval or the p-value is missing that the values would have. */
  unsure: CohortUnsure | null;
}

/** Everything but the cohort. */
export function subtract(total: RowsOf, part: RowsOf): RowsOf {
  const [all, some] = [total.counts, part.counts];
  const left = (read: (counts: Outcomes) => number) => read(all) - read(some);
  const means = new Map<PerformanceMetric, Sample>();
  for (const [metric, sample] of all.means) {
    means.set(metric, subtractSample(sample, some.means.get(metric) ?? NO_SAMPLE));
  }
  const counted = {
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
    judgedLabels: all.judgedLabels && subtractSample(all.judgedLabels, some.judgedLabels ?? NO_SAMPLE),
  };
  return rowsFrom(
    counted,
    subtractGroups(total.groups, part.groups),
    all.matrix && subtractMatrix(all.matrix, some.matrix),
    total.drawn && subtractSums(total.drawn, part.drawn ?? [])
  );
}

const NO_SAMPLE: Sample = { n: 0, mean: 0, variance: 0 };

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
 * that it is a curve of, metrics without a formula by a bootstrap and a z test with its standard error; of a cohort that
 * shares rows with what it is compared with, see `statistics/overlap.ts`, `statistics/sharedAuc.ts` and `overlapReplicates`.
 */
export function compareCohort(
  metric: CohortMetric,
  cohort: RowsOf,
  against: Counterpart | null,
  confidence: number,
  options: MetricOptions = DEFAULT_OPTIONS
): CohortEstimate {
  const own = estimate(metric, cohort.counts, confidence, options);
  const other = against && estimate(metric, against.counts, confidence, options);
  const test = against && other && differenceOf(metric, cohort, against, [own, other], confidence, options);
  const found = {
    estimate: own.value,
    interval: own.interval,
    n: own.n,
    baseline: other?.value ?? null,
    nBaseline: other?.n ?? null,
    delta: test?.delta ?? null,
    deltaInterval: test?.interval ?? null,
    p: test?.p ?? null,
  };
  return {
    ...found,
    counted: own.basis?.kind === 'proportion' ? own.basis : null,
    effect: effectSize(own.basis, other?.basis ?? null),
    unsure: whyUnsure(metric, found, whyUndrawn(metric, cohort, options)),
  };
}

/** Why a metric whose intervals are those of a bootstrap has no replicates. */
function whyUndrawn(metric: CohortMetric, cohort: RowsOf, options: MetricOptions): Undrawn | null {
  if (!isDrawn(metric, cohort) || (options.replicates > 0 && cellsOf(metric, cohort) > 0)) {
    return null;
  }
  return metric !== 'r2' && isBeyondDrawing(cohort.counts) ? 'too_many_classes' : 'too_many';
}

/** Whether the intervals of a metric are those of a bootstrap. */
export const isDrawn = (metric: CohortMetric, { counts }: RowsOf): boolean =>
  metric === 'r2' || resampled(metric, counts, DEFAULT_OPTIONS) !== undefined;

/** Numbers that a replicate of a metric is made from; 0 where there are none. */
export const cellsOf = (metric: CohortMetric, { counts }: RowsOf): number =>
  metric === 'r2'
    ? (counts.r2?.replicates.length ?? 0)
    : (resampled(metric, counts, DEFAULT_OPTIONS)?.cells.length ?? 0);

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
  confidence: number,
  options: MetricOptions
): Difference | null {
  const { shared } = against;
  if (metric === 'f1' && !cohort.counts.matrix) {
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
    case 'gini':
      return twice(sharedAucDifference(cohort.groups, against.groups, shared.groups, confidence));
    case 'rmse':
    case 'rmsle': {
      const [a, b, both] = [cohort, against, shared].map(({ counts }) => squares(metric, counts));
      return overlappingCurve(a ?? null, b ?? null, both ?? null, ROOT, confidence);
    }
    default:
      return isDrawn(metric, cohort)
        ? drawnDifference(metric, cohort, against, shared, [own, other], confidence, options)
        : overlappingDifference(own, other, estimate(metric, shared.counts, confidence), confidence);
  }
}

const twice = (found: Difference | null): Difference | null =>
  found && {
    delta: 2 * found.delta,
    interval: found.interval && { lo: 2 * found.interval.lo, hi: 2 * found.interval.hi },
    p: found.p,
  };

/** By the replicates of both at once: what rows they share has the same weight on both sides. */
function drawnDifference(
  metric: CohortMetric,
  cohort: RowsOf,
  against: RowsOf,
  shared: RowsOf,
  [own, other]: [Estimate, Estimate],
  confidence: number,
  options: MetricOptions
): Difference | null {
  if (own.value === null || other.value === null) {
    return null;
  }
  const delta = own.value - other.value;
  const found = fromReplicates(delta, replicatesOf(metric, cohort, against, shared, options), confidence);
  const p = found && zTestP(delta, found.se);
  return { delta, interval: found && p !== null ? found.interval : null, p };
}

function replicatesOf(
  metric: CohortMetric,
  cohort: RowsOf,
  against: RowsOf,
  shared: RowsOf,
  options: MetricOptions
): Array<number | null> {
  if (metric === 'r2') {
    const others = against.counts.r2?.replicates ?? [];
    return (cohort.counts.r2?.replicates ?? []).map((value, replicate) => {
      const other = others[replicate] ?? null;
      return value === null || other === null ? null : value - other;
    });
  }
  const [a, b, both] = [cohort, against, shared].map(({ counts }) => resampled(metric, counts, options));
  return a && b && both && a.cells.length > 0
    ? overlapReplicates(a.cells, b.cells, both.cells, a.of, options.replicates)
    : [];
}

/** TP / (TP + FP + FN), the share that F1 is a curve of. */
const jaccard = ({ tp, fp, fn }: Outcomes): Proportion => ({ kind: 'proportion', k: tp, n: tp + fp + fn });

function squares(metric: 'rmse' | 'rmsle', { means }: Outcomes): Mean | null {
  const sample = means.get(metric);
  return sample ? { kind: 'mean', sample } : null;
}
/** Without any error the slope has no end; then nothing is said of how sure the difference is. */
const ROOT: Curve = { of: Math.sqrt, slope: (mean) => (mean > 0 ? 1 / (2 * Math.sqrt(mean)) : NaN) };
