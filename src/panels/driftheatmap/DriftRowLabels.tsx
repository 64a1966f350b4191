import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { memo, type MouseEvent, useMemo } from 'react';
import { cutText } from '../../components/figure/cutText';
import { srOnly } from '../../components/figure/srOnly';
import { type GridCell, type GridGeometry, rowBands, rowTop } from '../../components/grid/geometry';
import { type DisplayRow } from './arrange';
import { type LabelExtra } from './options';
import { RowExtras } from './RowExtras';
import { rowTitle } from './rowText';
import { INDENT } from './useDriftScene';
import { type DriftView } from './view';

/** Lower rows have no room for a name each: then every second, third ... one is named, and the one pointed at. */
const LABEL_MIN = 12;

interface LabelsProps {
  view: DriftView;
  geometry: GridGeometry;
  left: number;
  extras: readonly LabelExtra[];
  onToggleGroup: (name: string) => void;
  /** A click on a column's name, at a place of the browser's window. */
  onMenu: (row: number, x: number, y: number) => void;
}

/** Names at the left. They don't change while the pointer moves, and only those in view are in the page. */
export const DriftRowLabels = memo(function DriftRowLabels(props: LabelsProps) {
  const { view, geometry, left, extras, onToggleGroup, onMenu } = props;
  const styles = useStyles2(getStyles);
  const groups = useMemo(() => groupsOf(view), [view]);
  const step = Math.max(1, Math.ceil(LABEL_MIN / geometry.cellHeight));
  const rows = rowBands(geometry).flatMap(({ first, last }) =>
    Array.from({ length: last - first }, (_, i) => first + i)
  );
  return (
    <>
      {rows
        .filter((row) => row % step === 0 || row < view.pinned)
        .map((row) => (
          <div
            key={row}
            role="row"
            aria-rowindex={row + 1}
            className={cx(styles.row, { [styles.pinned]: row < view.pinned })}
            style={{ top: rowTop(geometry, row) + geometry.scrollTop, width: left }}
          >
            <RowName
              row={view.rows[row]}
              height={geometry.cellHeight}
              extras={extras}
              groups={groups}
              onToggleGroup={onToggleGroup}
              onMenu={(event) => onMenu(row, event.clientX, event.clientY)}
            />
          </div>
        ))}
    </>
  );
});

interface ActiveProps {
  view: DriftView;
  geometry: GridGeometry;
  left: number;
  extras: readonly LabelExtra[];
  cell: GridCell;
  /** Of the cell; its row's head has `${id}-head`. */
  id: string;
  /** What a screen reader says of the cell, or of the head of its row. */
  text: string;
  /** The keyboard is on the head of the row. */
  onHeader: boolean;
}

/** The name of the row that is pointed at, over all others, and for screen readers the cell that has the keyboard. */
export function DriftActiveRow({ view, geometry, left, extras, cell, id, text, onHeader }: ActiveProps) {
  const styles = useStyles2(getStyles);
  const groups = useMemo(() => groupsOf(view), [view]);
  const row = view.rows[cell.row];
  if (row === undefined) {
    return null;
  }
  return (
    <div
      role="row"
      aria-rowindex={cell.row + 1}
      className={cx(styles.row, styles.active, { [styles.focused]: onHeader })}
      style={{ top: rowTop(geometry, cell.row) + geometry.scrollTop, width: left }}
    >
      <RowName
        id={headId(id)}
        row={row}
        height={geometry.cellHeight}
        extras={extras}
        groups={groups}
        text={onHeader ? text : undefined}
      />
      <span role="gridcell" id={id} aria-colindex={cell.column + 1} className={styles.srOnly}>
        {onHeader ? '' : text}
      </span>
    </div>
  );
}

/** Id of the head of a row, by the id of its cell that is pointed at. */
export const headId = (id: string) => `${id}-head`;

interface NameProps {
  id?: string;
  /** For screen readers, in place of the name. */
  text?: string;
  row: DisplayRow;
  height: number;
  extras: readonly LabelExtra[];
  groups: readonly string[];
  onToggleGroup?: (name: string) => void;
  onMenu?: (event: MouseEvent) => void;
}

const groupsOf = ({ rows }: DriftView) =>
  [...new Set(rows.flatMap(({ facts }) => (facts?.group === undefined ? [] : [facts.group])))].sort();

/**
 * A group's name opens and closes it, by keyboard the space bar does; a column's name shows what can be done with it, by
 * keyboard `m` does.
 */
function RowName({ id, text, row, height, extras, groups, onToggleGroup, onMenu }: NameProps) {
  const styles = useStyles2(getStyles);
  const { name, kind, open, indented } = row;
  return (
    <span
      id={id}
      role="rowheader"
      aria-label={text}
      aria-expanded={kind === 'group' ? open : undefined}
      className={cx(styles.label, {
        [styles.group]: kind === 'group',
        [styles.metric]: kind === 'metric',
        [styles.column]: kind === 'column',
      })}
      style={{ lineHeight: `${Math.max(LABEL_MIN, height)}px`, paddingLeft: indented ? INDENT : undefined }}
      title={rowTitle(row)}
      onClick={kind === 'group' ? () => onToggleGroup?.(name) : kind === 'column' ? onMenu : undefined}
    >
      {kind === 'group' && <Icon name={open ? 'angle-down' : 'angle-right'} size="sm" />}
      {name}
      {extras.length > 0 && kind !== 'group' && <RowExtras row={row} extras={extras} groups={groups} />}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ position: 'absolute', left: 0, paddingRight: theme.spacing(1) }),
  label: css({
    display: 'block',
    paddingLeft: theme.spacing(0.5),
    ...cutText,
    textAlign: 'right',
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  pinned: css({ background: theme.colors.background.primary, zIndex: 1 }),
  group: css({ textAlign: 'left', cursor: 'pointer', fontWeight: theme.typography.fontWeightMedium }),
  metric: css({ fontStyle: 'italic' }),
  column: css({ cursor: 'pointer' }),
  active: css({
    pointerEvents: 'none',
    zIndex: 1,
    '& > [role=rowheader]': {
      background: theme.colors.background.primary,
      color: theme.colors.text.primary,
      fontWeight: theme.typography.fontWeightMedium,
    },
  }),
  focused: css({ outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 }),
  srOnly: css(srOnly),
});
