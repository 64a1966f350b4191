import { rowBands, rowTop } from '../../components/grid/geometry';
import { type CellCohort, type CellPair, columnsOf } from './pair';
import { type Scene } from './scene';

/** Of the letter's box, CSS pixels. */
const TAG = 15;

/** Lines, dark on light or light on dark, at both sides of the records that are set against others, with their letter above them. */
export function paintPair(context: CanvasRenderingContext2D, scene: Scene, { a, b }: CellPair): void {
  if (a) {
    paintCohort(context, scene, a, 'A');
  }
  if (b) {
    paintCohort(context, scene, b, 'B');
  }
}

function paintCohort(context: CanvasRenderingContext2D, scene: Scene, cohort: CellCohort, letter: string): void {
  const { view, geometry: g, colors } = scene;
  const columns = columnsOf(view, cohort);
  if (!columns) {
    return;
  }
  const left = g.left + columns[0] * g.cellWidth;
  const right = g.left + (columns[1] + 1) * g.cellWidth;
  let first: number | undefined;
  for (const band of rowBands(g)) {
    for (let row = band.first; row < band.last; row++) {
      if (isOf(scene, row, cohort)) {
        const top = Math.max(band.top, rowTop(g, row));
        const height = Math.min(band.top + band.height, rowTop(g, row) + g.cellHeight) - top;
        first ??= top;
        for (const [color, half] of [[colors.paper, 2.5] as const, [colors.text, 1] as const]) {
          context.fillStyle = color;
          context.fillRect(left - half, top, 2 * half, height);
          context.fillRect(right - half, top, 2 * half, height);
        }
      }
    }
  }
  if (first === undefined) {
    return;
  }
  const x = (left + right - TAG) / 2;
  context.fillStyle = colors.text;
  context.fillRect(x, first, TAG, TAG);
  context.fillStyle = colors.paper;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(letter, x + TAG / 2, first + TAG / 2 + 0.5);
}

/** Whether a row's records are of the cohort's query and segment. Metrics are of all records. */
function isOf({ view }: Scene, row: number, { refId, segment }: CellCohort): boolean {
  const found = view.grid.rows[view.rows[row]?.members[0] ?? -1];
  const isFrom = refId === undefined || found?.metric !== undefined || found?.frame.refId === refId;
  return found !== undefined && isFrom && found.segment === segment;
}
