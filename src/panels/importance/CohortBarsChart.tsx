import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo } from 'react';
import { rowLabel } from '../../components/figure/cutText';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatCount, formatPlain, formatTick } from '../../components/format/number';
import { ListFigure } from '../../components/list/ListFigure';
import { linearScale } from '../../components/scale/linearScale';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { DataCard } from '../../components/tooltip/DataCard';
import { AxisButton } from './AxisButton';
import { useAxisKeys } from './cohortAxis';
import { cohortBarsSummary, cohortBarsTable, cohortBarText, dotText, linesOf } from './cohortBarsText';
import { cohortColor, CohortMark } from './CohortMark';
import { ColumnLink } from './ColumnLink';
import { othersLabel, othersNote } from './importanceText';
import { measureName } from './measure';
import { type ImportanceOptions } from './options';
import { RAW } from './raw';
import { type CohortBar, type CohortBars } from './readCohortBars';
import { useColumnKeys } from './useColumnKeys';

interface Props {
  width: number;
  height: number;
  data: CohortBars;
  options: ImportanceOptions;
  title: string;
}

const ROW_MIN = 24;
const ROW_MAX = 34;
const EDGE = 16;
/** Where the interval of the first cohort lies below the marks, and those of the others below it; CSS pixels. */
const [WHISKERS, WHISKER_STEP] = [6.5, 1.8];

/** One row a column, one dot a cohort. */
export function CohortBarsChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { rows, cohorts, others } = data;
  const lines = useMemo(() => linesOf(data), [data]);
  const labels = useMemo(
    () => [...rows.map(({ name }) => name), ...(others ? [othersLabel(others.columns)] : [])],
    [rows, others]
  );
  const labelWidth = useMemo(() => Math.min(width * 0.35, widthOf(labels)), [labels, width]);
  const plotWidth = Math.max(1, width - labelWidth - EDGE);
  const { min, max } = data.field.config;
  const scale = useMemo(() => {
    const ends = lines.flatMap(({ dots }) =>
      dots.flatMap(({ value, lo, hi }) => (options.whiskers ? [value, lo, hi] : [value]))
    );
    const known = ends.filter((value) => !Number.isNaN(value));
    return linearScale(
      [min ?? Math.min(0, ...known) * 1.02, max ?? Math.max(0, ...known) * 1.02],
      plotWidth,
      Math.max(2, Math.floor(plotWidth / 90))
    );
  }, [lines, options.whiskers, min, max, plotWidth]);
  const onColumnKey = useColumnKeys(data.frame.refId);
  const axis = useAxisKeys((row) => rows[row]?.name);
  const colors = cohorts.map((_, i) => cohortColor(theme, i));
  const space = data.outputSpace ?? t('plumbline.importance.space-unknown', 'output space unknown');
  return (
    <ListFigure
      width={width}
      height={height}
      title={title}
      summary={useMemo(() => cohortBarsSummary(data), [data])}
      table={useCallback((style) => cohortBarsTable(data, style), [data])}
      truncated={data.truncated}
      tooltip={options.tooltip}
      count={lines.length}
      rowHeight={{ min: ROW_MIN, max: ROW_MAX }}
      textOf={(row) => cohortBarText(data, lines[row])}
      isMarked={() => false}
      onKey={(key, row) => axis.onKey(key, row) || onColumnKey(key, rows[row]?.name)}
      onExtend={axis.onExtend}
      renderRow={(row, rowHeight) => (
        <div className={styles.row}>
          <span
            className={cx(styles.label, { [styles.pale]: !rows[row] })}
            style={{ width: labelWidth }}
            title={lines[row].name}
          >
            {labels[row]}
          </span>
          <svg width={plotWidth} height={rowHeight} className={styles.plot} aria-hidden="true">
            {scale.ticks.map((tick) => (
              <line
                key={tick}
                className={tick === 0 ? styles.zero : styles.grid}
                x1={scale.toPixel(tick)}
                x2={scale.toPixel(tick)}
                y1={0}
                y2={rowHeight}
              />
            ))}
            <RowMarks
              row={lines[row]}
              isHollow={!rows[row]}
              toPixel={scale.toPixel}
              middle={rowHeight / 2}
              colors={colors}
              edge={theme.colors.background.primary}
              whiskers={options.whiskers}
            />
          </svg>
        </div>
      )}
      renderCard={(row, card) => (
        <DataCard
          title={lines[row].name}
          subtitle={data.outputSpace}
          rows={lines[row].dots.map((dot) => ({ label: cohorts[dot.cohort].label, value: dotText(data, dot) }))}
          note={
            rows[row]
              ? t('plumbline.importance.mean-rank', 'Mean rank {{rank}}', { rank: formatPlain(rows[row].meanRank) })
              : othersNote(data.measure)
          }
          pinned={card.pinned}
          filter={rows[row] && { key: 'column', value: rows[row].name }}
          onFilter={card.onFilter}
          frame={data.frame}
          field={data.field}
          at={rows[row]?.dots[0]?.at}
        >
          {card.pinned && rows[row] && <ColumnLink column={rows[row].name} refId={data.frame.refId} />}
          {card.pinned && rows[row] && <AxisButton column={rows[row].name} />}
        </DataCard>
      )}
      subjectOf={(row) => rows[row] && { columns: [rows[row].name] }}
      linkedValue={(row) => rows[row] && { field: data.field, at: rows[row].dots[0]?.at }}
      filterOf={(row) => rows[row] && { key: 'column', value: rows[row].name }}
      axis={
        <div className={styles.axis} style={{ marginLeft: labelWidth }}>
          <NumberAxis scale={scale} width={plotWidth} format={(value) => formatTick(data.field, value, scale.step)} />
        </div>
      }
      legend={
        options.showLegend
          ? {
              from: 140,
              content: () => (
                <LegendRow left={width < 700 ? 4 : labelWidth}>
                  {cohorts.map(({ label, n }, i) => (
                    <LegendItem key={label}>
                      <svg width={14} height={14} aria-hidden="true">
                        <CohortMark cohort={i} x={7} y={7} color={colors[i]} edge="none" />
                      </svg>
                      {Number.isNaN(n) ? label : `${label} [${formatCount(n)}]`}
                    </LegendItem>
                  ))}
                  <LegendItem>
                    {data.measure === 'other'
                      ? measureName(data.measure, data.field)
                      : t('plumbline.importance.legend-measure', '{{measure}}, {{space}}', {
                          ...RAW,
                          measure: measureName(data.measure, data.field),
                          space,
                        })}
                  </LegendItem>
                </LegendRow>
              ),
            }
          : undefined
      }
    />
  );
}

