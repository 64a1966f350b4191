import { type DriftGrid, isBreach, isDoubtful } from './grid';
import { type DriftView } from './view';

/** Shares of the columns that are shown, in [0, 1]. */
export interface BreachShare {
  all: number;
  /** The part of `all` that chance could explain. */
  doubtful: number;
}

/**
 * Share of the columns that breached in each drawn window: when it became many. Members of closed groups count as others do.
 *
 * @param fdr corrected p-value above which a breach is doubtful.
 */
export function breachShare(view: DriftView, fdr: number): BreachShare[] {
  const { grid, columns } = view;
  const own = view.rows.flatMap(({ kind }, at) =>
    kind === 'column' ? [view.cells.subarray(at * columns, (at + 1) * columns)] : []
  );
  const hidden = view.rows.flatMap(({ kind, open, members }) =>
    kind === 'group' && !open ? members.map((row) => drawnCells(view, row)) : []
  );
  const members = [...own, ...hidden];
  return Array.from({ length: columns }, (_, column) => {
    let [all, doubtful] = [0, 0];
    for (const cells of members) {
      if (isBreach(grid, cells[column])) {
        all++;
        doubtful += isDoubtful(grid, cells[column], fdr) ? 1 : 0;
      }
    }
    return members.length > 0
      ? { all: all / members.length, doubtful: doubtful / members.length }
      : { all: 0, doubtful: 0 };
  });
}

/** Of a row that is not drawn itself: in each drawn column a breach where it has one, else -1. */
function drawnCells({ grid, columns, ends }: DriftView, row: number): Int32Array {
  const cells = new Int32Array(columns).fill(-1);
  let column = 0;
  grid.times.forEach((time, t) => {
    while (column < columns - 1 && time >= ends[column]) {
      column++;
    }
    const cell = row * grid.times.length + t;
    const better = isBreach(grid, cell) && (cells[column] < 0 || severer(grid, cell, cells[column]));
    cells[column] = better ? cell : cells[column];
  });
  return cells;
}

const severer = (grid: DriftGrid, a: number, b: number) => grid.severity[a] > grid.severity[b];
