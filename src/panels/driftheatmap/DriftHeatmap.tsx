import { useCallback, useMemo, useRef } from 'react';
import { truncatedText } from '../../components/figure/truncated';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { segmentOf } from './box';
import { DriftExplain } from './DriftExplain';
import { DriftLegend } from './DriftLegend';
import { DriftPlot } from './DriftPlot';
import { DriftSelection, selectionText } from './DriftSelection';
import { driftTable } from './driftTable';
import { DriftTooltip } from './DriftTooltip';
import { liveText, placeText, sortedText } from './liveText';
import { PairCard } from './PairCard';
import { RowMenu } from './RowMenu';
import { ShareCard } from './ShareCard';
import { summaryText } from './summary';
import { type HeatmapProps, useHeatmap } from './useHeatmap';

/** Below this width the legend needs the room under the labels too. */
const NARROW = 800;
/** Below this one its ramp is shorter. */
const NARROWEST = 480;

/** The picture with its sentence, its legend, and the cards, bars and menus that open over it. */
export function DriftHeatmap(props: HeatmapProps) {
  const { width, height, timeZone, annotations, title, request, replace, onChangeTimeRange } = props;
  const plot = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const heatmap = useHeatmap(props, {
    scrollTo: useCallback((top: number) => scroller.current?.scrollTo?.({ top }), []),
    toGrid: useCallback(() => scroller.current?.focus({ preventScroll: true }), []),
    toBar: useCallback(() => bar.current?.focus(), []),
  });
  const { scene, notes, options, order, pin, selection, pair, share, menu, explain, table } = heatmap;
  const { view, layout, colors, fdr } = scene;
  const hasLegend = layout.legend && options.showLegend;
  const summary = useMemo(() => summaryText(view, timeZone), [view, timeZone]);
  const active = pin.item && heatmap.gridCell(pin.item);
  const place = placeText(heatmap, timeZone);
  const menuRow = menu.open && view.grid.rows[view.rows[menu.open.row]?.members[0] ?? -1];
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={[summary, truncatedText(view.grid.info.truncated), ...(hasLegend ? [] : notes)]
        .filter(Boolean)
        .join(' · ')}
      live={liveText(heatmap, place, timeZone)}
      table={useCallback((style) => driftTable(view, timeZone, style), [view, timeZone])}
      showTable={table.shown}
      onToggleTable={table.onToggleTable}
    >
      <DriftPlot
        plotRef={plot}
        scroller={scroller}
        heatmap={heatmap}
        width={width}
        title={title}
        place={place}
        annotations={annotations}
        timeZone={timeZone}
      >
        {selection.region && (
          <DriftSelection
            barRef={bar}
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
            onExplain={explain.open}
          />
        )}
      </DriftPlot>
      {hasLegend && (
        <DriftLegend
          view={view}
          colors={colors}
          marks={options.marks}
          fdr={fdr}
          left={width < NARROW ? 4 : layout.left}
          narrow={width < NARROWEST}
          notes={order.sort ? [...notes, sortedText(order.sort)] : notes}
        />
      )}
      {!table.shown && !heatmap.onHeader && pin.item && active !== undefined && active >= 0 && (
        <DriftTooltip
          scene={scene}
          at={pin.item}
          cell={active}
          pin={pin}
          container={plot}
          bins={props.bins}
          options={options.tooltip}
          timeAgg={options.timeAgg}
          timeZone={timeZone}
          request={request}
          replace={replace}
          onFilter={heatmap.onFilter}
          pair={pair.pair}
          onAssign={heatmap.onAssign}
        />
      )}
      {!table.shown && share !== undefined && scene.share[share] && (
        <ShareCard scene={scene} column={share} container={plot} timeZone={timeZone} />
      )}
      {menu.open && menuRow && (
        <RowMenu
          row={menuRow}
          x={menu.open.x}
          y={menu.open.y}
          onClose={menu.closeMenu}
          onNewest={() => menu.open && menu.onNewest(menu.open.row)}
          onSelect={() => menu.open && menu.onSelectRow(menu.open.row)}
          onFilter={heatmap.onFilter}
        />
      )}
      {!table.shown && (
        <PairCard
          scene={scene}
          pair={pair.pair}
          isOwn={pair.isOwn}
          container={plot}
          timeZone={timeZone}
          onClose={pair.clear}
        />
      )}
      {explain.shown && selection.box && selection.region && (
        <DriftExplain
          scene={scene}
          box={selection.box}
          region={selection.region}
          text={selectionText(selection.region, true, timeZone)}
          container={plot}
          timeZone={timeZone}
          request={request}
          replace={replace}
          onClose={explain.close}
        />
      )}
    </VizFigure>
  );
}
