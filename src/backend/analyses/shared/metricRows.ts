/** What an analysis of metrics over windows finds, before it becomes frames. */
import { type Status } from '../../../query/frames';
import { type Segment } from './cells';
import { type SegmentWindow } from './segmentWindows';

/** One metric of one column, or of the model, in one window and segment. */
export interface MetricRow {
  window: SegmentWindow;
  segment: Segment;
  column: string | null;
  metric: string;
  value: number | null;
  lo: number | null;
  hi: number | null;
  n: number;
  nLabelled: number | null;
  coverage: number | null;
  status: Status;
}

/** Rows by metric, column and segment, in the order in which these first appear. */
export function rowsBySeries<R extends MetricRow>(rows: readonly R[]): R[][] {
  const found = new Map<string, R[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.metric, row.column, row.segment.id]);
    const own = found.get(key);
    if (own) {
      own.push(row);
    } else {
      found.set(key, [row]);
    }
  }
  return [...found.values()];
}
