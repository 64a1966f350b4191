import {
  cellRect,
  type GridCell,
  type GridGeometry,
  type Rect,
  rowBands,
  rowTop,
} from '../../components/grid/geometry';
import { type LensRow } from '../../components/grid/lens';
import { type CellPainter } from '../../components/grid/paintCells';
import { type Box, boxRect } from './box';
import { verticalLine } from './paintAxis';
import { type CellPair } from './pair';
import { paintLens } from './paintLens';
import { paintPair } from './paintPair';
import { type Scene } from './scene';

export interface OverlayState {
  /** Cell under the pointer or the keyboard. */
  cell: GridCell | undefined;
  pinned: boolean;
  keyboard: boolean;
  /** Rows about what one points at in another panel. */
  linked: readonly number[];
  /** Rows that are grown to be read. */
  lens: readonly LensRow[];
  /** Time under the shared cursor of another panel. */
  cursor: number | undefined;
  /** Span of time being dragged, CSS pixels. */
  selection: [number, number] | undefined;
  /** Selected cells, both corners included. */
  box: Box | undefined;
  /** Cells that are set against each other. */
  pair: CellPair;
}

/** What follows the pointer. Cheap enough for every frame. */
export function paintOverlay(
  context: CanvasRenderingContext2D,
  scene: Scene,
  state: OverlayState,
  painter: CellPainter
): void {
  const { geometry: g, layout, axis, colors } = scene;
  paintLinked(context, scene, state.linked);
  if (state.selection) {
    const [a, b] = state.selection[0] < state.selection[1] ? state.selection : [state.selection[1], state.selection[0]];
    context.fillStyle = colors.accent;
    context.globalAlpha = 0.2;
    context.fillRect(a, 0, b - a, layout.axisTop);
    context.globalAlpha = 1;
  }
  if (state.box) {
    paintBox(context, scene, state.box);
  }
  paintPair(context, scene, state.pair);
  if (state.cursor !== undefined && !scene.bars) {
    const x = axis.toPixel(state.cursor);
    if (x >= layout.left && x <= layout.left + layout.plotWidth) {
      verticalLine(context, x, layout.axisTop, colors.faint, [3, 3]);
    }
  }
  paintLens(context, scene, state.lens, painter);
  if (state.cell) {
    paintCursor(context, scene, shownRect(g, state.cell, state.lens), state.keyboard || state.pinned);
  }
}

/** Where a cell is seen: in the lens while its row is grown. */
export function shownRect(g: GridGeometry, cell: GridCell, lens: readonly LensRow[]): Rect {
  const grown = lens.find(({ row }) => row === cell.row);
  const rect = cellRect(g, cell);
  return grown ? { ...rect, y: grown.top, height: grown.height } : rect;
}

/** A tint behind the names, and lines above and below the cells, whose colours stay as they are. */
function paintLinked(
  context: CanvasRenderingContext2D,
  { geometry: g, layout, colors }: Scene,
  linked: readonly number[]
) {
  for (const { first, last, top, height } of rowBands(g)) {
    for (const row of linked.filter((at) => at >= first && at < last)) {
      const y = Math.max(top, rowTop(g, row));
      const visible = Math.min(top + height, rowTop(g, row) + g.cellHeight) - y;
      if (visible > 0) {
        context.fillStyle = colors.accent;
        context.globalAlpha = 0.2;
        context.fillRect(0, y, layout.left, visible);
        context.globalAlpha = 1;
        context.fillRect(layout.left, y, layout.plotWidth, 2);
        context.fillRect(layout.left, y + visible - 2, layout.plotWidth, 2);
      }
    }
  }
}

/** A selected region: its cells stay as they are, everything else steps back. */
function paintBox(context: CanvasRenderingContext2D, { geometry: g, layout, colors }: Scene, box: Box) {
  const area = boxRect(g, box);
  const [top, bottom] = [Math.max(0, area.y), Math.min(layout.viewHeight, area.y + area.height)];
  if (bottom <= top) {
    return;
  }
  context.save();
  context.fillStyle = colors.paper;
  context.globalAlpha = 0.55;
  const [left, right] = [g.left, g.left + g.columns * g.cellWidth];
  context.fillRect(left, 0, right - left, top);
  context.fillRect(left, bottom, right - left, layout.viewHeight - bottom);
  context.fillRect(left, top, area.x - left, bottom - top);
  context.fillRect(area.x + area.width, top, right - area.x - area.width, bottom - top);
  context.globalAlpha = 1;
  context.strokeStyle = colors.accent;
  context.lineWidth = 2;
  context.strokeRect(area.x - 1, top, area.width + 1, bottom - top - 1);
  context.restore();
}

/** A double outline, dark on light or light on dark, so that it shows on every cell colour. */
function paintCursor(context: CanvasRenderingContext2D, { colors, layout }: Scene, cell: Rect, strong: boolean) {
  const pad = Math.max(0, (5 - cell.width) / 2);
  const top = Math.max(0, cell.y);
  const height = Math.min(layout.viewHeight, cell.y + cell.height) - top;
  if (height <= 0) {
    return;
  }
  const outer = { x: cell.x - pad - 1.5, y: top - 1, width: cell.width + 2 * pad + 2, height: height + 1 };
  context.lineWidth = strong ? 4 : 3;
  context.strokeStyle = colors.paper;
  context.strokeRect(outer.x, outer.y, outer.width, outer.height);
  context.lineWidth = strong ? 2 : 1.5;
  context.strokeStyle = strong ? colors.accent : colors.text;
  context.strokeRect(outer.x, outer.y, outer.width, outer.height);
}
