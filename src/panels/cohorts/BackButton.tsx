import { t } from '@grafana/i18n';
import { Button } from '@grafana/ui';

/** Leads from a comparison back to all cohorts. */
export function BackButton({ onClick }: { onClick: () => void }) {
  return (
    <Button size="sm" fill="text" icon="arrow-left" onClick={onClick}>
      {t('plumbline.cohorts.back', 'All cohorts')}
    </Button>
  );
}
