/** Rates of each group of a column, with the counts that they come from. Pure. */
import { ratio } from '../../statistics/confusion';
import { type Outcomes } from '../performance/outcomes';

export interface Group {
  name: string;
  counts: Outcomes;
}

/** A rate that groups are compared by, as successes among relevant rows. */
export type Rate = 'selection_rate' | 'tpr' | 'fpr' | 'precision' | 'accuracy';

export function rateOf(rate: Rate, counts: Outcomes): { k: number; n: number } {
  switch (rate) {
    case 'selection_rate':
      return { k: counts.predictedPositive, n: counts.predicted };
    case 'tpr':
      return { k: counts.tp, n: counts.tp + counts.fn };
    case 'fpr':
      return { k: counts.fp, n: counts.fp + counts.tn };
    case 'precision':
      return { k: counts.tp, n: counts.tp + counts.fp };
    case 'accuracy':
      return { k: counts.correct, n: counts.correct + counts.wrong };
  }
}

export const valueOf = (rate: Rate, counts: Outcomes): number | null => {
  const { k, n } = rateOf(rate, counts);
  return ratio(k, n);
};

export interface RatedGroup {
  name: string;
  value: number;
  k: number;
  n: number;
}

/** Groups with the rate, in the order given. */
export function rated(groups: readonly Group[], rate: Rate): RatedGroup[] {
  return groups.flatMap(({ name, counts }) => {
    const { k, n } = rateOf(rate, counts);
    return n > 0 ? [{ name, value: k / n, k, n }] : [];
  });
}
