/** Limits that the forest draws. Pure. */
import { type Field, ThresholdsMode } from '@grafana/data';
import { type CohortCell, type CohortRow, type CohortsData } from './cohortData';

/** The limits that all cohorts have in common; for a single metric also the thresholds of the field. */
export function limitsOf(rows: readonly CohortRow[], value: Field, metric: string, alone: boolean): number[] {
  const cells = rows.flatMap((row) => row.cells.get(metric) ?? []);
  const found = new Set<number>();
  for (const side of ['lower', 'upper'] as const) {
    if (cells.length > 0 && cells.every((cell) => cell[side] === cells[0][side])) {
      found.add(cells[0][side]);
    }
  }
  const { thresholds } = value.config;
  if (alone && thresholds?.mode === ThresholdsMode.Absolute) {
    thresholds.steps.forEach((step) => found.add(step.value));
  }
  return [...found].filter(Number.isFinite);
}

/** What is drawn in the row of a cohort: the limits of all, and its own where they are others. */
export function limitsIn(shared: readonly number[], cell: CohortCell | undefined): number[] {
  return [...new Set([...shared, cell?.lower ?? NaN, cell?.upper ?? NaN])].filter(Number.isFinite);
}

/** Every limit that is drawn in some row of a metric. */
export function allLimits({ rows, limits }: Pick<CohortsData, 'rows' | 'limits'>, metric: string): number[] {
  const own = rows.flatMap((row) => limitsIn([], row.cells.get(metric)));
  return [...new Set([...(limits.get(metric) ?? []), ...own])];
}
