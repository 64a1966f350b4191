import { DEFAULT_TOOLTIP, type TooltipOptions } from '../../components/options/tooltip';

/** Options of the drift heatmap as dashboards store them. */
export type ColorBy = 'severity' | 'score' | 'field' | 'direction' | 'significance';

export const SORTS = [
  'impact',
  'max',
  'mean',
  'first-breach',
  'breaches',
  'performance',
  'importance',
  'cluster',
  'group',
  'name',
  'query',
] as const;
export type DriftSort = (typeof SORTS)[number];

export type RowFit = 'scroll' | 'fit';

/** Which breaches get a mark: none, all alike, or with a ring for those that chance could explain. */
export const MARKS = ['none', 'breach', 'significant'] as const;
export type Marks = (typeof MARKS)[number];

/** What one cell shows of several windows, where there are more windows than pixels. */
export const TIME_AGGREGATIONS = ['max', 'mean', 'last', 'p95'] as const;
export type TimeAggregation = (typeof TIME_AGGREGATIONS)[number];

/** What a drag does: zoom the time, select whole rows, or select a box of cells. With Alt it always selects a box. */
export const SELECTIONS = ['x', 'y', 'xy'] as const;
export type SelectionMode = (typeof SELECTIONS)[number];

/** What stands beside the names of rows. */
export const LABEL_EXTRAS = ['type', 'group', 'streak'] as const;
export type LabelExtra = (typeof LABEL_EXTRAS)[number];

/** Columns of bars at the right, left to right. */
export const MARGINS = ['importance', 'impact'] as const;
export type Margin = (typeof MARGINS)[number];

/** Which fields to take, for data that do not name them as Plumbline's do. */
export interface FieldChoice {
  rowField?: string;
  columnField?: string;
  valueField?: string;
  /** Of the table that names columns: what rows are grouped by. */
  groupField?: string;
}

export interface DriftHeatmapOptions extends FieldChoice {
  colorBy: ColorBy;
  /** One of Grafana's continuous colour schemes, by its id; empty takes the theme's own. */
  colorScheme: string;
  /** How many colours; 0 runs through all of them. */
  colorSteps: number;
  /** Severities at even distances on the ramp, such as "0, 0.5, 1, 2, 4"; empty is these, with a higher end where the data reach beyond it. */
  colorStops: string;
  sort: DriftSort;
  /** Rows shown, worst first by the sort; 0 shows all. */
  topK: number;
  /** Leave out rows that never reach their warning limit. */
  hideCalm: boolean;
  /** Rows of one group below a row that shows their worst. */
  groups: boolean;
  /** Groups show only their worst until one opens them. */
  groupsClosed: boolean;
  marks: Marks;
  /** Scores in figures, in cells that are wide enough. */
  values: boolean;
  /** Corrected p-value up to which a breach is marked as one; above it, it is marked as doubtful. */
  fdr: number;
  /** Cells of fewer rows say nothing; 0 leaves it to the data. */
  minSupport: number;
  /** Whether breaches below their noise floor are doubted. */
  showFloor: boolean;
  timeAgg: TimeAggregation;
  selection: SelectionMode;
  /** Limit for data that bring none. */
  limit?: number;
  rowFit: RowFit;
  /** Least height of a row that scrolls, CSS pixels. */
  rowHeight: number;
  /** Between cells that are large enough to spare it, CSS pixels. */
  cellGap: number;
  /** Of the corners of cells that are large enough, CSS pixels. */
  cellRadius: number;
  labelExtras: LabelExtra[];
  /** Metrics of the model in rows of their own, on top. */
  showMetrics: boolean;
  /** Columns that stay on top, by name. */
  pinned: string[];
  /** Bars at the right, where the panel has importance. */
  margins: Margin[];
  showShare: boolean;
  showLegend: boolean;
  tooltip: TooltipOptions;
}

export const DEFAULT_OPTIONS: DriftHeatmapOptions = {
  colorBy: 'severity',
  colorScheme: '',
  colorSteps: 9,
  colorStops: '',
  sort: 'impact',
  topK: 30,
  hideCalm: false,
  groups: false,
  groupsClosed: false,
  marks: 'significant',
  values: false,
  fdr: 0.05,
  minSupport: 0,
  showFloor: true,
  timeAgg: 'max',
  selection: 'x',
  rowFit: 'scroll',
  rowHeight: 16,
  cellGap: 1,
  cellRadius: 0,
  labelExtras: [],
  showMetrics: true,
  // What the model says, under the names that it has without a schema.
  pinned: ['prediction', 'score'],
  margins: [...MARGINS],
  showShare: true,
  showLegend: true,
  tooltip: DEFAULT_TOOLTIP,
};
