import { css } from '@emotion/css';
import { dateTimeFormat, dateTimeFormatTimeAgo, type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { locationService } from '@grafana/runtime';
import {
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { Alert, Badge, LinkButton, LoadingPlaceholder, Stack, Text, TextLink, useStyles2 } from '@grafana/ui';
import { type ModelFacts } from '../facts/facts';
import { tabUrl } from '../links/address';
import { distinct, type Incident, fetchIncidents, incidentRange } from './incidents';
import { groupFilters } from './alertLink';
import { conditionText, severityBadge, valueText } from './incidentText';

interface IncidentListState extends SceneObjectState {
  facts: ModelFacts;
  /** Uid of the rule that the page is about; in the address. */
  alert?: string;
  incidents?: Incident[];
  /** Column that the page is about, where it is one. */
  column?: string;
  problem?: 'forbidden' | 'unavailable';
}

/** What Grafana's alerting says of the model now, and the one alert that the page is about. */
export class IncidentList extends SceneObjectBase<IncidentListState> {
  static readonly Component = IncidentListRenderer;
  protected override _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['alert'] });

  constructor(facts: ModelFacts) {
    super({ facts, alert: locationService.getSearch().get('alert') ?? undefined });
    this.addActivationHandler(() => {
      void this.load();
      const range = sceneGraph.getTimeRange(this).subscribeToState(() => void this.load());
      const columns = sceneGraph.lookupVariable('column', this);
      const readColumn = () => this.setState({ column: String(columns?.getValue() ?? '') });
      readColumn();
      const column = columns?.subscribeToState(readColumn);
      return () => {
        range.unsubscribe();
        column?.unsubscribe();
      };
    });
  }

  getUrlState(): SceneObjectUrlValues {
    return { alert: this.state.alert };
  }

  updateFromUrl({ alert }: SceneObjectUrlValues): void {
    this.setState({ alert: typeof alert === 'string' && alert !== '' ? alert : undefined });
  }

  private async load(): Promise<void> {
    try {
      this.setState({ incidents: await fetchIncidents(this.state.facts.name), problem: undefined });
    } catch (error) {
      const { status } = error as { status?: number };
      this.setState({ problem: status === 403 ? 'forbidden' : 'unavailable' });
    }
  }
}

function IncidentListRenderer({ model }: SceneComponentProps<IncidentList>) {
  const { facts, incidents, problem, alert, column } = model.useState();
  if (problem) {
    return (
      <Alert severity="info" title={t('app.investigate.no-alerts', 'Alerts are not known here')}>
        {problem === 'forbidden'
          ? t('app.fleet.alerts-forbidden', 'You may not read alert rules')
          : t('app.fleet.alerts-unavailable', 'Grafana Alerting does not answer')}
      </Alert>
    );
  }
  if (!incidents) {
    return <LoadingPlaceholder text={t('app.investigate.loading', 'Reading alerts')} />;
  }
  if (incidents.length === 0) {
    return (
      <Alert severity="success" title={t('app.investigate.calm', 'No alert fires for this model')}>
        {t('app.investigate.calm-text', 'The steps below look at the range of the page all the same.')}
      </Alert>
    );
  }
  const ofRule = alert === undefined ? [] : incidents.filter(({ ruleUid }) => ruleUid === alert);
  const chosen = ofRule.find((each) => each.column === column) ?? ofRule[0];
  return (
    <Stack direction="column" gap={1}>
      {chosen && <Chosen facts={facts} incident={chosen} timeZone={sceneGraph.getTimeRange(model).getTimeZone()} />}
      <Others facts={facts} incidents={distinct(incidents)} chosen={chosen} />
    </Stack>
  );
}

