import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { formatPlain } from '../../components/format/number';
import { type SwarmData, type SwarmRow } from './readSwarm';
import { type SwarmColors } from './swarmColors';
import { intervalName } from './swarmText';

interface Props {
  data: SwarmData;
  /** The row under the pointer: the scale then has its values. */
  row: SwarmRow | undefined;
  colors: SwarmColors;
  left: number;
}

/** The colour scale, with the values of the row one points at, and what the marks are. */
export function BeeswarmLegend({ data, row, colors, left }: Props) {
  const styles = useStyles2(getStyles);
  const numeric = row ? row.kind === 'numeric' : data.rows.some(({ kind }) => kind === 'numeric');
  const stops = Array.from({ length: 9 }, (_, i) => colors.ramp.css(i / 8)).join(', ');
  return (
    <LegendRow left={left}>
      {row?.kind === 'categorical' ? (
        row.categories.map((category, i) => (
          <LegendItem key={category}>
            <span className={styles.swatch} style={{ background: colors.categories[i] }} />
            {category}
          </LegendItem>
        ))
      ) : numeric ? (
        <LegendItem>
          <span>{row ? formatPlain(row.valueLo) : t('plumbline.beeswarm.low', 'low value')}</span>
          <span className={styles.ramp} style={{ background: `linear-gradient(to right, ${stops})` }} />
          {row && <span>{formatPlain(row.valueMid)} ·</span>}
          <span>{row ? formatPlain(row.valueHi) : t('plumbline.beeswarm.high', 'high value')}</span>
        </LegendItem>
      ) : null}
      <LegendItem>
        {row?.kind === 'categorical' ? (
          <span className={styles.swatch} style={{ background: colors.none }} />
        ) : (
          <svg width={10} height={10} aria-hidden="true">
            <path d="M5 1L9.5 9H0.5Z" fill={colors.none} />
          </svg>
        )}
        {row?.kind === 'categorical'
          ? t('plumbline.beeswarm.other', 'other or missing')
          : t('plumbline.beeswarm.missing', 'no value')}
      </LegendItem>
      <LegendItem>
        <svg width={12} height={12} aria-hidden="true">
          <path d="M6 1L11 6L6 11L1 6Z" className={styles.diamond} />
        </svg>
        {t('plumbline.beeswarm.mean', 'mean, {{interval}}', { interval: intervalName(data.confidence) })}
      </LegendItem>
      <LegendItem>
        {t('plumbline.beeswarm.space', 'SHAP value, {{space}}', {
          space: data.outputSpace ?? t('plumbline.importance.space-unknown', 'output space unknown'),
        })}
      </LegendItem>
    </LegendRow>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ramp: css({ width: theme.spacing(12), height: theme.spacing(1.25), borderRadius: theme.shape.radius.default }),
  swatch: css({ width: theme.spacing(1.25), height: theme.spacing(1.25), borderRadius: theme.shape.radius.default }),
  diamond: css({ fill: theme.colors.background.primary, stroke: theme.colors.text.primary, strokeWidth: 1.25 }),
});
