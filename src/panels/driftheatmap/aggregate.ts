import { severityOf } from '../../components/statistics/severity';
import { emptyGrid } from './buildGrid';
import { type DriftGrid, isBreach, isIncomplete, statusCode, statusOf } from './grid';
import { type TimeAggregation } from './options';

/** How alarming a cell is: a breach before all others, then by severity, then any with data before none. */
export function alarm(grid: DriftGrid, cell: number): number {
  const base = isBreach(grid, cell) ? 1e9 : statusOf(grid, cell) === undefined ? -1 : 0;
  const severity = grid.severity[cell];
  return base + (Number.isNaN(severity) ? 0 : 1 + severity);
}

/**
 * The one of several cells of a row that stands for all of them, in the order of their windows. Always a cell that is there:
 * the 95th percentile is by nearest rank.
 *
 * @returns -1 of none.
 */
export function pickCell(grid: DriftGrid, cells: number[], by: Exclude<TimeAggregation, 'mean'>): number {
  const known = cells.filter((cell) => statusOf(grid, cell) !== undefined);
  const from = known.length > 0 ? known : cells;
  if (by === 'last') {
    return from[from.length - 1] ?? -1;
  }
  const ranked = [...from].sort((a, b) => alarm(grid, a) - alarm(grid, b));
  const rank = by === 'max' ? ranked.length : Math.ceil(0.95 * ranked.length);
  return ranked[rank - 1] ?? -1;
}

const [OK, WARN, BREACH] = [statusCode('ok'), statusCode('warn'), statusCode('breach')];

/**
 * A grid with one cell for every `merged` slots: the mean of its windows that are over and have enough rows. A mean is over
 * the limit when it is, however its windows were; it has no row of a frame to it, and no corrected p-value.
 *
 * @param slots place of each window on an even grid of windows.
 */
export function meanGrid(grid: DriftGrid, slots: number[], merged: number): DriftGrid {
  const places = [...new Set(slots.map((slot) => Math.floor(slot / merged)))];
  const windows = places.map((place) => slots.flatMap((slot, at) => (Math.floor(slot / merged) === place ? [at] : [])));
  const width = grid.times.length;
  const mean = emptyGrid(
    {
      rows: grid.rows,
      times: windows.map((own) => grid.times[own[0]]),
      ends: windows.map((own) => grid.ends[own[own.length - 1]]),
      info: { ...grid.info, windowMs: (grid.info.windowMs ?? 0) * merged },
    },
    { q: false, direction: grid.direction !== undefined }
  );
  windows.forEach((own, column) => {
    if (own.every((at) => grid.incomplete.has(grid.times[at]))) {
      mean.incomplete.add(mean.times[column]);
    }
    for (let row = 0; row < grid.rows.length; row++) {
      const cells = own.map((at) => row * width + at);
      const counted = cells.filter((cell) => statusOf(grid, cell) !== 'insufficient' && !isIncomplete(grid, cell));
      const to = row * windows.length + column;
      for (const name of ['score', 'limit', 'warn', 'floor', 'severity'] as const) {
        mean[name][to] = meanOf(grid[name], counted);
      }
      if (grid.direction && mean.direction) {
        mean.direction[to] = meanOf(grid.direction, counted);
      }
      mean.n[to] = meanOf(grid.n, cells);
      const isMetric = grid.rows[row].metric !== undefined;
      mean.status[to] =
        Number.isNaN(mean.score[to]) || isMetric
          ? grid.status[pickCell(grid, cells, 'max')]
          : statusOfMean(mean, row, to);
    }
  });
  return mean;
}

function statusOfMean(mean: DriftGrid, row: number, cell: number): number {
  const warned = severityOf(mean.score[cell], mean.warn[cell], mean.rows[row].higherIsWorse) >= 1;
  return mean.severity[cell] >= 1 ? BREACH : warned ? WARN : OK;
}

function meanOf(values: Float64Array, cells: number[]): number {
  let [sum, count] = [0, 0];
  for (const cell of cells) {
    if (!Number.isNaN(values[cell])) {
      sum += values[cell];
      count++;
    }
  }
  return count > 0 ? sum / count : NaN;
}
