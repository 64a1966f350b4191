import { css } from '@emotion/css';
import { getFieldDisplayName, type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useState } from 'react';
import { LEGEND_HEIGHT } from '../../components/figure/LegendRow';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { formatTimes, formatValue } from '../../components/format/number';
import { useFilter } from '../../components/interaction/useFilter';
import { usePinned } from '../../components/interaction/usePinned';
import { AgreementChip } from './AgreementChip';
import { agreementAlarm, agreementName } from './agreementText';
import { heuristicTable, heuristicText } from './heuristicText';
import { ItemPlot } from './ItemPlot';
import { type ImportanceOptions } from './options';
import { MARGIN } from './PlotFrame';
import { QuadrantAxes } from './QuadrantAxes';
import { QuadrantLegend } from './QuadrantLegend';
import { logScale, placeLabels, pointRadius, type Quadrant, quadrantsOf } from './quadrants';
import { RAW } from './raw';
import { type WaterfallData } from './readWaterfall';
import { WaterfallCard } from './WaterfallCard';
import { endValue, waterfallTable } from './waterfallText';

interface Props {
  width: number;
  height: number;
  data: WaterfallData;
  options: ImportanceOptions;
  title: string;
}

/** Labels of points at most, the most urgent ones. */
const LABELLED = 10;
/** Pictures below the caption that are lower than this show no legend, CSS pixels. */
const LEGEND_FROM = 180;

