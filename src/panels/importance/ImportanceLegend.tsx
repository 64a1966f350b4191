import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Icon, useStyles2 } from '@grafana/ui';
import { formatPercent } from '../../components/format/number';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { type ImportanceOptions } from './options';
import { measureName } from './measure';
import { changeOf, type ImportanceData } from './prepareImportance';
import { RAW } from './raw';

interface Props {
  data: ImportanceData;
  options: ImportanceOptions;
  color: string;
  /** Colour of bars above zero, where the statistic has a sign. */
  raises: string | undefined;
  left: number;
}

/** What bar, whisker, tick and arrow mean; only those that occur. */
export function ImportanceLegend({ data, options, color, raises, left }: Props) {
  const styles = useStyles2(getStyles);
  const has = (test: (row: ImportanceData['rows'][number]) => boolean) => data.rows.some(test);
  const space = data.outputSpace ?? t('plumbline.importance.space-unknown', 'output space unknown');
  const measure = measureName(data.measure, data.field);
  const reference = data.reference ?? t('plumbline.importance.reference-name', 'reference');
  return (
    <LegendRow left={left}>
      <LegendItem>
        <Bar color={color} />
        {raises
          ? t('plumbline.waterfall.down', 'lowers')
          : data.measure === 'mean_abs'
            ? t('plumbline.importance.legend-bar', 'mean |SHAP|, {{space}}', { space, ...RAW })
            : data.measure === 'other'
              ? t('plumbline.importance.legend-other', '{{measure}}, not made of attributions', { measure, ...RAW })
              : t('plumbline.importance.legend-measure', '{{measure}}, {{space}}', { measure, space, ...RAW })}
      </LegendItem>
      {raises && (
        <LegendItem>
          <Bar color={raises} />
          {t('plumbline.waterfall.up', 'raises')}
        </LegendItem>
      )}
      {raises && (
        <LegendItem>
          {t('plumbline.importance.legend-measure', '{{measure}}, {{space}}', { measure, space, ...RAW })}
        </LegendItem>
      )}
      {options.whiskers && has((row) => !Number.isNaN(row.lo)) && (
        <LegendItem>
          <svg width={14} height={10} aria-hidden="true">
            <path d="M1 5H13M1 2v6M13 2v6" className={styles.ink} />
          </svg>
          {t('plumbline.interval.name', '{{level}} interval', { level: formatPercent(data.confidence) })}
        </LegendItem>
      )}
      {options.showReference && has((row) => !Number.isNaN(row.reference)) && (
        <LegendItem>
          <svg width={4} height={14} aria-hidden="true">
            <path d="M2 0v14" className={styles.tick} />
          </svg>
          {reference}
        </LegendItem>
      )}
      {has((row) => changeOf(row, options.fdr) !== undefined) && (
        <LegendItem>
          <Icon name="arrow-up" size="sm" className={styles.change} />
          {t('plumbline.importance.legend-change', 'significant change')}
        </LegendItem>
      )}
    </LegendRow>
  );
}

function Bar({ color }: { color: string }) {
  return (
    <svg width={14} height={10} aria-hidden="true">
      <rect y={1} width={14} height={8} rx={1} fill={color} />
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ink: css({ stroke: theme.colors.text.primary, strokeWidth: 1.25, fill: 'none' }),
  tick: css({ stroke: theme.colors.text.primary, strokeWidth: 2 }),
  change: css({ color: theme.colors.warning.text }),
});
