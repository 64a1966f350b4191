import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { type ReactNode, type Ref, type RefObject, useId, useLayoutEffect, useRef } from 'react';
import { CanvasLayer } from '../../components/grid/CanvasLayer';
import { pinnedBand } from '../../components/grid/geometry';
import { type AnnotationMark } from '../../components/interaction/annotations';
import { AnnotationTicks } from '../../components/interaction/AnnotationTicks';
import { DriftLens } from './DriftLens';
import { DriftActiveRow, DriftRowLabels, headId } from './DriftRowLabels';
import { SHARE_HEIGHT } from './layout';
import { useDriftPaint } from './useDriftPaint';
import { type Heatmap } from './useHeatmap';

interface Props {
  heatmap: Heatmap;
  width: number;
  title: string;
  /** What is read of the place that the keyboard is at. */
  place: string;
  annotations: AnnotationMark[];
  timeZone: TimeZone;
  plotRef?: Ref<HTMLDivElement>;
  /** The grid, which scrolls. */
  scroller: RefObject<HTMLDivElement | null>;
  /** What lies over the picture, such as the bar of a selection. */
  children?: ReactNode;
}

/** Columns by time on two canvases, one for the data and one for what follows the pointer, below the grid that readers know. */
export function DriftPlot({ heatmap, width, title, place, annotations, timeZone, plotRef, scroller, children }: Props) {
  const styles = useStyles2(getStyles);
  const { scene, pin, pointer, options, onHeader } = heatmap;
  const { view, geometry, layout, axis } = scene;
  const { drawBase, drawOverlay, lens } = useDriftPaint(heatmap, annotations);
  // A dashboard may have several heatmaps.
  const cellId = `${useId()}-${pin.item?.row}-${pin.item?.column}`;
  // A grid that comes back from its table stands where it was scrolled to, as its picture does.
  const backAt = useRef<number>(geometry.scrollTop);
  useLayoutEffect(() => {
    scroller.current?.scrollTo?.({ top: backAt.current });
  }, [scroller]);
  return (
    <div ref={plotRef} className={styles.plot} style={{ height: layout.canvasHeight }} {...pointer.handlers}>
      <CanvasLayer className={styles.layer} width={width} height={layout.canvasHeight} draw={drawBase} />
      <CanvasLayer className={styles.layer} width={width} height={layout.canvasHeight} draw={drawOverlay} />
      <div
        ref={scroller}
        className={styles.scroll}
        role="grid"
        aria-label={gridName(title)}
        aria-rowcount={view.rows.length}
        aria-colcount={view.columns}
        aria-activedescendant={pin.item && (onHeader ? headId(cellId) : cellId)}
        tabIndex={0}
        onKeyDown={heatmap.onKeyDown}
        onBlur={() => (pin.pinned || heatmap.menu.open ? undefined : pin.release())}
        style={{ height: layout.viewHeight }}
        onScroll={(e) => heatmap.setScrollTop(e.currentTarget.scrollTop)}
      >
        <div
          className={styles.rows}
          style={{ height: (view.rows.length - layout.pinned) * layout.cellHeight + pinnedBand(geometry) }}
        >
          <DriftRowLabels
            view={view}
            geometry={geometry}
            left={layout.left}
            extras={options.labelExtras}
            onToggleGroup={heatmap.toggleGroup}
            onMenu={heatmap.menu.onMenu}
          />
          {pin.item && (
            <DriftActiveRow
              view={view}
              geometry={geometry}
              left={layout.left}
              extras={options.labelExtras}
              cell={pin.item}
              id={cellId}
              text={place}
              onHeader={onHeader}
            />
          )}
        </div>
      </div>
      {pin.item && lens.length > 0 && <DriftLens scene={scene} lens={lens} at={pin.item} />}
      {layout.shareTop !== undefined && (
        <span
          className={styles.shareLabel}
          style={{ top: layout.shareTop, width: layout.left, height: SHARE_HEIGHT, lineHeight: `${SHARE_HEIGHT}px` }}
        >
          {t('plumbline.drift.share', 'over limit')}
        </span>
      )}
      {!scene.bars && (
        <AnnotationTicks marks={annotations} toPixel={axis.toPixel} top={layout.axisTop} timeZone={timeZone} />
      )}
      {children}
    </div>
  );
}

function gridName(title: string): string {
  return t('plumbline.drift.grid', '{{title}}: columns by time. Arrow keys move, n and p go to breaches.', {
    title,
    interpolation: { escapeValue: false },
  });
}

const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({
    position: 'relative',
    cursor: 'crosshair',
    userSelect: 'none',
  }),
  layer: css({ position: 'absolute', inset: 0, pointerEvents: 'none' }),
  scroll: css({
    position: 'absolute',
    inset: '0 0 auto 0',
    overflowX: 'hidden',
    overflowY: 'auto',
    borderRadius: theme.shape.radius.default,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
  rows: css({ position: 'relative' }),
  shareLabel: css({
    position: 'absolute',
    left: 0,
    paddingRight: theme.spacing(1),
    textAlign: 'right',
    fontSize: theme.typography.bodySmall.fontSize,
    fontStyle: 'italic',
    color: theme.colors.text.secondary,
  }),
});
