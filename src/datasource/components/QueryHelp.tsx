import { css } from '@emotion/css';
import { type GrafanaTheme2, type QueryEditorHelpProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Stack, Text as Words, useStyles2 } from '@grafana/ui';
import { type PlumblineQuery } from '../../query/model';
import { describeQuery } from '../describe';
import { queryExamples } from '../examples';

/** What can be asked, each with a query that a click puts into the editor. */
export function QueryHelp({ onClickExample }: QueryEditorHelpProps<PlumblineQuery>) {
  const styles = useStyles2(getStyles);
  return (
    <Stack direction="column" gap={3}>
      {queryExamples().map(({ group, examples }) => (
        <section key={group} aria-label={group}>
          <Words element="h3">{group}</Words>
          <ul className={styles.list}>
            {examples.map(({ title, query }) => (
              <li key={title}>
                <Button fill="text" icon="arrow-right" onClick={() => onClickExample(query)}>
                  {title}
                </Button>
                <pre className={styles.code}>{query.queryType === 'sql' ? query.rawSql : describeQuery(query)}</pre>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <Words element="p" color="secondary">
        {t(
          'datasource.help.model',
          'The examples ask about a model named flights: choose yours in the editor. Columns may be names, globs such as wind*, or !names that are left out.'
        )}
      </Words>
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  code: css({
    margin: theme.spacing(0, 0, 1, 2),
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'pre-wrap',
  }),
});
