import { severityOf } from '../../components/statistics/severity';
import { type DriftGrid, isBreach, isIncomplete, rowOf, statusOf } from './grid';

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
      figures.warned ||= severityOf(grid.score[cell], grid.warn[cell], grid.rows[row].higherIsWorse) >= 1;
      figures.max = Math.max(figures.max, weight);
      figures.mean += weight;
      counted++;
    }
  }
  figures.mean = counted ? figures.mean / counted : -Infinity;
  return figures;
}

/** What a cell ranks by among all: thin and open windows do not rank. */
export function rankValue(grid: DriftGrid, cell: number): number {
  return isIncomplete(grid, cell) ? NaN : cellRank(grid, cell);
}

/**
 * How bad a cell is, the only thing that cells may be put in order by: its severity, or the raw score where there is no limit,
 * turned so that high is bad. NaN for thin windows, and for raw scores beside those of another method: they don't compare.
 */
export function cellRank(grid: DriftGrid, cell: number): number {
  if (statusOf(grid, cell) === 'insufficient') {
    return NaN;
  }
  const severity = grid.severity[cell];
  if (!Number.isNaN(severity) || grid.info.mixed) {
    return severity;
  }
  return rowOf(grid, cell).higherIsWorse ? grid.score[cell] : -grid.score[cell];
}

/** How many windows in a row were over the limit up to this one, and the cell of the first of them. */
export function streakAt(grid: DriftGrid, cell: number): { windows: number; first: number } {
  const column = cell % grid.times.length;
  let windows = 0;
  while (!grid.info.places && windows <= column && isBreach(grid, cell - windows)) {
    windows++;
  }
  return { windows, first: cell - windows + 1 };
}
