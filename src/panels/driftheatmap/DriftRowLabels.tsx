import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type GridCell } from '../../components/grid/geometry';
import { srOnly } from '../../components/figure/srOnly';
import { type DriftLayout } from './layout';
import { type DriftView } from './view';

/** Rows lower than this have room for a name only where they are pointed at. */
const LABEL_MIN = 12;

interface Props {
  view: DriftView;
  layout: DriftLayout;
  active: GridCell | undefined;
  activeId: string;
  activeText: string;
}

/** Names at the left, and for screen readers the one cell that has the keyboard. */
export function DriftRowLabels({ view, layout, active, activeId, activeText }: Props) {
  const styles = useStyles2(getStyles);
  const step = Math.max(1, Math.ceil(LABEL_MIN / layout.cellHeight));
  return (
    <>
      {view.order.map((index, row) => {
        const isActive = active?.row === row;
        const name = view.grid.rows[index].name;
        return (
          <div
            key={name}
            role="row"
            aria-rowindex={row + 1}
            className={styles.row}
            style={{ top: row * layout.cellHeight, height: layout.cellHeight, width: layout.left }}
          >
            <span
              role="rowheader"
              className={cx(styles.label, {
                [styles.active]: isActive,
                [styles.hidden]: !isActive && row % step !== 0,
              })}
              style={{ lineHeight: `${Math.max(LABEL_MIN, layout.cellHeight)}px` }}
              title={name}
            >
              {name}
            </span>
            {isActive && (
              <span role="gridcell" id={activeId} aria-colindex={active.column + 1} className={styles.srOnly}>
                {activeText}
              </span>
            )}
          </div>
        );
      })}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ position: 'absolute', left: 0, paddingLeft: theme.spacing(0.5), paddingRight: theme.spacing(1) }),
  label: css({
    display: 'block',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    textAlign: 'right',
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  active: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
  hidden: css({ visibility: 'hidden' }),
  srOnly: css(srOnly),
});
