import { css } from '@emotion/css';
import { type DataFrame, type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Badge, Button, Icon, Spinner, useStyles2 } from '@grafana/ui';
import { useContext } from 'react';
import { type Message } from '../../components/figure/VizMessage';
import { formatCount, formatPlain, formatValue } from '../../components/format/number';
import { type Answer } from '../../components/query/useAnswers';
import { FacetContext } from './facets';
import { metricName } from './metrics';
import { mixName } from './mixText';
import { type FacetsData, type FacetSuggestion, readFacets } from './readFacets';

/** Suggestions that one looks at before one chooses: more would be a list to work through. */
const SHOWN = 3;
const RAW = { interpolation: { escapeValue: false } } as const;

interface Props {
  width: number;
  height: number;
  /** Why there is nothing else to see; undefined while a cohort is being refined. */
  message: Message | undefined;
  state: Answer['state'];
  /** Why there is no answer. */
  why: string | undefined;
  series: readonly DataFrame[];
}

/** Columns that are worth making cohorts by, one click each. They come from the data and are no finding yet. */
export function FacetSuggestions({ width, height, message, state, why, series }: Props) {
  const styles = useStyles2(getStyles);
  const { refining, clear } = useContext(FacetContext);
  const data = state === 'done' ? readFacets(series) : undefined;
  return (
    <div className={styles.box} style={{ width, height }}>
      {message && (
        <div role="status" className={styles.message}>
          <Icon name={message.icon} size="lg" />
          <span>
            <b>{message.title}</b> {message.remedy}
          </span>
        </div>
      )}
      <div className={styles.head}>
        <b>
          {refining
            ? t('plumbline.cohorts.refine-title', 'Cohorts inside of {{name}}', {
                ...RAW,
                name: mixName(refining.name),
              })
            : t('plumbline.cohorts.facet-title', 'Facet by a column')}
        </b>
        <Badge
          color="purple"
          text={t('plumbline.cohorts.exploratory', 'exploratory')}
          tooltip={t(
            'plumbline.cohorts.exploratory-text',
            'The same rows that suggest a column would confirm it: look again in other weeks before you act.'
          )}
        />
        {refining && (
          <Button size="sm" fill="text" icon="arrow-left" onClick={clear}>
            {t('plumbline.cohorts.facet-back', 'Back')}
          </Button>
        )}
      </div>
      {state === 'loading' && (
        <div role="status" className={styles.note}>
          <Spinner inline /> {t('plumbline.cohorts.facet-loading', 'Comparing the columns of the model')}
        </div>
      )}
      {why !== undefined && (
        <div role="status" className={styles.note}>
          {why}
        </div>
      )}
      {data && <Suggestions data={data} />}
    </div>
  );
}

function Suggestions({ data }: { data: FacetsData }) {
  const styles = useStyles2(getStyles);
  const { refining, choose } = useContext(FacetContext);
  const shown = data.suggestions.slice(0, SHOWN);
  if (shown.length === 0) {
    return (
      <div role="status" className={styles.note}>
        {t(
          'plumbline.cohorts.facet-none',
          'None of {{n}} cohorts with enough rows differs significantly from everybody else.',
          { n: formatCount(data.tests) }
        )}
      </div>
    );
  }
  return (
    <>
      <ul className={styles.list}>
        {shown.map((each) => (
          <li key={each.column}>
            <Button
              variant="secondary"
              fullWidth
              className={styles.choice}
              onClick={() => choose({ name: each.column, query: each.query, inside: refining })}
            >
              <span className={styles.column}>{each.column}</span>
              <span className={styles.why}>{whyText(data, each)}</span>
            </Button>
          </li>
        ))}
      </ul>
      <div className={styles.note}>
        {t(
          'plumbline.cohorts.facet-family',
          'By what the difference surely moves, of {{n}} cohorts compared; q is corrected for all of them.',
          { n: formatCount(data.tests) }
        )}
        {data.truncated &&
          ` ${t('plumbline.cohorts.facet-cut', '{{shown}} of {{total}} columns looked at.', {
            shown: formatCount(data.truncated.shown),
            total: formatCount(data.truncated.total),
          })}`}
      </div>
    </>
  );
}

/** "carrier = UA: Accuracy 0.3 against 0.45 elsewhere, 100 rows, q 0.04; 2 of 5 cohorts differ". */
function whyText({ field }: FacetsData, each: FacetSuggestion): string {
  return t(
    'plumbline.cohorts.facet-why',
    '{{cohort}}: {{metric}} {{value}} against {{rest}} elsewhere, {{n}} rows, q {{q}}; {{significant}} of {{groups}} cohorts differ',
    {
      ...RAW,
      cohort: mixName(each.cohort),
      metric: metricName(each.metric),
      value: formatValue(field, each.value),
      rest: formatValue(field, each.complement),
      n: formatCount(each.n),
      q: formatPlain(each.q),
      significant: each.significant,
      groups: each.groups,
    }
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    padding: theme.spacing(1),
    overflow: 'auto',
  }),
  message: css({
    display: 'flex',
    gap: theme.spacing(1),
    color: theme.colors.text.secondary,
    '& b': { color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium },
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  list: css({
    listStyle: 'none',
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    maxWidth: theme.spacing(96),
  }),
  choice: css({
    height: 'auto',
    minHeight: theme.spacing(4),
    padding: theme.spacing(0.5, 1),
    lineHeight: theme.typography.body.lineHeight,
    justifyContent: 'flex-start',
    textAlign: 'left',
    '& > span': { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 1.5), whiteSpace: 'normal' },
  }),
  column: css({ fontWeight: theme.typography.fontWeightMedium }),
  why: css({
    fontWeight: theme.typography.fontWeightRegular,
    fontVariantNumeric: 'tabular-nums',
    color: theme.colors.text.secondary,
  }),
  note: css({ fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
});
