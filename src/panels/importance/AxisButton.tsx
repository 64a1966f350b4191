import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, useStyles2 } from '@grafana/ui';
import { useContext } from 'react';
import { CohortAxisContext } from './cohortAxis';
import { RAW } from './raw';

/** Splits bars by a column, for those who know no key for it. Nothing where the panel can't ask. */
export function AxisButton({ column }: { column: string }) {
  const styles = useStyles2(getStyles);
  const { columns, toggle, canAsk } = useContext(CohortAxisContext);
  return canAsk ? (
    <div className={styles.button}>
      <Button
        size="sm"
        variant="secondary"
        icon="users-alt"
        aria-pressed={columns.includes(column)}
        tooltip={t('plumbline.importance.axis-keys', 'Or Shift and click, or c')}
        onClick={() => toggle(column)}
      >
        {t('plumbline.importance.axis-split', 'Cohorts by {{column}}', { ...RAW, column })}
      </Button>
    </div>
  ) : null;
}

const getStyles = (theme: GrafanaTheme2) => ({ button: css({ marginTop: theme.spacing(1) }) });
