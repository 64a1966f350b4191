import { renderHook, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type GridGeometry } from './geometry';
import { lensRows } from './lens';
import { useGrown } from './useGrown';

const low: GridGeometry = {
  left: 80,
  top: 0,
  cellWidth: 2,
  cellHeight: 2,
  rows: 300,
  columns: 500,
  viewHeight: 600,
  scrollTop: 0,
};

describe('the lens', () => {
  it('grows the row one points at and its neighbours, around their place', () => {
    const rows = lensRows(low, 150);
    expect(rows.map(({ row }) => row)).toEqual([147, 148, 149, 150, 151, 152, 153]);
    expect(rows.map(({ height }) => height)).toEqual([14, 15, 17, 20, 17, 15, 14]);
    const own = rows[3];
    // The middle of the row stays where it is in the picture below.
    expect(own.top + own.height / 2).toBe(150 * 2 + 1);
    rows.slice(1).forEach(({ top }, i) => expect(top).toBe(rows[i].top + rows[i].height));
  });

  it.each([0, 1, 298, 299])('stays inside of the window at row %d', (row) => {
    const rows = lensRows(low, row);
    const last = rows[rows.length - 1];
    expect(rows[0].top).toBeGreaterThanOrEqual(0);
    expect(last.top + last.height).toBeLessThanOrEqual(600);
    expect(rows.some((each) => each.row === row)).toBe(true);
  });

  it('leaves most of a low picture as it is', () => {
    const rows = lensRows({ ...low, viewHeight: 60 }, 10);
    expect(rows.map(({ row }) => row)).toEqual([10]);
  });

  it('is as low as the rows before it has grown, and is none over rows that can be read', () => {
    expect(lensRows(low, 150, 0).every(({ height }) => height === 2)).toBe(true);
    expect(lensRows({ ...low, cellHeight: 12 }, 5)).toEqual([]);
    expect(lensRows(low, 300)).toEqual([]);
  });
});

describe('growing', () => {
  afterEach(() => vi.restoreAllMocks());

  it('takes a moment', async () => {
    const { result, rerender } = renderHook(({ active }) => useGrown(active), { initialProps: { active: false } });
    expect(result.current).toBe(0);
    rerender({ active: true });
    expect(result.current).toBeLessThan(1);
    await waitFor(() => expect(result.current).toBe(1), { timeout: 20_000 });
    rerender({ active: false });
    expect(result.current).toBe(0);
  });

  it('is done at once for people who want no motion', () => {
    const plain = window.matchMedia('');
    vi.spyOn(window, 'matchMedia').mockReturnValue({ ...plain, matches: true });
    const { result } = renderHook(() => useGrown(true));
    expect(result.current).toBe(1);
  });
});
