import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { locationService } from '@grafana/runtime';
import { useCallback, useMemo, useRef, useState } from 'react';
import { rowLabel } from '../../components/figure/cutText';
import { useRecordsUrl } from '../../components/figure/panelScope';
import { measured } from '../../components/figure/measured';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatTick } from '../../components/format/number';
import { CanvasLayer } from '../../components/grid/CanvasLayer';
import { useSubject } from '../../components/interaction/useSubject';
import { ListFigure } from '../../components/list/ListFigure';
import { listLayout } from '../../components/list/listLayout';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { BeeswarmCard } from './BeeswarmCard';
import { BeeswarmLegend } from './BeeswarmLegend';
import { type ImportanceOptions } from './options';
import { paintSwarm } from './paintSwarm';
import { SelectionTools } from './SelectionTools';
import { type SwarmData } from './readSwarm';
import { swarmColors } from './swarmColors';
import { phiRecords } from './phiRecords';
import { type PhiSpan } from './phiSpans';
import { dotNear, placesOf, type SwarmDot } from './swarmDots';
import { SwarmRowPlot } from './SwarmRowPlot';
import { brushText, spokenBrush, swarmRowText, swarmSummary, swarmTable } from './swarmText';
import { useColumnKeys } from './useColumnKeys';
import { useSwarmBrush } from './useSwarmBrush';
import { attributionScale, valueAt } from './valueScale';

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
  const recordsUrl = useRecordsUrl();
  const openRecords = useCallback(
    (column: string, span: PhiSpan) => {
      const filters = phiRecords(data, column, span);
      const href = filters && recordsUrl({ refId: data.frame.refId, columns: [column], filters });
      if (href !== undefined) {
        locationService.push(href);
      }
    },
    [data, recordsUrl]
  );
  const { brush, select, clear, onKey } = useSwarmBrush(rows, openRecords);
  const onColumnKey = useColumnKeys(data.frame.refId);
  const bar = useRef<HTMLDivElement>(null);
  const [dot, setDot] = useState<{ column: string; dot: SwarmDot }>();
  /** The one that was clicked: a pinned card stays about it while the pointer moves on. */
  const [picked, setPicked] = useState<typeof dot>();
  // Of records: rows are linked by the list itself.
  const isLinked = useSubject(undefined);
  const geometry = useMemo(
    () => ({ toPixel: scale.toPixel, rowHeight, smooth: options.swarm === 'violin' }),
    [scale, rowHeight, options.swarm]
  );
  const linked = useMemo(
    () => rows.map((row) => placesOf(row, (id) => isLinked({ columns: [], recordId: id }), geometry)),
    [rows, isLinked, geometry]
  );
  const dotOf = (row: number, of = dot) => (of && of.column === rows[row]?.name ? of.dot : undefined);
  const place = (value: number, open: number) =>
    Number.isFinite(value) ? Math.max(0, Math.min(plotWidth, scale.toPixel(value))) : open;
  const spanOf = (name: string): [number, number] | undefined =>
    brush?.column === name ? [place(brush.span.lo, 0), place(brush.span.hi, plotWidth)] : undefined;
  /** Ends of a drag that lie beyond the records are open. */
  const spanBetween = (from: number, to: number): PhiSpan => ({
    lo: from <= 0 ? -Infinity : valueAt(scale, from),
    hi: to >= plotWidth ? Infinity : valueAt(scale, to),
  });
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
      said={brush ? spokenBrush(data, brush) : undefined}
      onKey={(key, row, shift) => {
        setPicked(undefined);
        if (key === 'Enter' && brush?.column === rows[row]?.name) {
          bar.current?.focus();
          return true;
        }
        return onKey(key, row, shift) || onColumnKey(key, rows[row]?.name);
      }}
      head={
        brush && {
          height: 0,
          content: (
            <SelectionTools
              barRef={bar}
              refId={data.frame.refId}
              column={brush.column}
              text={brushText(data, brush)}
              filters={phiRecords(data, brush.column, brush.span)}
              width={width}
              height={height}
              onClear={clear}
            />
          ),
        }
      }
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
          <SwarmRowPlot
            width={plotWidth}
            height={rowHeight}
            span={spanOf(rows[row].name)}
            linked={linked[row]}
            onPoint={(at) => {
              const found = at && dotNear(rows[row], at, geometry);
              // Most places have none, and the same dot is no news.
              if (found?.id !== dotOf(row)?.id || found?.phi !== dotOf(row)?.phi) {
                setDot(found && { column: rows[row].name, dot: found });
              }
            }}
            onPick={() => setPicked(dot)}
            onBrush={(from, to) => select({ column: rows[row].name, span: spanBetween(from, to) })}
          />
        </div>
      )}
      renderCard={(row, card) => (
        <BeeswarmCard data={data} row={rows[row]} dot={dotOf(row, card.pinned ? picked : dot)} {...card} />
      )}
      subjectOf={(row) => ({ columns: [rows[row].name], recordId: dotOf(row)?.id || undefined })}
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
  label: css({ ...rowLabel(theme), color: theme.colors.text.primary }),
  pale: css({ color: theme.colors.text.secondary, fontStyle: 'italic' }),
  axis: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }),
});
