import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Badge, Button, ClipboardButton, useStyles2 } from '@grafana/ui';
import { useContext } from 'react';
import { FacetContext } from './facets';
import { mixName } from './mixText';

/** Of the bar, CSS pixels. */
export const FACET_BAR = 32;

interface Props {
  query: object | undefined;
  /** The cohort that these are not compared with, though the panel or its query wants it. */
  without: string | undefined;
}

/** Says that the picture shows other cohorts than its query, and leads back; the query can be taken along. */
export function FacetBar({ query, without }: Props) {
  const styles = useStyles2(getStyles);
  const { facet, clear } = useContext(FacetContext);
  if (!facet) {
    return null;
  }
  const raw = { interpolation: { escapeValue: false } };
  return (
    <div className={styles.bar} style={{ height: FACET_BAR }}>
      <span className={styles.text}>
        {facet.inside
          ? t('plumbline.cohorts.facet-inside', 'By {{column}}, inside of {{cohort}}', {
              ...raw,
              column: facet.name,
              cohort: mixName(facet.inside.name),
            })
          : t('plumbline.cohorts.facet-by', 'By {{column}}', { ...raw, column: facet.name })}
        {without !== undefined &&
          ` · ${t('plumbline.cohorts.facet-without', 'not against {{cohort}}', { ...raw, cohort: mixName(without) })}`}
      </span>
      <Badge color="purple" text={t('plumbline.cohorts.exploratory', 'exploratory')} />
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
  bar: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), padding: theme.spacing(0, 0.5) }),
  text: css({
    flex: '0 1 auto',
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