/** Columns by importance and drift, with the names of the four corners. */
export function QuadrantChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [showTable, setShowTable] = useState(false);
  const pin = usePinned<number>();
  const onFilter = useFilter();
  const body = height - captionHeight(height);
  const hasLegend = options.showLegend && body >= LEGEND_FROM;
  const plotHeight = body - (hasLegend ? LEGEND_HEIGHT : 0);
  const [innerWidth, innerHeight] = [
    Math.max(1, width - MARGIN.left - MARGIN.right),
    Math.max(1, plotHeight - MARGIN.top - MARGIN.bottom),
  ];
  const { points, importanceLimit, hidden } = useMemo(() => quadrantsOf(data.parts), [data.parts]);
  const x = useMemo(() => logScale([...points.map(({ part }) => part.severity), 1], innerWidth), [points, innerWidth]);
  const y = useMemo(
    () => logScale([...points.map(({ part }) => part.importance), importanceLimit], innerHeight),
    [points, importanceLimit, innerHeight]
  );
  const bottom = plotHeight - MARGIN.bottom;
  const items = useMemo(
    () =>
      points.map(({ part }) => ({
        x: MARGIN.left + x.toPixel(part.severity),
        y: bottom - y.toPixel(part.importance),
      })),
    [points, x, y, bottom]
  );
  const labels = useMemo(
    () =>
      placeLabels(
        points.slice(0, LABELLED).map(({ part }, i) => ({ ...items[i], text: part.name })),
        width
      ),
    [points, items, width]
  );
  const most = Math.max(0, ...points.map(({ part }) => Math.abs(part.delta) || 0));
  const largest = Math.max(most, 1e-300);
  const colors: Record<Quadrant, string> = {
    act: theme.visualization.getColorByName('orange'),
    watch: theme.visualization.getColorByName('blue'),
    noise: theme.visualization.getColorByName('yellow'),
    calm: theme.colors.text.secondary,
  };
  const names = quadrantNames();
  const textOf = (index: number) => {
    const { part, quadrant } = points[index];
    return t(
      'plumbline.impact.spoken',
      '{{name}}, {{quadrant}}, importance {{importance}}, drift {{severity}} its limit',
      {
        name: part.name,
        quadrant: names[quadrant],
        importance: formatValue(data.field, part.importance),
        severity: formatTimes(part.severity),
      }
    );
  };
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  const act = points.filter(({ quadrant }) => quadrant === 'act').map(({ part }) => part.name);
  const summary =
    (data.isHeuristic ? `${heuristicText(data)} · ` : '') +
    (act.length > 0
      ? t('plumbline.impact.summary', 'Act on {{n}}: {{names}}', {
          ...RAW,
          n: act.length,
          names: act.slice(0, 4).join(', '),
        })
      : t('plumbline.impact.summary-none', 'No important column has drifted beyond its limit')) +
    (hidden > 0 ? ` · ${t('plumbline.impact.hidden', '{{n}} without a known drift', { n: hidden })}` : '') +
    (agreementAlarm(data.agreement) ? ` · ${agreementName(data.agreement)}` : '');
  const [limitX, limitY] = [MARGIN.left + x.toPixel(1), bottom - y.toPixel(importanceLimit)];
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={summary}
      live={pin.item !== undefined && pin.keyboard && points[pin.item] ? textOf(pin.item) : ''}
      table={useCallback(
        (style) => (data.isHeuristic ? heuristicTable(data, style) : waterfallTable(data, style)),
        [data]
      )}
      showTable={showTable}
      onToggleTable={onToggleTable}
    >
      <ItemPlot
        width={width}
        height={plotHeight}
        label={title}
        items={items}
        nearest="xy"
        textOf={textOf}
        isMarked={(index) => points[index].quadrant === 'act'}
        tooltip={options.tooltip}
        renderCard={(index, pinned) => (
          <WaterfallCard
            data={data}
            step={{ part: points[index].part, count: 1, start: 0, end: points[index].part.delta }}
            name={points[index].part.name}
            value={points[index].part.delta}
            color={colors[points[index].quadrant]}
            fdr={options.fdr}
            pinned={pinned}
            onFilter={onFilter}
          />
        )}
        onFilter={onFilter && ((index) => onFilter({ key: 'column', value: points[index].part.name }, '='))}
        onToggleTable={onToggleTable}
        pin={pin}
      >
        <svg width={width} height={plotHeight} aria-hidden="true" className={styles.picture}>
          <QuadrantAxes x={x} y={y} limitX={limitX} limitY={limitY} width={width} bottom={bottom} names={names} />
          {data.isHeuristic && (
            <text
              x={MARGIN.left + innerWidth / 2}
              y={MARGIN.top + innerHeight / 2}
              textAnchor="middle"
              dominantBaseline="middle"
              className={styles.watermark}
            >
              {t('plumbline.impact.watermark', 'heuristic')}
            </text>
          )}
          {points.map(({ part, quadrant }, i) => (
            <circle
              key={part.name}
              cx={items[i].x}
              cy={items[i].y}
              r={pointRadius((Math.abs(part.delta) || 0) / largest)}
              fill={colors[quadrant]}
              className={styles.point}
            />
          ))}
          {labels.map(({ text, x: left, y: top, anchor }) => (
            <text key={text} x={left} y={top} textAnchor={anchor} className={styles.label}>
              {text}
            </text>
          ))}
          <text x={MARGIN.left + innerWidth / 2} y={plotHeight - 6} textAnchor="middle" className={styles.text}>
            {t('plumbline.impact.x', 'drift, times its limit')}
          </text>
          <text
            transform={`translate(11 ${bottom / 2 + MARGIN.top}) rotate(-90)`}
            textAnchor="middle"
            className={styles.text}
          >
            {data.isHeuristic ? getFieldDisplayName(data.field) : t('plumbline.impact.y', 'mean |SHAP|')}
          </text>
        </svg>
      </ItemPlot>
      {hasLegend && (
        <QuadrantLegend
          colors={colors}
          names={names}
          largest={most > 0 ? endValue(data, most) : undefined}
          left={MARGIN.left}
        />
      )}
      <AgreementChip agreement={data.agreement} className={styles.chip} />
    </VizFigure>
  );
}

function quadrantNames(): Record<Quadrant, string> {
  return {
    act: t('plumbline.impact.act', 'Act'),
    watch: t('plumbline.impact.watch', 'Watch'),
    noise: t('plumbline.impact.noise', 'Noise'),
    calm: t('plumbline.impact.calm', 'Calm'),
  };
}

const getStyles = (theme: GrafanaTheme2) => {
  const text = { fontSize: theme.typography.bodySmall.fontSize, fontVariantNumeric: 'tabular-nums' } as const;
  return {
    picture: css({ position: 'absolute', inset: 0 }),
    chip: css({ position: 'absolute', top: MARGIN.top + 18, left: MARGIN.left + 4, pointerEvents: 'none' }),
    watermark: css({ fontSize: 44, fill: theme.colors.text.disabled, fillOpacity: 0.35 }),
    text: css({ ...text, fill: theme.colors.text.secondary }),
    label: css({ ...text, fill: theme.colors.text.primary }),
    point: css({ stroke: theme.colors.background.primary, strokeWidth: 1.25, fillOpacity: 0.85 }),
  };
};
