import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type MouseEvent, type ReactNode, useCallback, useId, useMemo, useRef } from 'react';
import { srOnly } from '../../components/figure/srOnly';
import { type usePinned } from '../../components/interaction/usePinned';
import { useGridKeyboard } from '../../components/keyboard/useGridKeyboard';
import { FloatingCard } from '../../components/tooltip/FloatingCard';

/** Something in a plot that one can point at, CSS pixels of the plot. */
export interface PlotItem {
  x: number;
  y: number;
}

interface Props {
  width: number;
  height: number;
  label: string;
  /** In the order of the keyboard. */
  items: readonly PlotItem[];
  /** `x` looks for the nearest item from left to right alone, as for curves. */
  nearest: 'x' | 'xy';
  textOf: (index: number) => string;
  isMarked: (index: number) => boolean;
  renderCard: ((index: number, pinned: boolean) => ReactNode) | undefined;
  onFilter?: (index: number) => void;
  onToggleTable: () => void;
  pin: ReturnType<typeof usePinned<number>>;
  children: ReactNode;
}

/** Farther away than this one does not point at an item. */
const REACH = 28;

/** A plot whose items are a list: pointing takes the nearest, keys walk from one to the next. */
export function ItemPlot(props: Props) {
  const { width, height, label, items, nearest, textOf, isMarked, renderCard, onFilter, onToggleTable, pin } = props;
  const styles = useStyles2(getStyles);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const active = useMemo(() => (pin.item === undefined ? undefined : { row: pin.item, column: 0 }), [pin.item]);
  const onKeyDown = useGridKeyboard({
    size: useMemo(() => ({ rows: items.length, columns: 1, page: 10 }), [items.length]),
    active,
    isMarked: useCallback(({ row }) => isMarked(row), [isMarked]),
    onMove: useCallback(({ row }) => pin.move(row), [pin]),
    onPin: useCallback(({ row }) => pin.pin(row), [pin]),
    onRelease: pin.release,
    onToggleTable,
    onFilter: onFilter && (({ row }) => onFilter(row)),
  });
  const itemUnder = (event: MouseEvent) => {
    const origin = box.current?.getBoundingClientRect();
    const [x, y] = [event.clientX - (origin?.left ?? 0), event.clientY - (origin?.top ?? 0)];
    let [best, distance] = [-1, Infinity];
    items.forEach((item, index) => {
      const away = nearest === 'x' ? Math.abs(item.x - x) : Math.hypot(item.x - x, item.y - y);
      [best, distance] = away < distance ? [index, away] : [best, distance];
    });
    return best >= 0 && (nearest === 'x' || distance <= REACH) ? best : undefined;
  };
  const at = pin.item === undefined ? undefined : items[pin.item];
  const first = pin.item ?? 0;
  return (
    <div
      ref={box}
      role="listbox"
      aria-label={label}
      aria-activedescendant={at ? `${id}-${pin.item}` : undefined}
      tabIndex={0}
      className={styles.plot}
      style={{ width, height }}
      onKeyDown={(event) => {
        // A plot has no rows: left and right walk as well as up and down.
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step === undefined || event.altKey || event.metaKey || items.length === 0) {
          onKeyDown(event);
          return;
        }
        event.preventDefault();
        event.stopPropagation();
        pin.move(pin.item === undefined ? 0 : Math.max(0, Math.min(items.length - 1, pin.item + step)));
      }}
      onBlur={() => (pin.pinned ? undefined : pin.release())}
      onMouseMove={(event) => pin.hover(itemUnder(event))}
      onMouseLeave={() => pin.hover(undefined)}
      onClick={(event) => {
        const item = itemUnder(event);
        if (item !== undefined) {
          pin.pin(item);
        }
      }}
    >
      {props.children}
      {items[first] && (
        <span
          id={`${id}-${first}`}
          role="option"
          aria-selected={pin.item === first}
          aria-setsize={items.length}
          aria-posinset={first + 1}
          className={styles.srOnly}
        >
          {textOf(first)}
        </span>
      )}
      {at && (
        <svg width={width} height={height} className={styles.overlay} aria-hidden="true">
          <circle cx={at.x} cy={at.y} r={8} className={styles.ring} />
        </svg>
      )}
      {renderCard && at && pin.item !== undefined && (
        <FloatingCard
          container={box}
          anchor={{ x: at.x - 8, y: at.y - 8, width: 16, height: 16 }}
          pinned={pin.pinned}
          onClose={pin.unpin}
          label={textOf(pin.item)}
        >
          {renderCard(pin.item, pin.pinned)}
        </FloatingCard>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({
    position: 'relative',
    cursor: 'pointer',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
  overlay: css({ position: 'absolute', inset: 0, pointerEvents: 'none' }),
  ring: css({ fill: 'none', stroke: theme.colors.primary.border, strokeWidth: 2 }),
  srOnly: css(srOnly),
});
