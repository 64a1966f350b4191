import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { rowLabel } from '../../components/figure/cutText';
import { formatCount, formatTick } from '../../components/format/number';
import { labelWidth } from '../../components/format/measure';
import { ListFigure } from '../../components/list/ListFigure';
import { listLayout } from '../../components/list/listLayout';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { cohortName, deltaText, isWorse } from './cohortText';
import { dotRadius, ForestCell, ROW_HEIGHT } from './ForestCell';
import { ForestHead, HEAD_HEIGHT } from './ForestHead';
import { ForestLegend } from './ForestLegend';
import { forestLayout } from './forestLayout';
import { forestScale } from './forestScale';
import { type CohortsOptions } from './options';
import { type CohortsData } from './cohortData';
import { allLimits, limitsIn } from './cohortLimits';
import { useCohortRows } from './useCohortRows';

interface Props {
  width: number;
  height: number;
  data: CohortsData;
  options: CohortsOptions;
  title: string;
}

/** Below this width the legend needs the room under the labels too. */
const NARROW = 800;
/** Lower pictures show no legend. */
const LEGEND_FROM = 160;

/** One row a cohort, one column a metric: dot and interval against the whole population. */
export function ForestChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const cohortRows = useCohortRows(data);
  const { rows, metrics } = data;
  const widest = useMemo(() => Math.max(72, labelWidth(rows.map(cohortName))), [rows]);
  const list = { count: rows.length, rowHeight: { min: ROW_HEIGHT, max: ROW_HEIGHT } };
  const room = { height, head: HEAD_HEIGHT, hasAxis: true, legendFrom: options.showLegend ? LEGEND_FROM : undefined };
  const scrolls = rows.length * ROW_HEIGHT > listLayout({ ...list, ...room }).listHeight;
  const layout = forestLayout(width, widest, metrics.length, options.showDelta, scrolls);
  const { showLimits } = options;
  const scales = useMemo(
    () =>
      metrics.map((metric) =>
        forestScale(data, metric, layout.plotWidth, showLimits ? allLimits(data, metric) : undefined)
      ),
    [data, metrics, layout.plotWidth, showLimits]
  );
  const [calm, alarm] = [theme.visualization.getColorByName('blue'), theme.visualization.getColorByName('orange')];

  const renderRow = (index: number) => {
    const row = rows[index];
    return (
      <div className={styles.row}>
        <span className={styles.label} style={{ width: layout.labelWidth }} title={cohortName(row)}>
          {cohortName(row)}
        </span>
        <span className={styles.count} style={{ width: layout.countWidth }}>
          {Number.isNaN(row.n) ? '' : formatCount(row.n)}
        </span>
        {metrics.map((metric, m) => {
          const cell = row.cells.get(metric);
          const worse = cell !== undefined && isWorse(metric, cell);
          return (
            <span key={metric} className={styles.metric} style={{ marginLeft: layout.gap }}>
              <ForestCell
                cell={cell}
                overall={data.overall.get(metric)}
                scale={scales[m]}
                width={layout.plotWidth}
                color={worse ? alarm : calm}
                showReference={options.showReference}
                showComplement={options.showComplement}
                limits={showLimits ? limitsIn(data.limits.get(metric) ?? [], cell) : undefined}
                radius={dotRadius(row.n, data.largest, options.sizeBy)}
              />
              {layout.deltaWidth > 0 && (
                <span
                  className={cx(styles.delta, { [styles.strong]: cell?.significant })}
                  style={{ width: layout.deltaWidth }}
                >
                  {cell && !cell.insufficient ? deltaText(data, cell.delta, metric) : ''}
                </span>
              )}
            </span>
          );
        })}
      </div>
    );
  };

  return (
    <ListFigure
      width={width}
      height={height}
      title={title}
      {...cohortRows}
      tooltip={options.tooltip}
      {...list}
      head={{ height: HEAD_HEIGHT, content: <ForestHead data={data} layout={layout} /> }}
      renderRow={renderRow}
      axis={
        <div className={styles.axes} style={{ paddingLeft: layout.labelWidth + layout.countWidth }}>
          {metrics.map((metric, m) => (
            <div key={metric} style={{ marginLeft: layout.gap, width: layout.plotWidth + layout.deltaWidth }}>
              <NumberAxis
                scale={scales[m]}
                width={layout.plotWidth}
                format={(value) => formatTick(data.field, value, scales[m].step)}
              />
            </div>
          ))}
        </div>
      }
      legend={
        options.showLegend
          ? {
              from: LEGEND_FROM,
              content: () => (
                <ForestLegend
                  data={data}
                  options={options}
                  calm={calm}
                  alarm={alarm}
                  left={width < NARROW ? 4 : layout.labelWidth + layout.countWidth + layout.gap}
                />
              ),
            }
          : undefined
      }
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    alignItems: 'center',
    height: ROW_HEIGHT,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  label: css({ ...rowLabel(theme), textAlign: 'left', color: theme.colors.text.primary }),
  count: css({
    flex: 'none',
    textAlign: 'right',
    fontVariantNumeric: 'tabular-nums',
    color: theme.colors.text.secondary,
  }),
  metric: css({ display: 'flex', alignItems: 'center', flex: 'none' }),
  delta: css({
    textAlign: 'right',
    fontVariantNumeric: 'tabular-nums',
    color: theme.colors.text.secondary,
    whiteSpace: 'nowrap',
  }),
  strong: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
  axes: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }),
});
