import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { TooltipDisplayMode } from '@grafana/schema';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useState } from 'react';
import { LEGEND_HEIGHT, LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatTick } from '../../components/format/number';
import { useFilter } from '../../components/interaction/useFilter';
import { usePinned } from '../../components/interaction/usePinned';
import { RowList } from '../../components/list/RowList';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { type ImportanceOptions } from './options';
import { type WaterfallData } from './readWaterfall';
import { WaterfallCard } from './WaterfallCard';
import { waterfallSteps } from '../../components/waterfall/waterfallLayout';
import { DELTA_WIDTH, type RowShape, WaterfallRow } from '../../components/waterfall/WaterfallRow';
import { waterfallScale } from '../../components/waterfall/waterfallScale';
import {
  endNames,
  endValue,
  isSignificant,
  partDelta,
  stepName,
  stepText,
  totalOf,
  waterfallSummary,
  waterfallTable,
} from './waterfallText';

interface Props {
  width: number;
  height: number;
  data: WaterfallData;
  options: ImportanceOptions;
  title: string;
}

const ROW_MIN = 30;
const ROW_MAX = 36;

/** From one value to another, one bar a feature. */
export function WaterfallChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [showTable, setShowTable] = useState(false);
  const pin = usePinned<number>();
  const onFilter = useFilter();
  const upwards = data.kind === 'local';
  const steps = useMemo(
    () => waterfallSteps(data.parts, data.from, options.topK, upwards, data.others),
    [data, options.topK, upwards]
  );
  const names = endNames(data);
  const total = totalOf(data);
  const shapes = useMemo((): RowShape[] => {
    const end = (label: string, value: number): RowShape => ({
      ...PLAIN,
      label,
      start: value,
      end: value,
      text: endValue(data, value),
      isEnd: true,
      strong: true,
    });
    const [from, to] = [end(names.from, data.from), end(names.to, total)];
    const bars = steps.map((step): RowShape => {
      const { part } = step;
      const mix = part ? part.mix : data.others.mix;
      return {
        ...PLAIN,
        label: stepName(step),
        start: step.start,
        end: step.end,
        text: partDelta(data, step.end - step.start),
        strong: part !== undefined && isSignificant(part, options.fdr),
        lo: part && options.whiskers ? step.start + part.lo : NaN,
        hi: part && options.whiskers ? step.start + part.hi : NaN,
        mixEnd: data.kind === 'impact' && (part || step.count === data.others.count) ? step.start + mix : NaN,
        hollow: part === undefined,
      };
    });
    return upwards ? [to, ...bars, from] : [from, ...bars, to];
  }, [data, steps, names.from, names.to, total, options.fdr, options.whiskers, upwards]);

  const body = height - captionHeight(height);
  const legend = body >= 180 ? LEGEND_HEIGHT : 0;
  const room = body - NUMBER_AXIS_HEIGHT - legend;
  const rowHeight = Math.max(ROW_MIN, Math.min(ROW_MAX, Math.floor(room / shapes.length)));
  const listHeight = Math.max(ROW_MIN, Math.min(shapes.length * rowHeight, room));
  const labelWidth = useMemo(
    () => Math.min(width * 0.38, widthOf(shapes.map((shape) => shape.label))),
    [shapes, width]
  );
  const plotWidth = Math.max(1, width - labelWidth - DELTA_WIDTH);
  const { min, max } = data.field.config;
  const scale = useMemo(() => waterfallScale(shapes, { min, max }, plotWidth, 0.5), [shapes, min, max, plotWidth]);

  const [up, down] = [theme.visualization.getColorByName('orange'), theme.visualization.getColorByName('blue')];
  const stepAt = (row: number) => (row > 0 && row < shapes.length - 1 ? steps[row - 1] : undefined);
  const textOf = (row: number) => {
    const step = stepAt(row);
    return step ? stepText(data, step, options.fdr) : `${shapes[row].label}, ${shapes[row].text}`;
  };
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={useMemo(() => waterfallSummary(data, steps), [data, steps])}
      live={pin.item !== undefined && pin.keyboard && shapes[pin.item] ? textOf(pin.item) : ''}
      table={useCallback((style) => waterfallTable(data, style), [data])}
      showTable={showTable}
      onToggleTable={onToggleTable}
    >
      <RowList
        count={shapes.length}
        rowHeight={rowHeight}
        width={width}
        height={listHeight}
        label={title}
        textOf={textOf}
        isMarked={(row) => stepAt(row)?.part !== undefined && shapes[row].strong}
        renderRow={(row) => (
          <WaterfallRow
            shape={shapes[row]}
            height={rowHeight}
            labelWidth={labelWidth}
            width={plotWidth}
            scale={scale}
            up={up}
            down={down}
            next={row < shapes.length - 1 ? (upwards ? shapes[row].start : shapes[row].end) : undefined}
          />
        )}
        renderCard={
          options.tooltip.mode === TooltipDisplayMode.None
            ? undefined
            : (row, pinned) => (
                <WaterfallCard
                  data={data}
                  step={stepAt(row)}
                  name={shapes[row].label}
                  value={shapes[row].end}
                  color={shapes[row].end >= shapes[row].start ? up : down}
                  fdr={options.fdr}
                  pinned={pinned}
                  onFilter={onFilter}
                />
              )
        }
        onFilter={
          onFilter &&
          ((row) => {
            const part = stepAt(row)?.part;
            if (part?.kind === 'column') {
              onFilter({ key: 'column', value: part.name }, '=');
            }
          })
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
            <Swatch color={up} /> {t('plumbline.waterfall.up', 'raises')}
          </LegendItem>
          <LegendItem>
            <Swatch color={down} /> {t('plumbline.waterfall.down', 'lowers')}
          </LegendItem>
          {data.kind === 'impact' && shapes.some(({ mixEnd }) => !Number.isNaN(mixEnd)) && (
            <>
              <LegendItem>
                <span className={styles.mix} /> {t('plumbline.waterfall.mix-legend', 'other values (mix)')}
              </LegendItem>
              <LegendItem>
                <span className={styles.func} />
                {t('plumbline.waterfall.func-legend', 'same values, other effect (function)')}
              </LegendItem>
            </>
          )}
          <LegendItem>{data.outputSpace ?? t('plumbline.importance.space-unknown', 'output space unknown')}</LegendItem>
        </LegendRow>
      )}
    </VizFigure>
  );
}

const PLAIN = { isEnd: false, strong: false, lo: NaN, hi: NaN, mixEnd: NaN, hollow: false };

function Swatch({ color }: { color: string }) {
  return (
    <svg width={14} height={10} aria-hidden="true">
      <path d="M0 1H9L14 5L9 9H0Z" fill={color} />
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  axis: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }),
  mix: css({ width: 14, height: 3, background: theme.colors.text.secondary }),
  func: css({ width: 14, height: 4, border: `1px solid ${theme.colors.text.secondary}` }),
});
