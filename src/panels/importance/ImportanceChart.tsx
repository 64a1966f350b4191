import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { measureText, useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useState } from 'react';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { formatPercent, formatValue } from '../../components/format/number';
import { useFilter } from '../../components/interaction/useFilter';
import { usePinned } from '../../components/interaction/usePinned';
import { RowList } from '../../components/list/RowList';
import { linearScale } from '../../components/scale/linearScale';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { CardContent } from '../../components/tooltip/CardContent';
import { ImportanceBar, ROW_HEIGHT, SHARE_WIDTH } from './ImportanceBar';
import { ImportanceCard } from './ImportanceCard';
import { ImportanceLegend, LEGEND_HEIGHT } from './ImportanceLegend';
import { importanceTable, othersText, rowText, summaryText } from './importanceText';
import { type ImportanceOptions } from './options';
import { changeOf, type ImportanceData } from './prepareImportance';

interface Props {
  width: number;
  height: number;
  data: ImportanceData;
  options: ImportanceOptions;
  title: string;
}

const LABEL_FONT = 12;
const COLUMN_FILTER_KEY = 'column';

/** Bars of mean |SHAP|, most important first. */
export function ImportanceChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const [showTable, setShowTable] = useState(false);
  const pin = usePinned<number>();
  const onFilter = useFilter();
  const { rows, others } = data;
  const count = rows.length + (others ? 1 : 0);
  const body = height - captionHeight(height);
  const legend = body >= 140 ? LEGEND_HEIGHT : 0;
  const listHeight = Math.max(ROW_HEIGHT, Math.min(count * ROW_HEIGHT, body - NUMBER_AXIS_HEIGHT - legend));
  const labelWidth = useMemo(() => {
    const names = [...rows.map((row) => row.name), othersText(data)];
    return Math.min(width * 0.35, Math.max(...names.map((name) => measureText(name, LABEL_FONT).width)) + 16);
  }, [rows, data, width]);
  const plotWidth = Math.max(1, width - labelWidth - SHARE_WIDTH);
  const scale = useMemo(() => {
    const ends = rows.flatMap((row) => [
      row.value,
      options.whiskers ? row.hi : NaN,
      options.showReference ? row.reference : NaN,
    ]);
    const known = [...ends, others?.sum ?? NaN].filter((value) => !Number.isNaN(value));
    const { min, max } = data.field.config;
    return linearScale(
      [min ?? 0, max ?? Math.max(0, ...known) * 1.02],
      plotWidth,
      Math.max(2, Math.floor(plotWidth / 90))
    );
  }, [rows, others, options, data.field, plotWidth]);

  const color = barColor(data, theme.visualization.getColorByName('blue'));
  const textOf = useCallback(
    (row: number) =>
      rows[row]
        ? rowText(data, rows[row], options.fdr)
        : `${othersText(data)}, ${formatValue(data.field, data.others?.sum)}`,
    [data, rows, options.fdr]
  );
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  const renderRow = (row: number) => {
    const bar = rows[row];
    return (
      <ImportanceBar
        name={bar ? bar.name : othersText(data)}
        value={bar ? bar.value : (others?.sum ?? NaN)}
        share={bar ? bar.share : (others?.share ?? NaN)}
        row={bar}
        labelWidth={labelWidth}
        plotWidth={plotWidth}
        scale={scale}
        color={color}
        whiskers={options.whiskers}
        showReference={options.showReference}
        change={bar && changeOf(bar, options.fdr)}
      />
    );
  };
  const renderCard = (row: number, pinned: boolean) =>
    rows[row] ? (
      <ImportanceCard data={data} row={rows[row]} fdr={options.fdr} color={color} pinned={pinned} onFilter={onFilter} />
    ) : (
      <CardContent
        title={othersText(data)}
        subtitle={others?.names.slice(0, 8).join(', ')}
        rows={[
          {
            label: t('plumbline.importance.sum', 'Sum of means'),
            value: formatValue(data.field, others?.sum),
            strong: true,
          },
          { label: t('plumbline.importance.share', 'Share'), value: formatPercent(others?.share ?? 0, 1) },
        ]}
        note={t(
          'plumbline.importance.others-note',
          'An upper bound: together they move the score less, where their signs differ.'
        )}
        pinned={pinned}
      />
    );
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={useMemo(() => summaryText(data, options.fdr), [data, options.fdr])}
      live={pin.item !== undefined && pin.keyboard ? textOf(pin.item) : ''}
      table={useCallback((style) => importanceTable(data, style), [data])}
      showTable={showTable}
      onToggleTable={onToggleTable}
    >
      <RowList
        count={count}
        rowHeight={ROW_HEIGHT}
        height={listHeight}
        label={title}
        textOf={textOf}
        isMarked={(row) => rows[row] !== undefined && changeOf(rows[row], options.fdr) !== undefined}
        renderRow={renderRow}
        renderCard={options.tooltip ? renderCard : undefined}
        onFilter={onFilter && ((row) => rows[row] && onFilter({ key: COLUMN_FILTER_KEY, value: rows[row].name }, '='))}
        onToggleTable={onToggleTable}
        pin={pin}
      />
      <div className={styles.axis} style={{ marginLeft: labelWidth }}>
        <NumberAxis scale={scale} width={plotWidth} format={(value) => formatValue(data.field, value)} />
      </div>
      {legend > 0 && <ImportanceLegend data={data} options={options} color={color} left={labelWidth} />}
    </VizFigure>
  );
}

/** One hue for all bars, unless the field is given a fixed colour. */
function barColor(data: ImportanceData, fallback: string): string {
  const { color } = data.field.config;
  return color?.mode === 'fixed' || color?.mode === 'shades' ? (data.field.display?.(0).color ?? fallback) : fallback;
}

const getStyles = (_: GrafanaTheme2) => ({ axis: css({ height: NUMBER_AXIS_HEIGHT }) });
