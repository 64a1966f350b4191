import { t } from '@grafana/i18n';
import { InlineSwitch } from '@grafana/ui';

interface Props {
  value: boolean;
  onChange: (live: boolean) => void;
}

/** Whether the panel asks again when new rows arrive. */
export function LiveSwitch({ value, onChange }: Props) {
  const label = t('datasource.live.label', 'Live');
  return (
    <InlineSwitch
      label={label}
      aria-label={label}
      title={t('datasource.live.hint', 'Asks again when new rows arrive, for ranges that end now')}
      showLabel
      transparent
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}
