import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { type DisplayRow } from './arrange';
import { type LabelExtra } from './options';
import { streakText } from './rowText';

interface Props {
  row: DisplayRow;
  extras: readonly LabelExtra[];
  /** Every group there is: its place says its colour. */
  groups: readonly string[];
}

/** Room for each, CSS pixels. */
const WIDTHS: Record<LabelExtra, number> = { type: 16, group: 18, streak: 30 };

export function extrasWidth(extras: readonly LabelExtra[]): number {
  return extras.reduce((sum, extra) => sum + WIDTHS[extra], 0);
}

/** Beside a name, in columns of their own: its type, its group's letter and colour, and for how many windows it is over. */
export function RowExtras({ row, extras, groups }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { type, group } = row.facts ?? {};
  const isColumn = row.kind === 'column';
  const { palette } = theme.visualization;
  return extras.map((extra) => {
    switch (extra) {
      case 'type':
        return (
          <span
            key={extra}
            className={styles.extra}
            style={{ width: WIDTHS[extra] }}
            title={isColumn ? type : undefined}
          >
            {isColumn && type !== undefined ? symbolOf(type) : ''}
          </span>
        );
      case 'group': {
        const place = group === undefined ? -1 : groups.indexOf(group);
        const color = palette[Math.max(0, place) % palette.length];
        return (
          <span
            key={extra}
            className={styles.extra}
            style={{ width: WIDTHS[extra] }}
            title={isColumn ? group : undefined}
          >
            {isColumn && group !== undefined && (
              <span className={styles.group} style={{ borderColor: theme.visualization.getColorByName(color) }}>
                {group.slice(0, 1)}
              </span>
            )}
          </span>
        );
      }
      case 'streak':
        return (
          <span
            key={extra}
            className={cx(styles.extra, styles.streak)}
            style={{ width: WIDTHS[extra] }}
            title={isColumn ? streakText(row) : undefined}
          >
            {isColumn && row.figures.streak > 0 ? `●${row.figures.streak}` : ''}
          </span>
        );
    }
  });
}

const SYMBOLS: Record<string, string> = {
  numeric: '#',
  number: '#',
  integer: '#',
  float: '#',
  categorical: 'A',
  string: 'A',
  text: 'A',
  boolean: '✓',
  datetime: '◷',
  timestamp: '◷',
};

const symbolOf = (type: string) => SYMBOLS[type.toLowerCase()] ?? type.slice(0, 1);

const getStyles = (theme: GrafanaTheme2) => ({
  extra: css({
    display: 'inline-block',
    overflow: 'hidden',
    textAlign: 'center',
    verticalAlign: 'top',
    color: theme.colors.text.secondary,
  }),
  group: css({ borderLeft: '3px solid', paddingLeft: 2 }),
  streak: css({ color: theme.colors.text.primary, textAlign: 'right' }),
});
