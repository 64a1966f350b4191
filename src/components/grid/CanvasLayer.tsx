import { useLayoutEffect, useRef } from 'react';
import { clearedContext } from './clearedContext';

interface Props {
  /** CSS pixels. */
  width: number;
  height: number;
  /** Draws in CSS pixels on a cleared canvas; a new function means a new picture. */
  draw: (context: CanvasRenderingContext2D) => void;
  className?: string;
}

/** A canvas that is as sharp as the screen and redrawn when its drawing function changes. It is mute for readers. */
export function CanvasLayer({ width, height, draw, className }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = clearedContext(canvas.current, width, height);
    if (context) {
      draw(context);
    }
  }, [width, height, draw]);
  return <canvas ref={canvas} className={className} style={{ width, height }} aria-hidden="true" />;
}
