/** Gaps between the cohorts of a column: the best against the worst. Pure. */
import { type CohortCell, type CohortRow, type CohortsData } from './cohortData';
import { difference } from './comparison';

interface Interval {
  lo: number;
  hi: number;
}

export interface Gap {
  column: string;
  metric: string;
  /** The cohorts that the gap is between. */
  low: CohortRow;
  high: CohortRow;
  /** Highest minus lowest, with its interval; NaN where a side has none. */
  delta: number;
  interval: Interval;
  /** Lowest over highest; NaN for values that are not all above zero. */
  ratio: number;
  ratioInterval: Interval;
  /** Pairs of cohorts that the widest was picked from. */
  pairs: number;
}

const NONE: Interval = { lo: NaN, hi: NaN };

/**
 * One a column and metric, of the cohorts that have enough rows; columns with a single such cohort have none. Of the whole
 * answer: what the list leaves out may be the best, or the worst.
 */
export function cohortGaps({ all, metrics }: Pick<CohortsData, 'all' | 'metrics'>): Gap[] {
  const byKey = new Map<string, CohortRow[]>();
  for (const row of all) {
    if (row.key && row.segment) {
      byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
    }
  }
  return [...byKey].flatMap(([column, members]) =>
    metrics.flatMap((metric): Gap[] => {
      const known = members
        .filter((row) => row.cells.get(metric)?.insufficient === false)
        .sort((a, b) => valueOf(a, metric) - valueOf(b, metric));
      const [low, high] = [known[0], known[known.length - 1]];
      if (known.length < 2) {
        return [];
      }
      const { delta, lo, hi } = difference(metric, high, low);
      const [under, over] = [low.cells.get(metric), high.cells.get(metric)];
      return [
        {
          column,
          metric,
          low,
          high,
          delta,
          interval: { lo, hi },
          ...(under && over ? ratioOf(under, over) : { ratio: NaN, ratioInterval: NONE }),
          pairs: (known.length * (known.length - 1)) / 2,
        },
      ];
    })
  );
}

const valueOf = (row: CohortRow, metric: string) => row.cells.get(metric)?.value ?? NaN;

/** The interval of a ratio of two independent estimates from their own intervals (Donner & Zou 2012, MOVER-R). */
export function ratioOf(
  a: Pick<CohortCell, 'value' | 'lo' | 'hi'>,
  b: Pick<CohortCell, 'value' | 'lo' | 'hi'>
): { ratio: number; ratioInterval: Interval } {
  if (!(b.value > 0) || a.value < 0) {
    return { ratio: NaN, ratioInterval: NONE };
  }
  const product = a.value * b.value;
  const end = (own: number, other: number, sign: 1 | -1) => {
    const divisor = other * (2 * b.value - other);
    const root = product ** 2 - own * (2 * a.value - own) * divisor;
    return divisor > 0 ? (product + sign * Math.sqrt(Math.max(0, root))) / divisor : NaN;
  };
  return {
    ratio: a.value / b.value,
    ratioInterval: { lo: Math.max(0, end(a.lo, b.hi, -1)), hi: end(a.hi, b.lo, 1) },
  };
}
