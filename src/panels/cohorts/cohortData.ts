/** Cohorts as every view draws them. */
import { type DataFrame, type Field } from '@grafana/data';
import { type CohortCrossing, type Status } from '../../query/frames';
import { type CohortBaseline, type CohortUnsure } from '../../query/model';

/** One metric of one cohort. NaN is "not known". */
export interface CohortCell {
  value: number;
  lo: number;
  hi: number;
  n: number;
  nLabelled: number;
  /** Value of everybody outside of the cohort. */
  complement: number;
  /** Value of what the cohort is compared with. */
  baseline: number;
  /** Value of the same cohort in the reference. */
  reference: number;
  delta: number;
  deltaLo: number;
  deltaHi: number;
  p: number;
  q: number;
  /** Share of all errors that the cohort holds. */
  errorShare: number;
  /** Size of the difference whatever the rows: Cohen's h of shares, Hedges' g of means. */
  effect: number;
  /** Limits of the metric for this cohort alone. */
  lower: number;
  upper: number;
  status: Status | undefined;
  /** Why the value or its difference has no interval or test, where the data say so. */
  unsure?: CohortUnsure;
  /** Too few rows to say anything; drawn grey and never ranked. */
  insufficient: boolean;
  significant: boolean;
  /**
   * Rows by which the cohort is certainly worse than what it is compared with: n times the end of the difference's interval that
   * is nearer to zero, 0 when the interval holds zero.
   */
  excess: number;
  /** Row in the frame, for data links. */
  at: number;
}

export interface CohortRow {
  name: string;
  /** What to filter by; undefined where the cohort is no single key and value. */
  key: string | undefined;
  segment: string | undefined;
  /** Name for people, the condition in words, and the cohort that this one is a part of; where the data have them. */
  label?: string;
  predicate?: string;
  parent?: string;
  /** Of two columns crossed: its values, as indices into those of `CohortsData.crossed`. */
  at?: [number, number];
  n: number;
  share: number;
  cells: Map<string, CohortCell>;
}

export interface CohortsData {
  metrics: string[];
  rows: CohortRow[];
  /** The cohorts of the answer: those of `rows`, and those that `onlySignificant` leaves out. */
  all: CohortRow[];
  /** The whole population, by metric. */
  overall: Map<string, CohortCell>;
  /** Cohorts that `onlySignificant` leaves out. */
  hidden: number;
  /** Metrics in the data that are not shown. */
  otherMetrics: string[];
  field: Field;
  /** Fields that no view reads, for cards. */
  extras: readonly Field[];
  frame: DataFrame;
  /** What differences are to. */
  baseline: CohortBaseline;
  /** Limits by metric that hold for every cohort: thresholds of the field, and what all rows have in common. */
  limits: Map<string, number[]>;
  /** Rows of the largest cohort. */
  largest: number;
  /** Decimals of differences by metric: the same in every row, so that they compare at a glance. */
  deltaDecimals: Map<string, number>;
  /** Level of the intervals, in (0,1). */
  confidence: number;
  model?: string;
  /** The two columns that are crossed, in frames of intersections. */
  crossed?: CohortCrossing;
  truncated?: { shown: number; total: number; rule: string };
}

export const OVERALL = 'overall';

/** Whether the data compare a cohort with everybody outside of it, in any metric that is shown. */
export function knowsRest(
  { metrics, baseline }: Pick<CohortsData, 'metrics' | 'baseline'>,
  row: CohortRow | undefined
): boolean {
  return (
    baseline.kind === 'complement' && metrics.some((metric) => !Number.isNaN(row?.cells.get(metric)?.complement ?? NaN))
  );
}

/** Whether the labels that a metric needs have not come. */
export const isPending = (cell: CohortCell | undefined): boolean => cell?.status === 'pending_labels';

/** The value whose links a cohort has: that of the first metric, as the links name the cohort. */
export function leadValue({ field, metrics }: Pick<CohortsData, 'field' | 'metrics'>, row: CohortRow | undefined) {
  return { field, at: row?.cells.get(metrics[0])?.at };
}
