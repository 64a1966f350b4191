import { expect, it } from 'vitest';
import { endsFit, rowAt, rowsInPage, topOf } from './ends';

const VIEW = { count: 22, rowHeight: 20, height: 200 };

it('keeps ends in sight only of lists that scroll and have room between them', () => {
  expect(endsFit(VIEW)).toBe(true);
  expect(endsFit({ ...VIEW, count: 10 })).toBe(false);
  expect(endsFit({ ...VIEW, height: 79 })).toBe(false);
});

it('finds the row under the pointer where it is drawn, with and without ends that stay', () => {
  for (const stay of [true, false]) {
    for (const row of [0, 6, 10, 21]) {
      const top = topOf(row, VIEW, 100, stay);
      expect(rowAt(top, VIEW, 100, stay)).toBe(row);
      expect(rowAt(top + 19, VIEW, 100, stay)).toBe(row);
    }
  }
  expect([topOf(0, VIEW, 100, true), topOf(21, VIEW, 100, true)]).toEqual([0, 180]);
  expect([rowAt(5, VIEW, 100, true), rowAt(5, VIEW, 100)]).toEqual([0, 5]);
  expect([rowAt(195, VIEW, 100, true), rowAt(195, VIEW, 100)]).toEqual([21, 14]);
});

it('has the ends in the page once, wherever the window is', () => {
  expect(rowsInPage(8, 11, 30, true)).toEqual([0, 8, 9, 10, 29]);
  expect(rowsInPage(0, 3, 3, true)).toEqual([0, 1, 2]);
  expect(rowsInPage(8, 11, 30)).toEqual([8, 9, 10]);
});
