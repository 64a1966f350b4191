import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { memo } from 'react';
import { srOnly } from '../../components/figure/srOnly';
import { type GridCell } from '../../components/grid/geometry';
import { windowOf } from '../../components/list/window';
import { type DriftLayout } from './layout';
import { type DriftView } from './view';

/** Lower rows have no room for a name each: then every second, third ... one is named, and the one pointed at. */
const LABEL_MIN = 12;

interface LabelsProps {
  view: DriftView;
  layout: DriftLayout;
  scrollTop: number;
}

/** Names at the left. They don't change while the pointer moves, and only those in view are in the page. */
export const DriftRowLabels = memo(function DriftRowLabels({ view, layout, scrollTop }: LabelsProps) {
  const styles = useStyles2(getStyles);
  const step = Math.max(1, Math.ceil(LABEL_MIN / layout.cellHeight));
  const { first, last } = windowOf(view.order.length, layout.cellHeight, scrollTop, layout.viewHeight);
  const rows = Array.from({ length: last - first }, (_, i) => first + i).filter((row) => row % step === 0);
  return (
    <>
      {rows.map((row) => (
        <div
          key={row}
          role="row"
          aria-rowindex={row + 1}
          className={styles.row}
          style={{ top: row * layout.cellHeight, width: layout.left }}
        >
          <RowName name={view.grid.rows[view.order[row]].name} height={layout.cellHeight} />
        </div>
      ))}
    </>
  );
});

interface ActiveProps {
  view: DriftView;
  layout: DriftLayout;
  cell: GridCell;
  id: string;
  /** What a screen reader says of the cell. */
  text: string;
}

/** The name of the row that is pointed at, over all others, and for screen readers the cell that has the keyboard. */
export function DriftActiveRow({ view, layout, cell, id, text }: ActiveProps) {
  const styles = useStyles2(getStyles);
  const index = view.order[cell.row];
  if (index === undefined) {
    return null;
  }
  return (
    <div
      role="row"
      aria-rowindex={cell.row + 1}
      className={cx(styles.row, styles.active)}
      style={{ top: cell.row * layout.cellHeight, width: layout.left }}
    >
      <RowName name={view.grid.rows[index].name} height={layout.cellHeight} />
      <span role="gridcell" id={id} aria-colindex={cell.column + 1} className={styles.srOnly}>
        {text}
      </span>
    </div>
  );
}

function RowName({ name, height }: { name: string; height: number }) {
  const styles = useStyles2(getStyles);
  return (
    <span
      role="rowheader"
      className={styles.label}
      style={{ lineHeight: `${Math.max(LABEL_MIN, height)}px` }}
      title={name}
    >
      {name}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ position: 'absolute', left: 0, paddingRight: theme.spacing(1) }),
  label: css({
    display: 'block',
    paddingLeft: theme.spacing(0.5),
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    textAlign: 'right',
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  active: css({
    zIndex: 1,
    '& > [role=rowheader]': {
      background: theme.colors.background.primary,
      color: theme.colors.text.primary,
      fontWeight: theme.typography.fontWeightMedium,
    },
  }),
  srOnly: css(srOnly),
});
