import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { TooltipDisplayMode } from '@grafana/schema';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useState } from 'react';
import { LEGEND_HEIGHT, LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatCount, formatDelta, formatPercent, formatTick, formatValue } from '../../components/format/number';
import { useFilter } from '../../components/interaction/useFilter';
import { usePinned } from '../../components/interaction/usePinned';
import { RowList } from '../../components/list/RowList';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { type CardRow } from '../../components/tooltip/CardContent';
import { DataCard } from '../../components/tooltip/DataCard';
import { type Step, waterfallSteps } from '../../components/waterfall/waterfallLayout';
import { DELTA_WIDTH, type RowShape, WaterfallRow } from '../../components/waterfall/WaterfallRow';
import { waterfallScale } from '../../components/waterfall/waterfallScale';
import { partsOf } from './intersections';
import { metricName } from './metrics';
import { mixName, mixSummary, mixTable, mixText } from './mixText';
import { type CohortsOptions } from './options';
import { type MixData, type MixPart } from './readMix';

interface Props {
  width: number;
  height: number;
  data: MixData;
  options: CohortsOptions;
  title: string;
}

const ROW_HEIGHT = 32;
/** Cohorts with a step of their own. */
const MOST = 20;

/** How a metric went from the reference to now: inside of cohorts (rate), and by other weights of them (mix). */
export function MixChart({ width, height, data, options, title }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const [showTable, setShowTable] = useState(false);
  const pin = usePinned<number>();
  const onFilter = useFilter();
  const steps = useMemo(() => waterfallSteps(data.parts, data.from, MOST, false), [data]);
  const shapes = useMemo(() => shapesOf(data, steps), [data, steps]);
  const body = height - captionHeight(height);
  const legend = body >= 160 ? LEGEND_HEIGHT : 0;
  const listHeight = Math.max(ROW_HEIGHT, Math.min(shapes.length * ROW_HEIGHT, body - NUMBER_AXIS_HEIGHT - legend));
  const labelWidth = useMemo(() => Math.min(width * 0.35, widthOf(shapes.map(({ label }) => label))), [shapes, width]);
  const plotWidth = Math.max(1, width - labelWidth - DELTA_WIDTH);
  const { min, max } = data.field.config;
  const scale = useMemo(() => waterfallScale(shapes, { min, max }, plotWidth, 0.01), [shapes, min, max, plotWidth]);
  const [up, down] = [theme.visualization.getColorByName('orange'), theme.visualization.getColorByName('blue')];
  const stepAt = (row: number): Step<MixPart> | undefined =>
    row > 0 && row < shapes.length - 1 ? steps[row - 1] : undefined;
  const textOf = (row: number) => mixText(data, stepAt(row), shapes[row].label, shapes[row].end);
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={useMemo(() => mixSummary(data), [data])}
      live={pin.item !== undefined && pin.keyboard && shapes[pin.item] ? textOf(pin.item) : ''}
      table={useCallback((style) => mixTable(data, style), [data])}
      showTable={showTable}
      onToggleTable={onToggleTable}
    >
      <RowList
        count={shapes.length}
        rowHeight={ROW_HEIGHT}
        width={width}
        height={listHeight}
        label={title}
        textOf={textOf}
        isMarked={(row) => shapes[row].strong && !shapes[row].isEnd}
        renderRow={(row) => (
          <WaterfallRow
            shape={shapes[row]}
            height={ROW_HEIGHT}
            labelWidth={labelWidth}
            width={plotWidth}
            scale={scale}
            up={up}
            down={down}
            next={row < shapes.length - 1 ? shapes[row].end : undefined}
          />
        )}
        renderCard={
          options.tooltip.mode === TooltipDisplayMode.None
            ? undefined
            : (row, pinned) => {
                const part = stepAt(row)?.part;
                const [filter] = part ? (partsOf(part.name) ?? []) : [];
                return (
                  <DataCard
                    title={shapes[row].label}
                    subtitle={metricName(data.metric)}
                    rows={cardRows(data, part, shapes[row])}
                    pinned={pinned}
                    filter={filter && { key: filter[0], value: filter[1] }}
                    onFilter={onFilter}
                    frame={data.frame}
                    field={data.field}
                    at={part?.at}
                  />
                );
              }
        }
        onToggleTable={onToggleTable}
        pin={pin}
      />
      <div className={styles.axis} style={{ marginLeft: labelWidth }}>
        <NumberAxis scale={scale} width={plotWidth} format={(value) => formatTick(data.field, value, scale.step)} />
      </div>
      {legend > 0 && (
        <LegendRow left={width < 700 ? 4 : labelWidth}>
          <LegendItem>
            <span className={styles.mix} /> {t('plumbline.cohorts.mix-legend', 'more or fewer rows (mix)')}
          </LegendItem>
          <LegendItem>
            <span className={styles.rate} /> {t('plumbline.cohorts.rate-legend', 'better or worse inside (rate)')}
          </LegendItem>
        </LegendRow>
      )}
    </VizFigure>
  );
}

