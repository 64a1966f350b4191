import { isBreach, isDoubtful } from './grid';
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
  const own = view.rows.flatMap(({ kind }, at) => (kind === 'column' ? [cellsAt(view.cells, at, columns)] : []));
  const closed = view.rows.flatMap(({ kind, open, members }) =>
    kind === 'group' && !open ? members.map((row) => ({ members: [row] })) : []
  );
  // As their own rows would show them: to open a group must not change how many breached.
  const hidden = view.cellsOf(closed);
  const members = [...own, ...closed.map((_, at) => cellsAt(hidden, at, columns))];
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

const cellsAt = (cells: Int32Array, row: number, columns: number) => cells.subarray(row * columns, (row + 1) * columns);
