/** What each quality metric is of, and how its value is read. */
import { type Threshold, type QualityMetric } from '../../../query/model';
import { type Segment } from '../shared/cells';

/** One value of a metric before it is judged. `k` of `n` where the value is a share, so that it has an interval. */
export interface Measured {
  value: number | null;
  n: number;
  k?: number;
  /** Rows with a label, where that matters. */
  nLabelled?: number;
}

/** Values of a metric by column (`null` for those of the whole window), segment and window; absent: nothing was found. */
export type Reader = (column: string | null, segment: Segment, window: number) => Measured | null;

interface Traits {
  perColumn: boolean;
  /** Counted by the time of arrival, which has no segments and no chunks of rows. */
  byArrival?: boolean;
  higherIsWorse: boolean;
  /** Why the value has no bounds; absent for shares, which have Wilson's. */
  unbounded?: string;
  /** Limits where neither query nor model says otherwise. */
  threshold?: Threshold;
}

const COUNTED = 'every row is counted, so there is nothing to estimate';

export const QUALITY: Record<QualityMetric, Traits> = {
  missing_rate: { perColumn: true, higherIsWorse: true },
  unseen_rate: { perColumn: true, higherIsWorse: true },
  out_of_range_rate: { perColumn: true, higherIsWorse: true },
  nonfinite_rate: { perColumn: true, byArrival: true, higherIsWorse: true },
  type_mismatch_rate: { perColumn: true, byArrival: true, higherIsWorse: true },
  constant: { perColumn: true, higherIsWorse: true, unbounded: 'a statement about the rows of the window' },
  duplicate_rate: { perColumn: false, higherIsWorse: true },
  volume: { perColumn: false, higherIsWorse: false, unbounded: COUNTED },
  freshness: { perColumn: false, higherIsWorse: true, unbounded: 'a difference of two times' },
  label_lag: {
    perColumn: false,
    higherIsWorse: true,
    unbounded: 'late labels are not among it yet: read it beside the coverage',
  },
  schema_changes: { perColumn: false, byArrival: true, higherIsWorse: true, unbounded: COUNTED },
};
