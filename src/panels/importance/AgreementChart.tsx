import { css } from '@emotion/css';
import { type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { type TimeZone } from '@grafana/schema';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useRef, useState } from 'react';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { formatTick } from '../../components/format/number';
import { formatWindow } from '../../components/format/time';
import { type AnnotationMark } from '../../components/interaction/annotations';
import { AnnotationTicks } from '../../components/interaction/AnnotationTicks';
import { TimeMarks } from '../../components/interaction/TimeMarks';
import { usePinned } from '../../components/interaction/usePinned';
import { useSharedCursor } from '../../components/interaction/useSharedCursor';
import { useTimeDrag } from '../../components/interaction/useTimeDrag';
import { linearScale } from '../../components/scale/linearScale';
import { timeTicks } from '../../components/scale/timeScale';
import { RegionTools } from '../../components/selection/RegionTools';
import { DataCard } from '../../components/tooltip/DataCard';
import { cardRows } from './agreementCard';
import { agreementSummary, agreementTable, windowText } from './agreementText';
import { ItemPlot } from './ItemPlot';
import { type ImportanceOptions } from './options';
import { MARGIN, PlotFrame } from './PlotFrame';
import { type AgreementData, type AgreementWindow } from './readAgreement';
import { useWindowSelection } from './useWindowSelection';

interface Props {
  width: number;
  height: number;
  data: AgreementData;
  options: ImportanceOptions;
  title: string;
  timeZone: TimeZone;
  timeRange: TimeRange;
  annotations: AnnotationMark[];
  onZoom: (range: { from: number; to: number }) => void;
}

/** Whether the model still looks at the same columns in the same order, window by window. */
export function AgreementChart(props: Props) {
  const { width, height, data, options, title, timeZone, timeRange, annotations, onZoom } = props;
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
  const spans = useMemo(() => windows.map(spanOf), [windows]);
  // The dashboard's range, so that the cursor of neighbouring panels stands at the same place.
  const from = Math.min(timeRange.from.valueOf(), spans[0][0]);
  const to = Math.max(timeRange.to.valueOf(), spans[spans.length - 1][1]);
  const toX = useCallback(
    (time: number) => ((time - from) / Math.max(1, to - from)) * innerWidth,
    [from, to, innerWidth]
  );
  const toPixel = useCallback((time: number) => MARGIN.left + toX(time), [toX]);
  const cursor = useSharedCursor();
  const bar = useRef<HTMLDivElement>(null);
  const selection = useWindowSelection(
    spans,
    pin.item,
    pin.move,
    useCallback(() => bar.current?.focus(), [])
  );
  const drag = useTimeDrag({
    left: MARGIN.left,
    right: width - MARGIN.right,
    toTime: useCallback((px: number) => from + ((px - MARGIN.left) / innerWidth) * (to - from), [from, to, innerWidth]),
    onZoom,
    onSelect: selection.select,
    onPoint: useCallback(
      (at: number | undefined) => (at === undefined ? cursor.clear() : cursor.publish(at)),
      [cursor]
    ),
  });
  const items = useMemo(
    () =>
      windows.map((window, i) => ({
        x: toPixel((spans[i][0] + spans[i][1]) / 2),
        y: bottom - (Number.isNaN(window.ndcg) ? 0 : y.toPixel(window.ndcg)),
      })),
    [windows, spans, toPixel, y, bottom]
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
  const selected = selection.span;
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
        tooltip={options.tooltip}
        drag={drag}
        onKey={selection.onKey}
        renderCard={(index, pinned) => (
          <DataCard
            title={windowName(windows[index], timeZone)}
            color={colorOf(windows[index])}
            rows={cardRows(data, windows[index])}
            pinned={pinned}
            frame={data.frame}
            field={data.field}
            at={windows[index].at}
            records={{ from: spans[index][0], to: spans[index][1] }}
          />
        )}
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
          <TimeMarks
            marks={annotations}
            toPixel={toPixel}
            left={MARGIN.left}
            right={width - MARGIN.right}
            top={MARGIN.top}
            bottom={bottom}
            cursor={cursor.time}
            span={drag.span ?? (selected && [toPixel(selected.from), toPixel(selected.to)])}
          />
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
      <AnnotationTicks marks={annotations} toPixel={toPixel} top={bottom} timeZone={timeZone} />
      {selected && (
        <RegionTools
          barRef={bar}
          width={width}
          caption={captionHeight(height)}
          text={formatWindow(selected.from, selected.to, timeZone)}
          from={selected.from}
          to={selected.to}
          records={{ refId: data.frame.refId }}
          onZoom={onZoom}
          onClear={selection.clear}
        />
      )}
    </VizFigure>
  );
}

/** Start and end; a point of a plain series has none. */
function spanOf({ time, timeEnd }: AgreementWindow): [number, number] {
  return [time, Number.isNaN(timeEnd) ? time : timeEnd];
}

function windowName({ time, timeEnd }: AgreementWindow, timeZone: TimeZone): string {
  return formatWindow(time, Number.isNaN(timeEnd) ? time : timeEnd, timeZone);
}

const getStyles = (theme: GrafanaTheme2) => ({
  picture: css({ position: 'absolute', inset: 0 }),
  line: css({ fill: 'none', stroke: theme.colors.text.secondary, strokeWidth: 1.25 }),
  limit: css({ strokeDasharray: '5 3', strokeWidth: 1.25 }),
});
