import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, ClipboardButton, Icon, useStyles2 } from '@grafana/ui';
import { useContext } from 'react';
import { srOnly } from '../../components/figure/srOnly';
import { CohortAxisContext } from './cohortAxis';
import { RAW } from './raw';

/** Of the bar, CSS pixels. */
export const AXIS_BAR = 32;

interface Props {
  /** What the panel asks, to take along. */
  query: object | undefined;
  /** Why there is no answer. */
  why: string | undefined;
}

/** Says by which columns bars are split other than the query does, and leads back. */
export function CohortAxisBar({ query, why }: Props) {
  const styles = useStyles2(getStyles);
  const { columns, isOwn, toggle, clear, refused } = useContext(CohortAxisContext);
  return (
    <div className={styles.bar} style={{ height: AXIS_BAR }}>
      {isOwn && (
        <span>
          {columns.length > 0
            ? t('plumbline.importance.axis-by', 'Cohorts by')
            : t('plumbline.importance.axis-whole', 'Without cohorts')}
        </span>
      )}
      {(isOwn ? columns : []).map((column) => (
        <Button
          key={column}
          size="sm"
          variant="secondary"
          icon="times"
          aria-label={t('plumbline.importance.axis-remove', 'No cohorts by {{column}}', { ...RAW, column })}
          onClick={() => toggle(column)}
        >
          {column}
        </Button>
      ))}
      <span role="status" className={styles.state} title={why}>
        {why !== undefined && (
          <>
            <Icon name="exclamation-triangle" className={styles.failed} /> {why}
          </>
        )}
        {why === undefined && refused}
        {why === undefined && refused === '' && <span className={styles.srOnly}>{columns.join(', ')}</span>}
      </span>
      {query && (
        <ClipboardButton
          size="sm"
          variant="secondary"
          fill="text"
          icon="copy"
          getText={() => JSON.stringify(query, null, 2)}
        >
          {t('plumbline.cohorts.facet-copy', 'Copy query')}
        </ClipboardButton>
      )}
      <Button size="sm" variant="secondary" fill="text" icon="arrow-left" onClick={clear}>
        {t('plumbline.cohorts.facet-query', 'Back to the query')}
      </Button>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0, 0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    overflow: 'hidden',
    whiteSpace: 'nowrap',
    '& > *': { flex: 'none' },
  }),
  state: css({ flex: '1 1 0 !important', minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' }),
  srOnly: css(srOnly),
  failed: css({ color: theme.colors.warning.text }),
});
