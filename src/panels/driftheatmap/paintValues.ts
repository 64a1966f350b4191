import { type Field } from '@grafana/data';
import { formatValue } from '../../components/format/number';
import { cellRect } from '../../components/grid/geometry';
import { paintRows } from '../../components/grid/paintRows';
import { rowOf } from './grid';
import { type Scene } from './scene';

/** Narrower cells have no room for a score. */
const VALUE_FROM = 36;
/** Beside a score its mark has to do with this much at the left of the cell, CSS pixels. */
export const MARK_ROOM = 14;

/** Whether there is room for scores, where they are wanted. */
export const hasValues = ({ values, geometry: g }: Scene) => values && g.cellWidth >= VALUE_FROM && g.cellHeight >= 12;

/** Scores in figures, in the ink that shows on each cell; marks stand beside them. */
export function paintValues(context: CanvasRenderingContext2D, scene: Scene) {
  const { view, geometry: g, colors } = scene;
  if (!hasValues(scene)) {
    return;
  }
  context.font = colors.font;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  paintRows(context, g, (row) => {
    for (let column = 0; column < g.columns && view.rows[row].kind !== 'metric'; column++) {
      const cell = view.cells[row * g.columns + column];
      const score = cell < 0 ? NaN : view.grid.score[cell];
      if (!Number.isNaN(score)) {
        const area = cellRect(g, { row, column });
        context.fillStyle = colors.inkOn(view.grid, cell);
        context.fillText(
          valueText(rowOf(view.grid, cell).score, score),
          area.x + area.width - 4,
          area.y + area.height / 2,
          area.width - MARK_ROOM - 4
        );
      }
    }
  });
}

/** The field's own unit and decimals, else two significant digits: the card has more. */
function valueText(field: Field, score: number): string {
  const { unit, decimals, mappings } = field.config;
  return unit || decimals !== undefined || mappings?.length
    ? formatValue(field, score)
    : score.toLocaleString('en-US', { maximumSignificantDigits: 2 });
}
