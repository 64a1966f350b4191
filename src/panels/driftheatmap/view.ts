import { type DisplayRow } from './arrange';
import { alarm, meanGrid, pickCell } from './aggregate';
import { type DriftGrid, isIncomplete } from './grid';
import { type TimeAggregation } from './options';

/**
 * What is drawn: rows in their order, and windows put on an even grid of slots so that a missing window is a visible
 * gap. `cells` maps a drawn cell to the grid's, -1 where there is none.
 */
export interface DriftView {
  grid: DriftGrid;
  /** Every window by itself, where the cells of `grid` are means of several. */
  source: DriftGrid;
  rows: DisplayRow[];
  /** The first rows, which stay on top. */
  pinned: number;
  columns: number;
  cells: Int32Array;
  /** The same of all columns of the data, whether their rows are shown or not. Metrics are no columns. */
  all: Int32Array;
  /** Start and end of each drawn column, milliseconds. */
  starts: number[];
  ends: number[];
  /** Windows drawn as one column, because there are more windows than pixels. 1 is no merging. */
  merged: number;
}

/** More slots than this many times the windows means that the windows are not regular: then gaps are not drawn. */
const SPARSE = 20;

/**
 * @param maxColumns how many columns the width can show; above it neighbours are merged.
 * @param timeAgg which of them a merged cell shows.
 */
export function driftView(
  source: DriftGrid,
  { rows, pinned }: { rows: DisplayRow[]; pinned: number },
  maxColumns: number,
  timeAgg: TimeAggregation = 'max'
): DriftView {
  const slots = slotsOf(source);
  const count = slots.length ? slots[slots.length - 1] + 1 : 0;
  const merged = Math.max(1, Math.ceil(count / Math.max(1, maxColumns)));
  const columns = Math.ceil(count / merged);
  const columnOf = slots.map((slot) => Math.floor(slot / merged));
  const edges = edgesOf(source, slots, columns, merged);
  const shown = { source, rows, pinned, columns, merged, ...edges };
  const every = source.rows.flatMap(({ metric }, row) => (metric === undefined ? [{ members: [row] }] : []));
  const drawn = (grid: DriftGrid, cellsOf: (rows: Members) => Int32Array) => ({
    ...shown,
    grid,
    cells: cellsOf(rows),
    all: cellsOf(every),
  });
  if (merged > 1 && timeAgg === 'mean') {
    const grid = meanGrid(source, slots, merged);
    const places = [...new Set(columnOf)];
    return drawn(grid, (own) => worstCells(grid, own, columns, places));
  }
  const picked = merged > 1 && timeAgg !== 'max' && timeAgg !== 'mean' ? timeAgg : undefined;
  return drawn(source, (own) =>
    picked ? pickedCells(source, own, columns, columnOf, picked) : worstCells(source, own, columns, columnOf)
  );
}

type Members = ReadonlyArray<Pick<DisplayRow, 'members'>>;

/** @param columnOf the drawn column of each window. */
function worstCells(grid: DriftGrid, rows: Members, columns: number, columnOf: number[]): Int32Array {
  const width = grid.times.length;
  const cells = new Int32Array(rows.length * columns).fill(-1);
  rows.forEach(({ members }, at) => {
    for (const row of members) {
      for (let t = 0; t < width; t++) {
        const target = at * columns + columnOf[t];
        cells[target] = worse(grid, cells[target], row * width + t);
      }
    }
  });
  return cells;
}

function pickedCells(
  grid: DriftGrid,
  rows: Members,
  columns: number,
  columnOf: number[],
  by: 'last' | 'p95'
): Int32Array {
  const width = grid.times.length;
  const windows = Array.from({ length: columns }, (): number[] => []);
  columnOf.forEach((column, t) => windows[column].push(t));
  const cells = new Int32Array(rows.length * columns).fill(-1);
  rows.forEach(({ members }, at) => {
    for (const row of members) {
      windows.forEach((own, column) => {
        const target = at * columns + column;
        const cell = pickCell(
          grid,
          own.map((t) => row * width + t),
          by
        );
        cells[target] = cell < 0 ? cells[target] : worse(grid, cells[target], cell);
      });
    }
  });
  return cells;
}

/** Drawn columns whose window is not over yet. */
export function openColumns({ grid, cells, columns }: DriftView): number[] {
  const open = new Set<number>();
  if (grid.incomplete.size > 0) {
    cells.forEach((cell, at) => cell >= 0 && isIncomplete(grid, cell) && open.add(at % columns));
  }
  return [...open];
}

/** The slot of each window: its distance from the first one in whole window lengths. */
function slotsOf(grid: DriftGrid): number[] {
  const { times } = grid;
  const step = grid.info.windowMs ?? 36e5;
  const slots = times.map((time) => Math.round((time - times[0]) / step));
  const regular = slots.every((slot, i) => i === 0 || slot > slots[i - 1]);
  const last = slots[slots.length - 1] ?? 0;
  return regular && last < SPARSE * times.length + 100 ? slots : times.map((_, i) => i);
}

function edgesOf(grid: DriftGrid, slots: number[], columns: number, merged: number) {
  const step = grid.info.windowMs ?? 36e5;
  const starts = Array.from({ length: columns }, (_, c) => grid.times[0] + c * merged * step);
  const ends = starts.map((start) => start + merged * step);
  slots.forEach((slot, i) => {
    const column = Math.floor(slot / merged);
    if (slot % merged === 0) {
      starts[column] = grid.times[i];
    }
    if (slot % merged === merged - 1 || i === slots.length - 1) {
      ends[column] = grid.ends[i];
    }
  });
  return { starts, ends };
}

/** Of two cells in one column the one that a reader must not miss. */
function worse(grid: DriftGrid, a: number, b: number): number {
  return a < 0 || alarm(grid, b) > alarm(grid, a) ? b : a;
}
