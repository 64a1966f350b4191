import { expect, it } from 'vitest';
import { placeCard } from './placeCard';

const screen = { width: 1000, height: 600 };
const card = { width: 200, height: 150 };
const anchor = (x: number, y: number) => ({ x, y, width: 10, height: 10 });

it('stands right of its anchor, left where there is no room, and never leaves the window', () => {
  expect(placeCard(anchor(100, 300), card, screen).left).toBe(120);
  expect(placeCard(anchor(900, 300), card, screen).left).toBe(690);
  expect(placeCard(anchor(100, 595), card, screen).top).toBe(440);
  expect(placeCard(anchor(100, 0), card, screen).top).toBe(10);
});
