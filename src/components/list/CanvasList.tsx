import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { srOnly } from '../figure/srOnly';
import { clearedContext } from '../grid/clearedContext';
import { PinCard } from '../tooltip/PinCard';
import { type Rows } from './rows';
import { rowAttributes, RowWords } from './RowWords';
import { useListbox } from './useListbox';

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
  const { count, rowHeight, width, height, textOf, drawRow, highlight, linkedColor, pin, tooltip, renderCard } = props;
  const styles = useStyles2(getStyles);
  const list = useRef<HTMLDivElement>(null);
  const { idOf, cellIdOf, isLinked, hoverUnder, attributes } = useListbox(props, list);
  const canvas = useRef<HTMLCanvasElement>(null);
  const active = pin.item;
  /** Scroll position when the card's row was last pointed at; scrolling itself renders nothing. */
  const [scrolled, setScrolled] = useState(0);
  const noteScroll = () => setScrolled(list.current?.scrollTop ?? 0);

  const paint = useCallback(() => {
    const context = clearedContext(canvas.current, width, height);
    if (!context) {
      return;
    }
    const scrollTop = list.current?.scrollTop ?? 0;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight));
    const last = Math.min(count, Math.ceil((scrollTop + height) / rowHeight));
    for (let row = first; row < last; row++) {
      const top = row * rowHeight - scrollTop;
      if (row === active) {
        context.fillStyle = highlight;
        context.fillRect(0, top, width, rowHeight);
      }
      drawRow(context, row, top);
      if (isLinked(row)) {
        context.fillStyle = linkedColor;
        context.fillRect(0, top, 3, rowHeight);
      }
    }
  }, [width, height, count, rowHeight, drawRow, highlight, linkedColor, active, isLinked]);
  useLayoutEffect(paint, [paint]);
  // A canvas does not redraw its texts when the theme's font comes later than the picture.
  useEffect(() => void document.fonts?.ready.then(paint), [paint]);

  const spoken = active ?? 0;
  return (
    <div
      {...attributes}
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
      onMouseMove={(event) => {
        noteScroll();
        hoverUnder(event);
      }}
    >
      <canvas ref={canvas} className={styles.canvas} style={{ width, height }} aria-hidden="true" />
      <div role="presentation" style={{ height: Math.max(0, count * rowHeight - height) }} />
      {count > 0 && (
        <span {...rowAttributes(props, spoken, idOf(spoken))} className={styles.srOnly}>
          <RowWords rows={props} row={spoken} cellIdOf={cellIdOf} />
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
