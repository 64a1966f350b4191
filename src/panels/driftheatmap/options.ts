/** Options of the drift heatmap as dashboards store them. */
export type ColorBy = 'severity' | 'field';
export type DriftSort = 'impact' | 'max' | 'first-breach' | 'name' | 'query';
export type RowFit = 'scroll' | 'fit';

export interface DriftHeatmapOptions {
  colorBy: ColorBy;
  sort: DriftSort;
  /** Rows shown, worst first by the sort; 0 shows all. */
  topK: number;
  /** Leave out rows that never reach their warning limit. */
  hideCalm: boolean;
  marks: boolean;
  /** Limit for data that bring none. */
  limit?: number;
  rowFit: RowFit;
  showShare: boolean;
  showLegend: boolean;
  tooltip: boolean;
}

export const DEFAULT_OPTIONS: DriftHeatmapOptions = {
  colorBy: 'severity',
  sort: 'impact',
  topK: 30,
  hideCalm: false,
  marks: true,
  rowFit: 'scroll',
  showShare: true,
  showLegend: true,
  tooltip: true,
};
