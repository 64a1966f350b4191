import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { LinkButton, useStyles2 } from '@grafana/ui';
import { useRecordsUrl } from '../../components/figure/panelScope';
import { columnPage } from './useColumnKeys';

interface Props {
  column: string;
  /** Query of the frame that the column stands in. */
  refId: string | undefined;
}

/** Leads to the page of a column: what its values do to the score, beside their drift. Nothing for other data sources. */
export function ColumnLink({ column, refId }: Props) {
  const styles = useStyles2(getStyles);
  const records = useRecordsUrl()({ refId });
  const href = records === undefined ? undefined : columnPage(records, column);
  return href === undefined ? null : (
    <div className={styles.link}>
      <LinkButton size="sm" variant="secondary" icon="chart-line" href={href}>
        {t('plumbline.importance.open-column', 'What its values do')}
      </LinkButton>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ link: css({ marginTop: theme.spacing(1) }) });
