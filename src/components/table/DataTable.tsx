import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { windowOf } from '../list/window';
import { type TextTable } from './csv';

const ROW_HEIGHT = 28;

interface Props {
  name: string;
  table: TextTable;
  height: number;
  /** `t`: back to the picture. */
  onLeave: () => void;
}

/** The data of a picture as a real table. Only the rows in view are in the page, whatever their number. */
export function DataTable({ name, table, height, onLeave }: Props) {
  const styles = useStyles2(getStyles);
  const [scrollTop, setScrollTop] = useState(0);
  const { first, last, before, after } = windowOf(table.rows.length, ROW_HEIGHT, scrollTop, height);
  return (
    <div
      className={styles.scroll}
      style={{ height }}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={(event) => {
        if (event.key === 't' && !event.altKey && !event.ctrlKey && !event.metaKey) {
          event.preventDefault();
          event.stopPropagation();
          onLeave();
        }
      }}
      // A scrollable region must be reachable by keyboard.
      tabIndex={0}
      role="group"
      aria-label={name}
    >
      <table className={styles.table} aria-rowcount={table.rows.length + 1}>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column.name} scope="col" className={cx(styles.head, { [styles.numeric]: column.numeric })}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr style={{ height: before }} aria-hidden="true" />
          {table.rows.slice(first, last).map((cells, i) => (
            <tr key={first + i} aria-rowindex={first + i + 2} className={styles.row}>
              {cells.map((text, c) => (
                <td key={c} className={cx(styles.cell, { [styles.numeric]: table.columns[c].numeric })}>
                  {text}
                </td>
              ))}
            </tr>
          ))}
          <tr style={{ height: after }} aria-hidden="true" />
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflow: 'auto' }),
  table: css({ width: '100%', borderCollapse: 'separate', borderSpacing: 0, fontVariantNumeric: 'tabular-nums' }),
  head: css({
    position: 'sticky',
    top: 0,
    zIndex: 1,
    padding: theme.spacing(0, 1),
    height: ROW_HEIGHT,
    textAlign: 'left',
    whiteSpace: 'nowrap',
    fontWeight: theme.typography.fontWeightMedium,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.medium}`,
  }),
  row: css({ '&:hover': { background: theme.colors.action.hover } }),
  cell: css({
    height: ROW_HEIGHT,
    padding: theme.spacing(0, 1),
    whiteSpace: 'nowrap',
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  numeric: css({ textAlign: 'right' }),
});
