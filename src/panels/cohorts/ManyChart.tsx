import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useId, useMemo, useState } from 'react';
import { captionHeight } from '../../components/figure/VizFigure';
import { labelWidth } from '../../components/format/measure';
import { formatCount, formatTick, formatValue } from '../../components/format/number';
import { ListFigure } from '../../components/list/ListFigure';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { cohortName } from './cohortText';
import { ForestHead, HEAD_HEIGHT } from './ForestHead';
import { forestLayout } from './forestLayout';
import { forestScale } from './forestScale';
import { type ValueBin, valueHistogram } from './histogram';
import { metricName } from './metrics';
import { type CohortsOptions } from './options';
import { type ForestPicture, paintForestRow } from './paintForest';
import { type CohortsData } from './cohortData';
import { useCohortRows } from './useCohortRows';

interface Props {
  width: number;
  height: number;
  data: CohortsData;
  options: CohortsOptions;
  title: string;
}

const ROW_HEIGHT = 24;
const HISTOGRAM = 64;
/** Names measured for the width of their column: all of thousands would take longer than the picture. */
const MEASURED = 300;

/** Thousands of cohorts: how their values lie, what part of them to look at, and a list of those. */
export function ManyChart({ width, height, data, options, title }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const [least, setLeast] = useState(0);
  const [range, setRange] = useState<[number, number]>();
  const metric = data.metrics[0];
  const enough = useMemo(() => data.rows.filter((row) => !(row.n < least)), [data.rows, least]);
  const bins = useMemo(() => valueHistogram(enough, metric), [enough, metric]);
  const rows = useMemo(
    () =>
      range
        ? enough.filter((row) => {
            const value = row.cells.get(metric)?.value ?? NaN;
            return value >= range[0] && value <= range[1];
          })
        : enough,
    [enough, range, metric]
  );
  const cohortRows = useCohortRows(useMemo(() => ({ ...data, rows }), [data, rows]));
  const body = height - captionHeight(height);
  const top = body >= 260 ? HISTOGRAM : 0;
  const widest = useMemo(() => Math.max(72, labelWidth(data.rows.slice(0, MEASURED).map(cohortName))), [data.rows]);
  const layout = useMemo(
    () => forestLayout(width, widest, data.metrics.length, false, true),
    [width, widest, data.metrics.length]
  );
  const scales = useMemo(
    () => data.metrics.map((each) => forestScale(data, each, layout.plotWidth)),
    [data, layout.plotWidth]
  );
  const picture = useMemo(
    (): ForestPicture => ({
      data,
      layout,
      scales,
      rowHeight: ROW_HEIGHT,
      countText: (n) => (Number.isNaN(n) ? '' : formatCount(n)),
      ink: {
        text: theme.colors.text.primary,
        secondary: theme.colors.text.secondary,
        disabled: theme.colors.text.disabled,
        grid: theme.colors.border.strong,
        paper: theme.colors.background.primary,
        calm: theme.visualization.getColorByName('blue'),
        alarm: theme.visualization.getColorByName('orange'),
        font: `${theme.typography.bodySmall.fontSize} ${theme.typography.fontFamily}`,
      },
    }),
    [data, layout, scales, theme]
  );
  const drawRow = useCallback(
    (context: CanvasRenderingContext2D, row: number, y: number) => paintForestRow(context, picture, rows[row], y),
    [picture, rows]
  );
  const head = (
    <>
      {top > 0 && (
        <div className={styles.top} style={{ height: top }}>
          <Histogram
            bins={bins}
            width={Math.max(80, width - 260)}
            data={data}
            metric={metric}
            range={range}
            onRange={setRange}
          />
          <div className={styles.side}>
            <LeastRows rows={data.rows} value={least} onChange={setLeast} />
            <span>
              {t('plumbline.cohorts.shown', '{{shown}} of {{total}} cohorts', {
                shown: formatCount(rows.length),
                total: formatCount(data.rows.length),
              })}
              {range && (
                <Button size="sm" fill="text" onClick={() => setRange(undefined)}>
                  {t('plumbline.cohorts.reset', 'Reset')}
                </Button>
              )}
            </span>
          </div>
        </div>
      )}
      <ForestHead data={data} layout={layout} />
    </>
  );
  return (
    <ListFigure
      width={width}
      height={height}
      title={title}
      {...cohortRows}
      tooltip={options.tooltip}
      rowHeight={{ min: ROW_HEIGHT, max: ROW_HEIGHT }}
      fills
      head={{ height: top + HEAD_HEIGHT, content: head }}
      painted={{ drawRow, highlight: theme.colors.background.secondary, linkedColor: theme.colors.primary.border }}
      axis={
        <div className={styles.axes} style={{ marginLeft: layout.labelWidth + layout.countWidth }}>
          {data.metrics.map((each, i) => (
            <span key={each} style={{ marginLeft: layout.gap }}>
              <NumberAxis
                scale={scales[i]}
                width={layout.plotWidth}
                format={(value) => formatTick(data.field, value, scales[i].step)}
              />
            </span>
          ))}
        </div>
      }
    />
  );
}

