import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type ReactNode, useRef, useState } from 'react';
import { PinCard } from '../tooltip/PinCard';
import { rowsInPage, topOf } from './ends';
import { type Rows } from './rows';
import { rowAttributes, RowWords } from './RowWords';
import { useListbox } from './useListbox';
import { windowOf } from './window';

interface Props extends Rows {
  renderRow: (row: number) => ReactNode;
  /** Drawn under all rows and scrolled with them, such as a canvas; mute for readers. */
  backdrop?: ReactNode;
}

/** Rows of a chart as a list: only those in view are in the page; hover, click and keys as in every panel. */
export function RowList(props: Props) {
  const { count, rowHeight, width, height, textOf, renderRow, backdrop, tooltip, renderCard, pin, endsStay } = props;
  const styles = useStyles2(getStyles);
  const list = useRef<HTMLDivElement>(null);
  const { idOf, cellIdOf, isLinked, hoverUnder, attributes } = useListbox(props, list);
  const [scrollTop, setScrollTop] = useState(0);
  const { first, last } = windowOf(count, rowHeight, scrollTop, height);
  return (
    <div
      {...attributes}
      className={styles.list}
      style={{ height }}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onMouseMove={hoverUnder}
    >
      <div className={styles.rows} style={{ height: count * rowHeight }}>
        {backdrop && (
          <div aria-hidden="true" role="presentation" className={styles.backdrop}>
            {backdrop}
          </div>
        )}
        {rowsInPage(first, last, count, endsStay).map((row) => (
          <div
            key={row}
            {...rowAttributes(props, row, idOf(row))}
            // What one points at in another panel, for readers too.
            aria-current={isLinked(row) || undefined}
            className={cx(styles.row, {
              [styles.first]: endsStay && row === 0,
              [styles.last]: endsStay && row === count - 1,
              [backdrop ? styles.veil : styles.active]: pin.item === row,
              [styles.linked]: isLinked(row),
              [styles.see]: isLinked(row) && backdrop !== undefined,
              [styles.focused]: pin.item === row && (pin.keyboard || pin.pinned),
            })}
            style={{
              height: rowHeight,
              ...(endsStay && (row === 0 || row === count - 1) ? {} : { top: row * rowHeight }),
            }}
          >
            <RowWords rows={props} row={row} cellIdOf={cellIdOf} />
            <div aria-hidden="true" className={styles.content}>
              {renderRow(row)}
            </div>
          </div>
        ))}
      </div>
      {pin.item !== undefined && pin.item < count && (
        <PinCard
          tooltip={tooltip}
          pin={pin}
          container={list}
          anchor={{ x: width * 0.55, y: topOf(pin.item, props, scrollTop, endsStay), width: 0, height: rowHeight }}
          label={textOf(pin.item)}
        >
          {renderCard(pin.item, pin.pinned)}
        </PinCard>
      )}
    </div>
  );
}

/** Over the rows that scroll under it. */
const end = (theme: GrafanaTheme2) =>
  ({
    position: 'sticky',
    flex: 'none',
    zIndex: 1,
    overflow: 'hidden',
    borderRadius: 0,
    background: theme.colors.background.primary,
  }) as const;

const getStyles = (theme: GrafanaTheme2) => ({
  content: css({ height: '100%' }),
  list: css({
    position: 'relative',
    overflowX: 'hidden',
    overflowY: 'auto',
    borderRadius: theme.shape.radius.default,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
  // The ends that stay are in the flow, one at the top and one at the bottom.
  rows: css({ position: 'relative', display: 'flex', flexDirection: 'column', justifyContent: 'space-between' }),
  backdrop: css({ position: 'absolute', inset: 0, pointerEvents: 'none' }),
  row: css({ position: 'absolute', left: 0, right: 0, cursor: 'pointer', borderRadius: theme.shape.radius.default }),
  first: css({ ...end(theme), top: 0, boxShadow: `0 1px 0 ${theme.colors.border.weak}` }),
  last: css({ ...end(theme), bottom: 0, boxShadow: `0 -1px 0 ${theme.colors.border.weak}` }),
  // Not the theme's hover: the smaller texts of rows would be too pale on it.
  active: css({ background: theme.colors.background.secondary }),
  linked: css({
    background: theme.colors.background.secondary,
    boxShadow: `inset 3px 0 0 ${theme.colors.primary.border}`,
  }),
  // What lies under the rows is the picture: it has to stay visible.
  veil: css({ background: theme.colors.action.hover }),
  see: css({ background: theme.colors.action.hover }),
  focused: css({ boxShadow: `inset 0 0 0 2px ${theme.colors.primary.border}` }),
});
