import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo } from 'react';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatPlain, formatTick, formatValue } from '../../components/format/number';
import { ListFigure } from '../../components/list/ListFigure';
import { type LinearScale } from '../../components/scale/linearScale';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { DataCard } from '../../components/tooltip/DataCard';
import { fairnessScales } from './fairnessScales';
import { cardRows, fairnessTable, groupsText, rowName, spokenGap, verdictOf } from './fairnessText';
import { type CohortsOptions } from './options';
import { fairAt, type FairnessData, type FairnessRow, isRatio } from './readFairness';

interface Props {
  width: number;
  height: number;
  data: FairnessData;
  options: CohortsOptions;
  title: string;
}

const ROW_HEIGHT = 30;
const VALUE_WIDTH = 72;
const GROUPS_WIDTH = 150;

const isOfRatio = ({ metric }: FairnessRow) => isRatio(metric);

/** Gaps between groups with their intervals, each against the value at which it is fair. */
export function FairnessChart({ width, height, data, options, title }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const { rows } = data;
  const label = useMemo(() => Math.min(width * 0.4, widthOf(rows.map(rowName))), [rows, width]);
  const groups = width > 520 ? GROUPS_WIDTH : 0;
  const plotWidth = Math.max(40, width - label - VALUE_WIDTH - groups - 16);
  const scales = useMemo(() => fairnessScales(rows, plotWidth), [rows, plotWidth]);
  const [calm, alarm] = [theme.visualization.getColorByName('blue'), theme.visualization.getColorByName('orange')];
  const bad = (row: FairnessRow) => row.status === 'breach' || row.status === 'warn';
  const summary = t('plumbline.fairness.summary', '{{bad}} of {{total}} parity metrics beyond their limit', {
    bad: rows.filter(bad).length,
    total: rows.length,
  });
  const axisOf = (
    name: string,
    scale: LinearScale,
    format: (value: number) => string,
    side: 'top' | 'bottom' = 'bottom'
  ) => (
    <div className={styles.axis}>
      <span className={styles.axisName} style={{ width: label }} aria-hidden="true">
        {name}
      </span>
      <NumberAxis scale={scale} width={plotWidth} format={format} side={side} />
    </div>
  );
  const ratioAxis = (side: 'top' | 'bottom') =>
    axisOf(
      t('plumbline.cohorts.gap-ratio', 'Ratio'),
      scales.ratio,
      // Hundredths, which the end of the band has; a unit writes them its own way.
      (value) => (data.field.config.unit ? formatTick(data.field, value, 0.05) : formatPlain(value)),
      side
    );
  return (
    <ListFigure
      width={width}
      height={height}
      title={title}
      summary={summary}
      table={useCallback((style) => fairnessTable(data, style), [data])}
      tooltip={options.tooltip}
      count={rows.length}
      head={
        rows.some(isOfRatio) && !rows.every(isOfRatio)
          ? { height: NUMBER_AXIS_HEIGHT, content: ratioAxis('top') }
          : undefined
      }
      axis={
        rows.every(isOfRatio)
          ? ratioAxis('bottom')
          : axisOf(t('plumbline.cohorts.difference', 'Difference'), scales.difference, (value) =>
              formatTick(data.field, value, scales.difference.step)
            )
      }
      rowHeight={{ min: ROW_HEIGHT, max: ROW_HEIGHT }}
      textOf={(index) => spokenGap(data, rows[index])}
      isMarked={(index) => bad(rows[index])}
      renderRow={(index) => {
        const row = rows[index];
        const fair = fairAt(row.metric);
        const scale = isRatio(row.metric) ? scales.ratio : scales.difference;
        const [x, middle] = [scale.toPixel(row.value), ROW_HEIGHT / 2];
        const color = bad(row) ? alarm : calm;
        return (
          <div className={styles.row}>
            <span className={styles.label} style={{ width: label }} title={rowName(row)}>
              {rowName(row)}
            </span>
            <svg width={plotWidth} height={ROW_HEIGHT} className={styles.plot} aria-hidden="true">
              {fair.band && (
                <rect
                  x={scale.toPixel(fair.band[0])}
                  width={scale.toPixel(fair.band[1]) - scale.toPixel(fair.band[0])}
                  height={ROW_HEIGHT}
                  className={styles.band}
                />
              )}
              <line
                x1={scale.toPixel(fair.value)}
                x2={scale.toPixel(fair.value)}
                y1={0}
                y2={ROW_HEIGHT}
                className={styles.fair}
              />
              {!Number.isNaN(row.lo + row.hi) && (
                <path
                  d={`M${scale.toPixel(row.lo)} ${middle}H${scale.toPixel(row.hi)}`}
                  stroke={color}
                  strokeWidth={1.75}
                />
              )}
              {!Number.isNaN(x) && (
                <circle
                  cx={x}
                  cy={middle}
                  r={4.5}
                  stroke={color}
                  strokeWidth={1.75}
                  fill={bad(row) ? color : theme.colors.background.primary}
                />
              )}
            </svg>
            <span className={bad(row) ? styles.strong : styles.value} style={{ width: VALUE_WIDTH }}>
              {formatValue(data.field, row.value)}
            </span>
            {groups > 0 && (
              <span className={styles.groups} style={{ width: groups }} title={groupsText(row)}>
                {groupsText(row)}
              </span>
            )}
          </div>
        );
      }}
      renderCard={(index, card) => (
        <DataCard
          title={rowName(rows[index])}
          subtitle={verdictOf(rows[index])}
          color={bad(rows[index]) ? alarm : calm}
          rows={cardRows(data, rows[index])}
          {...card}
          frame={data.frame}
          field={data.field}
          at={rows[index].at}
        />
      )}
      subjectOf={(index) => ({ columns: [rows[index].column] })}
      linkedValue={(index) => ({ field: data.field, at: rows[index].at })}
      legend={options.showLegend ? { from: 140, content: () => <FairnessLegend /> } : undefined}
    />
  );
}

