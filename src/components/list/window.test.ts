import { expect, it } from 'vitest';
import { windowOf } from './window';

it('keeps what is seen and a few rows around, and accounts for every pixel', () => {
  const view = windowOf(5000, 26, 26_000, 300);
  expect(view).toEqual({ first: 992, last: 1020, before: 25_792, after: 103_480 });
  expect(view.before + (view.last - view.first) * 26 + view.after).toBe(5000 * 26);
});

it('shows short lists whole', () => {
  expect(windowOf(3, 26, 0, 300)).toEqual({ first: 0, last: 3, before: 0, after: 0 });
});
