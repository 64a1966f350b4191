import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { MiniHistogram } from '../../components/histogram/MiniHistogram';
import { type BinsState } from '../../components/query/useBins';

/** The bins of a cell in its card, or what is the matter with them. Takes the same room while they are on their way. */
export function DriftBins({ bins }: { bins: BinsState }) {
  const styles = useStyles2(getStyles);
  switch (bins.state) {
    case 'none':
      return null;
    case 'done':
      return <MiniHistogram bins={bins.bins} />;
    case 'loading':
      return <div className={styles.room}>{t('plumbline.drift.bins-loading', 'Bins are on their way …')}</div>;
    case 'failed':
      return (
        <div className={styles.note}>
          {t('plumbline.drift.bins-failed', 'No bins: {{why}}', {
            why: bins.why,
            interpolation: { escapeValue: false },
          })}
        </div>
      );
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  room: css({ height: theme.spacing(9), marginTop: theme.spacing(1), color: theme.colors.text.secondary }),
  note: css({ marginTop: theme.spacing(1), color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
