import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo } from 'react';
import { formatPercent, formatTick, formatValue } from '../../components/format/number';
import { labelWidth as widthOf } from '../../components/format/measure';
import { type CardState, ListFigure } from '../../components/list/ListFigure';
import { linearScale } from '../../components/scale/linearScale';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { CardContent } from '../../components/tooltip/CardContent';
import { useAxisKeys } from './cohortAxis';
import { ImportanceBar, SHARE_WIDTH } from './ImportanceBar';
import { ImportanceCard } from './ImportanceCard';
import { ImportanceLegend } from './ImportanceLegend';
import { RAW } from './raw';
import { importanceTable, othersLabel, othersNote, othersText, rowText, summaryText } from './importanceText';
import { type ImportanceOptions } from './options';
import { measureName } from './measure';
import { useColumnKeys } from './useColumnKeys';
import { changeOf, type ImportanceData } from './prepareImportance';

interface Props {
  width: number;
  height: number;
  data: ImportanceData;
  options: ImportanceOptions;
  title: string;
}

/** Below this width the legend needs the room under the labels too. */
const NARROW = 700;
const ROW_MIN = 24;
const ROW_MAX = 34;
const COLUMN_FILTER_KEY = 'column';

/** Bars of mean |SHAP|, most important first. */
export function ImportanceChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { rows, others } = data;
  const count = rows.length + (others ? 1 : 0);
  const labelWidth = useMemo(
    () =>
      Math.min(width * 0.35, widthOf([...rows.map((row) => row.name), ...(others ? [othersLabel(others.count)] : [])])),
    [rows, others, width]
  );
  const plotWidth = Math.max(1, width - labelWidth - SHARE_WIDTH);
  const scale = useMemo(() => {
    const ends = rows.flatMap((row) => [
      row.value,
      options.whiskers ? row.hi : NaN,
      options.showReference ? row.reference : NaN,
    ]);
    const known = [...ends, others?.sum ?? NaN].filter((value) => !Number.isNaN(value));
    const { min, max } = data.field.config;
    // Bars grow from zero, to both sides where values have signs.
    return linearScale(
      [min ?? Math.min(0, ...known) * 1.02, max ?? Math.max(0, ...known) * 1.02],
      plotWidth,
      Math.max(2, Math.floor(plotWidth / 90))
    );
  }, [rows, others, options, data.field, plotWidth]);

  const color = barColor(data, theme.visualization.getColorByName('blue'));
  // Only a statistic with a sign is coloured by it: the colours of the waterfalls.
  const isSigned = data.measure === 'mean';
  const raises = theme.visualization.getColorByName('orange');
  const colorOf = (value: number) => (isSigned && value > 0 ? raises : color);
  const textOf = useCallback(
    (row: number) =>
      rows[row]
        ? rowText(data, rows[row], options.fdr)
        : `${othersText(data.others?.count ?? 0)}, ${formatValue(data.field, data.others?.sum)}`,
    [data, rows, options.fdr]
  );
  const onColumnKey = useColumnKeys(data.frame.refId);
  const axis = useAxisKeys((row) => rows[row]?.name);
  const renderRow = (row: number, rowHeight: number) => {
    const bar = rows[row];
    return (
      <ImportanceBar
        name={bar ? bar.name : othersLabel(others?.count ?? 0)}
        value={bar ? bar.value : (others?.sum ?? NaN)}
        share={bar ? bar.share : (others?.share ?? NaN)}
        row={bar}
        rowHeight={rowHeight}
        labelWidth={labelWidth}
        plotWidth={plotWidth}
        scale={scale}
        color={colorOf(bar ? bar.value : NaN)}
        whiskers={options.whiskers}
        showReference={options.showReference}
        change={bar && changeOf(bar, options.fdr)}
      />
    );
  };
  const renderCard = (row: number, card: CardState) =>
    rows[row] ? (
      <ImportanceCard data={data} row={rows[row]} fdr={options.fdr} color={colorOf(rows[row].value)} {...card} />
    ) : (
      <CardContent
        title={othersText(others?.count ?? 0)}
        subtitle={others?.names.slice(0, 8).join(', ')}
        rows={[
          {
            label: sumName(data),
            value: formatValue(data.field, others?.sum).replace('-', '−'),
            strong: true,
          },
          ...(others && !Number.isNaN(others.joint)
            ? [{ label: t('plumbline.importance.joint', 'Together'), value: formatValue(data.field, others.joint) }]
            : []),
          ...(others && !Number.isNaN(others.share)
            ? [{ label: t('plumbline.importance.share', 'Share'), value: formatPercent(others.share, 1) }]
            : []),
        ]}
        note={othersNote(data.measure)}
        pinned={card.pinned}
      />
    );
  return (
    <ListFigure
      width={width}
      height={height}
      title={title}
      summary={useMemo(() => summaryText(data, options.fdr), [data, options.fdr])}
      table={useCallback((style) => importanceTable(data, style), [data])}
      truncated={data.truncated}
      tooltip={options.tooltip}
      count={count}
      rowHeight={{ min: ROW_MIN, max: ROW_MAX }}
      textOf={textOf}
      isMarked={(row) => rows[row] !== undefined && changeOf(rows[row], options.fdr) !== undefined}
      onKey={(key, row) => axis.onKey(key, row) || onColumnKey(key, rows[row]?.name)}
      onExtend={axis.onExtend}
      renderRow={renderRow}
      renderCard={renderCard}
      subjectOf={(row) => rows[row] && { columns: [rows[row].name] }}
      linkedValue={(row) => rows[row] && { field: data.field, at: rows[row].at }}
      filterOf={(row) => rows[row] && { key: COLUMN_FILTER_KEY, value: rows[row].name }}
      axis={
        <div className={styles.axis} style={{ marginLeft: labelWidth }}>
          <NumberAxis scale={scale} width={plotWidth} format={(value) => formatTick(data.field, value, scale.step)} />
          <span className={styles.share} style={{ width: SHARE_WIDTH }}>
            {rows.some((row) => !Number.isNaN(row.share)) && t('plumbline.importance.share-axis', 'share')}
          </span>
        </div>
      }
      legend={
        options.showLegend
          ? {
              from: 140,
              content: () => (
                <ImportanceLegend
                  data={data}
                  options={options}
                  color={color}
                  raises={isSigned ? raises : undefined}
                  left={width < NARROW ? 4 : labelWidth}
                />
              ),
            }
          : undefined
      }
    />
  );
}

/** What the number of the row of all others is. */
function sumName(data: ImportanceData): string {
  switch (data.measure) {
    case 'mean_abs':
      return t('plumbline.importance.sum', 'Sum of means');
    case 'max_abs':
    case 'p95_abs':
      return t('plumbline.importance.largest-of', 'Largest of them');
    case 'mean':
      return t('plumbline.importance.sum-signed', 'Sum of signed means');
    case 'other':
      return t('plumbline.importance.sum-other', 'Sum of {{measure}}', {
        measure: measureName(data.measure, data.field),
        ...RAW,
      });
  }
}

/** One hue for all bars, unless the field is given a fixed colour. */
function barColor(data: ImportanceData, fallback: string): string {
  const { color } = data.field.config;
  return color?.mode === 'fixed' || color?.mode === 'shades' ? (data.field.display?.(0).color ?? fallback) : fallback;
}

const getStyles = (theme: GrafanaTheme2) => ({
  axis: css({ display: 'flex', height: NUMBER_AXIS_HEIGHT }),
  share: css({
    flex: 'none',
    paddingRight: theme.spacing(1),
    textAlign: 'right',
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
});
