/** Performance metrics from counts. Pure. */
import { type PerformanceMetric } from '../../../query/model';
import { delong } from '../../statistics/auc';
import { type Interval, wilson } from '../../statistics/intervals';
import { type Outcomes } from './outcomes';

export interface Estimate {
  value: number | null;
  interval: Interval | null;
  /** Rows that the value rests on. */
  n: number;
}

/** Metrics that need labels; the others are known at once. */
export const NEEDS_LABELS: ReadonlySet<PerformanceMetric> = new Set(['accuracy', 'auc', 'precision', 'recall', 'f1']);

/** Metrics of a class that is positive. */
export const BINARY_ONLY: ReadonlySet<PerformanceMetric> = new Set(['auc', 'precision', 'recall', 'f1']);

/** A metric of one cell; 0/0 is "not computed" and never 0. */
export function estimate(metric: PerformanceMetric, counts: Outcomes, confidence: number): Estimate {
  switch (metric) {
    case 'volume':
      return { value: counts.rows, interval: null, n: counts.rows };
    case 'label_coverage':
      return proportion(counts.labelled, counts.mature, confidence);
    case 'accuracy':
      return proportion(counts.correct, judged(counts), confidence);
    case 'precision':
      return proportion(counts.tp, counts.tp + counts.fp, confidence);
    case 'recall':
      return proportion(counts.tp, counts.tp + counts.fn, confidence);
    case 'f1':
      return f1(counts, confidence);
    case 'auc': {
      const result = counts.auc && delong(counts.auc, confidence);
      const n = counts.auc ? counts.auc.positives + counts.auc.negatives : 0;
      return { value: result?.auc ?? null, interval: result?.interval ?? null, n };
    }
  }
}

function judged(counts: Outcomes): number {
  return counts.correct + counts.wrong;
}

export function proportion(k: number, n: number, confidence: number): Estimate {
  return { value: n > 0 ? k / n : null, interval: wilson(k, n, confidence), n };
}

/**
 * F1 = 2J / (1 + J) where J = TP / (TP + FP + FN) is a proportion: Wilson's interval of J is carried over, which keeps
 * its order and its ends.
 */
function f1(counts: Outcomes, confidence: number): Estimate {
  const n = counts.tp + counts.fp + counts.fn;
  const { value, interval } = proportion(counts.tp, n, confidence);
  const carry = (j: number) => (2 * j) / (1 + j);
  return {
    value: value === null ? null : carry(value),
    interval: interval && { lo: carry(interval.lo), hi: carry(interval.hi) },
    n,
  };
}
