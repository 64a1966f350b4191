/** Control charts in the query model: a metric against its own past instead of a limit that somebody chose. */
import * as field from './fields';
import { type Json } from './fields';
import { parseDuration } from './duration';

/**
 * `robust_z`: each value by itself, median and median absolute deviation. `ewma`: moving average, weight 0.3, for small
 * shifts that last. `cusum`: cumulative sum with a slack of half a deviation, for the smallest.
 */
export const CONTROL_CHARTS = ['robust_z', 'ewma', 'cusum'] as const;
export type ControlChartKind = (typeof CONTROL_CHARTS)[number];

/** Deviations that are out of control by the practice of each chart (Iglewicz & Hoaglin 1993; Montgomery 2013). */
export const CONTROL_LIMITS: Record<ControlChartKind, number> = { robust_z: 3.5, ewma: 3, cusum: 5 };

/** Windows that the moving charts take for usual unless the query says how many. */
export const DEFAULT_BASELINE = 10;

/** With it the value of a window is how many deviations it lies from what is usual, up or down. */
export interface ControlChart {
  chart: ControlChartKind;
  /** How many of the first complete windows say what is usual; default 10, and for `robust_z` all of them. */
  baseline?: number;
  /** Only `robust_z`: compares with the windows one, two... seasons (`1d`, `7d`) earlier, up to eight, at least four. */
  season?: string;
  /** Deviations from which a window is a breach; default 3.5, 3 and 5. */
  limit?: number;
}

/** Throws `bad_request` with the field's path in `place`. */
export function parseControl(source: Json): ControlChart | undefined {
  const found = field.object(source, 'control', 'control');
  const chart = found && field.oneOf(found, 'chart', 'control.chart', CONTROL_CHARTS);
  if (!found || (chart === undefined && Object.values(found).every((value) => value === undefined || value === ''))) {
    return undefined;
  }
  if (chart === undefined) {
    throw field.invalid('control.chart', 'is missing', `Use one of: ${CONTROL_CHARTS.join(', ')}.`);
  }
  const season = field.string(found, 'season', 'control.season');
  if (season !== undefined && chart !== 'robust_z') {
    throw field.invalid('control.season', `is nothing that ${chart} knows`, 'Use robust_z, or leave season out.');
  }
  if (season !== undefined) {
    parseDuration(season, 'control.season');
  }
  return field.defined({
    chart,
    baseline: field.number(found, 'baseline', 'control.baseline', { min: 2, max: 10_000, integer: true }),
    season,
    limit: field.number(found, 'limit', 'control.limit', { min: 0, max: 1000, open: true }),
  });
}
