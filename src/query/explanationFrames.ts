/** Fields of the frames about attributions. `null` is "not computed", numbers are in the space of the attributions. */

/** `importance` with the statistic `ndcg`: one row a window. */
export const ATTRIBUTION_DRIFT_FIELDS = {
  time: 'time',
  timeEnd: 'time_end',
  complete: 'complete',
  ndcg: 'ndcg',
  /** Spearman's rank correlation of the two orders. */
  spearman: 'spearman',
  n: 'n',
  nReference: 'n_reference',
  status: 'status',
} as const;

/** `beeswarm`: one row a column, the most important first. `beeswarm-bins` and `beeswarm-points` hold what is drawn. */
export const BEESWARM_FIELDS = {
  column: 'column',
  rank: 'rank',
  n: 'n',
  meanAbs: 'mean_abs',
  mean: 'mean',
  meanLo: 'mean_lo',
  meanHi: 'mean_hi',
  min: 'min',
  max: 'max',
  kind: 'kind',
  /** Ends and middle of the colour scale: the 5th, 50th and 95th percentile of the values. */
  valueLo: 'value_lo',
  valueMid: 'value_mid',
  valueHi: 'value_hi',
  /** Categories of the value bins 0, 1... as a JSON list, for columns without numbers. */
  categories: 'categories',
  /** Of the reference, where the query has `split`: its bins are a `beeswarm-bins` frame with `set: 'reference'`. */
  nReference: 'n_reference',
  meanReference: 'mean_reference',
  meanAbsReference: 'mean_abs_reference',
} as const;

export const BEESWARM_BIN_FIELDS = {
  column: 'column',
  phiLo: 'phi_lo',
  phiHi: 'phi_hi',
  /** 0 (low) to `VALUE_BINS - 1` (high), `MISSING_BIN` without a value; for categories their index, then `OTHER_BIN`. */
  valueBin: 'value_bin',
  n: 'n',
} as const;

/** `beeswarm-points`, and `beeswarm-tail` with the extreme records of each column. */
export const BEESWARM_POINT_FIELDS = {
  id: 'record_id',
  time: 'time',
  column: 'column',
  phi: 'phi',
  /** Number of the value, or null; `value_display` is its text. */
  value: 'value',
  valueDisplay: 'value_display',
  valueBin: 'value_bin',
} as const;

export const VALUE_BINS = 16;
export const MISSING_BIN = 16;
/** Categories with a colour of their own; the next bin holds all others. */
export const TOP_CATEGORIES = 5;
export const OTHER_BIN = 5;

/** `dependence-trend`: the mean attribution over bins of the value, one row a set and bin. */
export const DEPENDENCE_TREND_FIELDS = {
  set: 'set',
  bin: 'bin',
  label: 'label',
  lo: 'x_lo',
  hi: 'x_hi',
  x: 'x',
  n: 'n',
  share: 'share',
  mean: 'mean',
  meanLo: 'mean_lo',
  meanHi: 'mean_hi',
  p25: 'p25',
  p50: 'p50',
  p75: 'p75',
} as const;

/** `dependence-points`: one row a record. */
export const DEPENDENCE_POINT_FIELDS = {
  id: 'record_id',
  time: 'time',
  x: 'x',
  label: 'label',
  phi: 'phi',
  color: 'color',
  colorLabel: 'color_label',
} as const;

/** `dependence-bins`: a grid of counts where the records are too many; `color` is the mean of the bin. */
export const DEPENDENCE_BIN_FIELDS = {
  xLo: 'x_lo',
  xHi: 'x_hi',
  phiLo: 'phi_lo',
  phiHi: 'phi_hi',
  n: 'n',
  color: 'color',
} as const;

/** `dependence-interactions`: how much a column's value goes along with the attribution of the one shown. */
export const INTERACTION_FIELDS = { column: 'column', score: 'score' } as const;

/** `local`: one row a column of one record, the largest |SHAP| first. */
export const LOCAL_FIELDS = {
  column: 'column',
  valueDisplay: 'value_display',
  phi: 'phi',
  /** Mean attribution of the column in the reference. */
  phiReference: 'phi_reference',
  /** Share of the reference's rows with a lower |SHAP| of the column. */
  rarity: 'rarity',
} as const;

/** `impact`: one row a column, the largest |change| first; the row of the base value has the column `null`. */
export const IMPACT_FIELDS = {
  column: 'column',
  /** `column`, or `base` for the change of the base value. */
  part: 'part',
  importance: 'importance',
  importanceReference: 'importance_reference',
  severity: 'severity',
  status: 'status',
  delta: 'delta_phi',
  deltaLo: 'delta_phi_lo',
  deltaHi: 'delta_phi_hi',
  p: 'p',
  q: 'q',
  /** Share of the change of the mean prediction; parts of both signs can exceed 1. */
  share: 'share_exact',
  mix: 'mix_part',
  func: 'func_part',
  /** Share of the current rows with a value that the reference never had; their part counts as mix. */
  unseen: 'unseen_share',
} as const;
