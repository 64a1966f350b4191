import { type PointerEvent, useCallback, useMemo, useRef, useState } from 'react';

interface Input {
  /** CSS pixels of the plot between which the axis runs. */
  left: number;
  right: number;
  toTime: (x: number) => number;
  onZoom: (range: { from: number; to: number }) => void;
  onSelect: (range: { from: number; to: number }) => void;
  /** The time under the pointer, for the shared cursor; undefined when it left. */
  onPoint: (time: number | undefined) => void;
}

/** Shorter drags are clicks with an unsteady hand. */
const DRAG_MIN = 6;

/** Dragging over a time axis zooms, with Alt it selects; pointing tells the time. */
export function useTimeDrag({ left, right, toTime, onZoom, onSelect, onPoint }: Input) {
  const [span, setSpan] = useState<[number, number]>();
  const start = useRef<{ x: number; selects: boolean }>(undefined);
  /** Stays true until the pointer moves on, so that the click that ends a drag is none. */
  const dragged = useRef(false);
  const placeOf = useCallback(
    (event: PointerEvent<HTMLElement>) =>
      Math.max(left, Math.min(right, event.clientX - event.currentTarget.getBoundingClientRect().left)),
    [left, right]
  );
  const onPointerDown = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      dragged.current = false;
      if (event.button === 0) {
        start.current = { x: placeOf(event), selects: event.altKey };
      }
    },
    [placeOf]
  );
  const onPointerMove = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const x = placeOf(event);
      onPoint(toTime(x));
      if (!start.current) {
        dragged.current = false;
      } else if (dragged.current || Math.abs(x - start.current.x) >= DRAG_MIN) {
        dragged.current = true;
        setSpan([Math.min(start.current.x, x), Math.max(start.current.x, x)]);
      }
    },
    [placeOf, toTime, onPoint]
  );
  const stop = useCallback(() => {
    start.current = undefined;
    setSpan(undefined);
  }, []);
  const onPointerUp = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const from = start.current;
      if (from && dragged.current) {
        const x = placeOf(event);
        const range = { from: toTime(Math.min(from.x, x)), to: toTime(Math.max(from.x, x)) };
        (from.selects ? onSelect : onZoom)(range);
      }
      stop();
    },
    [placeOf, toTime, onSelect, onZoom, stop]
  );
  const onPointerLeave = useCallback(() => {
    stop();
    onPoint(undefined);
  }, [stop, onPoint]);
  const handlers = useMemo(
    () => ({ onPointerDown, onPointerMove, onPointerUp, onPointerLeave }),
    [onPointerDown, onPointerMove, onPointerUp, onPointerLeave]
  );
  const isDragging = useCallback(() => dragged.current, []);
  return { span, handlers, isDragging };
}
