import { useLayoutEffect, useRef } from 'react';

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
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context);
  }, [width, height, draw]);
  return <canvas ref={canvas} className={className} style={{ width, height }} aria-hidden="true" />;
}
