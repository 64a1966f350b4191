import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useId, useMemo, useRef } from 'react';
import { srOnly } from '../../components/figure/srOnly';
import { type Subject } from '../../components/interaction/subject';
import { type usePinned } from '../../components/interaction/usePinned';
import { type useTimeDrag } from '../../components/interaction/useTimeDrag';
import { useSubject } from '../../components/interaction/useSubject';
import { useGridKeyboard } from '../../components/keyboard/useGridKeyboard';
import { type TooltipOptions } from '../../components/options/tooltip';
import { PinCard } from '../../components/tooltip/PinCard';

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
  tooltip: TooltipOptions;
  renderCard: (index: number, pinned: boolean) => ReactNode;
  /** What an item is about, for what other panels point at. */
  subjectOf?: (index: number) => Subject | undefined;
  /** Dragging over the plot. */
  drag?: Pick<ReturnType<typeof useTimeDrag>, 'handlers' | 'isDragging'>;
  /** Keys of the plot alone, asked first; true for those that it took. */
  onKey?: (event: KeyboardEvent) => boolean;
  onFilter?: (index: number) => void;
  onToggleTable: () => void;
  pin: ReturnType<typeof usePinned<number>>;
  children: ReactNode;
}

/** Farther away than this one does not point at an item. */
const REACH = 28;

/** A plot whose items are a list: pointing takes the nearest, keys walk from one to the next. */
export function ItemPlot(props: Props) {
  const { width, height, label, items, nearest, textOf, isMarked, tooltip, renderCard, subjectOf, drag, onKey } = props;
  const { onFilter, onToggleTable, pin } = props;
  const styles = useStyles2(getStyles);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const active = useMemo(() => (pin.item === undefined ? undefined : { row: pin.item, column: 0 }), [pin.item]);
  const onKeyDown = useGridKeyboard({
    size: useMemo(() => ({ rows: items.length, columns: 1, page: 10 }), [items.length]),
    active,
    last: useMemo(() => (pin.last === undefined ? undefined : { row: pin.last, column: 0 }), [pin.last]),
    isMarked: useCallback(({ row }) => isMarked(row), [isMarked]),
    onMove: useCallback(({ row }) => pin.move(row), [pin]),
    onPin: useCallback(({ row }) => pin.pin(row), [pin]),
    onRelease: pin.release,
    onToggleTable,
    onFilter: onFilter && (({ row }) => onFilter(row)),
  });
  /** A card lies over the plot and is none of it, but what happens in it comes here too. */
  const isOfPlot = (target: EventTarget) => target instanceof Node && box.current?.contains(target) === true;
  const itemUnder = (event: MouseEvent) => {
    if (!isOfPlot(event.target)) {
      return undefined;
    }
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
  const isLinked = useSubject(at && pin.item !== undefined ? subjectOf?.(pin.item) : undefined);
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
        if (!isOfPlot(event.target)) {
          return;
        }
        if (onKey?.(event)) {
          event.preventDefault();
          event.stopPropagation();
          return;
        }
        // A plot has no rows: left and right walk as well as up and down.
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step === undefined || event.altKey || event.metaKey || items.length === 0) {
          onKeyDown(event);
          return;
        }
        event.preventDefault();
        event.stopPropagation();
        const to = pin.item === undefined ? (pin.last ?? 0) : pin.item + step;
        pin.move(Math.max(0, Math.min(items.length - 1, to)));
      }}
      onBlur={(event) => (pin.pinned || !isOfPlot(event.target) ? undefined : pin.release())}
      {...drag?.handlers}
      onMouseMove={(event) => pin.hover(drag?.isDragging() ? undefined : itemUnder(event))}
      onMouseLeave={() => pin.hover(undefined)}
      onClick={(event) => {
        const item = itemUnder(event);
        if (item !== undefined && !drag?.isDragging()) {
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
      {subjectOf && (
        <svg width={width} height={height} className={styles.overlay} aria-hidden="true">
          {items.map(
            (item, index) =>
              isLinked(subjectOf(index)) && (
                <circle key={index} cx={item.x} cy={item.y} r={11} className={styles.linked} />
              )
          )}
        </svg>
      )}
      {at && (
        <svg width={width} height={height} className={styles.overlay} aria-hidden="true">
          <circle cx={at.x} cy={at.y} r={8} className={styles.ring} />
        </svg>
      )}
      {at && pin.item !== undefined && (
        <PinCard
          tooltip={tooltip}
          pin={pin}
          container={box}
          anchor={{ x: at.x - 8, y: at.y - 8, width: 16, height: 16 }}
          label={textOf(pin.item)}
        >
          {renderCard(pin.item, pin.pinned)}
        </PinCard>
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
  linked: css({ fill: 'none', stroke: theme.colors.primary.border, strokeWidth: 2, strokeDasharray: '3 2' }),
  srOnly: css(srOnly),
});
