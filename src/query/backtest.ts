/** Replaying an alert rule over the past, before it is saved. Types and the words of Grafana's rules. */
import type { AnalysisQuery, QueryBase, SqlQuery } from './model';

/** Conditions of Grafana's threshold expression. */
export const CONDITION_TYPES = [
  'gt',
  'gte',
  'lt',
  'lte',
  'eq',
  'ne',
  'within_range',
  'outside_range',
  'within_range_included',
  'outside_range_included',
] as const;
export type ConditionType = (typeof CONDITION_TYPES)[number];

/** Length of the range that a rule's evaluation looks at where the rule does not say. */
export const DEFAULT_RULE_RANGE = '7d';

/** Evaluations of one replay. */
export const MAX_EVALUATIONS = 1500;

/** Evaluations of a replay that names no step, at most. */
export const AUTO_EVALUATIONS = 400;

/** One limit, or two for the ranges. */
export interface RuleCondition {
  type: ConditionType;
  params: number[];
}

/** What an evaluation without a value does to a series, in Grafana's words. */
export const NO_DATA_STATES = ['KeepLast', 'OK', 'NoData', 'Alerting'] as const;
export type NoDataState = (typeof NO_DATA_STATES)[number];

/** An alert rule as far as a replay needs it; durations as in Grafana. */
export interface BacktestRule {
  /** The query of the rule; it is asked for numbers, whatever its format says. */
  query: AnalysisQuery | SqlQuery;
  condition: RuleCondition;
  /** Pending period; default none. */
  for?: string;
  keepFiringFor?: string;
  /** Length of the range that each evaluation looks at; default 7d. */
  range?: string;
  /** How long before the evaluation that range ends; default none. */
  delay?: string;
  /** Default `KeepLast`, as in the shipped rules. */
  noData?: NoDataState;
}

/** Something that an alarm should have been raised for. RFC 3339 times; without `to` it is one moment. */
export interface Incident {
  from: string;
  to?: string;
  name?: string;
}

/**
 * Replays `rule` at every step of the time range. Each step sees the labels that had arrived by then. `incidents`, or the
 * firings of a second rule (`truth`, such as realised accuracy), say which alarms were right.
 */
export interface BacktestQuery extends QueryBase {
  queryType: 'backtest';
  rule: BacktestRule;
  /** Step between evaluations; default the length of the windows, or what makes at most 400 steps. */
  every?: string;
  incidents?: Incident[];
  truth?: BacktestRule;
  /** An alarm this long before an incident still counts for it; default none. */
  lead?: string;
  /** Alarms in 30 days that a suggested limit may bring where no incidents are known; default 1. */
  alarmBudget?: number;
  /** `table` (default) lists firings, series and limits; `timeseries` the values that the rule saw. */
  format?: 'table' | 'timeseries';
}

/** `backtest` table: one row a firing, in order of time; the series' labels follow as columns of their own. */
export const BACKTEST_FIELDS = {
  time: 'time',
  /** Null while it fires at the end of the range. */
  timeEnd: 'time_end',
  series: 'series',
  pendingSince: 'pending_since',
  durationMs: 'duration_ms',
  /** When it began to fire. */
  value: 'value',
  /** Furthest past the limit while it fired. */
  peak: 'peak',
  /** `hit`, `false_alarm`, or null where no incidents are known. */
  verdict: 'verdict',
  incident: 'incident',
} as const;

/** `backtest-series` table: one row a series. */
export const BACKTEST_SERIES_FIELDS = {
  series: 'series',
  firings: 'firings',
  firingMs: 'firing_ms',
  /** Share of the replayed time in [0,1]. */
  share: 'share',
  evaluations: 'evaluations',
  withoutValue: 'without_value',
  lowest: 'lowest',
  highest: 'highest',
} as const;

/** `backtest-thresholds` table: one row a limit, in order of strictness. */
export const BACKTEST_THRESHOLD_FIELDS = {
  threshold: 'threshold',
  /** `current`, `suggested`, or where the limit comes from: `quantile 0.99`, `mean + 3 sd`. */
  source: 'source',
  firings: 'firings',
  series: 'series',
  perThirtyDays: 'per_30_days',
  share: 'share',
  hits: 'hits',
  falseAlarms: 'false_alarms',
  misses: 'misses',
  /** Share of the incidents that were found, with its exact interval: there are few of them. */
  found: 'found',
  foundLo: 'found_lo',
  foundHi: 'found_hi',
  suggested: 'suggested',
  description: 'description',
} as const;

export type BacktestFrameKind = 'backtest' | 'backtest-series' | 'backtest-thresholds' | 'backtest-values';
