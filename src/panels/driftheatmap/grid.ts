import { type DataFrame, type Field } from '@grafana/data';
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
  /** Where they differ from the grid's: what the row is scored by, and whether high scores are bad ones. */
  method?: string;
  higherIsWorse?: boolean;
}

export interface DriftInfo {
  model?: string;
  method?: string;
  /** False for p-values, where small means drift. */
  higherIsWorse: boolean;
  warn?: number;
  breach?: number;
  reference?: string;
  windowMs?: number;
  minRows?: number;
  approximate: boolean;
  truncated?: { shown: number; total: number; rule: string };
  /** Rows are scored by different methods: only their severities compare. */
  mixed?: boolean;
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

const SMALLEST = Number.MIN_VALUE;

/**
 * How many times the limit a score is: score / limit, and log p / log alpha for p-values, so that 1 is the limit for
 * every method. NaN where there is no usable limit.
 */
export function severityOf(score: number, limit: number, higherIsWorse: boolean): number {
  if (higherIsWorse) {
    return limit > 0 ? Math.max(0, score / limit) : NaN;
  }
  return limit > 0 && limit < 1 ? Math.max(0, Math.log(Math.max(score, SMALLEST)) / Math.log(limit)) : NaN;
}

/** Two queries of one panel, or the rows of a preset, may be scored by a distance and by a p-value. */
export function higherIsWorse(grid: Pick<DriftGrid, 'rows' | 'info'>, row: number): boolean {
  return grid.rows[row].higherIsWorse ?? grid.info.higherIsWorse;
}

const rowAt = (grid: DriftGrid, cell: number) => Math.floor(cell / grid.times.length);

/** A breach that the noise of so few rows could explain as well. */
export function isBelowFloor(grid: DriftGrid, cell: number): boolean {
  return grid.belowFloor.has(cell) || (grid.score[cell] < grid.floor[cell] && higherIsWorse(grid, rowAt(grid, cell)));
}

/**
 * The median floor and limit where the floor is beyond the limit in most cells: then the reference or the windows have too
 * few rows for this limit at all. Undefined elsewhere.
 */
export function noisyFloor(grid: DriftGrid): { floor: number; limit: number; cell: number } | undefined {
  if (!grid.info.higherIsWorse) {
    return undefined;
  }
  const noisy: number[] = [];
  let known = 0;
  // Grids have up to millions of cells, most of which bring no floor.
  for (let cell = 0; cell < grid.floor.length; cell++) {
    if (grid.floor[cell] >= 0 && grid.limit[cell] > 0) {
      known++;
      if (grid.floor[cell] > grid.limit[cell]) {
        noisy.push(cell);
      }
    }
  }
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

/** Whether the cell's window is not over yet. */
export function isIncomplete(grid: DriftGrid, cell: number): boolean {
  return grid.incomplete.size > 0 && grid.incomplete.has(grid.times[cell % grid.times.length]);
}

const BREACH = statusCode('breach');
const INSUFFICIENT = statusCode('insufficient');

/** A breach of a window that is over: half a window is another mix of hours or days, and no rule alerts on it. */
export function isBreach(grid: DriftGrid, cell: number): boolean {
  // By code and not by name: painting asks this of every cell.
  return cell >= 0 && grid.status[cell] === BREACH && !isIncomplete(grid, cell);
}

export function isInsufficient(grid: DriftGrid, cell: number): boolean {
  return grid.status[cell] === INSUFFICIENT;
}

/** A cell as its row, its window and what is known of it; what readers of the grid fill in. */
export interface CellInput {
  row: number;
  time: number;
  end?: number;
  complete?: boolean;
  score: number;
  limit: number;
  warn: number;
  floor: number;
  n: number;
  q?: number;
  direction?: number;
  belowFloor?: boolean;
  /** Undefined derives it from score and limit. */
  status: unknown;
  at: number;
}

/** A grid without a value, and the fields that not every grid has. */
export function emptyGrid(
  { rows, times, ends, info }: Pick<DriftGrid, 'rows' | 'times' | 'ends' | 'info'>,
  has: { q: boolean; direction: boolean }
): DriftGrid {
  const size = rows.length * times.length;
  const nan = () => new Float64Array(size).fill(NaN);
  return {
    rows,
    times,
    ends,
    score: nan(),
    limit: nan(),
    warn: nan(),
    floor: nan(),
    n: nan(),
    severity: nan(),
    q: has.q ? nan() : undefined,
    direction: has.direction ? nan() : undefined,
    status: new Uint8Array(size).fill(ABSENT),
    belowFloor: new Set(),
    at: new Int32Array(size).fill(-1),
    incomplete: new Set(),
    info,
  };
}

/** Puts cells into the flat arrays. Times may come in any order. */
export function buildGrid(rows: DriftRow[], cells: CellInput[], info: DriftInfo): DriftGrid {
  const times = [...new Set(cells.map((cell) => cell.time))].sort((a, b) => a - b);
  const columnOf = new Map(times.map((time, i) => [time, i]));
  const windowMs = info.windowMs ?? medianStep(times);
  const ends = times.map((time, i) => Math.min(time + windowMs, times[i + 1] ?? Infinity));
  const grid = emptyGrid(
    { rows, times, ends, info: { ...info, windowMs } },
    { q: cells.some((cell) => known(cell.q)), direction: cells.some((cell) => known(cell.direction)) }
  );
  for (const cell of cells) {
    const column = columnOf.get(cell.time) ?? 0;
    const i = cell.row * times.length + column;
    grid.score[i] = cell.score;
    grid.limit[i] = cell.limit;
    grid.warn[i] = cell.warn;
    grid.floor[i] = cell.floor;
    grid.n[i] = cell.n;
    grid.at[i] = cell.at;
    if (grid.q) {
      grid.q[i] = cell.q ?? NaN;
    }
    if (grid.direction) {
      grid.direction[i] = cell.direction ?? NaN;
    }
    grid.severity[i] = severityOf(cell.score, cell.limit, higherIsWorse(grid, cell.row));
    const given = statusCode(cell.status);
    grid.status[i] = given === ABSENT ? derivedStatus(grid, i) : given;
    if (cell.belowFloor) {
      grid.belowFloor.add(i);
    }
    if (cell.complete === false) {
      grid.incomplete.add(cell.time);
    }
    if (cell.end !== undefined && cell.end > cell.time) {
      ends[column] = cell.end;
    }
  }
  return grid;
}

const known = (value: number | undefined) => value !== undefined && !Number.isNaN(value);

function derivedStatus(grid: DriftGrid, i: number): number {
  if (Number.isNaN(grid.score[i])) {
    return statusCode('no_data');
  }
  if (grid.severity[i] >= 1) {
    return statusCode('breach');
  }
  return statusCode(severityOf(grid.score[i], grid.warn[i], higherIsWorse(grid, rowAt(grid, i))) >= 1 ? 'warn' : 'ok');
}

/** The usual distance of two windows: the median, because daylight saving and gaps make some differ. */
export function medianStep(times: number[]): number {
  const steps = times
    .slice(1)
    .map((time, i) => time - times[i])
    .sort((a, b) => a - b);
  return steps.length ? steps[Math.floor(steps.length / 2)] : 36e5;
}
