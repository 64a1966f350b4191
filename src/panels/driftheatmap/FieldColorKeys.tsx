import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { LegendItem } from '../../components/figure/LegendRow';
import { fieldColors } from './fieldColors';
import { type DriftGrid } from './grid';

/** Keys of the colours that the field options give the scores. */
export function FieldColorKeys({ grid }: { grid: DriftGrid }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const colors = useMemo(() => fieldColors(grid, theme), [grid, theme]);
  if (colors === undefined) {
    return null;
  }
  if (colors === 'several') {
    return (
      <LegendItem>{t('plumbline.drift.field-several', 'colours: each column has field options of its own')}</LegendItem>
    );
  }
  if (colors.kind === 'run') {
    return (
      <LegendItem>
        {colors.ends[0]}
        <span
          className={styles.run}
          style={{ background: `linear-gradient(to right, ${colors.colors.join(', ')})` }}
          aria-hidden="true"
        />
        {colors.ends[1]}
      </LegendItem>
    );
  }
  return colors.steps.map(({ color, label }) => (
    <LegendItem key={label}>
      <span className={styles.step} style={{ background: color }} aria-hidden="true" />
      {label}
    </LegendItem>
  ));
}

const getStyles = (theme: GrafanaTheme2) => ({
  step: css({ width: theme.spacing(1.75), height: theme.spacing(1.75) }),
  run: css({ width: '12ch', height: theme.spacing(1) }),
});
