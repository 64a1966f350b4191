/** Options of the importance panel as dashboards store them. */
export type ImportanceSort = 'value' | 'change' | 'reference' | 'name';

export interface ImportanceOptions {
  /** Bars at most, the row of all others included; 0 shows all. */
  topK: number;
  sort: ImportanceSort;
  /** The row that adds up what `topK` leaves out. */
  others: boolean;
  showReference: boolean;
  whiskers: boolean;
  /** False-discovery rate below which a change is marked. */
  fdr: number;
  tooltip: boolean;
}

export const DEFAULT_OPTIONS: ImportanceOptions = {
  topK: 10,
  sort: 'value',
  others: true,
  showReference: true,
  whiskers: true,
  fdr: 0.05,
  tooltip: true,
};
