/** Metrics with their intervals from what was counted. Pure. */
import { type PerformanceMetric, performanceTraits } from '../../../query/model';
import { delong } from '../../statistics/auc';
import { type Bootstrapped, countReplicates, fromReplicates } from '../../statistics/bootstrap';
import { type Basis, type Estimate, NO_ESTIMATE } from '../../statistics/difference';
import { type Interval, meanInterval, type Sample, wilson } from '../../statistics/intervals';
import { DEFAULT_OPTIONS, type MetricOptions } from './options';
import { type Outcomes } from './outcomes';
import { MEDIAN, medianInterval } from './quantiles';
import { type Ranks } from './ranks';
import { resampled } from './resampled';

/** Metrics that need labels; the others are known at once. */
export const needsLabels = (metric: PerformanceMetric): boolean => performanceTraits(metric).needs.includes('label');

/** A metric of one cell; 0/0 is "not computed" and never 0. */
export function estimate(
  metric: PerformanceMetric,
  counts: Outcomes,
  confidence: number,
  options: MetricOptions = DEFAULT_OPTIONS
): Estimate {
  const drawn = resampled(metric, counts, options);
  if (drawn) {
    const { cells, of, value, n, limits } = drawn;
    const replicates = countReplicates((draw) => cells.map(draw), of, cells.length > 0 ? options.replicates : 0);
    return fromBootstrap(value, n, replicates, limits, confidence);
  }
  switch (metric) {
    case 'volume':
      return { value: counts.rows, interval: null, n: counts.rows, basis: null };
    case 'label_coverage':
      return proportion(counts.labelled, counts.mature, confidence);
    case 'accuracy':
      return proportion(counts.correct, counts.correct + counts.wrong, confidence);
    case 'error_rate':
      return proportion(counts.wrong, counts.correct + counts.wrong, confidence);
    case 'false_positive_rate':
      return proportion(counts.fp, counts.fp + counts.tn, confidence);
    case 'false_negative_rate':
      return proportion(counts.fn, counts.fn + counts.tp, confidence);
    case 'base_rate':
      return proportion(counts.positives, counts.labelled, confidence);
    case 'prediction_rate':
      return proportion(counts.predictedPositive, counts.predicted, confidence);
    case 'review_share':
      return proportion(counts.review, counts.scored, confidence);
    case 'precision':
    case 'recall':
    case 'specificity':
    case 'f1':
      return binaryMetric(metric, counts, confidence);
    case 'auc':
      return auc(counts.ranks, confidence);
    case 'gini':
      return scaled(auc(counts.ranks, confidence), (value) => 2 * value - 1, 2);
    case 'rmse':
    case 'rmsle':
      return root(mean(counts.means.get(metric), confidence));
    case 'r2':
      return rSquared(counts, confidence);
    case 'medae':
    case 'label_lag': {
      const found = counts.quantiles.get(metric);
      return found && found.n > 0
        ? { value: found.values[MEDIAN] ?? null, interval: medianInterval(found, confidence), n: found.n, basis: null }
        : NO_ESTIMATE;
    }
    default:
      return mean(counts.means.get(metric), confidence);
  }
}

export function proportion(k: number, n: number, confidence: number): Estimate {
  return {
    value: n > 0 ? k / n : null,
    interval: wilson(k, n, confidence),
    n,
    basis: n > 0 ? { kind: 'proportion', k, n } : null,
  };
}

export function mean(sample: Sample | undefined, confidence: number): Estimate {
  return !sample || sample.n === 0
    ? NO_ESTIMATE
    : { value: sample.mean, interval: meanInterval(sample, confidence), n: sample.n, basis: { kind: 'mean', sample } };
}

/** The root of a mean of squares; its interval's ends are roots as well, and its standard error by the delta method. */
export function root(square: Estimate): Estimate {
  if (square.value === null) {
    return square;
  }
  const value = Math.sqrt(square.value);
  const sample = square.basis?.kind === 'mean' ? square.basis.sample : null;
  const se = sample && sample.n > 1 && value > 0 ? Math.sqrt(sample.variance / sample.n) / (2 * value) : null;
  return {
    value,
    interval: square.interval && { lo: Math.sqrt(Math.max(0, square.interval.lo)), hi: Math.sqrt(square.interval.hi) },
    n: square.n,
    basis: se === null ? null : { kind: 'se', se },
  };
}

