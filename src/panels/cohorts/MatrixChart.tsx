import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { divergingRamp } from '../../components/color/ramps';
import { contrast, parseColor } from '../../components/color/rgb';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatCount, formatValue } from '../../components/format/number';
import { ListFigure } from '../../components/list/ListFigure';
import { cohortName } from './cohortText';
import { evidence, rampShare } from './evidence';
import { isTested, untested } from './tested';
import { metricName } from './metrics';
import { type CohortsOptions } from './options';
import { belowBaseline } from './baselineText';
import { type CohortCell, type CohortsData } from './cohortData';
import { useCohortRows } from './useCohortRows';

interface Props {
  width: number;
  height: number;
  data: CohortsData;
  options: CohortsOptions;
  title: string;
}

const ROW_HEIGHT = 26;
const HEAD_HEIGHT = 26;
const COUNT_WIDTH = 64;
/** Lower pictures show no legend. */
const LEGEND_FROM = 160;

/** Cohorts by metrics: values in figures, and how surely each differs from the rest in colour. */
export function MatrixChart({ width, height, data, options, title }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const cohortRows = useCohortRows(data);
  const { rows, metrics } = data;
  const ramp = useMemo(() => divergingRamp(theme), [theme]);
  const label = useMemo(() => Math.min(width * 0.3, Math.max(72, widthOf(rows.map(cohortName)))), [rows, width]);
  const cellWidth = Math.max(40, Math.floor((width - label - COUNT_WIDTH - 12) / metrics.length));
  const paint = (cell: CohortCell) => {
    const back = ramp.rgba(rampShare(cell));
    const [light, dark] = [parseColor('#ffffff'), parseColor('#111217')];
    return {
      background: ramp.css(rampShare(cell)),
      color: contrast(back, light) > contrast(back, dark) ? '#ffffff' : '#111217',
    };
  };
  const hasUntested = rows.some(({ cells }) =>
    metrics.some((metric) => {
      const cell = cells.get(metric);
      return cell !== undefined && !cell.insufficient && !isTested(cell);
    })
  );
  const stops = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1].map(ramp.css).join(', ');
  const legend = (
    <LegendRow left={width < 700 ? 4 : label}>
      <LegendItem>
        {belowBaseline(data.baseline, t('plumbline.cohorts.surely', 'surely'))}
        <span className={styles.ramp} style={{ background: `linear-gradient(to right, ${stops})` }} />
        {t('plumbline.cohorts.above-rest', 'surely above')}
      </LegendItem>
      <LegendItem>
        <span className={styles.strong}>0.5</span>
        {t('plumbline.cohorts.significant', 'significant')}
      </LegendItem>
      <LegendItem>
        <span className={cx(styles.key, styles.thin)} />
        {t('plumbline.cohorts.legend-thin', 'too few rows')}
      </LegendItem>
      {hasUntested && (
        <LegendItem>
          <span className={cx(styles.key, styles.bare)} />
          {untested()}
        </LegendItem>
      )}
    </LegendRow>
  );
  const head = (
    <div className={styles.head} aria-hidden="true">
      <span style={{ width: label }}>{t('plumbline.cohorts.cohort', 'Cohort')}</span>
      <span className={styles.count} style={{ width: COUNT_WIDTH }}>
        {t('plumbline.cohorts.n', 'Rows')}
      </span>
      {metrics.map((metric) => (
        <span key={metric} className={styles.metric} style={{ width: cellWidth }} title={metricName(metric)}>
          {metricName(metric)}
        </span>
      ))}
    </div>
  );
  return (
    <ListFigure
      width={width}
      height={height}
      title={title}
      {...cohortRows}
      tooltip={options.tooltip}
      rowHeight={{ min: ROW_HEIGHT, max: ROW_HEIGHT }}
      head={{ height: HEAD_HEIGHT, content: head }}
      renderRow={(index) => (
        <div className={styles.row}>
          <span className={styles.label} style={{ width: label }} title={cohortName(rows[index])}>
            {cohortName(rows[index])}
          </span>
          <span className={styles.count} style={{ width: COUNT_WIDTH }}>
            {Number.isNaN(rows[index].n) ? '' : formatCount(rows[index].n)}
          </span>
          {metrics.map((metric) => {
            const cell = rows[index].cells.get(metric);
            const thin = !cell || cell.insufficient;
            return (
              <span
                key={metric}
                className={cx(styles.cell, { [styles.thin]: thin, [styles.strong]: !thin && cell.significant })}
                style={{ width: cellWidth - 2, ...(thin || Number.isNaN(evidence(cell)) ? {} : paint(cell)) }}
              >
                {cell ? formatValue(data.field, cell.value) : ''}
              </span>
            );
          })}
        </div>
      )}
      legend={options.showLegend ? { from: LEGEND_FROM, content: () => legend } : undefined}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const cut = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  const line = theme.colors.border.medium;
  return {
    head: css({
      display: 'flex',
      alignItems: 'center',
      height: HEAD_HEIGHT,
      paddingLeft: theme.spacing(0.5),
      fontSize: theme.typography.bodySmall.fontSize,
      color: theme.colors.text.secondary,
      whiteSpace: 'nowrap',
    }),
    metric: css({ ...cut, flex: 'none', textAlign: 'center', padding: theme.spacing(0, 0.5) }),
    row: css({
      display: 'flex',
      alignItems: 'center',
      height: '100%',
      paddingLeft: theme.spacing(0.5),
      fontSize: theme.typography.bodySmall.fontSize,
      fontVariantNumeric: 'tabular-nums',
    }),
    label: css({ ...cut, flex: 'none', paddingRight: theme.spacing(1) }),
    count: css({
      flex: 'none',
      textAlign: 'right',
      paddingRight: theme.spacing(1),
    }),
    cell: css({
      flex: 'none',
      display: 'flex',
      alignItems: 'center',
      justifyContent: 'center',
      height: ROW_HEIGHT - 2,
      marginRight: 2,
      borderRadius: theme.shape.radius.default,
    }),
    strong: css({ fontWeight: theme.typography.fontWeightBold }),
    thin: css({
      color: theme.colors.text.secondary,
      background: `repeating-linear-gradient(-45deg, transparent 0 5px, ${line} 5px 6px)`,
    }),
    key: css({ width: theme.spacing(2), height: theme.spacing(1.5) }),
    bare: css({ border: `1px solid ${line}` }),
    ramp: css({ width: theme.spacing(12), height: theme.spacing(1.25), borderRadius: theme.shape.radius.default }),
  };
};
