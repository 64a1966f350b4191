/** What a card belongs to, CSS pixels. */
export interface Anchor {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

const GAP = 10;

/** In coordinates of the browser's window: right of the anchor if there is room, else left, else where it fits; always wholly inside of the window. */
export function placeCard(anchor: Anchor, card: Size, screen: Size): { left: number; top: number } {
  const right = anchor.x + anchor.width + GAP;
  const left = anchor.x - GAP - card.width;
  const fitsRight = right + card.width <= screen.width;
  const x = fitsRight || left < 0 ? right : left;
  const y = anchor.y + anchor.height / 2 - Math.min(card.height / 2, 32);
  const keep = (at: number, size: number, room: number) => Math.max(GAP, Math.min(at, room - size - GAP));
  return { left: keep(x, card.width, screen.width), top: keep(y, card.height, screen.height) };
}
