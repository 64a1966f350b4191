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

/** Which fields to take, for data that do not name them as Plumbline's do. */
export interface FieldChoice {
  rowField?: string;
  columnField?: string;
  valueField?: string;
}

export interface DriftHeatmapOptions extends FieldChoice {
  colorBy: ColorBy;
  sort: DriftSort;
  /** Rows shown, worst first by the sort; 0 shows all. */
  topK: number;
  /** Leave out rows that never reach their warning limit. */
  hideCalm: boolean;
  /** Rows of one group below a row that shows their worst. */
  groups: boolean;
  marks: boolean;
  /** Scores in figures, in cells that are wide enough. */
  values: boolean;
  /** Corrected p-value up to which a breach is marked as one; above it, it is marked as doubtful. */
  fdr: number;
  /** Limit for data that bring none. */
  limit?: number;
  rowFit: RowFit;
  /** Metrics of the model in rows of their own, on top. */
  showMetrics: boolean;
  /** Columns that stay on top, by name. */
  pinned: string[];
  /** Importance and impact at the right, where the panel has importance. */
  showMargins: boolean;
  showShare: boolean;
  showLegend: boolean;
  tooltip: TooltipOptions;
}

export const DEFAULT_OPTIONS: DriftHeatmapOptions = {
  colorBy: 'severity',
  sort: 'impact',
  topK: 30,
  hideCalm: false,
  groups: false,
  marks: true,
  values: false,
  fdr: 0.05,
  rowFit: 'scroll',
  showMetrics: true,
  pinned: [],
  showMargins: true,
  showShare: true,
  showLegend: true,
  tooltip: DEFAULT_TOOLTIP,
};
