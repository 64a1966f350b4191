import { useCallback } from 'react';
import { CanvasLayer } from './CanvasLayer';
import { drawGlyph, type Glyph } from './glyphs';

const SIZE = 14;

/** A cell with its mark, for legends: drawn by the same code as the picture. */
export function GlyphKey({ glyph, fill, ink }: { glyph: Glyph; fill: string; ink: string }) {
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      context.fillStyle = fill;
      context.fillRect(0, 0, SIZE, SIZE);
      drawGlyph(context, glyph, { x: 0, y: 0, width: SIZE, height: SIZE }, ink);
    },
    [glyph, fill, ink]
  );
  return <CanvasLayer width={SIZE} height={SIZE} draw={draw} />;
}
