import { type Glyph } from '../../components/grid/glyphs';
import { type DriftGrid, isBreach, isDoubtful, statusOf } from './grid';
import { type Marks } from './options';

/**
 * The mark of a cell: what colour says, said again in shape.
 *
 * @param fdr corrected p-value above which a breach is doubtful.
 * @param marks 'breach' tells doubtful breaches from none.
 */
export function glyphOf(grid: DriftGrid, cell: number, fdr: number, marks: Marks = 'significant'): Glyph | undefined {
  switch (cell < 0 ? undefined : statusOf(grid, cell)) {
    case 'breach':
      if (!isBreach(grid, cell)) {
        return undefined;
      }
      return marks === 'significant' && isDoubtful(grid, cell, fdr) ? 'ring' : 'dot';
    case 'insufficient':
      return 'hatch';
    case 'small_reference':
      return 'net';
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
