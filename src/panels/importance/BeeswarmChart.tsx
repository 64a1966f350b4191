import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { TooltipDisplayMode } from '@grafana/schema';
import { useCallback, useMemo, useState } from 'react';
import { LEGEND_HEIGHT } from '../../components/figure/LegendRow';
import { measured } from '../../components/figure/measured';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatTick } from '../../components/format/number';
import { CanvasLayer } from '../../components/grid/CanvasLayer';
import { useFilter } from '../../components/interaction/useFilter';
import { usePinned } from '../../components/interaction/usePinned';
import { RowList } from '../../components/list/RowList';
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

/** Every record's attribution, row by row, coloured by its value. */
export function BeeswarmChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [showTable, setShowTable] = useState(false);
  const pin = usePinned<number>();
  const onFilter = useFilter();
  const { rows } = data;
  const body = height - captionHeight(height);
  const legend = body >= 160 ? LEGEND_HEIGHT : 0;
  const room = body - NUMBER_AXIS_HEIGHT - legend;
  const rowHeight = Math.max(ROW_MIN, Math.min(ROW_MAX, Math.floor(room / rows.length)));
  const listHeight = Math.max(ROW_MIN, Math.min(rows.length * rowHeight, room));
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
          power: options.columnHeight === 'sqrt' ? 0.5 : 1,
          ticks: scale.ticks,
          grid: theme.colors.border.weak,
          ink: theme.colors.text.primary,
          paper: theme.colors.background.primary,
        })
      ),
    [rows, rowHeight, plotWidth, scale, colors, options.columnHeight, theme]
  );
  const textOf = useCallback((row: number) => swarmRowText(data, rows[row]), [data, rows]);
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={useMemo(() => swarmSummary(data), [data])}
      live={pin.item !== undefined && pin.keyboard && rows[pin.item] ? textOf(pin.item) : ''}
      table={useCallback((style) => swarmTable(data, style), [data])}
      showTable={showTable}
      onToggleTable={onToggleTable}
    >
      <RowList
        count={rows.length}
        rowHeight={rowHeight}
        width={width}
        height={listHeight}
        label={title}
        textOf={textOf}
        isMarked={() => false}
        backdrop={
          <div style={{ paddingLeft: labelWidth }}>
            <CanvasLayer width={plotWidth} height={rows.length * rowHeight} draw={draw} />
          </div>
        }
        renderRow={(row) => (
          <div className={styles.row}>
            <span className={styles.label} style={{ width: labelWidth }} title={rows[row].name}>
              {rows[row].name}
            </span>
          </div>
        )}
        renderCard={
          options.tooltip.mode === TooltipDisplayMode.None
            ? undefined
            : (row, pinned) => (
                <BeeswarmCard data={data} row={rows[row]} colors={colors} pinned={pinned} onFilter={onFilter} />
              )
        }
        onFilter={onFilter && ((row) => onFilter({ key: 'column', value: rows[row].name }, '='))}
        onToggleTable={onToggleTable}
        pin={pin}
      />
      <div className={styles.axis} style={{ marginLeft: labelWidth }}>
        <NumberAxis scale={scale} width={plotWidth} format={(value) => formatTick(data.field, value, scale.step)} />
      </div>
      {legend > 0 && (
        <BeeswarmLegend
          data={data}
          row={pin.item === undefined ? undefined : rows[pin.item]}
          colors={colors}
          left={width < 700 ? 4 : labelWidth}
        />
      )}
    </VizFigure>
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
  axis: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }),
});
