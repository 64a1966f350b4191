/** One cohort against its complement: what is left when the cohort's sums are taken out of the whole. Pure. */
import { type CohortMetric, type PerformanceMetric } from '../../../query/model';
import { difference, type Estimate } from '../../statistics/difference';
import { type Interval, type Sample } from '../../statistics/intervals';
import { type RankedGroup } from '../../statistics/ranks';
import { estimate } from '../performance/metrics';
import { type Outcomes } from '../performance/outcomes';
import { type CohortCounts, withRanks } from './count';

export interface CohortEstimate {
  estimate: number | null;
  interval: Interval | null;
  /** Rows that the estimate rests on. */
  n: number;
  complement: number | null;
  delta: number | null;
  deltaInterval: Interval | null;
  p: number | null;
}

/** Everything but the cohort. */
export function subtract(total: CohortCounts, part: CohortCounts): Outcomes {
  const [all, some] = [total.counts, part.counts];
  const left = (read: (counts: Outcomes) => number) => read(all) - read(some);
  const means = new Map<PerformanceMetric, Sample>();
  for (const [metric, sample] of all.means) {
    means.set(metric, subtractSample(sample, some.means.get(metric) ?? { n: 0, mean: 0, variance: 0 }));
  }
  return withRanks(
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
    subtractGroups(total.groups, part.groups)
  );
}

function subtractGroups(total: readonly RankedGroup[], part: readonly RankedGroup[]): RankedGroup[] {
  return total.map(({ positives, negatives }, index) => ({
    positives: positives - (part[index]?.positives ?? 0),
    negatives: negatives - (part[index]?.negatives ?? 0),
  }));
}

/** Moments of what is left when `part` is taken out of `total`: the reverse of Chan's update. */
export function subtractSample(total: Sample, part: Sample): Sample {
  const n = total.n - part.n;
  if (n <= 0) {
    return { n: 0, mean: 0, variance: 0 };
  }
  const mean = (total.mean * total.n - part.mean * part.n) / n;
  const squares = (sample: Sample) => sample.variance * Math.max(0, sample.n - 1);
  const between = ((mean - part.mean) ** 2 * n * part.n) / total.n;
  const left = Math.max(0, squares(total) - squares(part) - between);
  return { n, mean, variance: n > 1 ? left / (n - 1) : 0 };
}

/** Proportions by Wilson and Newcombe with the pooled z test, means by Welch, AUC by DeLong, F1 and RMSE by a z test. */
export function compareCohort(
  metric: CohortMetric,
  cohort: Outcomes,
  complement: Outcomes | null,
  confidence: number
): CohortEstimate {
  const own = estimate(metric, cohort, confidence);
  const rest: Estimate | null = complement && estimate(metric, complement, confidence);
  const test = rest && difference(own, rest, confidence);
  return {
    estimate: own.value,
    interval: own.interval,
    n: own.n,
    complement: rest?.value ?? null,
    delta: test?.delta ?? null,
    deltaInterval: test?.interval ?? null,
    p: test?.p ?? null,
  };
}