interface HistogramProps {
  bins: ValueBin[];
  width: number;
  data: CohortsData;
  metric: string;
  range: [number, number] | undefined;
  onRange: (range: [number, number] | undefined) => void;
}

/** Rows by the value of the first metric. Dragging over it keeps the cohorts of that part. */
function Histogram({ bins, width, data, metric, range, onRange }: HistogramProps) {
  const styles = useStyles2(getStyles);
  const [start, setStart] = useState<number>();
  const most = Math.max(1, ...bins.map(({ rows }) => rows));
  const each = width / Math.max(1, bins.length);
  const binAt = (clientX: number, target: Element) =>
    Math.max(0, Math.min(bins.length - 1, Math.floor((clientX - target.getBoundingClientRect().left) / each)));
  const select = (from: number, to: number) => {
    const [first, last] = [bins[Math.min(from, to)], bins[Math.max(from, to)]];
    if (first && last) {
      onRange([first.lo, last.hi]);
    }
  };
  return (
    <svg
      width={width}
      height={HISTOGRAM}
      className={styles.histogram}
      role="img"
      aria-label={t('plumbline.cohorts.histogram', 'Rows by {{metric}}', {
        metric: metricName(metric),
        interpolation: { escapeValue: false },
      })}
      onPointerDown={(event) => setStart(binAt(event.clientX, event.currentTarget))}
      onPointerMove={(event) => start !== undefined && select(start, binAt(event.clientX, event.currentTarget))}
      onPointerUp={(event) => {
        if (start !== undefined) {
          select(start, binAt(event.clientX, event.currentTarget));
          setStart(undefined);
        }
      }}
      onDoubleClick={() => onRange(undefined)}
    >
      {bins.map((bin, i) => {
        const height = (bin.rows / most) * (HISTOGRAM - 20);
        const inside = !range || (bin.lo < range[1] && bin.hi > range[0]);
        return (
          <rect
            key={i}
            x={i * each}
            width={Math.max(1, each - 1)}
            y={HISTOGRAM - 16 - height}
            height={Math.max(bin.cohorts > 0 ? 1 : 0, height)}
            className={inside ? styles.bar : styles.faint}
          />
        );
      })}
      {bins[0] && (
        <>
          <text x={0} y={HISTOGRAM - 3} className={styles.text}>
            {formatValue(data.field, bins[0].lo)}
          </text>
          <text x={width / 2} y={HISTOGRAM - 3} textAnchor="middle" className={styles.text}>
            {t('plumbline.cohorts.histogram', 'Rows by {{metric}}', {
              metric: metricName(metric),
              interpolation: { escapeValue: false },
            })}
          </text>
          <text x={width} y={HISTOGRAM - 3} textAnchor="end" className={styles.text}>
            {formatValue(data.field, bins[bins.length - 1].hi)}
          </text>
        </>
      )}
    </svg>
  );
}

/** A slider over the sizes of cohorts, in powers: most are small and the large ones matter. */
function LeastRows({
  rows,
  value,
  onChange,
}: {
  rows: CohortsData['rows'];
  value: number;
  onChange: (value: number) => void;
}) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const largest = useMemo(() => rows.reduce((most, row) => Math.max(most, row.n || 0), 1), [rows]);
  const steps = Math.ceil(Math.log10(largest) * 4);
  const text = t('plumbline.cohorts.least', 'At least {{n}} rows', { n: formatCount(value) });
  return (
    <label htmlFor={id} className={styles.slider}>
      {text}
      <input
        id={id}
        type="range"
        min={0}
        max={steps}
        value={value > 0 ? Math.round(Math.log10(value) * 4) : 0}
        aria-valuetext={text}
        onChange={(event) => {
          const step = Number(event.currentTarget.value);
          onChange(step === 0 ? 0 : Math.round(10 ** (step / 4)));
        }}
      />
    </label>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const small = { fontSize: theme.typography.bodySmall.fontSize, fontVariantNumeric: 'tabular-nums' } as const;
  return {
    top: css({ display: 'flex', gap: theme.spacing(2), paddingLeft: theme.spacing(0.5) }),
    side: css({
      ...small,
      flex: 1,
      display: 'flex',
      flexDirection: 'column',
      justifyContent: 'center',
      gap: theme.spacing(0.5),
      color: theme.colors.text.secondary,
    }),
    slider: css({
      display: 'flex',
      flexDirection: 'column',
      gap: theme.spacing(0.5),
      fontWeight: 'inherit',
      margin: 0,
    }),
    histogram: css({ flex: 'none', cursor: 'col-resize', touchAction: 'none' }),
    bar: css({ fill: theme.visualization.getColorByName('blue') }),
    faint: css({ fill: theme.colors.text.disabled }),
    text: css({ ...small, fill: theme.colors.text.secondary }),
    axes: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }),
  };
};
