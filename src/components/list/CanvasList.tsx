import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
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

interface Props extends Rows {
  /** Draws a row with its upper edge at `top`. */
  drawRow: (context: CanvasRenderingContext2D, row: number, top: number) => void;
  /** Background of the row one points at. */
  highlight: string;
  /** A bar before rows about what one points at in another panel. */
  linkedColor: string;
}

/**
 * A list of any length whose visible rows are painted on one canvas. Scrolling paints and does not render: a frame costs
 * what the rows in view cost to draw, whatever their number.
 */
export function CanvasList(props: Props) {
  const { count, rowHeight, width, height, label, textOf, isMarked, drawRow, highlight, linkedColor, pin } = props;
  const { tooltip, renderCard, subjectOf, onFilter, onKey, onToggleTable } = props;
  const styles = useStyles2(getStyles);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const active = pin.item;
  const isLinked = useSubject(active === undefined || active >= count ? undefined : subjectOf?.(active));
  /** Scroll position when the card's row was last pointed at; scrolling itself renders nothing. */
  const [scrolled, setScrolled] = useState(0);
  const noteScroll = () => setScrolled(list.current?.scrollTop ?? 0);

  const paint = useCallback(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (element.width !== w || element.height !== h) {
      element.width = w;
      element.height = h;
    }
    const scrollTop = list.current?.scrollTop ?? 0;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const first = Math.max(0, Math.floor(scrollTop / rowHeight));
    const last = Math.min(count, Math.ceil((scrollTop + height) / rowHeight));
    for (let row = first; row < last; row++) {
      const top = row * rowHeight - scrollTop;
      if (row === active) {
        context.fillStyle = highlight;
        context.fillRect(0, top, width, rowHeight);
      }
      drawRow(context, row, top);
      if (isLinked(subjectOf?.(row))) {
        context.fillStyle = linkedColor;
        context.fillRect(0, top, 3, rowHeight);
      }
    }
  }, [width, height, count, rowHeight, drawRow, highlight, linkedColor, active, isLinked, subjectOf]);
  useLayoutEffect(paint, [paint]);
  // A canvas does not redraw its texts when the theme's font comes later than the picture.
  useEffect(() => void document.fonts?.ready.then(paint), [paint]);

  const onMove = useCallback(
    ({ row }: GridCell) => {
      const scrollTop = list.current?.scrollTop ?? 0;
      const view = { left: 0, top: 0, cellWidth: 1, cellHeight: rowHeight, rows: count, columns: 1 };
      list.current?.scrollTo?.({ top: scrollToShow({ ...view, viewHeight: height, scrollTop }, row) });
      pin.move(row);
    },
    [count, rowHeight, height, pin]
  );
  const onKeyDown = useGridKeyboard({
    size: useMemo(
      () => ({ rows: count, columns: 1, page: Math.max(1, Math.floor(height / rowHeight)) }),
      [count, height, rowHeight]
    ),
    active: useMemo(() => (active === undefined ? undefined : { row: active, column: 0 }), [active]),
    isMarked: useCallback(({ row }: GridCell) => isMarked(row), [isMarked]),
    onMove,
    onPin: useCallback(({ row }: GridCell) => pin.pin(row), [pin]),
    onRelease: pin.release,
    onToggleTable,
    onFilter: onFilter && (({ row }) => onFilter(row)),
  });
  const rowUnder = (event: MouseEvent) => {
    const box = list.current?.getBoundingClientRect();
    const row = box ? Math.floor((event.clientY - box.top + (list.current?.scrollTop ?? 0)) / rowHeight) : -1;
    return row >= 0 && row < count ? row : undefined;
  };
  const spoken = active ?? 0;
  return (
    <div
      ref={list}
      role="listbox"
      aria-label={label}
      aria-activedescendant={active === undefined ? undefined : `${id}-${active}`}
      tabIndex={0}
      className={styles.list}
      style={{ height }}
      onScroll={() => {
        paint();
        if (pin.item === undefined) {
          return;
        }
        if (pin.keyboard) {
          noteScroll();
        } else {
          pin.release();
        }
      }}
      onKeyDown={(event: KeyboardEvent) => {
        const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
        if (isPlain && active !== undefined && onKey?.(event.key, active)) {
          event.preventDefault();
          event.stopPropagation();
        } else {
          onKeyDown(event);
        }
      }}
      onBlur={() => (pin.pinned ? undefined : pin.release())}
      onMouseMove={(event) => {
        noteScroll();
        pin.hover(rowUnder(event));
      }}
      onMouseLeave={() => pin.hover(undefined)}
      onClick={(event) => {
        const row = rowUnder(event);
        if (row !== undefined) {
          pin.pin(row);
        }
      }}
    >
      <canvas ref={canvas} className={styles.canvas} style={{ width, height }} aria-hidden="true" />
      <div role="presentation" style={{ height: Math.max(0, count * rowHeight - height) }} />
      {count > 0 && (
        <span
          id={`${id}-${spoken}`}
          role="option"
          aria-selected={active === spoken}
          aria-setsize={count}
          aria-posinset={spoken + 1}
          className={styles.srOnly}
        >
          {textOf(spoken)}
        </span>
      )}
      {active !== undefined && active < count && (
        <PinCard
          tooltip={tooltip}
          pin={pin}
          container={list}
          anchor={{ x: width * 0.55, y: active * rowHeight - scrolled, width: 0, height: rowHeight }}
          label={textOf(active)}
        >
          {renderCard(active, pin.pinned)}
        </PinCard>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    position: 'relative',
    overflowX: 'hidden',
    overflowY: 'auto',
    cursor: 'pointer',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
  // Sticky: the canvas stays in view while the empty box below it scrolls.
  canvas: css({ position: 'sticky', top: 0, display: 'block' }),
  srOnly: css({ ...srOnly, position: 'fixed' }),
});
