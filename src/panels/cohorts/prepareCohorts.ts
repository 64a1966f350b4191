import { type DataFrame } from '@grafana/data';
import { customOf, fieldNamed } from '../../components/frames/read';
import { type CohortCrossing, type CrossedColumn } from '../../query/frames';
import { type CohortBaseline } from '../../query/model';
import { type CohortRow, type CohortsData } from './cohortData';
import { frameOfCohorts, valueField } from './cohortFrame';
import { limitsOf } from './cohortLimits';
import { type CohortsOptions, METRICS_AT_MOST, METRICS_BY_DEFAULT } from './options';
import { comparator } from './rankCohorts';
import { readRows } from './readCohorts';

/** The forest of the first frame that has cohorts: our own kind first, else any table with a text and a number. */
export function prepareCohorts(series: DataFrame[], options: CohortsOptions): CohortsData | undefined {
  const frame = frameOfCohorts(series, options);
  const value = frame && (fieldNamed(frame, options.valueField) ?? valueField(frame));
  if (!frame || !value) {
    return undefined;
  }
  const { rows, overall, found, extras } = readRows(frame, value, options);
  if (found.length === 0 || (rows.length === 0 && overall.size === 0)) {
    return undefined;
  }
  const wanted = options.metrics.filter((metric) => found.includes(metric)).slice(0, METRICS_AT_MOST);
  const metrics = wanted.length > 0 ? wanted : found.slice(0, METRICS_BY_DEFAULT);
  const isShown = (row: CohortRow) =>
    !options.onlySignificant || metrics.some((metric) => row.cells.get(metric)?.significant);
  const shown = rows.filter(isShown).sort(comparator(options.sort, metrics));
  const custom = customOf(frame, 'cohorts');
  return {
    metrics,
    rows: shown,
    all: rows,
    overall,
    hidden: rows.length - shown.length,
    otherMetrics: found.filter((metric) => !metrics.includes(metric)),
    field: value,
    extras,
    frame,
    baseline: baselineOf(custom?.baseline),
    limits: new Map(metrics.map((metric) => [metric, limitsOf(rows, value, metric, metrics.length === 1)])),
    largest: rows.reduce((most, { n }) => Math.max(most, n || 0), 1),
    deltaDecimals: new Map(metrics.map((metric) => [metric, decimalsOf(rows, metric)])),
    confidence: typeof custom?.confidence === 'number' ? custom.confidence : 0.95,
    model: custom?.model,
    crossed: crossingOf(custom?.crossed),
    truncated: custom?.truncated,
  };
}

/** As the answer says; tables of others are taken to compare with everybody else. */
function baselineOf(given: unknown): CohortBaseline {
  const { kind, cohort }: { kind?: unknown; cohort?: unknown } =
    typeof given === 'object' && given !== null ? given : {};
  if (kind === 'cohort') {
    return { kind, cohort: String(cohort) };
  }
  return kind === 'overall' || kind === 'reference' ? { kind } : { kind: 'complement' };
}

/** The two columns that an answer says it crosses. */
function crossingOf(given: unknown): CohortCrossing | undefined {
  const [first, second] = Array.isArray(given) ? given.map(crossedColumnOf) : [];
  return first && second ? [first, second] : undefined;
}

function crossedColumnOf(given: unknown): CrossedColumn | undefined {
  const { column, values, cut }: Partial<Record<keyof CrossedColumn, unknown>> =
    typeof given === 'object' && given !== null ? given : {};
  return typeof column === 'string' && Array.isArray(values) && values.every((value) => typeof value === 'string')
    ? { column, values, cut: cut === true }
    : undefined;
}

/** Two significant digits of the tenth largest difference: the largest few may be far out. */
function decimalsOf(rows: readonly CohortRow[], metric: string): number {
  const sizes = rows
    .map((row) => Math.abs(row.cells.get(metric)?.delta ?? NaN))
    .filter((size) => size > 0)
    .sort((a, b) => b - a);
  const typical = sizes[Math.min(9, Math.floor(sizes.length / 2))];
  return typical === undefined ? 2 : Math.max(0, Math.min(8, 1 - Math.floor(Math.log10(typical))));
}
