/** One window of a business metric. */
import { type Estimate } from '../../statistics/difference';
import { type Segment } from '../shared/cells';

export interface KpiCell {
  segment: Segment;
  window: number;
  rows: number;
  firstTime: number | null;
  lastTime: number | null;
  /** Null where labels play no part. */
  labelled: number | null;
  mature: number | null;
  found: Estimate;
}
