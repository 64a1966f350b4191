import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, useStyles2 } from '@grafana/ui';
import { type ReactNode } from 'react';

interface Props {
  /** The slot that holds what the card is about. */
  stands: 'a' | 'b' | undefined;
  onAssign: (slot: 'a' | 'b') => void;
  /** What else can be set against something, or kept. */
  children?: ReactNode;
}

/** Sets something against something else: once both slots are filled they are compared. */
export function PairButtons({ stands, onAssign, children }: Props) {
  const styles = useStyles2(getStyles);
  const button = (slot: 'a' | 'b', label: string) => (
    <Button
      size="sm"
      variant={stands === slot ? 'primary' : 'secondary'}
      aria-pressed={stands === slot}
      onClick={() => onAssign(slot)}
    >
      {label}
    </Button>
  );
  return (
    <div className={styles.buttons}>
      {button('a', t('plumbline.cohorts.set-a', 'Set as A'))}
      {button('b', t('plumbline.cohorts.set-b', 'Set as B'))}
      {children}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), marginTop: theme.spacing(1) }),
});
