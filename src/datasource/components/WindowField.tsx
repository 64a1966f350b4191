import { t } from '@grafana/i18n';
import { Choice, WIDTH } from './fields';

interface Props {
  value: string | undefined;
  problem?: string;
  onChange: (window: string) => void;
}

/** Length of the windows that rows are grouped in. */
export function WindowField({ value = 'auto', problem, onChange }: Props) {
  return (
    <Choice
      label={t('datasource.field.window', 'Window')}
      value={value}
      width={WIDTH.short}
      options={windowOptions()}
      problem={problem}
      custom
      onChange={onChange}
    />
  );
}

function windowOptions() {
  return [
    { value: 'auto', label: t('datasource.window.auto', 'Auto') },
    { value: '1h', label: t('datasource.window.hour', '1 hour') },
    { value: '1d', label: t('datasource.window.day', '1 day') },
    { value: '7d', label: t('datasource.window.week', '1 week') },
    { value: '28d', label: t('datasource.window.month', '4 weeks') },
    { value: 'all', label: t('datasource.window.all', 'Whole range') },
  ];
}
