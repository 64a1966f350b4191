import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { agreementAlarm, agreementName } from './agreementText';
import { type WaterfallData } from './readWaterfall';

interface Props {
  agreement: WaterfallData['agreement'];
  className?: string;
}

/** Says that columns no longer count in the order of the reference; nothing while they do. */
export function AgreementChip({ agreement, className }: Props) {
  const styles = useStyles2(getStyles);
  const level = agreementAlarm(agreement);
  return level === undefined ? null : (
    <span className={cx(styles.chip, level === 'breach' ? styles.breach : styles.warn, className)}>
      <Icon name="exclamation-triangle" size="sm" />
      {agreementName(agreement)}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  chip: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0, 0.75),
    border: '1px solid',
    borderRadius: theme.shape.radius.pill,
    background: theme.colors.background.primary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  }),
  breach: css({ color: theme.colors.error.text, borderColor: theme.colors.error.border }),
  warn: css({ color: theme.colors.warning.text, borderColor: theme.colors.warning.border }),
});
