import { type DriftGrid, isBreach, isIncomplete, severityOf, statusOf } from './grid';

/** What one row amounts to over all windows. */
export interface RowFigures {
  max: number;
  mean: number;
  /** Start of the first window over the limit, milliseconds; infinite without one. */
  firstBreach: number;
  breaches: number;
  /** Windows over the limit in a row, up to the newest that is over. */
  streak: number;
  warned: boolean;
}

export function figuresOf(grid: DriftGrid, row: number): RowFigures {
  const width = grid.times.length;
  const figures = { max: -Infinity, mean: 0, firstBreach: Infinity, breaches: 0, streak: 0, warned: false };
  let counted = 0;
  for (let column = 0; column < width; column++) {
    const cell = row * width + column;
    const weight = rankValue(grid, cell);
    const status = statusOf(grid, cell);
    if (isBreach(grid, cell)) {
      figures.firstBreach = Math.min(figures.firstBreach, grid.times[column]);
      figures.breaches++;
      figures.streak++;
      figures.warned = true;
    } else if (status !== undefined && !isIncomplete(grid, cell)) {
      figures.streak = 0;
      figures.warned ||= status === 'warn';
    }
    if (!Number.isNaN(weight)) {
      figures.warned ||= severityOf(grid.score[cell], grid.warn[cell], grid.info.higherIsWorse) >= 1;
      figures.max = Math.max(figures.max, weight);
      figures.mean += weight;
      counted++;
    }
  }
  figures.mean = counted ? figures.mean / counted : -Infinity;
  return figures;
}

/** Severity, or the raw score (turned so that high is bad) where there is no limit. Thin and open windows do not rank. */
export function rankValue(grid: DriftGrid, cell: number): number {
  if (statusOf(grid, cell) === 'insufficient' || isIncomplete(grid, cell)) {
    return NaN;
  }
  const severity = grid.severity[cell];
  return Number.isNaN(severity) ? grid.score[cell] * (grid.info.higherIsWorse ? 1 : -1) : severity;
}
