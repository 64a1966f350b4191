import { type GridGeometry } from '../../components/grid/geometry';
import { type TimeTick } from '../../components/scale/timeScale';
import { type Span } from './arrange';
import { type BarScale } from './barScale';
import { type DriftColors } from './colors';
import { type DriftLayout, type TimeAxis } from './layout';
import { type Extent } from './lateRows';
import { type Margin, type Marks } from './options';
import { type BreachShare } from './share';
import { type DriftView } from './view';

/** All that the painters need: the same for the picture itself and for what follows the pointer. */
export interface Scene {
  view: DriftView;
  geometry: GridGeometry;
  layout: DriftLayout;
  axis: TimeAxis;
  ticks: TimeTick[];
  colors: DriftColors;
  marks: Marks;
  /** Scores in figures. */
  values: boolean;
  /** Corrected p-value above which a breach is doubtful. */
  fdr: number;
  /** Columns of bars at the right, as far as there is room. */
  margins: readonly Margin[];
  /** Between cells with room for it, CSS pixels. */
  gap: number;
  /** Of the corners of cells with room for it, CSS pixels. */
  radius: number;
  /** Noise alone is beyond the limit in most cells: then no cell says anything. */
  noisy: boolean;
  /** Windows whose severities alone the rows are in the order of. */
  ranked: Span | undefined;
  /** Where there is one window only: rows as bars. */
  bars: BarScale | undefined;
  /** Rows that begin after or end before the others. */
  late: ReadonlyMap<number, Extent>;
  /** Of each column, the share of rows over the limit, and the part of it that chance could explain. */
  share: BreachShare[];
}
