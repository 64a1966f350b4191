import { css } from '@emotion/css';
import { type GrafanaTheme2, type PanelData } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, ClipboardButton, ControlledCollapse, Stack, Text as Words, useStyles2 } from '@grafana/ui';

interface Props {
  sql: string;
  /** Absent where SQL mode is switched off. */
  onTakeOver?: () => void;
}

/** The SQL that an analysis ran, to read, to copy, or to go on from. */
export function ExecutedSql({ sql, onTakeOver }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <ControlledCollapse label={t('datasource.executed.title', 'SQL that this query ran')}>
      <Stack direction="column" gap={1} alignItems="flex-start">
        <pre
          className={styles.code}
          // Long statements scroll, and what scrolls must be reachable by keyboard.
          tabIndex={0}
          aria-label={t('datasource.executed.title', 'SQL that this query ran')}
        >
          {sql}
        </pre>
        <Stack gap={1}>
          <ClipboardButton variant="secondary" size="sm" icon="copy" getText={() => sql}>
            {t('datasource.config.copy', 'Copy')}
          </ClipboardButton>
          {onTakeOver && statementToTakeOver(sql) !== undefined && (
            <Button variant="secondary" size="sm" icon="pen" onClick={onTakeOver}>
              {t('datasource.executed.take-over', 'Go on in SQL')}
            </Button>
          )}
        </Stack>
        {statementToTakeOver(sql) === undefined && (
          <Words variant="bodySmall" color="secondary">
            {t(
              'datasource.executed.rollups',
              'Rollups answered this query; SQL mode reads the rows and does not open them.'
            )}
          </Words>
        )}
      </Stack>
    </ControlledCollapse>
  );
}

/** SQL in the metadata of a query's answer. */
export function executedSql(data: PanelData | undefined, refId: string): string | undefined {
  return data?.series.find((frame) => frame.refId === refId && frame.meta?.executedQueryString)?.meta
    ?.executedQueryString;
}

/**
 * The first of several statements that SQL mode opens; it takes one, and neither rollups nor the store's own tables.
 * Undefined where rollups alone answered.
 */
export function statementToTakeOver(sql: string): string | undefined {
  return sql.split(/;\n\n/).find((statement) => !/\b(?:rollups|plumbline)\./.test(statement));
}

const getStyles = (theme: GrafanaTheme2) => ({
  code: css({
    margin: 0,
    maxHeight: theme.spacing(40),
    maxWidth: '100%',
    overflow: 'auto',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre-wrap',
  }),
});
