import { DEFAULT_TOOLTIP, type TooltipOptions } from '../../components/options/tooltip';
import { type Binning, COHORT_BASELINES } from '../../query/model';
import { type Facet } from './facets';

/** `query` leaves it to the query; anything else is asked for instead. */
export const BASELINE_OPTIONS = ['query', ...COHORT_BASELINES] as const;
export type BaselineOption = (typeof BASELINE_OPTIONS)[number];

/** Options of the cohort panel as dashboards store them. */
export type CohortSort = 'excess' | 'delta' | 'value' | 'n' | 'q' | 'name';

export const COHORT_VIEWS = ['auto', 'forest', 'matrix', 'many', 'map', 'tree', 'compare', 'mix', 'fairness'] as const;
/** `auto` goes by what the data are, and by the number of cohorts. */
export type CohortsView = (typeof COHORT_VIEWS)[number];

/** Which fields to take, for tables that do not name them as Plumbline's do. */
export const FIELD_ROLES = [
  'nameField',
  'valueField',
  'metricField',
  'nField',
  'loField',
  'hiField',
  'baselineField',
  'deltaField',
  'qField',
] as const;
export type FieldChoice = Partial<Record<(typeof FIELD_ROLES)[number], string>>;

export interface CohortsOptions extends FieldChoice {
  view: CohortsView;
  /** Metrics shown side by side; empty shows the first three of the data. */
  metrics: string[];
  /** What cohorts are compared with. */
  baseline: BaselineOption;
  /** Name of the cohort, where that is one. */
  baselineCohort: string;
  sort: CohortSort;
  /** Level of the correction at which a difference counts. */
  fdr: number;
  /** Fewer labelled rows than this are greyed, where the data do not say so themselves. */
  minSupport: number;
  onlySignificant: boolean;
  showDelta: boolean;
  /** Value in the reference, as a tick with a tail to the present one. */
  showReference: boolean;
  /** Value of everybody else, as an open diamond. */
  showComplement: boolean;
  /** Limits of the data or, with one metric, the thresholds of the field, as lines. */
  showLimits: boolean;
  /** Area of a dot: the same for all, or by its rows. */
  sizeBy: 'none' | 'n';
  /** Adds the gaps between the cohorts of each column. */
  fairness: boolean;
  /** Bins that the map cuts numbers into, and whether they have equal counts or equal widths. */
  mapBins: number;
  mapBinning: Binning;
  /** Names of the two cohorts of `compare`; empty takes the first two. */
  a: string;
  b: string;
  /** Queries of the panel whose frames are about A and about B; empty goes by their filters, then by their order. */
  aQuery: string;
  bQuery: string;
  showLegend: boolean;
  tooltip: TooltipOptions;
  /** Other cohorts than those of the query, as somebody chose them in the panel. */
  facet?: Facet;
}

export const DEFAULT_OPTIONS: CohortsOptions = {
  view: 'auto',
  metrics: [],
  baseline: 'query',
  baselineCohort: '',
  sort: 'excess',
  fdr: 0.05,
  minSupport: 30,
  onlySignificant: false,
  showDelta: true,
  showReference: true,
  showComplement: false,
  showLimits: false,
  sizeBy: 'n',
  fairness: false,
  mapBins: 8,
  mapBinning: 'mass',
  a: '',
  b: '',
  aQuery: '',
  bQuery: '',
  showLegend: true,
  tooltip: DEFAULT_TOOLTIP,
};

/** Metrics beyond these would leave no room for any of them. */
export const METRICS_AT_MOST = 6;
export const METRICS_BY_DEFAULT = 3;
