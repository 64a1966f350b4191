import { type DataFrame } from '@grafana/data';
import { customOf, fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { IMPORTANCE_FIELDS } from '../../query/frames';
import { type DriftGrid, isBreach, isIncomplete, severityOf, statusOf } from './grid';
import { type DriftHeatmapOptions, type DriftSort } from './options';

/** Importance of each column, from an importance frame in the same response; empty when there is none. */
export function importanceByColumn(series: DataFrame[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const frame of series.filter((f) => customOf(f, 'importance'))) {
    const [names, values] = [fieldNamed(frame, IMPORTANCE_FIELDS.column), fieldNamed(frame, IMPORTANCE_FIELDS.meanAbs)];
    for (let at = 0; at < frame.length; at++) {
      const name = textAt(names, at);
      const value = numberAt(values, at);
      if (name !== undefined && !Number.isNaN(value)) {
        found.set(name, value);
      }
    }
  }
  return found;
}

/** What one row amounts to over all windows. */
interface RowFigures {
  max: number;
  mean: number;
  firstBreach: number;
  warned: boolean;
}

function figuresOf(grid: DriftGrid, row: number): RowFigures {
  const width = grid.times.length;
  const figures: RowFigures = { max: -Infinity, mean: 0, firstBreach: Infinity, warned: false };
  let counted = 0;
  for (let column = 0; column < width; column++) {
    const cell = row * width + column;
    const weight = rankValue(grid, cell);
    if (isBreach(grid, cell)) {
      figures.firstBreach = Math.min(figures.firstBreach, grid.times[column]);
    }
    figures.warned ||= isBreach(grid, cell) || statusOf(grid, cell) === 'warn';
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
function rankValue(grid: DriftGrid, cell: number): number {
  if (statusOf(grid, cell) === 'insufficient' || isIncomplete(grid, cell)) {
    return NaN;
  }
  const severity = grid.severity[cell];
  return Number.isNaN(severity) ? grid.score[cell] * (grid.info.higherIsWorse ? 1 : -1) : severity;
}

/** Rows in the order to draw them, and how many were left out by `topK` and `hideCalm`. */
export interface Arrangement {
  order: number[];
  hidden: number;
}

export function arrange(
  grid: DriftGrid,
  options: Pick<DriftHeatmapOptions, 'sort' | 'topK' | 'hideCalm'>,
  importance: Map<string, number>
): Arrangement {
  const figures = grid.rows.map((_, row) => figuresOf(grid, row));
  const rows = grid.rows.map((_, row) => row).filter((row) => !options.hideCalm || figures[row].warned);
  const key = sortKey(options.sort, grid, figures, importance);
  const name = (row: number) => grid.rows[row].name;
  const sorted =
    options.sort === 'query'
      ? rows
      : rows.sort((a, b) => compare(key(a), key(b)) || name(a).localeCompare(name(b), 'en', { numeric: true }));
  const order = options.topK > 0 ? sorted.slice(0, options.topK) : sorted;
  return { order, hidden: grid.rows.length - order.length };
}

const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);

/** Ascending key of a row: the first row shown has the smallest. */
function sortKey(sort: DriftSort, grid: DriftGrid, figures: RowFigures[], importance: Map<string, number>) {
  switch (sort) {
    case 'first-breach':
      return (row: number) => figures[row].firstBreach;
    case 'impact':
      return importance.size > 0
        ? (row: number) => -figures[row].mean * (importance.get(grid.rows[row].column) ?? 0)
        : (row: number) => -figures[row].max;
    case 'max':
      return (row: number) => -figures[row].max;
    default:
      return () => 0;
  }
}