function FairnessLegend() {
  const styles = useStyles2(getStyles);
  return (
    <LegendRow left={4}>
      <LegendItem>
        <span className={styles.fairKey} /> {t('plumbline.fairness.fair', 'no gap: 0, or a ratio of 1')}
      </LegendItem>
      <LegendItem>
        <span className={styles.bandKey} /> {t('plumbline.fairness.band', '0.8 to 1.25')}
      </LegendItem>
      <LegendItem>
        {t('plumbline.fairness.disclaimer', 'Which parity matters is a decision of people, not of statistics.')}
      </LegendItem>
    </LegendRow>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const cut = { flex: 'none', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  const figure = { flex: 'none', textAlign: 'right', fontVariantNumeric: 'tabular-nums' } as const;
  return {
    row: css({ display: 'flex', alignItems: 'center', height: '100%', fontSize: theme.typography.bodySmall.fontSize }),
    label: css({ ...cut, textAlign: 'right', padding: theme.spacing(0, 1, 0, 0.5) }),
    // The first number stands across the start of the axis.
    axisName: css({ ...cut, textAlign: 'right', padding: theme.spacing(0, 2.5, 0, 0.5) }),
    axis: css({
      display: 'flex',
      height: NUMBER_AXIS_HEIGHT,
      fontSize: theme.typography.bodySmall.fontSize,
      color: theme.colors.text.secondary,
    }),
    plot: css({ flex: 'none', display: 'block' }),
    band: css({ fill: theme.colors.action.hover }),
    fair: css({ stroke: theme.colors.text.secondary, strokeDasharray: '4 3' }),
    value: css(figure),
    strong: css({ ...figure, fontWeight: theme.typography.fontWeightMedium }),
    groups: css({ ...cut, paddingLeft: theme.spacing(1.5) }),
    fairKey: css({ width: 0, height: theme.spacing(1.75), borderLeft: `1.5px dashed ${theme.colors.text.secondary}` }),
    bandKey: css({
      width: theme.spacing(2),
      height: theme.spacing(1.5),
      background: theme.colors.action.hover,
      border: `1px solid ${theme.colors.border.weak}`,
    }),
  };
};
