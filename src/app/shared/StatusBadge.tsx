import { t } from '@grafana/i18n';
import { Badge, type BadgeProps } from '@grafana/ui';
import { type Status } from '../../query/frames';

/** A status in colour, icon and words, so that colour is never the only sign. */
export function StatusBadge({ status }: { status: Status }) {
  return <Badge {...badgeOf(status)} />;
}

function badgeOf(status: Status): Pick<BadgeProps, 'text' | 'color' | 'icon'> {
  switch (status) {
    case 'ok':
      return { text: t('app.status.ok', 'OK'), color: 'green', icon: 'check' };
    case 'warn':
      return { text: t('app.status.warn', 'Warning'), color: 'orange', icon: 'exclamation-triangle' };
    case 'breach':
      return { text: t('app.status.breach', 'Breach'), color: 'red', icon: 'exclamation-circle' };
    case 'insufficient':
      return { text: t('app.status.insufficient', 'Too few rows'), color: 'blue', icon: 'info-circle' };
    case 'small_reference':
      return { text: t('app.status.small-reference', 'Reference too small'), color: 'blue', icon: 'info-circle' };
    case 'no_reference':
      return { text: t('app.status.no-reference', 'No reference'), color: 'blue', icon: 'info-circle' };
    case 'no_data':
      return { text: t('app.status.no-data', 'No data'), color: 'blue', icon: 'info-circle' };
    case 'schema_change':
      return { text: t('app.status.schema', 'Schema changed'), color: 'orange', icon: 'exclamation-triangle' };
    case 'pending_labels':
      return { text: t('app.status.pending', 'Labels pending'), color: 'blue', icon: 'clock-nine' };
    case 'error':
      return { text: t('app.status.error', 'Error'), color: 'red', icon: 'bug' };
  }
}
