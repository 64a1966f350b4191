import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { srOnly } from '../figure/srOnly';
import { type GridCell, scrollToShow } from '../grid/geometry';
import { useSubject } from '../interaction/useSubject';
import { useGridKeyboard } from '../keyboard/useGridKeyboard';
import { PinCard } from '../tooltip/PinCard';
import { type Rows } from './rows';
import { windowOf } from './window';

interface Props extends Rows {
  renderRow: (row: number) => ReactNode;
  /** Drawn under all rows and scrolled with them, such as a canvas; mute for readers. */
  backdrop?: ReactNode;
}

/** Rows of a chart as a list: only those in view are in the page; hover, click and keys as in every panel. */
export function RowList(props: Props) {
  const { count, rowHeight, width, height, label, textOf, isMarked, renderRow, backdrop, tooltip, renderCard } = props;
  const { subjectOf, onFilter, onKey, onToggleTable, pin } = props;
  const styles = useStyles2(getStyles);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const { first, last } = windowOf(count, rowHeight, scrollTop, height);
  const isLinked = useSubject(pin.item === undefined || pin.item >= count ? undefined : subjectOf?.(pin.item));

  const onMove = useCallback(
    ({ row }: GridCell) => {
      const view = {
        left: 0,
        top: 0,
        cellWidth: 1,
        cellHeight: rowHeight,
        rows: count,
        columns: 1,
        viewHeight: height,
        scrollTop,
      };
      list.current?.scrollTo?.({ top: scrollToShow(view, row) });
      pin.move(row);
    },
    [count, rowHeight, height, scrollTop, pin]
  );
  const size = useMemo(
    () => ({ rows: count, columns: 1, page: Math.max(1, Math.floor(height / rowHeight)) }),
    [count, height, rowHeight]
  );
  const active = useMemo(() => (pin.item === undefined ? undefined : { row: pin.item, column: 0 }), [pin.item]);
  const onKeyDown = useGridKeyboard({
    size,
    active,
    isMarked: useCallback(({ row }: GridCell) => isMarked(row), [isMarked]),
    onMove,
    onPin: useCallback(({ row }: GridCell) => pin.pin(row), [pin]),
    onRelease: pin.release,
    onToggleTable,
    onFilter: onFilter && (({ row }) => onFilter(row)),
  });
  const rowUnder = (event: MouseEvent) => {
    const box = list.current?.getBoundingClientRect();
    const row = box ? Math.floor((event.clientY - box.top + scrollTop) / rowHeight) : -1;
    return row >= 0 && row < count ? row : undefined;
  };

  return (
    <div
      ref={list}
      role="listbox"
      aria-label={label}
      aria-activedescendant={pin.item === undefined ? undefined : `${id}-${pin.item}`}
      tabIndex={0}
      className={styles.list}
      style={{ height }}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={(event: KeyboardEvent) => {
        const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
        if (isPlain && pin.item !== undefined && onKey?.(event.key, pin.item)) {
          event.preventDefault();
          event.stopPropagation();
        } else {
          onKeyDown(event);
        }
      }}
      onBlur={() => (pin.pinned ? undefined : pin.release())}
      onMouseMove={(event) => pin.hover(rowUnder(event))}
      onMouseLeave={() => pin.hover(undefined)}
      onClick={(event) => {
        const row = rowUnder(event);
        if (row !== undefined) {
          pin.pin(row);
        }
      }}
    >
      <div className={styles.rows} style={{ height: count * rowHeight }}>
        {backdrop && (
          <div aria-hidden="true" role="presentation" className={styles.backdrop}>
            {backdrop}
          </div>
        )}
        {Array.from({ length: last - first }, (_, i) => first + i).map((row) => (
          <div
            key={row}
            id={`${id}-${row}`}
            role="option"
            aria-selected={pin.item === row}
            // What one points at in another panel, for readers too.
            aria-current={isLinked(subjectOf?.(row)) || undefined}
            aria-setsize={count}
            aria-posinset={row + 1}
            className={cx(styles.row, {
              [styles.active]: pin.item === row,
              [styles.linked]: isLinked(subjectOf?.(row)),
              [styles.focused]: pin.item === row && (pin.keyboard || pin.pinned),
            })}
            style={{ top: row * rowHeight, height: rowHeight }}
          >
            <span className={styles.srOnly}>{textOf(row)}</span>
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
          anchor={{ x: width * 0.55, y: pin.item * rowHeight - scrollTop, width: 0, height: rowHeight }}
          label={textOf(pin.item)}
        >
          {renderCard(pin.item, pin.pinned)}
        </PinCard>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  srOnly: css(srOnly),
  content: css({ height: '100%' }),
  list: css({
    position: 'relative',
    overflowX: 'hidden',
    overflowY: 'auto',
    borderRadius: theme.shape.radius.default,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
  rows: css({ position: 'relative' }),
  backdrop: css({ position: 'absolute', inset: 0, pointerEvents: 'none' }),
  row: css({ position: 'absolute', left: 0, right: 0, cursor: 'pointer', borderRadius: theme.shape.radius.default }),
  // Not the theme's hover: the smaller texts of rows would be too pale on it.
  active: css({ background: theme.colors.background.secondary }),
  linked: css({
    background: theme.colors.background.secondary,
    boxShadow: `inset 3px 0 0 ${theme.colors.primary.border}`,
  }),
  focused: css({ boxShadow: `inset 0 0 0 2px ${theme.colors.primary.border}` }),
});
