import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { config } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { ClipboardButton, Stack, useStyles2 } from '@grafana/ui';

interface Props {
  uid: string;
  withKey: boolean;
}

/** A command that sends one prediction to this data source, ready to be copied. */
export function IngestSnippet({ uid, withKey }: Props) {
  return <Snippet text={ingestCommand(config.appUrl || `${globalThis.location.origin}/`, uid, withKey)} />;
}

/** A text to be copied. */
export function Snippet({ text }: { text: string }) {
  const styles = useStyles2(getStyles);
  return (
    <Stack direction="column" gap={1} alignItems="flex-start">
      <pre className={styles.code}>{text}</pre>
      <ClipboardButton variant="secondary" icon="copy" getText={() => text}>
        {t('datasource.config.copy', 'Copy')}
      </ClipboardButton>
    </Stack>
  );
}

/** The curl command; the token and the key stay variables of the shell, so that no secret lands in a history. */
export function ingestCommand(grafana: string, uid: string, withKey: boolean): string {
  const url = `${grafana.replace(/\/$/, '')}/api/datasources/uid/${uid}/resources/v1/models/my_model/predictions`;
  return [
    `curl -sS -X POST '${url}' \\`,
    `  -H "Authorization: Bearer $GRAFANA_TOKEN" \\`,
    ...(withKey ? [`  -H "X-Plumbline-Ingest-Key: $PLUMBLINE_KEY" \\`] : []),
    `  -H 'Content-Type: application/json' \\`,
    `  -d '[{"id": "1", "time": "2026-01-31T12:00:00Z", "score": 0.83, "prediction": 1, "amount": 12.5, "segment.country": "DE"}]'`,
  ].join('\n');
}

const getStyles = (theme: GrafanaTheme2) => ({
  code: css({
    margin: 0,
    maxWidth: '100%',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre-wrap',
    wordBreak: 'break-word',
  }),
});
