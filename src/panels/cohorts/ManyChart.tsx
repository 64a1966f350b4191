import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useState } from 'react';
import { captionHeight } from '../../components/figure/VizFigure';
import { labelWidth } from '../../components/format/measure';
import { formatCount, formatTick } from '../../components/format/number';
import { ListFigure } from '../../components/list/ListFigure';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { cohortName } from './cohortText';
import { ForestHead, HEAD_HEIGHT } from './ForestHead';
import { forestLayout } from './forestLayout';
import { forestScale } from './forestScale';
import { valueHistogram } from './histogram';
import { LeastRows } from './LeastRows';
import { type CohortsOptions } from './options';
import { type ForestPicture, paintForestRow } from './paintForest';
import { type CohortsData } from './cohortData';
import { useCohortRows } from './useCohortRows';
import { HISTOGRAM, ValueHistogram } from './ValueHistogram';

interface Props {
  width: number;
  height: number;
  data: CohortsData;
  options: CohortsOptions;
  title: string;
}

const ROW_HEIGHT = 24;
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
          <ValueHistogram
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
    axes: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }),
  };
};
