import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type ReactNode } from 'react';

export const LEGEND_HEIGHT = 28;

/** One line below a picture. Items that find no room drop out whole instead of being cut through. */
export function LegendRow({ left, children }: { left: number; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.legend} style={{ paddingLeft: left }}>
      {children}
    </div>
  );
}

export function LegendItem({ children }: { children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return <div className={styles.item}>{children}</div>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  legend: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignContent: 'flex-start',
    columnGap: theme.spacing(2),
    height: LEGEND_HEIGHT,
    paddingRight: theme.spacing(1),
    overflow: 'hidden',
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  item: css({
    display: 'flex',
    flex: 'none',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    height: LEGEND_HEIGHT,
    maxWidth: '100%',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  }),
});
