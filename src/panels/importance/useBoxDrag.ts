import { type PointerEvent, useCallback, useMemo, useRef, useState } from 'react';

/** A rectangle of a plot, CSS pixels; without `y` it is as high as the plot. */
export interface Box {
  x: readonly [number, number];
  y: readonly [number, number] | undefined;
}

interface Input {
  /** Ends of the plot, CSS pixels. */
  left: number;
  right: number;
  top: number;
  bottom: number;
  onSelect: (box: Box) => void;
  /** Dragging with Alt draws a line instead. */
  onLasso?: (line: Array<{ x: number; y: number }>) => void;
  /** Where the pointer is; undefined when it left. */
  onPoint?: (place: { x: number; y: number } | undefined) => void;
}

/** Shorter drags are clicks with an unsteady hand. */
const DRAG_MIN = 6;
/** Flatter ones mean all of the height. */
const FLAT = 16;

const ordered = (a: number, b: number): readonly [number, number] => [Math.min(a, b), Math.max(a, b)];

/**
 * Dragging over a plot of two axes selects a rectangle, or a stretch of the first axis where one drags along it, and with Alt
 * what one draws a line around.
 */
export function useBoxDrag({ left, right, top, bottom, onSelect, onLasso, onPoint }: Input) {
  const [box, setBox] = useState<Box>();
  /** As far as it is drawn. */
  const [line, setLine] = useState<Array<{ x: number; y: number }>>();
  const hasLine = useRef(false);
  const start = useRef<{ x: number; y: number }>(undefined);
  const dragged = useRef(false);
  const placeOf = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const { left: originX, top: originY } = event.currentTarget.getBoundingClientRect();
      return {
        x: Math.max(left, Math.min(right, event.clientX - originX)),
        y: Math.max(top, Math.min(bottom, event.clientY - originY)),
      };
    },
    [left, right, top, bottom]
  );
  const between = (from: { x: number; y: number }, to: { x: number; y: number }): Box => ({
    x: ordered(from.x, to.x),
    y: Math.abs(to.y - from.y) < FLAT ? undefined : ordered(from.y, to.y),
  });
  const onPointerDown = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      dragged.current = false;
      if (event.button === 0) {
        start.current = placeOf(event);
        hasLine.current = event.altKey && onLasso !== undefined;
      }
    },
    [placeOf, onLasso]
  );
  const onPointerMove = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      const place = placeOf(event);
      const from = start.current;
      if (!from) {
        dragged.current = false;
        onPoint?.(place);
      } else if (dragged.current || Math.hypot(place.x - from.x, place.y - from.y) >= DRAG_MIN) {
        dragged.current = true;
        if (hasLine.current) {
          setLine((now) => [...(now ?? [from]), place]);
        } else {
          setBox(between(from, place));
        }
      }
    },
    [placeOf, onPoint]
  );
  const stop = useCallback(() => {
    start.current = undefined;
    setBox(undefined);
    setLine(undefined);
  }, []);
  const onPointerUp = useCallback(
    (event: PointerEvent<HTMLElement>) => {
      if (start.current && dragged.current) {
        if (hasLine.current) {
          onLasso?.([...(line ?? [start.current]), placeOf(event)]);
        } else {
          onSelect(between(start.current, placeOf(event)));
        }
      }
      stop();
    },
    [placeOf, onSelect, onLasso, line, stop]
  );
  const onPointerLeave = useCallback(() => {
    stop();
    onPoint?.(undefined);
  }, [stop, onPoint]);
  const handlers = useMemo(
    () => ({ onPointerDown, onPointerMove, onPointerUp, onPointerLeave }),
    [onPointerDown, onPointerMove, onPointerUp, onPointerLeave]
  );
  return { box, line, handlers, isDragging: useCallback(() => dragged.current, []) };
}
