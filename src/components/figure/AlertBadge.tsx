import { AlertState } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Badge, type BadgeColor, type IconName } from '@grafana/ui';

/** What the alert rule of a panel says, in words, where it says something; Grafana's own heart says it in colour. */
export function AlertBadge({ state }: { state: AlertState | undefined }) {
  const shown = state === undefined ? undefined : badges()[state];
  return shown ? <Badge text={shown.text} color={shown.color} icon={shown.icon} /> : null;
}

function badges(): Partial<Record<AlertState, { text: string; color: BadgeColor; icon: IconName }>> {
  return {
    [AlertState.Alerting]: { text: t('plumbline.alert.firing', 'Alert firing'), color: 'red', icon: 'heart-break' },
    [AlertState.Pending]: { text: t('plumbline.alert.pending', 'Alert pending'), color: 'orange', icon: 'clock-nine' },
    [AlertState.NoData]: {
      text: t('plumbline.alert.no-data', 'Alert: no data'),
      color: 'blue',
      icon: 'question-circle',
    },
  };
}
