import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useRef, useState } from 'react';
import { LEGEND_HEIGHT, LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { formatCount, formatPercent, formatPlain, formatTick } from '../../components/format/number';
import { CanvasLayer } from '../../components/grid/CanvasLayer';
import { usePinned } from '../../components/interaction/usePinned';
import { linearScale } from '../../components/scale/linearScale';
import { type CardRow } from '../../components/tooltip/CardContent';
import { DataCard } from '../../components/tooltip/DataCard';
import { useTimeDrag } from '../../components/interaction/useTimeDrag';
import { RegionTools } from '../../components/selection/RegionTools';
import { binRecords, spanRecords } from './binRecords';
import { phiRange, xAxis } from './dependenceLayout';
import { binName, binText, dependenceSummary, dependenceTable, referenceOf, spanText } from './dependenceText';
import { ItemPlot } from './ItemPlot';
import { type ImportanceOptions } from './options';
import { paintDependence } from './paintDependence';
import { MARGIN, PlotFrame } from './PlotFrame';
import { type DependenceData, type TrendBin } from './readDependence';
import { swarmColors } from './swarmColors';
import { intervalName, signedValue } from './swarmText';
import { useWindowSelection } from './useWindowSelection';
import { TrendLayer } from './TrendLayer';

interface Props {
  width: number;
  height: number;
  data: DependenceData;
  options: ImportanceOptions;
  title: string;
}

/** Labels nearer than this would run into each other, CSS pixels. */
const TICK_MIN = 34;
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
  const innerWidth = Math.max(1, width - MARGIN.left - MARGIN.right);
  const bottom = plotHeight - MARGIN.bottom;
  const floor = bottom - shares;
  const colors = useMemo(() => swarmColors(theme, options.scheme), [theme, options.scheme]);
  const axis = useMemo(() => xAxis(data, innerWidth, options.xScale), [data, innerWidth, options.xScale]);
  const { min, max } = data.field.config;
  const y = useMemo(() => {
    const [low, high] = phiRange(data);
    const pad = (high - low) * 0.03 || 1;
    const room = Math.max(1, floor - MARGIN.top);
    return linearScale([min ?? low - pad, max ?? high + pad], room, Math.max(2, Math.floor(room / 45)));
  }, [data, min, max, floor]);
  const toY = useCallback((phi: number) => floor - y.toPixel(phi), [floor, y]);
  const plain = theme.visualization.getColorByName('blue');
  const draw = useCallback(
    (context: CanvasRenderingContext2D) =>
      paintDependence(context, { data, axis, toY, left: MARGIN.left, colors, plain }),
    [data, axis, toY, colors, plain]
  );
  const items = useMemo(
    () =>
      data.now.map((bin) => ({
        x: MARGIN.left + axis.binAt(bin),
        y: toY(Number.isNaN(bin.mean) ? 0 : bin.mean),
      })),
    [data, axis, toY]
  );
  const ticks = useMemo(() => {
    if (data.kind === 'categorical') {
      const every = Math.max(1, Math.ceil(44 / Math.max(1, axis.band)));
      return axis.categories
        .map((text, i) => ({ at: axis.place(NaN, text), text, i }))
        .filter(({ i }) => i % every === 0);
    }
    const missing = axis.gutter > 0 ? [{ at: axis.gutter / 2, text: t('plumbline.dependence.gutter', 'none') }] : [];
    const placed = axis.ticks.map((tick) => ({ at: axis.place(tick, ''), text: formatPlain(tick) }));
    // Quantiles can lie close together: the first of them keeps its label.
    return placed.reduce(
      (kept, tick) => (tick.at - (kept.at(-1)?.at ?? -Infinity) < TICK_MIN ? kept : [...kept, tick]),
      missing
    );
  }, [data.kind, axis]);
  const recordsOf = (index: number) => {
    const filters = binRecords(data, data.now[index]);
    return filters && { columns: [data.column], filters };
  };
  const textOf = (index: number) => binText(data, data.now[index]);
  const bar = useRef<HTMLDivElement>(null);
  const spans = useMemo(() => data.now.map(({ lo, hi }): [number, number] => [lo, hi]), [data.now]);
  const selection = useWindowSelection(
    spans,
    pin.item,
    pin.move,
    useCallback(() => bar.current?.focus(), [])
  );
  const selected =
    selection.span && data.kind === 'numeric' && spanRecords(data.column, selection.span.from, selection.span.to)
      ? selection.span
      : undefined;
  const drag = useTimeDrag({
    left: MARGIN.left + axis.gutter,
    right: width - MARGIN.right,
    toTime: useCallback((px: number) => axis.valueAt(px - MARGIN.left), [axis]),
    onZoom: selection.select,
    onSelect: selection.select,
    onPoint: useCallback(() => undefined, []),
  });
  const toX = (value: number, open: number) => (Number.isFinite(value) ? MARGIN.left + axis.place(value, '') : open);
  const shade =
    drag.span ?? (selected && [toX(selected.from, MARGIN.left + axis.gutter), toX(selected.to, width - MARGIN.right)]);
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={useMemo(() => dependenceSummary(data), [data])}
      live={pin.item !== undefined && pin.keyboard && data.now[pin.item] ? textOf(pin.item) : ''}
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
        drag={data.kind === 'numeric' ? drag : undefined}
        onKey={data.kind === 'numeric' ? selection.onKey : undefined}
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
          />
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
        {shade && (
          <svg width={width} height={plotHeight} aria-hidden="true" className={styles.layer}>
            <rect
              x={shade[0]}
              width={shade[1] - shade[0]}
              y={MARGIN.top}
              height={bottom - MARGIN.top}
              className={styles.shade}
            />
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
      </ItemPlot>
      {selected && (
        <RegionTools
          ref={bar}
          text={spanText(data.column, selected.from, selected.to)}
          records={{
            refId: data.frame.refId,
            columns: [data.column],
            filters: spanRecords(data.column, selected.from, selected.to),
          }}
          width={width}
          caption={captionHeight(height)}
          onZoom={selection.clear}
          onClear={selection.clear}
        />
      )}
      {legend > 0 && (
        <LegendRow left={width < 700 ? 4 : MARGIN.left}>
          <ColorLegend data={data} colors={colors} />
          {data.now.length > 0 && (
            <LegendItem>
              <span className={styles.now} />{' '}
              {t('plumbline.dependence.now', 'mean, {{interval}}', { interval: intervalName(data.confidence) })}
            </LegendItem>
          )}
          {options.showReference && data.reference.length > 0 && (
            <LegendItem>
              <span className={styles.then} />
              {data.referenceLabel ?? t('plumbline.importance.reference-name', 'reference')}
            </LegendItem>
          )}
          <LegendItem>{data.outputSpace ?? t('plumbline.importance.space-unknown', 'output space unknown')}</LegendItem>
        </LegendRow>
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

function ColorLegend({ data, colors }: { data: DependenceData; colors: ReturnType<typeof swarmColors> }) {
  const styles = useStyles2(getStyles);
  const { color, colorBy } = data;
  if (color.kind === 'none' || colorBy === undefined) {
    return null;
  }
  if (color.kind === 'categorical') {
    return (
      <>
        <LegendItem>{colorBy}</LegendItem>
        {color.categories.map((category, i) => (
          <LegendItem key={category}>
            <span className={styles.swatch} style={{ background: colors.categories[i] }} />
            {category}
          </LegendItem>
        ))}
      </>
    );
  }
  const stops = Array.from({ length: 9 }, (_, i) => colors.ramp.css(i / 8)).join(', ');
  return (
    <LegendItem>
      {colorBy} {formatPlain(color.lo)}
      <span className={styles.ramp} style={{ background: `linear-gradient(to right, ${stops})` }} />
      {formatPlain(color.hi)}
    </LegendItem>
  );
}

function cardRows(data: DependenceData, bin: TrendBin): CardRow[] {
  const reference = referenceOf(data, bin);
  const rows: CardRow[] = [
    { label: t('plumbline.dependence.mean', 'Mean SHAP'), value: signedValue(data, bin.mean), strong: true },
  ];
  if (!Number.isNaN(bin.meanLo + bin.meanHi)) {
    rows.push({
      label: intervalName(data.confidence),
      value: `${signedValue(data, bin.meanLo)} … ${signedValue(data, bin.meanHi)}`,
    });
  }
  if (reference) {
    rows.push({
      label: t('plumbline.waterfall.mean-reference', 'Mean in the reference'),
      value: signedValue(data, reference.mean),
    });
  }
  rows.push(
    { label: t('plumbline.importance.share', 'Share'), value: formatPercent(bin.share, 1) },
    ...(reference
      ? [
          {
            label: t('plumbline.dependence.share-reference', 'Share in the reference'),
            value: formatPercent(reference.share, 1),
          },
        ]
      : []),
    { label: t('plumbline.importance.n', 'Rows'), value: formatCount(bin.n) }
  );
  return rows;
}

const getStyles = (theme: GrafanaTheme2) => ({
  shade: css({ fill: theme.colors.action.selected, stroke: theme.colors.primary.border }),
  layer: css({ position: 'absolute', inset: 0 }),
  ramp: css({ width: theme.spacing(10), height: theme.spacing(1.25), borderRadius: theme.shape.radius.default }),
  swatch: css({ width: theme.spacing(1.25), height: theme.spacing(1.25), borderRadius: theme.shape.radius.default }),
  now: css({ width: 14, height: 0, borderTop: `2.5px solid ${theme.colors.text.primary}` }),
  then: css({ width: 14, height: 0, borderTop: `2px dashed ${theme.colors.text.secondary}` }),
});
