import { DEFAULT_TOOLTIP, type TooltipOptions } from '../../components/options/tooltip';

/** Options of the importance panel as dashboards store them. */
export type ImportanceSort = 'value' | 'change' | 'reference' | 'name';

export const IMPORTANCE_VIEWS = [
  'auto',
  'bars',
  'beeswarm',
  'dependence',
  'waterfall',
  'impact',
  'quadrants',
  'agreement',
] as const;
/** `auto` shows what the first frame of the data is. */
export type ImportanceView = (typeof IMPORTANCE_VIEWS)[number];

export const IMPORTANCE_STATISTICS = ['mean_abs', 'max_abs', 'p95_abs', 'mean'] as const;
export type ImportanceStatistic = (typeof IMPORTANCE_STATISTICS)[number];

/** Which fields to take, for tables that do not name them as Plumbline's do. */
export interface FieldChoice {
  nameField?: string;
  valueField?: string;
}

export interface ImportanceOptions extends FieldChoice {
  view: ImportanceView;
  /** Rows at most, the row of all others included; 0 shows all. */
  topK: number;
  /** The same of an impact: its small parts add up to the change. */
  impactTopK: number;
  sort: ImportanceSort;
  /** What the bars show. */
  statistic: ImportanceStatistic;
  /** The row that adds up what `topK` leaves out. */
  others: boolean;
  showReference: boolean;
  whiskers: boolean;
  /** False-discovery rate below which a change is marked. */
  fdr: number;
  /** Colours of values: those of the theme, which every colour vision tells apart, or those of shap. */
  scheme: 'theme' | 'shap';
  /** Height of a beeswarm's columns: by count, or by its square root, which shows thin tails. */
  columnHeight: 'linear' | 'sqrt';
  /** A beeswarm as it is counted, or smoothed to violins. */
  swarm: 'columns' | 'violin';
  /** Axis of attributions: linear, or symmetric logarithmic. */
  scale: 'linear' | 'symlog';
  /** Axis of the values of a dependence: as they are, logarithmic, or as many records in each stretch. */
  xScale: 'linear' | 'log' | 'quantile';
  /** Columns that bars are split by, in place of those of the query; empty leaves it to that. */
  cohortsBy: string[];
  showLegend: boolean;
  tooltip: TooltipOptions;
}

export const DEFAULT_OPTIONS: ImportanceOptions = {
  view: 'auto',
  topK: 10,
  impactTopK: 20,
  sort: 'value',
  statistic: 'mean_abs',
  others: true,
  showReference: true,
  whiskers: true,
  fdr: 0.05,
  scheme: 'theme',
  columnHeight: 'linear',
  swarm: 'columns',
  scale: 'linear',
  xScale: 'linear',
  cohortsBy: [],
  showLegend: true,
  tooltip: DEFAULT_TOOLTIP,
};
