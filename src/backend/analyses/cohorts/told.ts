/** What readers from whom outcomes are masked are told of a cohort: nothing that few rows would be told by. Pure. */
import { type CohortMetric } from '../../../query/model';
import { needsLabels } from '../performance/metrics';
import { LEAST_MASKED_ROWS } from '../shared/masked';
import { type RowsOf } from './count';

/** Of a cell that is not told. */
export const UNTOLD = {
  estimate: null,
  interval: null,
  baseline: null,
  nBaseline: null,
  delta: null,
  deltaInterval: null,
  p: null,
  counted: null,
  effect: null,
  unsure: null,
} as const;

/** Whether as many rows as masked values need stand behind; no rows to compare with are none to be told by. */
export const isLarge = (metric: CohortMetric, of: RowsOf | null | undefined): boolean =>
  !of || (needsLabels(metric) ? of.counts.labelled : of.counts.rows) >= LEAST_MASKED_ROWS;

/** As `isLarge`, of the rows that values rest on: those with a score, say. Null where there is no value. */
export const areEnough = (...rows: ReadonlyArray<number | null | undefined>): boolean =>
  rows.every((n) => n === null || n === undefined || n >= LEAST_MASKED_ROWS);
