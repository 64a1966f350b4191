import { isBreach, isDoubtful } from './grid';
import { type DriftView } from './view';

/** Shares of the columns that are shown, in [0, 1]. */
export interface BreachShare {
  all: number;
  /** The part of `all` that chance could explain. */
  doubtful: number;
  /**
   * The part of the others that is expected to be false all the same: the false discovery rate times their share (Benjamini and
   * Hochberg 1995). NaN where no corrected p-value says which ones were found.
   */
  expected: number;
  /** How many columns were looked at. */
  columns: number;
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
    let [all, doubtful, found] = [0, 0, 0];
    let isCorrected = false;
    for (const cells of members) {
      const cell = cells[column];
      const hasQ = cell >= 0 && grid.q !== undefined && !Number.isNaN(grid.q[cell]);
      isCorrected ||= hasQ;
      if (isBreach(grid, cell)) {
        const isNoise = isDoubtful(grid, cell, fdr);
        all++;
        doubtful += isNoise ? 1 : 0;
        found += hasQ && !isNoise ? 1 : 0;
      }
    }
    const share = (count: number) => (members.length > 0 ? count / members.length : 0);
    return {
      all: share(all),
      doubtful: share(doubtful),
      expected: isCorrected ? share(fdr * found) : NaN,
      columns: members.length,
    };
  });
}

const cellsAt = (cells: Int32Array, row: number, columns: number) => cells.subarray(row * columns, (row + 1) * columns);
