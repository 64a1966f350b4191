import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useRef, useState } from 'react';
import { LEGEND_HEIGHT } from '../../components/figure/LegendRow';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { formatTick } from '../../components/format/number';
import { CanvasLayer } from '../../components/grid/CanvasLayer';
import { usePinned } from '../../components/interaction/usePinned';
import { useSubject } from '../../components/interaction/useSubject';
import { DataCard } from '../../components/tooltip/DataCard';
import { binRecords } from './binRecords';
import { cardRows } from './dependenceCard';
import { DependenceLegend } from './DependenceLegend';
import { boxesOf, dotPlaces, placesOf, recordNear, valuesBetween } from './dependencePlaces';
import { binName, binText, dependenceSummary, dependenceTable, lassoText, selectionText } from './dependenceText';
import { EffectLayer } from './EffectLayer';
import { ItemPlot } from './ItemPlot';
import { type Place } from './lasso';
import { type ImportanceOptions } from './options';
import { paintDependence } from './paintDependence';
import { MARGIN, PlotFrame } from './PlotFrame';
import { type DependenceData } from './readDependence';
import { RecordLink } from './RecordLink';
import { SelectionTools } from './SelectionTools';
import { swarmColors } from './swarmColors';
import { TrendLayer } from './TrendLayer';
import { type Box, useBoxDrag } from './useBoxDrag';
import { useDependenceScales } from './useDependenceScales';
import { useDependenceSelection } from './useDependenceSelection';
import { useLasso } from './useLasso';
import { valueAt } from './valueScale';

interface Props {
  width: number;
  height: number;
  data: DependenceData;
  options: ImportanceOptions;
  title: string;
}

/** Strip of shares under the plot. */
const SHARES = 34;

