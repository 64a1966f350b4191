import { isBreach, isDoubtful } from './grid';
import { type DriftView } from './view';

/** Shares of all columns, in [0, 1]. */
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
 * Share of the columns that breached in each drawn window: when it became many. Those whose rows are not shown count as others do.
 *
 * @param fdr corrected p-value above which a breach is doubtful.
 */
export function breachShare(view: DriftView, fdr: number): BreachShare[] {
  const { grid, columns, all: every } = view;
  const members = columns > 0 ? every.length / columns : 0;
  return Array.from({ length: columns }, (_, column) => {
    let [all, doubtful, found] = [0, 0, 0];
    let isCorrected = false;
    for (let at = column; at < every.length; at += columns) {
      const cell = every[at];
      const hasQ = cell >= 0 && grid.q !== undefined && !Number.isNaN(grid.q[cell]);
      isCorrected ||= hasQ;
      if (isBreach(grid, cell)) {
        const isNoise = isDoubtful(grid, cell, fdr);
        all++;
        doubtful += isNoise ? 1 : 0;
        found += hasQ && !isNoise ? 1 : 0;
      }
    }
    const share = (count: number) => (members > 0 ? count / members : 0);
    return {
      all: share(all),
      doubtful: share(doubtful),
      expected: isCorrected ? share(fdr * found) : NaN,
      columns: members,
    };
  });
}
