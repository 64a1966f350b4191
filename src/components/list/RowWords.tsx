import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import { srOnly } from '../figure/srOnly';
import { type Rows } from './rows';

/** What a row is for screen readers: an option of a list, or a row of a treegrid with its place. */
export function rowAttributes({ count, textOf, tree, pin }: Rows, row: number, id: string) {
  const place = tree?.placeOf?.(row) ?? { level: 1, position: row + 1, size: count };
  return {
    id,
    role: tree ? 'row' : 'option',
    'aria-selected': pin.item === row,
    'aria-setsize': place.size,
    'aria-posinset': place.position,
    ...(tree
      ? {
          'aria-label': textOf(row),
          'aria-rowindex': row + 1,
          'aria-level': place.level,
          'aria-expanded': place.expanded,
        }
      : {}),
  };
}

interface Props {
  rows: Rows;
  row: number;
  cellIdOf: (row: number, cell: number) => string;
}

/** The words of a row, as a whole or cell by cell; the picture beside them is mute. */
export function RowWords({ rows: { textOf, tree, cell, pin }, row, cellIdOf }: Props) {
  const styles = useStyles2(getStyles);
  if (!tree) {
    return <span className={styles.srOnly}>{textOf(row)}</span>;
  }
  return Array.from({ length: tree.columns }, (_, column) => (
    <span
      key={column}
      id={cellIdOf(row, column)}
      role={column === 0 ? 'rowheader' : 'gridcell'}
      aria-selected={pin.item === row && cell === column}
      className={styles.srOnly}
    >
      {tree.cellText(row, column)}
    </span>
  ));
}

const getStyles = () => ({ srOnly: css(srOnly) });