function shapesOf(data: MixData, steps: ReadonlyArray<Step<MixPart>>): RowShape[] {
  const plain = { lo: NaN, hi: NaN, mixEnd: NaN, hollow: false };
  const end = (label: string, value: number): RowShape => ({
    ...plain,
    label,
    start: value,
    end: value,
    text: formatValue(data.field, value),
    isEnd: true,
    strong: true,
  });
  return [
    end(data.reference ?? t('plumbline.importance.reference-name', 'reference'), data.from),
    ...steps.map(({ part, count, start, end: to }): RowShape => ({
      ...plain,
      label: part
        ? mixName(part.name)
        : t('plumbline.cohorts.others', '{{n}} other cohorts', { n: formatCount(count) }),
      start,
      end: to,
      text: formatDelta(data.field, to - start),
      isEnd: false,
      // What changed inside of it is more than chance.
      strong: part !== undefined && (part.rateLo > 0 || part.rateHi < 0),
      lo: part && !Number.isNaN(part.mix) ? start + part.mix + part.rateLo : NaN,
      hi: part && !Number.isNaN(part.mix) ? start + part.mix + part.rateHi : NaN,
      mixEnd: part && !Number.isNaN(part.mix) ? start + part.mix : NaN,
      hollow: part === undefined,
    })),
    end(t('plumbline.cohorts.now', 'now'), data.to),
  ];
}

function cardRows(data: MixData, part: MixPart | undefined, shape: RowShape): CardRow[] {
  if (!part) {
    return [
      {
        label: t('plumbline.cohorts.value', 'Value'),
        value: shape.isEnd ? formatValue(data.field, shape.end) : formatDelta(data.field, shape.end - shape.start),
        strong: true,
      },
    ];
  }
  const share = (value: number) => (Number.isNaN(value) ? '–' : formatPercent(value, 1));
  return [
    {
      label: t('plumbline.cohorts.contribution', 'Contribution'),
      value: formatDelta(data.field, part.delta),
      strong: true,
    },
    { label: t('plumbline.cohorts.rate', 'Inside (rate)'), value: formatDelta(data.field, part.rate) },
    { label: t('plumbline.cohorts.mix', 'By weight (mix)'), value: formatDelta(data.field, part.mix) },
    {
      label: t('plumbline.cohorts.value', 'Value'),
      value: `${formatValue(data.field, part.valueReference)} → ${formatValue(data.field, part.value)}`,
    },
    { label: t('plumbline.cohorts.share', 'Share'), value: `${share(part.weightReference)} → ${share(part.weight)}` },
    { label: t('plumbline.cohorts.n', 'Rows'), value: `${formatCount(part.nReference)} → ${formatCount(part.n)}` },
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  axis: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }),
  mix: css({ width: 14, height: 3, background: theme.colors.text.secondary }),
  rate: css({ width: 14, height: 4, border: `1px solid ${theme.colors.text.secondary}` }),
});
