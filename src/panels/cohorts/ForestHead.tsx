import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { formatValue } from '../../components/format/number';
import { type ForestLayout } from './forestLayout';
import { metricName } from './metrics';
import { vsBaseline } from './baselineText';
import { type CohortsData } from './cohortData';

export const HEAD_HEIGHT = 24;

/** The names of the columns, with each metric's value for the whole population. */
export function ForestHead({ data, layout }: { data: CohortsData; layout: ForestLayout }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.head} aria-hidden="true">
      <span className={styles.label} style={{ width: layout.labelWidth }}>
        {t('plumbline.cohorts.cohort', 'Cohort')}
      </span>
      <span className={styles.count} style={{ width: layout.countWidth }}>
        {t('plumbline.cohorts.n', 'Rows')}
      </span>
      {data.metrics.map((metric) => {
        const whole = data.overall.get(metric);
        return (
          <span
            key={metric}
            className={styles.metric}
            style={{ marginLeft: layout.gap, width: layout.plotWidth + layout.deltaWidth }}
          >
            <span className={styles.name}>
              {metricName(metric)}
              {whole && (
                <span className={styles.whole}>
                  {t('plumbline.cohorts.head-overall', 'overall {{value}}', {
                    value: formatValue(data.field, whole.value),
                  })}
                </span>
              )}
            </span>
            {layout.deltaWidth > 0 && (
              <span className={styles.delta} style={{ maxWidth: layout.deltaWidth }} title={vsBaseline(data.baseline)}>
                {vsBaseline(data.baseline)}
              </span>
            )}
          </span>
        );
      })}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({
    display: 'flex',
    alignItems: 'center',
    height: HEAD_HEIGHT,
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  label: css({ flex: 'none', paddingLeft: theme.spacing(0.5) }),
  count: css({ flex: 'none', textAlign: 'right' }),
  metric: css({
    flex: 'none',
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    overflow: 'hidden',
  }),
  name: css({
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    color: theme.colors.text.primary,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  whole: css({
    marginLeft: theme.spacing(1),
    fontWeight: theme.typography.fontWeightRegular,
    color: theme.colors.text.secondary,
  }),
  delta: css({ flex: 'none', overflow: 'hidden', textOverflow: 'ellipsis' }),
});