function binaryMetric(
  metric: 'precision' | 'recall' | 'specificity' | 'f1',
  counts: Outcomes,
  confidence: number
): Estimate {
  switch (metric) {
    case 'precision':
      return proportion(counts.tp, counts.tp + counts.fp, confidence);
    case 'recall':
      return proportion(counts.tp, counts.tp + counts.fn, confidence);
    case 'specificity':
      return proportion(counts.tn, counts.tn + counts.fp, confidence);
    case 'f1':
      return f1(counts, confidence);
  }
}

/** F1 of J = TP / (TP + FP + FN). */
export const f1OfShare = (j: number) => (2 * j) / (1 + j);

/**
 * F1 = 2J / (1 + J) where J = TP / (TP + FP + FN) is a proportion: Wilson's interval of J is carried over, which keeps
 * its order and its ends.
 */
export function f1(counts: Pick<Outcomes, 'tp' | 'fp' | 'fn'>, confidence: number): Estimate {
  const n = counts.tp + counts.fp + counts.fn;
  const { value: j, interval } = proportion(counts.tp, n, confidence);
  return {
    value: j === null ? null : f1OfShare(j),
    interval: interval && { lo: f1OfShare(interval.lo), hi: f1OfShare(interval.hi) },
    n,
    basis: j === null ? null : { kind: 'se', se: (2 / (1 + j) ** 2) * Math.sqrt((j * (1 - j)) / n) },
  };
}

/** Share of a value below which the spread of its replicates is only rounding. */
const ROUNDING = 1e-12;

function fromBootstrap(
  value: number | null,
  n: number,
  replicates: ReadonlyArray<number | null>,
  limits: { min?: number; max?: number },
  confidence: number
): Estimate {
  const found: Bootstrapped | null = value === null ? null : fromReplicates(value, replicates, confidence, limits);
  // Replicates that are all alike, as those of rows without a single error, say nothing of how surely.
  const spread = found && found.se > ROUNDING * Math.abs(value ?? 0) ? found : null;
  return { value, interval: spread?.interval ?? null, n, basis: spread && { kind: 'se', se: spread.se } };
}

/**
 * DeLong's AUC; of several classes the mean of each against the rest, over the classes that occur. Their errors depend on
 * each other, so the mean of the standard errors, which is their largest possible, bounds the interval.
 */
export function auc(ranks: readonly Ranks[], confidence: number): Estimate {
  const found = ranks.flatMap((each) => {
    const result = delong(each.delong, confidence);
    const { positives, negatives } = each.delong;
    return result ? [{ ...result, positives, negatives, n: positives + negatives }] : [];
  });
  const [only] = found;
  if (!only) {
    return NO_ESTIMATE;
  }
  const average = (read: (each: (typeof found)[number]) => number) =>
    found.reduce((sum, each) => sum + read(each), 0) / found.length;
  const value = average((each) => each.auc);
  const known = found.every((each) => each.se !== null && each.interval !== null);
  const interval: Interval | null = known
    ? { lo: average((each) => each.interval?.lo ?? NaN), hi: average((each) => each.interval?.hi ?? NaN) }
    : null;
  const se = average((each) => each.se ?? NaN);
  const basis: Basis =
    found.length === 1
      ? { kind: 'area', auc: value, se, positives: only.positives, negatives: only.negatives, scale: 1 }
      : { kind: 'se', se };
  return { value, interval, n: Math.max(...found.map((each) => each.n)), basis: known ? basis : null };
}

function scaled(estimated: Estimate, carry: (value: number) => number, slope: number): Estimate {
  return {
    ...estimated,
    value: estimated.value === null ? null : carry(estimated.value),
    interval: estimated.interval && { lo: carry(estimated.interval.lo), hi: carry(estimated.interval.hi) },
    basis: estimated.basis?.kind === 'area' ? { ...estimated.basis, scale: estimated.basis.scale * slope } : null,
  };
}

/** 1 - SSE / SST; null where the labels do not vary. */
function rSquared(counts: Outcomes, confidence: number): Estimate {
  const errors = counts.means.get('r2');
  const labels = counts.judgedLabels;
  if (!errors || !labels || labels.n < 2 || !(labels.variance > 0)) {
    return NO_ESTIMATE;
  }
  const value = 1 - (errors.mean * errors.n) / (labels.variance * (labels.n - 1));
  return fromBootstrap(value, errors.n, counts.r2?.replicates ?? [], { max: 1 }, confidence);
}
