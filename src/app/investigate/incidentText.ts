import { t } from '@grafana/i18n';
import { type BadgeProps } from '@grafana/ui';
import { type Incident } from './incidents';

/** State and severity in colour, icon and words. */
export function severityBadge({ state, severity }: Incident): Pick<BadgeProps, 'text' | 'color' | 'icon'> {
  if (state === 'pending') {
    return { text: t('app.incident.pending', 'Pending'), color: 'blue', icon: 'hourglass' };
  }
  if (state === 'error') {
    return { text: t('app.incident.error', 'The rule fails'), color: 'red', icon: 'bug' };
  }
  return severity === 'critical'
    ? { text: t('app.incident.critical', 'Critical'), color: 'red', icon: 'exclamation-circle' }
    : {
        text:
          severity === 'warning' ? t('app.status.warn', 'Warning') : (severity ?? t('app.incident.firing', 'Firing')),
        color: 'orange',
        icon: 'exclamation-triangle',
      };
}

/** When the rule fires, such as "above 0.2". */
export function conditionText({ condition }: Incident): string {
  const [first, second] = condition?.params.map(String) ?? [];
  const slots = { limit: first, first, second };
  switch (condition?.type) {
    case 'gt':
      return t('app.incident.above', 'above {{limit}}', slots);
    case 'gte':
      return t('app.incident.at-least', 'at least {{limit}}', slots);
    case 'lt':
      return t('app.incident.below', 'below {{limit}}', slots);
    case 'lte':
      return t('app.incident.at-most', 'at most {{limit}}', slots);
    case 'outside_range':
      return t('app.incident.outside', 'outside {{first}} to {{second}}', slots);
    case 'within_range':
      return t('app.incident.within', 'between {{first}} and {{second}}', slots);
    default:
      return '–';
  }
}

/** The number that was compared, to three digits. */
export function valueText(value: number): string {
  return String(Number(value.toPrecision(3)));
}