/** The alert that the page is about: what it says, since when, whose it is and what to do first. */
function Chosen({ facts, incident, timeZone }: { facts: ModelFacts; incident: Incident; timeZone: string }) {
  const styles = useStyles2(getStyles);
  const { summary, description, since, owner = facts.owner, runbook = facts.runbook } = incident;
  return (
    <section className={styles.chosen} aria-label={t('app.investigate.alert', 'Alert')}>
      <Stack gap={1} alignItems="center" wrap="wrap">
        <Badge {...severityBadge(incident)} />
        <Text element="h2" variant="h4">
          {summary ?? incident.ruleName}
        </Text>
      </Stack>
      {description && <Text color="secondary">{description}</Text>}
      <dl className={styles.facts}>
        <Fact name={t('app.investigate.condition', 'Condition')}>{conditionText(incident)}</Fact>
        {incident.value !== undefined && (
          <Fact name={t('app.investigate.value', 'Value')}>{valueText(incident.value)}</Fact>
        )}
        <Fact name={t('app.investigate.since', 'Since')}>
          {since === undefined ? '–' : `${dateTimeFormat(since, { timeZone })} (${dateTimeFormatTimeAgo(since)})`}
        </Fact>
        <Fact name={t('app.investigate.owner', 'Owner')}>{owner ?? '–'}</Fact>
      </dl>
      <Stack gap={1} wrap="wrap">
        {runbook && (
          <LinkButton size="sm" variant="secondary" icon="book-open" href={runbook} target="_blank" rel="noreferrer">
            {t('app.model.runbook', 'Runbook')}
          </LinkButton>
        )}
        {incident.ruleUid && (
          <LinkButton
            size="sm"
            variant="secondary"
            icon="bell"
            href={`/alerting/grafana/${encodeURIComponent(incident.ruleUid)}/view`}
          >
            {t('app.investigate.rule', 'The rule and its history')}
          </LinkButton>
        )}
        {incident.dashboardUid && (
          <LinkButton size="sm" variant="secondary" icon="apps" href={dashboardUrl(incident)}>
            {t('app.investigate.dashboard', 'Its dashboard')}
          </LinkButton>
        )}
      </Stack>
    </section>
  );
}

function dashboardUrl({ dashboardUid = '', panelId }: Incident): string {
  const panel = panelId ? `?viewPanel=${encodeURIComponent(panelId)}` : '';
  return `/d/${encodeURIComponent(dashboardUid)}${panel}`;
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Every alert of the model as a link to the page about it. */
function Others({ facts, incidents, chosen }: { facts: ModelFacts; incidents: Incident[]; chosen?: Incident }) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.list} aria-label={t('app.investigate.all', 'Alerts of this model')}>
      <Text variant="bodySmall" color="secondary">
        {t(
          'app.investigate.count',
          '{{count}} things are wrong with this model. Choose one to see what its alert saw.',
          {
            count: incidents.length,
          }
        )}
      </Text>
      <ul>
        {incidents.map((incident) => (
          <li key={`${incident.ruleUid} ${incident.column} ${incident.segment}`}>
            <Badge {...severityBadge(incident)} />
            <TextLink
              href={incidentUrl(facts.name, incident)}
              inline={false}
              variant="bodySmall"
              weight={incident === chosen ? 'bold' : 'regular'}
            >
              {incident.summary ?? incident.ruleName}
            </TextLink>
            {incident.since !== undefined && (
              <Text variant="bodySmall" color="secondary">
                {dateTimeFormatTimeAgo(incident.since)}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The page about an alert: its column, its group, and as much time before it as its rule looks at. */
export function incidentUrl(model: string, incident: Incident): string {
  const { column, segment, ruleUid, method } = incident;
  return tabUrl(model, 'investigate', {
    range: incidentRange(incident, Date.now()),
    columns: column === undefined ? ['$__all'] : [column],
    filters: segment === undefined ? [] : groupFilters(segment),
    onlyTheseFilters: true,
    extra: { alert: ruleUid, ...(method ? { 'var-method': method } : {}) },
  });
}

const getStyles = (theme: GrafanaTheme2) => ({
  chosen: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1),
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  facts: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 4),
    margin: 0,
    '& dt': { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    '& dd': { margin: 0, fontVariantNumeric: 'tabular-nums' },
  }),
  list: css({
    '& ul': {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 420px), 1fr))',
      gap: theme.spacing(0, 2),
      listStyle: 'none',
      margin: theme.spacing(0.5, 0, 0),
      padding: 0,
    },
    '& li': { display: 'flex', alignItems: 'center', gap: theme.spacing(1), padding: theme.spacing(0.25, 0) },
  }),
});
