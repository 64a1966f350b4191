import { cellRect, type GridCell, type GridGeometry, type Rect } from '../../components/grid/geometry';
import { type Region } from '../../components/selection/region';
import { type DriftView } from './view';

/** Two opposite corners of a rectangle of cells, in any order; both belong to it. */
export interface Box {
  a: GridCell;
  b: GridCell;
}

/** Rows and columns of a box, first and last, in rising order. */
export function boxSpan({ a, b }: Box): { rows: [number, number]; columns: [number, number] } {
  return {
    rows: [Math.min(a.row, b.row), Math.max(a.row, b.row)],
    columns: [Math.min(a.column, b.column), Math.max(a.column, b.column)],
  };
}

/** The smallest box with another one and a cell in it. */
export function boxWith(box: Box, cell: GridCell): Box {
  const { rows, columns } = boxSpan(box);
  return {
    a: { row: Math.min(rows[0], cell.row), column: Math.min(columns[0], cell.column) },
    b: { row: Math.max(rows[1], cell.row), column: Math.max(columns[1], cell.column) },
  };
}

/** Where a box lies in the canvas; parts of it may be scrolled out of view. */
export function boxRect(g: GridGeometry, box: Box): Rect {
  const { rows, columns } = boxSpan(box);
  const first = cellRect(g, { row: rows[0], column: columns[0] });
  const last = cellRect(g, { row: rows[1], column: columns[1] });
  return {
    x: first.x,
    y: first.y,
    width: last.x + last.width - first.x,
    height: last.y + last.height - first.y,
  };
}

/**
 * The box as it shows: one over rows of metrics alone is about those windows of everything, because metrics are of the model
 * as a whole.
 */
export function shownBox({ rows }: DriftView, box: Box): Box {
  const [first, last] = boxSpan(box).rows;
  const isMetrics = rows.slice(first, last + 1).every((row) => row.kind === 'metric');
  return isMetrics ? { a: { ...box.a, row: 0 }, b: { ...box.b, row: rows.length - 1 } } : box;
}

/**
 * What a box means outside of this picture: columns of the model, and a stretch of time where the axis is time. No columns are
 * all of them, as for a box over metrics.
 */
export function regionOf(view: DriftView, box: Box): Region {
  const { rows, columns } = boxSpan(box);
  const names = view.rows
    .slice(rows[0], rows[1] + 1)
    .filter((row) => row.kind !== 'metric')
    .flatMap((row) => row.members.map((member) => view.grid.rows[member].column));
  const unique = [...new Set(names)];
  return view.grid.info.places
    ? { names: unique }
    : { from: view.starts[columns[0]], to: view.ends[columns[1]], names: unique };
}

/** The segment that all rows of a box share; undefined where they differ or have none. */
export function segmentOf(view: DriftView, box: Box): string | undefined {
  const { rows } = boxSpan(box);
  const members = view.rows.slice(rows[0], rows[1] + 1).filter((row) => row.kind !== 'metric');
  const segments = new Set(members.flatMap((row) => row.members.map((member) => view.grid.rows[member].segment)));
  return segments.size === 1 ? [...segments][0] : undefined;
}

/** The box of a region, where its columns lie side by side in this picture; undefined where they don't. */
export function boxOf(view: DriftView, region: Region): Box | undefined {
  const wanted = new Set(region.names);
  const isAll = wanted.size === 0;
  const rows = view.rows.flatMap((row, at) =>
    isAll || (row.kind === 'column' && wanted.has(view.grid.rows[row.members[0]].column)) ? [at] : []
  );
  const inside = (at: number) =>
    region.from === undefined ||
    region.to === undefined ||
    (view.ends[at] > region.from && view.starts[at] < region.to);
  const columns = view.starts.flatMap((_, at) => (inside(at) ? [at] : []));
  const [first, last] = [rows[0], rows[rows.length - 1]];
  // The head of a group stands between columns and is none itself.
  const together =
    isAll ||
    (rows.length > 0 && view.rows.slice(first, last + 1).filter((row) => row.kind !== 'group').length === rows.length);
  return together && rows.length > 0 && columns.length > 0
    ? {
        a: { row: rows[0], column: columns[0] },
        b: { row: rows[rows.length - 1], column: columns[columns.length - 1] },
      }
    : undefined;
}
