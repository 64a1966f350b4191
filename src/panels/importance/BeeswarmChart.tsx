import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo } from 'react';
import { measured } from '../../components/figure/measured';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatTick } from '../../components/format/number';
import { CanvasLayer } from '../../components/grid/CanvasLayer';
import { ListFigure } from '../../components/list/ListFigure';
import { listLayout } from '../../components/list/listLayout';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { BeeswarmCard } from './BeeswarmCard';
import { BeeswarmLegend } from './BeeswarmLegend';
import { type ImportanceOptions } from './options';
import { paintSwarm } from './paintSwarm';
import { type SwarmData } from './readSwarm';
import { swarmColors } from './swarmColors';
import { swarmRowText, swarmSummary, swarmTable } from './swarmText';
import { attributionScale } from './valueScale';

interface Props {
  width: number;
  height: number;
  data: SwarmData;
  options: ImportanceOptions;
  title: string;
}

const ROW_MIN = 24;
const ROW_MAX = 64;
const EDGE = 12;
/** Lower pictures show no legend. */
const LEGEND_FROM = 160;

/** Every record's attribution, row by row, coloured by its value. */
export function BeeswarmChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { rows } = data;
  const list = { height, count: rows.length, rowHeight: { min: ROW_MIN, max: ROW_MAX } };
  const legendFrom = options.showLegend ? LEGEND_FROM : undefined;
  const { rowHeight } = listLayout({ ...list, hasAxis: true, legendFrom });
  const labelWidth = useMemo(() => Math.min(width * 0.35, widthOf(rows.map((row) => row.name))), [rows, width]);
  const plotWidth = Math.max(1, Math.floor(width - labelWidth - EDGE));
  const { min, max } = data.field.config;
  const scale = useMemo(
    () => attributionScale([min ?? data.range[0], max ?? data.range[1]], plotWidth, options.scale),
    [data.range, min, max, plotWidth, options.scale]
  );
  const colors = useMemo(() => swarmColors(theme, options.scheme), [theme, options.scheme]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) =>
      measured('plumbline:beeswarm-paint', () =>
        paintSwarm(context, {
          rows,
          rowHeight,
          width: plotWidth,
          toPixel: scale.toPixel,
          colorsOf: colors.of,
          smooth: options.swarm === 'violin',
          power: options.columnHeight === 'sqrt' ? 0.5 : 1,
          ticks: scale.ticks,
          grid: theme.colors.border.weak,
          ink: theme.colors.text.primary,
          paper: theme.colors.background.primary,
        })
      ),
    [rows, rowHeight, plotWidth, scale, colors, options.columnHeight, options.swarm, theme]
  );
  const textOf = useCallback((row: number) => swarmRowText(data, rows[row]), [data, rows]);
  return (
    <ListFigure
      {...list}
      width={width}
      title={title}
      summary={useMemo(() => swarmSummary(data), [data])}
      table={useCallback((style) => swarmTable(data, style), [data])}
      truncated={data.truncated}
      tooltip={options.tooltip}
      textOf={textOf}
      isMarked={() => false}
      backdrop={() => (
        <div style={{ paddingLeft: labelWidth }}>
          <CanvasLayer width={plotWidth} height={rows.length * rowHeight} draw={draw} />
        </div>
      )}
      renderRow={(row) => (
        <div className={styles.row}>
          <span
            className={cx(styles.label, { [styles.pale]: rows[row].constant })}
            style={{ width: labelWidth }}
            title={rows[row].name}
          >
            {rows[row].name}
          </span>
        </div>
      )}
      renderCard={(row, card) => <BeeswarmCard data={data} row={rows[row]} colors={colors} {...card} />}
      subjectOf={(row) => ({ columns: [rows[row].name] })}
      linkedValue={(row) => ({ field: data.field, at: rows[row].at })}
      filterOf={(row) => ({ key: 'column', value: rows[row].name })}
      axis={
        <div className={styles.axis} style={{ marginLeft: labelWidth }}>
          <NumberAxis scale={scale} width={plotWidth} format={(value) => formatTick(data.field, value, scale.step)} />
        </div>
      }
      legend={
        legendFrom === undefined
          ? undefined
          : {
              from: legendFrom,
              content: (active) => (
                <BeeswarmLegend
                  data={data}
                  row={active === undefined ? undefined : rows[active]}
                  colors={colors}
                  left={width < 700 ? 4 : labelWidth}
                />
              ),
            }
      }
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', alignItems: 'center', height: '100%', fontSize: theme.typography.bodySmall.fontSize }),
  label: css({
    flex: 'none',
    padding: theme.spacing(0, 1, 0, 0.5),
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    textAlign: 'right',
    color: theme.colors.text.primary,
  }),
  pale: css({ color: theme.colors.text.secondary, fontStyle: 'italic' }),
  axis: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }),
});
