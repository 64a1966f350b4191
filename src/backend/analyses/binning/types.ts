/** What scans give and are asked for. */
import { type NumericBins } from '../../store/types';
import { type Segment } from '../shared/cells';
import { type ColumnCounts } from './bins';

export { type Grid } from './bins';

/** Counts of each column in one segment and window. */
export interface Cell {
  segment: Segment;
  window: number;
  rows: number;
  /** Times of the first and the last row; only for windows of rows. */
  firstTime: number | null;
  lastTime: number | null;
  columns: Map<string, ColumnCounts>;
}

/** What to count of a column. `bins` present: a histogram on its edges; absent: its values. */
export interface CountRequest {
  column: string;
  bins: NumericBins | null;
  /** SQL for the column's value where it is not simply the column. */
  expression?: string;
  /** The column holds whole numbers, so that whole edges need no cast. */
  integer: boolean;
  /** Only `n` and `missing` are wanted, whatever the type. */
  countOnly?: boolean;
}
