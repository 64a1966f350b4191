import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type PointerEvent, useRef, useState } from 'react';

interface Props {
  width: number;
  height: number;
  /** What is selected, CSS pixels. */
  span: readonly [number, number] | undefined;
  /** Records that another panel points at. */
  linked: ReadonlyArray<{ x: number; y: number }>;
  /** A place in the row that is pointed at; undefined when the pointer left. */
  onPoint: (place: { x: number; y: number } | undefined) => void;
  /** A click, which ended no drag. */
  onPick: () => void;
  /** Ends of a drag. */
  onBrush: (from: number, to: number) => void;
}

/** Shorter drags are clicks with an unsteady hand. */
const DRAG_MIN = 6;

/** Room of one row of a beeswarm: dragging over it selects attributions. */
export function SwarmRowPlot({ width, height, span, linked, onPoint, onPick, onBrush }: Props) {
  const styles = useStyles2(getStyles);
  const [drag, setDrag] = useState<readonly [number, number]>();
  const start = useRef<number>(undefined);
  /** Until the next press, so that the click that ends a drag is none. */
  const dragged = useRef(false);
  const placeOf = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: Math.max(0, Math.min(width, event.clientX - box.left)), y: event.clientY - box.top };
  };
  const stop = () => {
    start.current = undefined;
    setDrag(undefined);
  };
  const shown = drag ?? span;
  return (
    <div
      className={styles.plot}
      style={{ width, height }}
      onPointerDown={(event) => {
        dragged.current = false;
        if (event.button === 0) {
          start.current = placeOf(event).x;
        }
      }}
      onPointerMove={(event) => {
        const { x, y } = placeOf(event);
        if (event.buttons === 0) {
          // The button was let go where nobody told the row.
          stop();
        }
        if (start.current === undefined) {
          onPoint({ x, y });
        } else if (dragged.current || Math.abs(x - start.current) >= DRAG_MIN) {
          if (!dragged.current) {
            // The drag goes on outside of the row.
            event.currentTarget.setPointerCapture?.(event.pointerId);
          }
          dragged.current = true;
          setDrag([Math.min(start.current, x), Math.max(start.current, x)]);
        }
      }}
      onPointerUp={(event) => {
        if (start.current !== undefined && dragged.current) {
          const { x } = placeOf(event);
          onBrush(Math.min(start.current, x), Math.max(start.current, x));
        }
        stop();
      }}
      onPointerCancel={stop}
      onPointerLeave={() => {
        // A drag that goes on outside holds the pointer.
        if (!dragged.current) {
          stop();
        }
        onPoint(undefined);
      }}
      onMouseMove={(event) => drag && event.stopPropagation()}
      onClick={(event) => (dragged.current ? event.stopPropagation() : onPick())}
    >
      {linked.length > 0 && (
        <svg width={width} height={height} className={styles.marks} aria-hidden="true">
          {linked.map(({ x, y }, i) => (
            <circle key={i} cx={x} cy={y} r={5} className={styles.ring} />
          ))}
        </svg>
      )}
      {shown && <span className={styles.span} style={{ left: shown[0], width: Math.max(2, shown[1] - shown[0]) }} />}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // Dragging sideways selects; up and down still scrolls where one touches.
  plot: css({ position: 'relative', flex: 'none', touchAction: 'pan-y' }),
  marks: css({ position: 'absolute', inset: 0, overflow: 'visible', pointerEvents: 'none' }),
  ring: css({ fill: 'none', stroke: theme.colors.text.primary, strokeWidth: 2 }),
  span: css({
    position: 'absolute',
    top: 0,
    bottom: 0,
    background: theme.colors.action.selected,
    border: `solid ${theme.colors.text.primary}`,
    borderWidth: '0 2px',
    pointerEvents: 'none',
  }),
});
