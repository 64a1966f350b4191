/** Cells of one picture in the next one. Pure. */
import { type GridCell } from '../../components/grid/geometry';
import { type DriftView } from './view';

/** Whether a picture has such a cell. */
export function isIn({ rows, columns }: DriftView, { row, column }: GridCell): boolean {
  return row < rows.length && column < columns;
}

/** The cell of the same row and the same window, or the one that the window is merged into; undefined where either is gone. */
export function cellIn(view: DriftView, before: DriftView, cell: GridCell): GridCell | undefined {
  const was = before.rows[cell.row];
  const row = view.rows.findIndex(({ kind, name }) => kind === was?.kind && name === was.name);
  const start = startIn(view, before, before.starts[cell.column]);
  const column = view.starts.findIndex((from, at) => start >= from && start < view.ends[at]);
  return row >= 0 && column >= 0 ? { row, column } : undefined;
}

/** Places that are no times are known by their names, and numbered anew in each picture. */
function startIn(view: DriftView, before: DriftView, start: number): number {
  const { places } = before.grid.info;
  return places ? (view.grid.info.places?.indexOf(places[start]) ?? NaN) : start;
}
