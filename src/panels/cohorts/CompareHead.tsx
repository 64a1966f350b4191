import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { useContext } from 'react';
import { formatValue } from '../../components/format/number';
import { BackButton } from './BackButton';
import { type CohortsData } from './cohortData';
import { differenceOf, isSure } from './compareText';
import { type MetricDifference } from './comparison';
import { metricName } from './metrics';
import { SlotsContext } from './slots';

const [NAMES_HEIGHT, METRIC_HEIGHT, COLUMNS_HEIGHT] = [26, 26, 22];

/** Height of the names, the metrics and, where there are columns, their heads; CSS pixels. */
export const compareHeadHeight = (metrics: number, columns: number) =>
  NAMES_HEIGHT + metrics * METRIC_HEIGHT + (columns > 0 ? COLUMNS_HEIGHT : 0);

interface Props {
  data: CohortsData | undefined;
  metrics: readonly MetricDifference[];
  names: { a: string; b: string };
  colors: { a: string; b: string };
  /** Widths of what stands in the rows below; undefined without rows. */
  columns: { label: number; plot: number; phi: number; distance: number } | undefined;
}

/** Who is compared, and by which metrics they differ. */
export function CompareHead({ data, metrics, names, colors, columns }: Props) {
  const styles = useStyles2(getStyles);
  const { slots, clear } = useContext(SlotsContext);
  return (
    <>
      <div className={styles.head} style={{ height: NAMES_HEIGHT }}>
        <span className={styles.name}>
          <span className={styles.swatch} style={{ background: colors.a }} /> A: {names.a}
        </span>
        <span className={styles.name}>
          <span className={styles.swatch} style={{ background: colors.b }} /> B: {names.b}
        </span>
        {slots.a !== undefined && slots.b !== undefined && (
          <span className={styles.back}>
            <BackButton onClick={clear} />
          </span>
        )}
      </div>
      {data &&
        metrics.map((each) => (
          <div key={each.metric} className={styles.metric} style={{ height: METRIC_HEIGHT }}>
            <span className={styles.metricName}>{metricName(each.metric)}</span>
            <span>{formatValue(data.field, each.a?.value)}</span>
            <span>{formatValue(data.field, each.b?.value)}</span>
            <span className={isSure(each) ? styles.strong : undefined}>{differenceOf(data, each)}</span>
          </div>
        ))}
      {columns && (
        <div className={styles.columns} style={{ height: COLUMNS_HEIGHT }} aria-hidden="true">
          <span style={{ width: columns.label + columns.plot }} className={styles.first}>
            {t('plumbline.cohorts.columns-head', 'Columns, the most different first')}
          </span>
          {columns.phi > 0 && (
            <span style={{ width: columns.phi }} className={styles.phi}>
              {t('plumbline.cohorts.phi', 'Δ mean φ')}
            </span>
          )}
          <span style={{ width: columns.distance }} className={styles.distance}>
            {t('plumbline.cohorts.distance-head', 'JS')}
          </span>
        </div>
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const small = { fontSize: theme.typography.bodySmall.fontSize, fontVariantNumeric: 'tabular-nums' } as const;
  const cut = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  return {
    head: css({
      ...small,
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(3),
      paddingLeft: theme.spacing(0.5),
    }),
    back: css({ marginLeft: 'auto' }),
    name: css({ ...cut, display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
    swatch: css({
      flex: 'none',
      width: theme.spacing(1.25),
      height: theme.spacing(1.25),
      borderRadius: theme.shape.radius.default,
    }),
    metric: css({
      ...small,
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1.2fr) minmax(0, 1fr) minmax(0, 1fr) minmax(0, 2fr)',
      alignItems: 'center',
      columnGap: theme.spacing(1),
      padding: theme.spacing(0, 1, 0, 0.5),
      textAlign: 'right',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    }),
    metricName: css({ ...cut, textAlign: 'left' }),
    strong: css({ fontWeight: theme.typography.fontWeightBold }),
    columns: css({ ...small, display: 'flex', alignItems: 'center', color: theme.colors.text.secondary }),
    first: css({ ...cut, flex: 'none', paddingLeft: theme.spacing(0.5) }),
    phi: css({ ...cut, flex: 'none', textAlign: 'center' }),
    distance: css({ flex: 'none', textAlign: 'right' }),
  };
};
