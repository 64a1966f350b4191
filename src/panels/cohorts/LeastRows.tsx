import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { useId, useMemo } from 'react';
import { formatCount } from '../../components/format/number';
import { type CohortsData } from './cohortData';

/** A slider over the sizes of cohorts, in powers: most are small and the large ones matter. */
export function LeastRows({
  rows,
  value,
  onChange,
}: {
  rows: CohortsData['rows'];
  value: number;
  onChange: (value: number) => void;
}) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const largest = useMemo(() => rows.reduce((most, row) => Math.max(most, row.n || 0), 1), [rows]);
  const steps = Math.ceil(Math.log10(largest) * 4);
  const text = t('plumbline.cohorts.least', 'At least {{n}} rows', { n: formatCount(value) });
  return (
    <label htmlFor={id} className={styles.slider}>
      {text}
      <input
        id={id}
        type="range"
        min={0}
        max={steps}
        value={value > 0 ? Math.round(Math.log10(value) * 4) : 0}
        aria-valuetext={text}
        onChange={(event) => {
          const step = Number(event.currentTarget.value);
          onChange(step === 0 ? 0 : Math.round(10 ** (step / 4)));
        }}
      />
    </label>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  slider: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    fontWeight: 'inherit',
    margin: 0,
  }),
});
