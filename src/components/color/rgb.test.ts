import { describe, expect, it } from 'vitest';
import { contrast, flatten, mix, parseColor, toCss } from './rgb';

const black = { r: 0, g: 0, b: 0, a: 1 };
const white = { r: 255, g: 255, b: 255, a: 1 };

describe('parseColor', () => {
  it.each([
    ['#fff', white],
    ['#000000', black],
    ['#ff000080', { r: 255, g: 0, b: 0, a: 128 / 255 }],
    ['rgb(1, 2, 3)', { r: 1, g: 2, b: 3, a: 1 }],
    ['rgba(204, 204, 220, 0.12)', { r: 204, g: 204, b: 220, a: 0.12 }],
    ['rgb(1 2 3 / 50%)', { r: 1, g: 2, b: 3, a: 0.5 }],
  ])('reads %s', (text, color) => expect(parseColor(text)).toEqual(color));

  it('refuses what is no colour', () => expect(() => parseColor('reddish')).toThrow('reddish'));
});

it('mixes in OKLab, where the middle of black and white is #636363', () => {
  const middle = mix(black, white, 0.5);
  expect([middle.r, middle.g, middle.b].map(Math.round)).toEqual([99, 99, 99]);
  expect(toCss(mix(black, white, 0))).toBe('rgb(0, 0, 0)');
  expect(toCss(mix(black, white, 1))).toBe('rgb(255, 255, 255)');
});

it('flattens what is translucent onto the paper', () => {
  expect(flatten({ ...white, a: 0.25 }, black)).toEqual({ r: 63.75, g: 63.75, b: 63.75, a: 1 });
});

it('measures contrast as WCAG does', () => {
  expect(contrast(black, white)).toBeCloseTo(21, 10);
  expect(contrast(parseColor('#777'), white)).toBeCloseTo(4.478, 3);
});
