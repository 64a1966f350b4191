/** Counts of windows that overlap, from those of the slots that they are made of. Pure. */
import { type Slots } from '../shared/slots';
import { addCategories, addNumeric, type ColumnCounts } from './bins';
import { type Cell, Cells } from './cells';

/** The cells of each span of the slots; a span without a row has none, as in a scan of its own. */
export function sumOfSlots(parts: Cells, { members }: Slots): Cells {
  const sums = new Cells();
  sums.rows = parts.rows;
  for (const segment of parts.segments) {
    members.forEach(({ first, end }, window) => {
      const cells: Cell[] = [];
      for (let slot = first; slot < end; slot += 1) {
        const cell = parts.at(segment, slot);
        if (cell) {
          cells.push(cell);
        }
      }
      if (cells.length > 0) {
        const sum = sums.open(segment, window);
        sum.rows = cells.reduce((rows, cell) => rows + cell.rows, 0);
        for (const column of new Set(cells.flatMap(({ columns }) => [...columns].map(([name]) => name)))) {
          const counts = addParts(cells.flatMap(({ columns }) => columns.get(column) ?? []));
          if (counts) {
            sum.columns.set(column, counts);
          }
        }
      }
    });
  }
  return sums;
}

/** All parts are of one column, and so of one kind and of the same bins. */
function addParts(parts: readonly ColumnCounts[]): ColumnCounts | undefined {
  const [first] = parts;
  if (first?.kind === 'numeric') {
    return addNumeric(
      parts.filter((part) => part.kind === 'numeric'),
      first.counts.length
    );
  }
  return first && addCategories(parts.filter((part) => part.kind === 'categorical'));
}
