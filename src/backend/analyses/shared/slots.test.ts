import { describe, expect, it } from 'vitest';
import { slotsOf } from './slots';

const spans = (count: number, step: number, length: number) =>
  Array.from({ length: count }, (_, index) => ({ from: index * step, to: index * step + length }));

describe('slotsOf', () => {
  it('cuts ranges where any of them begins or ends, and says which slots each has', () => {
    const slots = slotsOf(spans(3, 10, 25));
    expect(slots?.windows.map(({ start, end }) => [start, end])).toEqual([
      [0, 10],
      [10, 20],
      [20, 25],
      [25, 35],
      [35, 45],
    ]);
    expect(slots?.members).toEqual([
      { first: 0, end: 3 },
      { first: 1, end: 4 },
      { first: 2, end: 5 },
    ]);
  });

  it('takes ranges that touch as they are', () => {
    expect(slotsOf(spans(4, 10, 10))?.windows).toHaveLength(4);
  });

  it('reads no gaps, and tells no slots apart that are all of another length', () => {
    expect(slotsOf(spans(3, 10, 9))).toBeNull();
    expect(slotsOf(Array.from({ length: 40 }, (_, index) => ({ from: index ** 2, to: (index + 1) ** 2 })))).toBeNull();
  });
});
