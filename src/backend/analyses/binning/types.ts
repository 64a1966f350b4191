/** What scans give and are asked for. */
import { type NumericBins } from '../../store/types';

import { type Selected, type Source } from '../shared/cells';
import { type Grid } from './bins';

export { type Grid } from './bins';

/** The rows to count, with the expressions that are asked for. */
export type MakeSource = (select: Selected) => Source;

export interface CountOptions {
  grid: Grid;
  means: boolean;
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
