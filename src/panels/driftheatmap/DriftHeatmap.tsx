import { css } from '@emotion/css';
import { type EventBus, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { usePanelContext, useStyles2 } from '@grafana/ui';
import { useCallback, useMemo, useRef, useState } from 'react';
import { CanvasLayer } from '../../components/grid/CanvasLayer';
import { cellRect, type GridCell, scrollToShow } from '../../components/grid/geometry';
import { CellPainter } from '../../components/grid/paintCells';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { type AnnotationMark } from '../../components/interaction/annotations';
import { AnnotationTicks } from '../../components/interaction/AnnotationTicks';
import { useFilter } from '../../components/interaction/useFilter';
import { usePinned } from '../../components/interaction/usePinned';
import { useSharedCursor } from '../../components/interaction/useSharedCursor';
import { useGridKeyboard } from '../../components/keyboard/useGridKeyboard';
import { FloatingCard } from '../../components/tooltip/FloatingCard';
import { DriftCard, COLUMN_FILTER_KEY } from './DriftCard';
import { DriftLegend } from './DriftLegend';
import { cellText, driftTable, summaryText } from './driftText';
import { DriftActiveRow, DriftRowLabels } from './DriftRowLabels';
import { type DriftGrid, isBreach } from './grid';
import { SHARE_HEIGHT } from './layout';
import { paintAnnotations, paintBase, paintOverlay, type Scene } from './paintDrift';
import { type DriftHeatmapOptions } from './options';
import { useDriftScene } from './useDriftScene';
import { usePointer } from './usePointer';

interface Props {
  width: number;
  height: number;
  grid: DriftGrid;
  importance: Map<string, number>;
  options: DriftHeatmapOptions;
  timeRange: TimeRange;
  timeZone: TimeZone;
  annotations: AnnotationMark[];
  title: string;
  eventBus: EventBus;
  onChangeTimeRange: (range: { from: number; to: number }) => void;
}

/** Below this width the legend needs the room under the labels too. */
const NARROW = 800;

/** Columns by time on two canvases: one for the data, one for what follows the pointer. */
export function DriftHeatmap(props: Props) {
  const { width, height, grid, options, timeZone, annotations, title, eventBus, onChangeTimeRange } = props;
  const styles = useStyles2(getStyles);
  const [scrollTop, setScrollTop] = useState(0);
  const [showTable, setShowTable] = useState(false);
  const body = height - captionHeight(height);
  const { scene, notes } = useDriftScene({ ...props, height: body, scrollTop });
  const { view, geometry, layout, axis, colors } = scene;
  const pin = usePinned<GridCell>();
  const onFilter = useFilter();
  const { sync } = usePanelContext();
  const cursor = useSharedCursor(eventBus, sync);
  const plot = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);

  const gridCell = useCallback((cell: GridCell) => view.cells[cell.row * view.columns + cell.column], [view]);
  const pointer = usePointer({ scene, pin, cursor, gridCell, onZoom: onChangeTimeRange });

  const onMove = useCallback(
    (cell: GridCell) => {
      const top = scrollToShow(geometry, cell.row);
      scroller.current?.scrollTo?.({ top });
      setScrollTop(top);
      pin.move(cell);
    },
    [geometry, pin]
  );
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  const size = useMemo(
    () => ({
      rows: view.order.length,
      columns: view.columns,
      page: Math.max(1, Math.floor(layout.viewHeight / layout.cellHeight)),
    }),
    [view, layout]
  );
  const onKeyDown = useGridKeyboard({
    size,
    active: pin.item,
    isMarked: useCallback((cell: GridCell) => isBreach(grid, gridCell(cell)), [grid, gridCell]),
    onMove,
    onPin: pin.pin,
    onRelease: pin.release,
    onToggleTable,
    onFilter:
      onFilter && ((cell) => onFilter({ key: COLUMN_FILTER_KEY, value: grid.rows[view.order[cell.row]].column }, '=')),
  });

  const painter = useMemo(() => new CellPainter(), []);
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
      cell: pin.item,
      pinned: pin.pinned,
      keyboard: pin.keyboard,
      cursor: cursor.time,
      selection: pointer.selection,
    }),
    [pin.item, pin.pinned, pin.keyboard, cursor.time, pointer.selection]
  );
  const drawOverlay = useCallback(
    (context: CanvasRenderingContext2D) =>
      measured('plumbline:heatmap-hover', () => paintOverlay(context, scene, overlay)),
    [scene, overlay]
  );

  const active = pin.item && gridCell(pin.item);
  const live = pin.item && pin.keyboard ? spoken(scene, pin.item, active, timeZone) : '';
  const cellId = `drift-cell-${pin.item?.row}-${pin.item?.column}`;
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={useMemo(() => summaryText(view, timeZone), [view, timeZone])}
      live={live}
      table={useCallback((style) => driftTable(view, timeZone, style), [view, timeZone])}
      showTable={showTable}
      onToggleTable={onToggleTable}
    >
      <div ref={plot} className={styles.plot} style={{ height: layout.canvasHeight }} {...pointer.handlers}>
        <CanvasLayer className={styles.layer} width={width} height={layout.canvasHeight} draw={drawBase} />
        <CanvasLayer className={styles.layer} width={width} height={layout.canvasHeight} draw={drawOverlay} />
        <div
          ref={scroller}
          className={styles.scroll}
          role="grid"
          aria-label={t(
            'plumbline.drift.grid',
            '{{title}}: columns by time. Arrow keys move, n and p go to breaches.',
            {
              title,
            }
          )}
          aria-rowcount={size.rows}
          aria-colcount={size.columns}
          aria-activedescendant={pin.item ? cellId : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onBlur={() => (pin.pinned ? undefined : pin.release())}
          style={{ height: layout.viewHeight }}
          onScroll={(e) => setScrollTop(e.currentTarget.scrollTop)}
        >
          <div className={styles.rows} style={{ height: size.rows * layout.cellHeight }}>
            <DriftRowLabels view={view} layout={layout} scrollTop={scrollTop} />
            {pin.item && <DriftActiveRow view={view} layout={layout} cell={pin.item} id={cellId} text={live} />}
          </div>
        </div>
        {layout.shareTop !== undefined && (
          <span
            className={styles.shareLabel}
            style={{ top: layout.shareTop, width: layout.left, height: SHARE_HEIGHT, lineHeight: `${SHARE_HEIGHT}px` }}
          >
            {t('plumbline.drift.share', 'over limit')}
          </span>
        )}
        <AnnotationTicks marks={annotations} toPixel={axis.toPixel} top={layout.axisTop} timeZone={timeZone} />
      </div>
      {layout.legend && options.showLegend && (
        <DriftLegend
          view={view}
          colors={colors}
          ramp={options.colorBy === 'severity'}
          marks={options.marks}
          left={width < NARROW ? 4 : layout.left}
          notes={notes}
        />
      )}
      {options.tooltip && !showTable && pin.item && active !== undefined && active >= 0 && (
        <FloatingCard
          container={plot}
          anchor={cellRect(geometry, pin.item)}
          pinned={pin.pinned}
          onClose={pin.unpin}
          label={cellText(grid, active, timeZone)}
        >
          <DriftCard
            grid={grid}
            cell={active}
            merged={view.merged}
            colors={colors}
            timeZone={timeZone}
            pinned={pin.pinned}
            onFilter={onFilter}
          />
        </FloatingCard>
      )}
    </VizFigure>
  );
}

function spoken(scene: Scene, at: GridCell, cell: number | undefined, timeZone: TimeZone): string {
  if (cell !== undefined && cell >= 0) {
    return cellText(scene.view.grid, cell, timeZone);
  }
  const name = scene.view.grid.rows[scene.view.order[at.row]]?.name ?? '';
  return t('plumbline.drift.absent', '{{name}}: no window here', { name });
}

/**
 * Runs and leaves a measure in the browser's timeline. Only the newest of each name stays, or a dashboard that is open for
 * days would fill the buffer; who wants them all uses a PerformanceObserver.
 */
function measured(name: string, run: () => void) {
  const start = performance.now();
  run();
  performance.clearMeasures(name);
  performance.measure(name, { start, end: performance.now() });
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
