import { css } from '@emotion/css';
import { type DataQueryRequest, type GrafanaTheme2, type InterpolateFunction, type TimeRange } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { useCallback, useMemo, useRef, useState } from 'react';
import { measured } from '../../components/figure/measured';
import { truncatedText } from '../../components/figure/truncated';
import { CanvasLayer } from '../../components/grid/CanvasLayer';
import { type GridCell, pinnedBand, scrollToShow } from '../../components/grid/geometry';
import { CellPainter } from '../../components/grid/paintCells';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { type AnnotationMark } from '../../components/interaction/annotations';
import { AnnotationTicks } from '../../components/interaction/AnnotationTicks';
import { followOneClick } from '../../components/interaction/oneClick';
import { useFilter } from '../../components/interaction/useFilter';
import { usePinned } from '../../components/interaction/usePinned';
import { type Subject } from '../../components/interaction/subject';
import { useSharedCursor } from '../../components/interaction/useSharedCursor';
import { useSubject } from '../../components/interaction/useSubject';
import { segmentOf } from './box';
import { DriftLegend } from './DriftLegend';
import { DriftActiveRow, DriftRowLabels } from './DriftRowLabels';
import { DriftSelection, selectionText } from './DriftSelection';
import { cellText, driftTable, rowOf, summaryText } from './driftText';
import { DriftTooltip } from './DriftTooltip';
import { type ColumnFacts, groupNames } from './facts';
import { ABSENT, type DriftGrid } from './grid';
import { SHARE_HEIGHT } from './layout';
import { type DriftHeatmapOptions, type DriftSort } from './options';
import { paintAnnotations, paintBase, type Scene } from './paintDrift';
import { paintOverlay } from './paintOverlay';
import { rankedText } from './sceneNotes';
import { sortNames } from './sortNames';
import { useClosedGroups } from './useClosedGroups';
import { useDriftKeyboard } from './useDriftKeyboard';
import { useDriftScene } from './useDriftScene';
import { useOrder } from './useOrder';
import { usePointer } from './usePointer';
import { useSelection } from './useSelection';
import { type DriftView } from './view';

interface Props {
  width: number;
  height: number;
  grid: DriftGrid;
  facts: ReadonlyMap<string, ColumnFacts>;
  options: DriftHeatmapOptions;
  timeRange: TimeRange;
  timeZone: TimeZone;
  annotations: AnnotationMark[];
  title: string;
  request: DataQueryRequest | undefined;
  replace: InterpolateFunction;
  onChangeTimeRange: (range: { from: number; to: number }) => void;
}

/** Below this width the legend needs the room under the labels too. */
const NARROW = 800;
/** Below this one its ramp is shorter. */
const NARROWEST = 480;

