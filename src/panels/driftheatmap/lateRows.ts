import { ABSENT } from './grid';
import { type DriftView } from './view';

/** Where the windows of a row begin and end, drawn columns; both included. */
export interface Extent {
  first: number;
  last: number;
}

/** Of each row of a column that begins after or ends before the others: from where to where it has windows. */
export function lateRows({ grid, cells, columns, rows }: DriftView): Map<number, Extent> {
  const late = new Map<number, Extent>();
  const isThere = (place: number) => cells[place] >= 0 && grid.status[cells[place]] !== ABSENT;
  rows.forEach(({ kind }, at) => {
    let [first, last] = [0, columns - 1];
    while (first < columns && !isThere(at * columns + first)) {
      first++;
    }
    while (last > first && !isThere(at * columns + last)) {
      last--;
    }
    if (kind === 'column' && first < columns && (first > 0 || last < columns - 1)) {
      late.set(at, { first, last });
    }
  });
  return late;
}