interface MarksProps {
  row: Pick<CohortBar, 'dots'>;
  /** Of the row that adds up all others. */
  isHollow: boolean;
  toPixel: (value: number) => number;
  middle: number;
  colors: readonly string[];
  edge: string;
  whiskers: boolean;
}

/** A thread from the least to the greatest, intervals, and the marks; the first cohort lies on top. */
function RowMarks({ row, isHollow, toPixel, middle, colors, edge, whiskers }: MarksProps) {
  const styles = useStyles2(getStyles);
  const known = row.dots.filter(({ value }) => !Number.isNaN(value));
  const places = known.map(({ value }) => toPixel(value));
  return (
    <>
      {known.length > 1 && (
        <line x1={Math.min(...places)} x2={Math.max(...places)} y1={middle} y2={middle} className={styles.thread} />
      )}
      {whiskers &&
        known.map(({ cohort, lo, hi }) =>
          Number.isNaN(lo + hi) ? null : (
            <line
              key={cohort}
              x1={toPixel(lo)}
              x2={toPixel(hi)}
              // One below the other, as they overlap where cohorts are alike.
              y1={middle + WHISKERS + cohort * WHISKER_STEP}
              y2={middle + WHISKERS + cohort * WHISKER_STEP}
              stroke={colors[cohort]}
              strokeWidth={1.5}
            />
          )
        )}
      {[...known].reverse().map(({ cohort, value }) => (
        <CohortMark
          key={cohort}
          cohort={cohort}
          x={toPixel(value)}
          y={middle}
          color={isHollow ? edge : colors[cohort]}
          edge={isHollow ? colors[cohort] : edge}
        />
      ))}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ display: 'flex', alignItems: 'center', height: '100%', fontSize: theme.typography.bodySmall.fontSize }),
  label: css({ ...rowLabel(theme), color: theme.colors.text.primary }),
  pale: css({ color: theme.colors.text.secondary }),
  plot: css({ flex: 'none', display: 'block', overflow: 'visible' }),
  grid: css({ stroke: theme.colors.border.weak }),
  zero: css({ stroke: theme.colors.text.secondary }),
  thread: css({ stroke: theme.colors.border.medium, strokeWidth: 1.5 }),
  axis: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }),
});
