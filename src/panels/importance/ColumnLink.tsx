import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { LinkButton, useStyles2 } from '@grafana/ui';
import { useRecordsUrl } from '../../components/figure/panelScope';

interface Props {
  column: string;
  /** Query of the frame that the column stands in. */
  refId: string | undefined;
}

/** Leads to the page of a column: what its values do to the score, beside their drift. Nothing for other data sources. */
export function ColumnLink({ column, refId }: Props) {
  const styles = useStyles2(getStyles);
  const records = useRecordsUrl()({ refId });
  // The page of the column is beside that of the records, with the same state.
  const href = records?.replace(/\/records(?=\?|$)/, () => `/columns/${encodeURIComponent(column)}`);
  return href === undefined ? null : (
    <div className={styles.link}>
      <LinkButton size="sm" variant="secondary" icon="chart-line" href={href}>
        {t('plumbline.importance.open-column', 'What its values do')}
      </LinkButton>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ link: css({ marginTop: theme.spacing(1) }) });
