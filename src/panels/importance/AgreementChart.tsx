import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { type TimeZone, TooltipDisplayMode } from '@grafana/schema';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useState } from 'react';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { formatCount, formatTick, formatValue } from '../../components/format/number';
import { formatWindow } from '../../components/format/time';
import { usePinned } from '../../components/interaction/usePinned';
import { linearScale } from '../../components/scale/linearScale';
import { timeTicks } from '../../components/scale/timeScale';
import { type CardRow } from '../../components/tooltip/CardContent';
import { DataCard } from '../../components/tooltip/DataCard';
import { agreementSummary, agreementTable, windowText } from './agreementText';
import { ItemPlot } from './ItemPlot';
import { type ImportanceOptions } from './options';
import { MARGIN, PlotFrame } from './PlotFrame';
import { type AgreementData, type AgreementWindow } from './readAgreement';

interface Props {
  width: number;
  height: number;
  data: AgreementData;
  options: ImportanceOptions;
  title: string;
  timeZone: TimeZone;
}

/** Whether the model still looks at the same columns in the same order, window by window. */
export function AgreementChart({ width, height, data, options, title, timeZone }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [showTable, setShowTable] = useState(false);
  const pin = usePinned<number>();
  const { windows, warn, breach } = data;
  const plotHeight = height - captionHeight(height);
  const innerWidth = Math.max(1, width - MARGIN.left - MARGIN.right);
  const innerHeight = Math.max(1, plotHeight - MARGIN.top - MARGIN.bottom);
  const bottom = plotHeight - MARGIN.bottom;
  const { min, max } = data.field.config;
  const y = useMemo(() => {
    const known = [...windows.map(({ ndcg }) => ndcg), breach, warn].filter((value) => !Number.isNaN(value));
    const low = Math.min(...known, 1);
    return linearScale(
      [min ?? low - (1 - low) * 0.15, max ?? Math.max(...known, 1)],
      innerHeight,
      Math.max(2, Math.floor(innerHeight / 50))
    );
  }, [windows, warn, breach, min, max, innerHeight]);
  const [from, to] = [
    windows[0].time,
    Number.isNaN(windows[windows.length - 1].timeEnd)
      ? windows[windows.length - 1].time
      : windows[windows.length - 1].timeEnd,
  ];
  const toX = useCallback(
    (time: number) => ((time - from) / Math.max(1, to - from)) * innerWidth,
    [from, to, innerWidth]
  );
  const items = useMemo(
    () =>
      windows.map((window) => ({
        x: MARGIN.left + toX(Number.isNaN(window.timeEnd) ? window.time : (window.time + window.timeEnd) / 2),
        y: bottom - (Number.isNaN(window.ndcg) ? 0 : y.toPixel(window.ndcg)),
      })),
    [windows, toX, y, bottom]
  );
  const x = useMemo(
    () =>
      timeTicks(from, to, Math.max(2, innerWidth / 90), timeZone).map(({ time, label }) => ({
        at: toX(time),
        text: label,
      })),
    [from, to, innerWidth, timeZone, toX]
  );
  const colorOf = ({ ndcg }: AgreementWindow) =>
    theme.visualization.getColorByName(ndcg < breach ? 'orange' : ndcg < warn ? 'yellow' : 'blue');
  const line = items
    .map((item, i) =>
      Number.isNaN(windows[i].ndcg)
        ? ''
        : `${i > 0 && !Number.isNaN(windows[i - 1].ndcg) ? 'L' : 'M'}${item.x} ${item.y}`
    )
    .join('');
  const textOf = (index: number) => windowText(data, windows[index], timeZone);
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={useMemo(() => agreementSummary(data, timeZone), [data, timeZone])}
      live={pin.item !== undefined && pin.keyboard && windows[pin.item] ? textOf(pin.item) : ''}
      table={useCallback((style) => agreementTable(data, style, timeZone), [data, timeZone])}
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
        isMarked={(index) => windows[index].ndcg < breach}
        renderCard={
          options.tooltip.mode === TooltipDisplayMode.None
            ? undefined
            : (index, pinned) => (
                <DataCard
                  title={windowName(windows[index], timeZone)}
                  color={colorOf(windows[index])}
                  rows={cardRows(data, windows[index])}
                  pinned={pinned}
                  frame={data.frame}
                  field={data.field}
                  at={windows[index].at}
                />
              )
        }
        onToggleTable={onToggleTable}
        pin={pin}
      >
        <PlotFrame
          width={width}
          height={plotHeight}
          x={{ ticks: x, title: '' }}
          y={{
            scale: y,
            format: (value) => formatTick(data.field, value, y.step),
            title: t('plumbline.agreement.axis', 'NDCG'),
          }}
        />
        <svg width={width} height={plotHeight} aria-hidden="true" className={styles.picture}>
          {[breach, warn].map(
            (limit, i) =>
              !Number.isNaN(limit) && (
                <g key={i}>
                  <line
                    x1={MARGIN.left}
                    x2={width - MARGIN.right}
                    y1={bottom - y.toPixel(limit)}
                    y2={bottom - y.toPixel(limit)}
                    className={styles.limit}
                    stroke={theme.visualization.getColorByName(i === 0 ? 'orange' : 'yellow')}
                  />
                </g>
              )
          )}
          <path d={line} className={styles.line} />
          {items.map(
            (item, i) =>
              !Number.isNaN(windows[i].ndcg) && (
                <circle
                  key={i}
                  cx={item.x}
                  cy={item.y}
                  r={windows[i].ndcg < breach ? 4.5 : 3}
                  fill={windows[i].complete ? colorOf(windows[i]) : theme.colors.background.primary}
                  stroke={colorOf(windows[i])}
                  strokeWidth={1.5}
                />
              )
          )}
        </svg>
      </ItemPlot>
    </VizFigure>
  );
}

function windowName({ time, timeEnd }: AgreementWindow, timeZone: TimeZone): string {
  return formatWindow(time, Number.isNaN(timeEnd) ? time : timeEnd, timeZone);
}

function cardRows(data: AgreementData, window: AgreementWindow): CardRow[] {
  const rows: CardRow[] = [
    { label: t('plumbline.agreement.axis', 'NDCG'), value: formatValue(data.field, window.ndcg), strong: true },
  ];
  const add = (label: string, value: number, format: (value: number) => string) => {
    if (!Number.isNaN(value)) {
      rows.push({ label, value: format(value) });
    }
  };
  add(t('plumbline.agreement.spearman', "Spearman's correlation"), window.spearman, (value) => value.toFixed(3));
  add(t('plumbline.agreement.limit', 'Limit'), data.breach, (value) => formatValue(data.field, value));
  add(t('plumbline.importance.n', 'Rows'), window.n, formatCount);
  add(t('plumbline.agreement.n-reference', 'Rows of the reference'), window.nReference, formatCount);
  return rows;
}

const getStyles = (theme: GrafanaTheme2) => ({
  picture: css({ position: 'absolute', inset: 0 }),
  line: css({ fill: 'none', stroke: theme.colors.text.secondary, strokeWidth: 1.25 }),
  limit: css({ strokeDasharray: '5 3', strokeWidth: 1.25 }),
});
