import { type DataFrame, type Field } from '@grafana/data';
import { severityOf } from '../../components/statistics/severity';
import { STATUSES, type Status } from '../../query/frames';

/** One row of the heatmap: a column, a column within a segment, or a metric of the model. */
export interface DriftRow {
  /** Unique within the grid; what is shown. */
  name: string;
  column: string;
  segment?: string;
  /** Where the row's numbers come from: formatting, links and further fields. */
  frame: DataFrame;
  score: Field;
  /** Of rows that are no drift: which metric their values are, such as `accuracy`. They have no limit and are drawn as lines. */
  metric?: string;
  /** What the row is scored by, and whether high scores are bad ones: false for p-values. Rows of one grid may differ. */
  method?: string;
  higherIsWorse: boolean;
}

export interface DriftInfo {
  model?: string;
  method?: string;
  warn?: number;
  breach?: number;
  reference?: string;
  windowMs?: number;
  minRows?: number;
  approximate: boolean;
  truncated?: { shown: number; total: number; rule: string };
  /** Rows are scored by different methods, or high scores are bad in some and good in others: only severities compare. */
  mixed?: boolean;
  /** Rows are in an order of their own, such as ranges of numbers, from the lowest at the bottom. */
  ordered?: boolean;
  /** Names of the places on the x axis, for data that are not over time: then `times` are 0, 1, 2 ... */
  places?: string[];
}

/** No row of data for this cell at all. */
export const ABSENT = 255;

/**
 * Rows by windows, row-major in flat arrays; NaN is "none". `at` is the row in the frame that a cell came from, or -1.
 */
export interface DriftGrid {
  rows: DriftRow[];
  /** Starts and ends of the windows, milliseconds, ascending. */
  times: number[];
  ends: number[];
  score: Float64Array;
  limit: Float64Array;
  warn: Float64Array;
  floor: Float64Array;
  n: Float64Array;
  severity: Float64Array;
  /** Corrected p-values and directions in [-1, 1]; absent where no frame has them. */
  q?: Float64Array;
  direction?: Float64Array;
  status: Uint8Array;
  /** Cells that are said to lie below their floor, for data that bring no floors. */
  belowFloor: Set<number>;
  at: Int32Array;
  /** Windows that are not over yet: their figures still change, and no rule alerts on them. */
  incomplete: Set<number>;
  info: DriftInfo;
}

export function statusOf(grid: DriftGrid, cell: number): Status | undefined {
  return STATUSES[grid.status[cell]];
}

export function statusCode(status: unknown): number {
  const index = typeof status === 'number' ? status : STATUSES.findIndex((name) => name === status);
  return index >= 0 && index < STATUSES.length ? index : ABSENT;
}

/** The row of the grid that a cell stands in. */
export function rowOf(grid: DriftGrid, cell: number): DriftRow {
  return grid.rows[Math.floor(cell / grid.times.length)];
}

/** A breach that the noise of so few rows could explain as well. */
export function isBelowFloor(grid: DriftGrid, cell: number): boolean {
  return grid.belowFloor.has(cell) || (grid.score[cell] < grid.floor[cell] && rowOf(grid, cell).higherIsWorse);
}

/**
 * The median floor and limit where the floor is beyond the limit in most cells: then the reference or the windows have too
 * few rows for this limit at all. Undefined elsewhere.
 */
export function noisyFloor(grid: DriftGrid): { floor: number; limit: number; cell: number } | undefined {
  const noisy: number[] = [];
  const width = grid.times.length;
  let known = 0;
  // Grids have up to millions of cells, most of which bring no floor.
  grid.rows.forEach((row, at) => {
    for (let cell = at * width; row.higherIsWorse && cell < (at + 1) * width; cell++) {
      if (grid.floor[cell] >= 0 && grid.limit[cell] > 0) {
        known++;
        if (grid.floor[cell] > grid.limit[cell]) {
          noisy.push(cell);
        }
      }
    }
  });
  const median = (of: Float64Array) =>
    noisy.map((cell) => of[cell]).sort((a, b) => a - b)[Math.floor(noisy.length / 2)];
  return noisy.length * 2 > known
    ? { floor: median(grid.floor), limit: median(grid.limit), cell: noisy[0] }
    : undefined;
}

/** A breach that chance could explain: too few rows for its score, or not significant among all that were looked at. */
export function isDoubtful(grid: DriftGrid, cell: number, fdr: number): boolean {
  return isBelowFloor(grid, cell) || (grid.q !== undefined && grid.q[cell] > fdr);
}

/** Whether anything is to be judged by a limit, were it scored or not. */
export const isLimited = (grid: DriftGrid): boolean =>
  grid.limit.some((limit, cell) => !Number.isNaN(severityOf(1, limit, rowOf(grid, cell).higherIsWorse)));

/** Whether the cell's window is not over yet. */
export function isIncomplete(grid: DriftGrid, cell: number): boolean {
  return grid.incomplete.size > 0 && grid.incomplete.has(grid.times[cell % grid.times.length]);
}

const BREACH = statusCode('breach');
const INSUFFICIENT = statusCode('insufficient');
const SMALL_REFERENCE = statusCode('small_reference');

/** A breach of a window that is over: half a window is another mix of hours or days, and no rule alerts on it. */
export function isBreach(grid: DriftGrid, cell: number): boolean {
  // By code and not by name: painting asks this of every cell.
  return cell >= 0 && grid.status[cell] === BREACH && !isIncomplete(grid, cell);
}

/** Whether a cell has too few rows to be judged, of its window or of its reference. */
export function isInsufficient(grid: DriftGrid, cell: number): boolean {
  return grid.status[cell] === INSUFFICIENT || grid.status[cell] === SMALL_REFERENCE;
}