/** Attribution over the column's own values, with the mean now and in the reference. */
export function DependenceChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [showTable, setShowTable] = useState(false);
  const pin = usePinned<number>();
  const body = height - captionHeight(height);
  const legend = body >= 180 ? LEGEND_HEIGHT : 0;
  const plotHeight = body - legend;
  const shares = data.now.length > 0 && plotHeight >= 200 ? SHARES : 0;
  const bottom = plotHeight - MARGIN.bottom;
  const floor = bottom - shares;
  const colors = useMemo(() => swarmColors(theme, options.scheme), [theme, options.scheme]);
  const { axis, y, toY, ticks, items } = useDependenceScales(data, width, floor, options.xScale);
  const plain = theme.visualization.getColorByName('blue');
  const places = useMemo(() => ({ axis, left: MARGIN.left, toY }), [axis, toY]);
  const dots = useMemo(() => dotPlaces(data, places), [data, places]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => paintDependence(context, { data, ...places, dots, colors, plain }),
    [data, places, dots, colors, plain]
  );
  const recordsOf = (index: number) => {
    const filters = binRecords(data, data.now[index]);
    return filters && { columns: [data.column], filters };
  };
  const textOf = (index: number) => binText(data, data.now[index]);
  const bar = useRef<HTMLDivElement>(null);
  const onToBar = useCallback(() => bar.current?.focus(), []);
  const { selection, select, clear, onKey } = useDependenceSelection(data, pin.item, pin.move, onToBar);
  const right = width - MARGIN.right;
  const phiAt = useCallback((at: number) => valueAt(y, floor - at), [y, floor]);
  const lasso = useLasso(data, dots, { ...places, right, phiAt });
  const [dot, setDot] = useState<string>();
  const onSelect = useCallback(
    (box: Box) => {
      const span = valuesBetween(data, box.x, places);
      if (span) {
        lasso.clear();
        select(span, box.y && { lo: phiAt(box.y[1]), hi: phiAt(box.y[0]) });
      }
    },
    [data, places, lasso, select, phiAt]
  );
  const onLasso = useCallback(
    (line: Place[]) => {
      if (lasso.draw(line)) {
        clear();
      }
    },
    [lasso, clear]
  );
  const onPoint = useCallback(
    (place: { x: number; y: number } | undefined) => {
      // A pinned card stays about its record while the pointer moves on.
      if (!pin.pinned) {
        setDot(place && recordNear(data, place, dots));
      }
    },
    [data, dots, pin.pinned]
  );
  const drag = useBoxDrag({
    left: MARGIN.left + axis.gutter,
    right,
    top: MARGIN.top,
    bottom: floor,
    onSelect,
    onLasso,
    onPoint,
  });
  const boxes = selection ? boxesOf(data, selection, places, { right, top: MARGIN.top, bottom: floor }) : [];
  const shades = drag.box ? [drag.box] : boxes;
  const line = drag.line ?? (drag.box ? undefined : lasso.line);
  const selected = lasso.selection ? lassoText(data, lasso.selection) : selection && selectionText(data, selection);
  const isLinked = useSubject(undefined);
  const linked = useMemo(
    () => placesOf(data, (id) => isLinked({ columns: [], recordId: id }), dots),
    [data, isLinked, dots]
  );
  const dotAt = (index: number) => (index === pin.item ? dot : undefined);
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={useMemo(() => dependenceSummary(data), [data])}
      live={[selected, pin.item !== undefined && pin.keyboard && data.now[pin.item] ? textOf(pin.item) : '']
        .filter(Boolean)
        .join('. ')}
      table={useCallback((style) => dependenceTable(data, style), [data])}
      showTable={showTable}
      onToggleTable={onToggleTable}
    >
      <ItemPlot
        width={width}
        height={plotHeight}
        label={title}
        items={items}
        nearest="x"
        textOf={textOf}
        isMarked={() => false}
        tooltip={options.tooltip}
        drag={drag}
        onKey={(event) => {
          if (lasso.selection && (event.key === 'Escape' || event.key === 'Enter')) {
            (event.key === 'Escape' ? lasso.clear : onToBar)();
            return true;
          }
          const took = onKey(event);
          if (took) {
            lasso.clear();
          }
          return took;
        }}
        subjectOf={(index) => ({ columns: [data.column], recordId: dotAt(index) })}
        renderCard={(index, pinned) => (
          <DataCard
            title={`${data.column}: ${binName(data.now[index])}`}
            subtitle={data.outputSpace}
            rows={cardRows(data, data.now[index])}
            pinned={pinned}
            frame={data.frame}
            field={data.field}
            at={data.now[index].at}
            records={recordsOf(index)}
          >
            {pinned && dotAt(index) !== undefined && <RecordLink id={dotAt(index) ?? ''} refId={data.frame.refId} />}
          </DataCard>
        )}
        onToggleTable={onToggleTable}
        pin={pin}
      >
        <PlotFrame
          width={width}
          height={plotHeight}
          x={{ ticks, title: axis.refused ? `${data.column} (${refusedText(options.xScale)})` : data.column }}
          y={{
            scale: { ...y, toPixel: (value) => y.toPixel(value) + shares },
            format: (value) => formatTick(data.field, value, y.step),
            title: t('plumbline.dependence.axis', 'SHAP value'),
          }}
        />
        <div className={styles.layer}>
          <CanvasLayer width={width} height={plotHeight} draw={draw} />
        </div>
        {(shades.length > 0 || line) && (
          <svg width={width} height={plotHeight} aria-hidden="true" className={styles.layer}>
            {line && <polygon points={line.map(({ x, y }) => `${x},${y}`).join(' ')} className={styles.shade} />}
            {shades.map(({ x, y: high }) => (
              <rect
                key={x[0]}
                x={x[0]}
                width={x[1] - x[0]}
                y={high?.[0] ?? MARGIN.top}
                height={high ? high[1] - high[0] : bottom - MARGIN.top}
                className={styles.shade}
              />
            ))}
          </svg>
        )}
        <TrendLayer
          data={data}
          axis={axis}
          toY={toY}
          left={MARGIN.left}
          width={width}
          height={plotHeight}
          showReference={options.showReference}
          shares={shares > 0 ? { top: floor + 6, bottom } : undefined}
        />
        {linked.length > 0 && (
          <svg width={width} height={plotHeight} aria-hidden="true" className={styles.layer}>
            {linked.map(({ x, y: top }, i) => (
              <circle key={i} cx={x} cy={top} r={5} className={styles.linked} />
            ))}
          </svg>
        )}
        {data.lines && data.kind === 'numeric' && (
          <EffectLayer lines={data.lines} axis={axis} toY={toY} left={MARGIN.left} width={width} height={plotHeight} />
        )}
      </ItemPlot>
      {selected !== undefined && (
        <SelectionTools
          barRef={bar}
          refId={data.frame.refId}
          column={data.column}
          text={selected}
          filters={(lasso.selection ?? selection)?.filters}
          width={width}
          height={height}
          onClear={lasso.selection ? lasso.clear : clear}
        />
      )}
      {legend > 0 && (
        <DependenceLegend
          data={data}
          colors={colors}
          showReference={options.showReference}
          left={width < 700 ? 4 : MARGIN.left}
        />
      )}
    </VizFigure>
  );
}

/** Why an axis is as the values are, though another one is asked for. */
function refusedText(scale: ImportanceOptions['xScale']): string {
  return scale === 'log'
    ? t('plumbline.dependence.no-log', 'no log scale: there are values up to zero')
    : t('plumbline.dependence.no-quantile', 'no quantiles: too few values');
}

const getStyles = (theme: GrafanaTheme2) => ({
  shade: css({ fill: theme.colors.action.selected, stroke: theme.colors.primary.border }),
  layer: css({ position: 'absolute', inset: 0, pointerEvents: 'none' }),
  linked: css({ fill: 'none', stroke: theme.colors.text.primary, strokeWidth: 2 }),
});
