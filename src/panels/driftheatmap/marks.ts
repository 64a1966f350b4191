import { type Glyph } from '../../components/grid/glyphs';
import { type DriftGrid, isBelowFloor, isBreach, statusOf } from './grid';

/** The mark of a cell: what colour says, said again in shape. */
export function glyphOf(grid: DriftGrid, cell: number): Glyph | undefined {
  switch (cell < 0 ? undefined : statusOf(grid, cell)) {
    case 'breach':
      return isBreach(grid, cell) ? (isBelowFloor(grid, cell) ? 'ring' : 'dot') : undefined;
    case 'insufficient':
      return 'hatch';
    case 'no_data':
    case 'no_reference':
    case 'pending_labels':
      return 'dotted';
    case 'schema_change':
    case 'error':
      return 'cross';
    default:
      return undefined;
  }
}
