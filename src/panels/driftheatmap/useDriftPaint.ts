import { useCallback, useMemo } from 'react';
import { measured } from '../../components/figure/measured';
import { lensRows, LENS_BELOW } from '../../components/grid/lens';
import { CellPainter } from '../../components/grid/paintCells';
import { useGrown } from '../../components/grid/useGrown';
import { type AnnotationMark } from '../../components/interaction/annotations';
import { paintAnnotations } from './paintAxis';
import { paintBase } from './paintDrift';
import { paintOverlay } from './paintOverlay';
import { type Heatmap } from './useHeatmap';

/** Draws the picture, and over it what follows the pointer, each when its causes change. */
export function useDriftPaint(
  { scene, pin, linked, cursor, pointer, selection, pair, onHeader }: Heatmap,
  annotations: AnnotationMark[]
) {
  const painter = useMemo(() => new CellPainter(), []);
  const lensPainter = useMemo(() => new CellPainter(), []);
  const { geometry } = scene;
  const row = pin.item?.row;
  const grown = useGrown(row !== undefined && geometry.cellHeight < LENS_BELOW);
  const lens = useMemo(
    () => (row === undefined || grown === 0 ? [] : lensRows(geometry, row, grown)),
    [geometry, row, grown]
  );
  const drawBase = useCallback(
    (context: CanvasRenderingContext2D) =>
      measured('plumbline:heatmap-paint', () => {
        paintBase(context, scene, painter);
        paintAnnotations(context, scene, annotations);
      }),
    [scene, painter, annotations]
  );
  const overlay = useMemo(
    () => ({
      cell: onHeader ? undefined : pin.item,
      pinned: pin.pinned,
      keyboard: pin.keyboard,
      lens,
      linked,
      cursor: cursor.time,
      selection: pointer.selection,
      box: selection.box,
      pair: pair.pair,
    }),
    [
      onHeader,
      pin.item,
      pin.pinned,
      pin.keyboard,
      lens,
      linked,
      cursor.time,
      pointer.selection,
      selection.box,
      pair.pair,
    ]
  );
  const drawOverlay = useCallback(
    (context: CanvasRenderingContext2D) =>
      measured('plumbline:heatmap-hover', () => paintOverlay(context, scene, overlay, lensPainter)),
    [scene, overlay, lensPainter]
  );
  return { drawBase, drawOverlay, lens };
}
