import { severityOf } from '../../components/statistics/severity';
import { ABSENT, type DriftGrid, type DriftInfo, type DriftRow, rowOf, statusCode } from './grid';

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
    grid.severity[i] = severityOf(cell.score, cell.limit, grid.rows[cell.row].higherIsWorse);
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
  return statusCode(severityOf(grid.score[i], grid.warn[i], rowOf(grid, i).higherIsWorse) >= 1 ? 'warn' : 'ok');
}

/** The usual distance of two windows: the median, because daylight saving and gaps make some differ. */
export function medianStep(times: number[]): number {
  const steps = times
    .slice(1)
    .map((time, i) => time - times[i])
    .sort((a, b) => a - b);
  return steps.length ? steps[Math.floor(steps.length / 2)] : 36e5;
}
