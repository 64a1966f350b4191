import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { LinkButton, useStyles2 } from '@grafana/ui';
import { useRecordsUrl } from '../../components/figure/panelScope';

interface Props {
  id: string;
  /** Query of the frame that the record stands in. */
  refId: string | undefined;
}

/** Leads to the page of a record: its values and its explanation. Nothing for other data sources. */
export function RecordLink({ id, refId }: Props) {
  const styles = useStyles2(getStyles);
  const records = useRecordsUrl()({ refId });
  // The page of a record is below that of all, with the same state.
  const href = records?.replace(/\/records(?=\?|$)/, () => `/records/${encodeURIComponent(id)}`);
  return href === undefined || id === '' ? null : (
    <div className={styles.link}>
      <LinkButton size="sm" variant="secondary" icon="file-alt" href={href}>
        {t('plumbline.importance.open-record', 'Explain record {{id}}', { id, interpolation: { escapeValue: false } })}
      </LinkButton>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ link: css({ marginTop: theme.spacing(1) }) });
