/** Why a cohort has a value and nothing that says how sure it is. Pure. */
import { type CohortMetric, type CohortUnsure } from '../../../query/model';
import { type Interval } from '../../statistics/intervals';

/** A value and a difference, and how sure they are. */
export interface Verdict {
  estimate: number | null;
  interval: Interval | null;
  /** Rows that the estimate rests on, and those of what it is compared with. */
  n: number;
  nBaseline: number | null;
  delta: number | null;
  deltaInterval: Interval | null;
  p: number | null;
}

/** What is too many to draw a bootstrap of: cohorts, or classes. */
export type Undrawn = Extract<CohortUnsure, 'too_many' | 'too_many_classes'>;

/** @param undrawn why none was drawn of a metric whose intervals are those of a bootstrap. */
export function whyUnsure(metric: CohortMetric, found: Verdict, undrawn: Undrawn | null): CohortUnsure | null {
  const { estimate, interval, n, nBaseline, delta, deltaInterval, p } = found;
  const isSure = interval !== null && (delta === null || (deltaInterval !== null && p !== null));
  if (estimate === null || isSure) {
    return null;
  }
  if (undrawn) {
    return undrawn;
  }
  if (n < 2 || (delta !== null && nBaseline !== null && nBaseline < 2)) {
    return 'one_row';
  }
  if (delta === 0 && deltaInterval !== null) {
    return 'same_rows';
  }
  if (metric === 'auc' || metric === 'gini') {
    return 'one_of_a_class';
  }
  return interval !== null && deltaInterval !== null ? 'few_rows' : 'no_variation';
}