/** Columns by time on two canvases: one for the data, one for what follows the pointer. */
export function DriftHeatmap(props: Props) {
  const { width, height, facts, timeZone, annotations, title, request, replace, onChangeTimeRange } = props;
  const styles = useStyles2(getStyles);
  const [scrollTop, setScrollTop] = useState(0);
  const [showTable, setShowTable] = useState(false);
  const { sort, ranked, setSort, rankBy, reset: resetOrder } = useOrder(props.grid.times);
  const groups = useMemo(() => groupNames(facts), [facts]);
  const { closed, toggle } = useClosedGroups(groups, props.options.groupsClosed);
  const options = useMemo(() => (sort ? { ...props.options, sort } : props.options), [props.options, sort]);
  const body = height - captionHeight(height);
  const { scene, notes } = useDriftScene({ ...props, options, closed, ranked, height: body, scrollTop });
  const { view, geometry, layout, axis, colors, fdr } = scene;
  const pin = usePinned<GridCell>();
  const onFilter = useFilter();
  const cursor = useSharedCursor();
  const plot = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);

  const gridCell = useCallback((cell: GridCell) => view.cells[cell.row * view.columns + cell.column], [view]);
  const onMove = useCallback(
    (cell: GridCell) => {
      const top = scrollToShow(geometry, cell.row);
      scroller.current?.scrollTo?.({ top });
      setScrollTop(top);
      pin.move(cell);
    },
    [geometry, pin]
  );
  const selection = useSelection(view, pin.item, onMove);
  const onRank = useCallback(
    (column: number) => rankBy({ from: view.starts[column], to: view.ends[column] }),
    [rankBy, view]
  );
  const { release } = pin;
  const { clear } = selection;
  const pointer = usePointer({
    scene,
    pin,
    cursor,
    gridCell,
    mode: options.selection,
    onZoom: onChangeTimeRange,
    onSelect: selection.onSelect,
    onFollow: useCallback(
      (cell: GridCell, times: number) => {
        const at = gridCell(cell);
        return at >= 0 && followOneClick(rowOf(view.grid, at).score, view.grid.at[at], times);
      },
      [gridCell, view]
    ),
    onColumn: onRank,
    onReset: useCallback(() => {
      release();
      clear();
      resetOrder();
    }, [release, clear, resetOrder]),
  });

  const { pin: pinCell } = pin;
  const onPick = useCallback(
    (row: number) => {
      const column = lastWindow(view, row);
      if (column !== undefined) {
        pinCell({ row, column });
      }
    },
    [view, pinCell]
  );
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  const onKeyDown = useDriftKeyboard({
    scene,
    pin,
    selection,
    sort: options.sort,
    onMove,
    onSort: setSort,
    onRank,
    onToggleGroup: toggle,
    onToggleTable,
    onFilter,
    onToBar: useCallback(() => bar.current?.focus(), []),
  });

  const isLinked = useSubject(useMemo(() => pin.item && subjectOf(view, pin.item.row), [view, pin.item]));
  const linked = useMemo(
    () => view.rows.flatMap((_, at) => (isLinked(subjectOf(view, at)) ? [at] : [])),
    [view, isLinked]
  );
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
      linked,
      cursor: cursor.time,
      selection: pointer.selection,
      box: selection.box,
    }),
    [pin.item, pin.pinned, pin.keyboard, linked, cursor.time, pointer.selection, selection.box]
  );
  const drawOverlay = useCallback(
    (context: CanvasRenderingContext2D) =>
      measured('plumbline:heatmap-hover', () => paintOverlay(context, scene, overlay)),
    [scene, overlay]
  );

  const hasLegend = layout.legend && options.showLegend;
  const summary = useMemo(() => summaryText(view, timeZone), [view, timeZone]);
  const active = pin.item && gridCell(pin.item);
  const cell = pin.item && pin.keyboard ? spoken(scene, pin.item, active, timeZone) : '';
  const live = [
    cell,
    selection.region ? `${selected()}: ${selectionText(selection.region, true, timeZone)}` : '',
    sort ? sortedText(sort) : '',
    ranked ? rankedText(view.source, ranked, timeZone) : '',
  ]
    .filter(Boolean)
    .join('. ');
  const cellId = `drift-cell-${pin.item?.row}-${pin.item?.column}`;
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={[summary, truncatedText(view.grid.info.truncated), ...(hasLegend ? [] : notes)]
        .filter(Boolean)
        .join(' · ')}
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
          aria-label={gridName(title)}
          aria-rowcount={view.rows.length}
          aria-colcount={view.columns}
          aria-activedescendant={pin.item ? cellId : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onBlur={() => (pin.pinned ? undefined : pin.release())}
          style={{ height: layout.viewHeight }}
          onScroll={(e) => setScrollTop(e.currentTarget.scrollTop)}
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
              onToggleGroup={toggle}
              onPick={onPick}
            />
            {pin.item && (
              <DriftActiveRow
                view={view}
                geometry={geometry}
                left={layout.left}
                extras={options.labelExtras}
                cell={pin.item}
                id={cellId}
                text={cell}
              />
            )}
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
        {!scene.bars && (
          <AnnotationTicks marks={annotations} toPixel={axis.toPixel} top={layout.axisTop} timeZone={timeZone} />
        )}
        {selection.region && (
          <DriftSelection
            ref={bar}
            width={width}
            caption={captionHeight(height)}
            region={selection.region}
            segment={selection.box && segmentOf(view, selection.box)}
            inAddress={selection.inAddress}
            timeZone={timeZone}
            request={request}
            replace={replace}
            onZoom={onChangeTimeRange}
            onClear={selection.clear}
          />
        )}
      </div>
      {hasLegend && (
        <DriftLegend
          view={view}
          colors={colors}
          marks={options.marks}
          fdr={fdr}
          left={width < NARROW ? 4 : layout.left}
          narrow={width < NARROWEST}
          notes={sort ? [...notes, sortedText(sort)] : notes}
        />
      )}
      {!showTable && pin.item && active !== undefined && active >= 0 && (
        <DriftTooltip
          scene={scene}
          at={pin.item}
          cell={active}
          pin={pin}
          container={plot}
          options={options.tooltip}
          timeAgg={options.timeAgg}
          timeZone={timeZone}
          request={request}
          replace={replace}
          onFilter={onFilter}
        />
      )}
    </VizFigure>
  );
}

/** The newest drawn window of a row that has anything to say. */
function lastWindow(view: DriftView, row: number): number | undefined {
  for (let column = view.columns - 1; column >= 0; column--) {
    const cell = view.cells[row * view.columns + column];
    if (cell >= 0 && view.grid.status[cell] !== ABSENT) {
      return column;
    }
  }
  return undefined;
}

function gridName(title: string): string {
  return t('plumbline.drift.grid', '{{title}}: columns by time. Arrow keys move, n and p go to breaches.', {
    title,
    interpolation: { escapeValue: false },
  });
}

/** What a row is about; metrics are about the model as a whole. */
function subjectOf({ rows, grid }: DriftView, at: number): Subject | undefined {
  const row = rows[at];
  if (!row || row.kind === 'metric') {
    return undefined;
  }
  const cohort = row.kind === 'column' ? grid.rows[row.members[0]].segment : undefined;
  return { columns: [...new Set(row.members.map((member) => grid.rows[member].column))], cohort };
}

const sortedText = (sort: DriftSort) => t('plumbline.drift.sorted', 'sorted by {{sort}}', { sort: sortNames()[sort] });

const selected = () => t('plumbline.selection.selected', 'selected');

function spoken(scene: Scene, at: GridCell, cell: number | undefined, timeZone: TimeZone): string {
  if (cell !== undefined && cell >= 0) {
    return cellText(scene.view.grid, cell, timeZone, scene.fdr);
  }
  const name = scene.view.rows[at.row]?.name ?? '';
  return t('plumbline.drift.absent', '{{name}}: no window here', { name, interpolation: { escapeValue: false } });
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
