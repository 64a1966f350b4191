import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, useStyles2 } from '@grafana/ui';
import { useContext } from 'react';
import { SlotsContext } from './slots';

interface Props {
  name: string;
  /** Whether the data know everybody else. */
  hasRest: boolean;
}

/** Sets a cohort against another: once both are chosen the panel compares them. Or against everybody else at once. */
export function SlotButtons({ name, hasRest }: Props) {
  const styles = useStyles2(getStyles);
  const { slots, assign, againstRest } = useContext(SlotsContext);
  const button = (slot: 'a' | 'b', label: string) => (
    <Button
      size="sm"
      variant={slots[slot] === name ? 'primary' : 'secondary'}
      aria-pressed={slots[slot] === name}
      onClick={() => assign(slot, name)}
    >
      {label}
    </Button>
  );
  return (
    <div className={styles.buttons}>
      {button('a', t('plumbline.cohorts.set-a', 'Set as A'))}
      {button('b', t('plumbline.cohorts.set-b', 'Set as B'))}
      {hasRest && (
        <Button size="sm" variant="secondary" onClick={() => againstRest(name)}>
          {t('plumbline.cohorts.against-everybody', 'Against everybody else')}
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), marginTop: theme.spacing(1) }),
});
