import { expect, it } from 'vitest';
import { regionFromText, regionToText } from './region';

it.each([
  { from: 1_700_000_000_000, to: 1_700_003_600_000, names: ['age', 'a,b;c', '<script>', 'größe 🙂'] },
  { names: ['age'] },
  { from: 5, to: 9, names: [] },
])('goes through an address and back: %j', (region) => {
  const text = regionToText(region);
  expect(text).toBeDefined();
  expect(regionFromText(new URLSearchParams({ sel: text ?? '' }).get('sel'))).toEqual(region);
});

it('is whole or not at all', () => {
  expect(regionToText({ names: Array.from({ length: 400 }, (_, i) => `column_${i}`) })).toBeUndefined();
});

it.each([undefined, 7, '', 'x', '1;a', '1,2', '1,2;%E0%A4%A'])('refuses %j', (text) =>
  expect(regionFromText(text)).toBeUndefined()
);
