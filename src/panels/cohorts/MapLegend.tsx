import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { untested } from './tested';

interface Props {
  /** What the ends of the ramp mean. */
  below: string;
  above: string;
  /** Colours of the ramp, as a gradient takes them. */
  stops: string;
  /** Whether squares are bare beside those on the ramp. */
  hasUntested: boolean;
}

/** What colour, size and hatch of the squares of a map mean. */
export function MapLegend({ below, above, stops, hasUntested }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <LegendRow left={4}>
      <LegendItem>
        {below}
        <span className={styles.ramp} style={{ background: `linear-gradient(to right, ${stops})` }} />
        {above}
      </LegendItem>
      <LegendItem>{t('plumbline.cohorts.area', 'area: rows')}</LegendItem>
      <LegendItem>
        <span className={styles.thin} />
        {t('plumbline.cohorts.legend-thin', 'too few rows')}
      </LegendItem>
      {hasUntested && (
        <LegendItem>
          <span className={styles.bare} />
          {untested()}
        </LegendItem>
      )}
    </LegendRow>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const key = { flex: 'none', width: 14, height: 14, border: `1px solid ${theme.colors.border.strong}` } as const;
  return {
    ramp: css({ width: theme.spacing(12), height: theme.spacing(1.25), borderRadius: theme.shape.radius.default }),
    thin: css({
      ...key,
      background: `repeating-linear-gradient(-45deg, transparent 0 4px, ${theme.colors.border.medium} 4px 5px)`,
    }),
    bare: css(key),
  };
};
