import { describe, expect, it } from 'vitest';
import { callsOf } from '../../../tests/unit/fakeCanvas';
import { cellRect, type GridGeometry, hitTest, rowBands, scrollToShow, visibleRows } from './geometry';
import { CellPainter } from './paintCells';

const geometry: GridGeometry = {
  left: 100,
  top: 10,
  cellWidth: 8,
  cellHeight: 20,
  rows: 50,
  columns: 30,
  viewHeight: 200,
  scrollTop: 45,
};

describe('hitTest', () => {
  it('is the inverse of cellRect for every visible cell', () => {
    const [first, last] = visibleRows(geometry);
    expect([first, last]).toEqual([2, 13]);
    for (let row = first + 1; row < last - 1; row++) {
      for (let column = 0; column < geometry.columns; column++) {
        const { x, y, width, height } = cellRect(geometry, { row, column });
        expect(hitTest(geometry, x, y)).toEqual({ row, column });
        expect(hitTest(geometry, x + width - 0.01, y + height - 0.01)).toEqual({ row, column });
      }
    }
  });

  it.each([
    [99.9, 50],
    [340, 50],
    [150, 9],
    [150, 210],
  ])('finds nothing at %d, %d', (x, y) => expect(hitTest(geometry, x, y)).toBeUndefined());

  it('finds nothing below the last row', () => {
    expect(hitTest({ ...geometry, rows: 3, scrollTop: 0 }, 150, 75)).toBeUndefined();
  });
});

describe('rows that stay on top', () => {
  const pinned = { ...geometry, pinned: 2, pinnedGap: 6 };

  it('are hit where they are drawn, and the gap below them is nothing', () => {
    for (const row of [0, 1, 4, 8]) {
      const { x, y, height } = cellRect(pinned, { row, column: 3 });
      expect(hitTest(pinned, x + 1, y + height / 2)).toEqual({ row, column: 3 });
    }
    expect(hitTest(pinned, 150, 10 + 43)).toBeUndefined();
    expect(cellRect(pinned, { row: 1, column: 0 }).y).toBe(30);
  });

  it('leave less room for the others', () => {
    expect(rowBands(pinned)).toEqual([
      { first: 0, last: 2, top: 10, height: 40 },
      { first: 4, last: 12, top: 56, height: 154 },
    ]);
    expect(scrollToShow(pinned, 1)).toBe(45);
    expect(scrollToShow(pinned, 2)).toBe(0);
    expect(scrollToShow(pinned, 20)).toBe(19 * 20 - 154);
  });
});

it('scrolls no further than it must', () => {
  expect(scrollToShow(geometry, 5)).toBe(45);
  expect(scrollToShow(geometry, 0)).toBe(0);
  expect(scrollToShow(geometry, 20)).toBe(220);
});

describe('CellPainter', () => {
  it('paints one pixel a visible cell and scales it without smoothing', () => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    if (!context) {
      throw new Error('no context');
    }
    const asked: Array<[number, number]> = [];
    const painted = new CellPainter().paint(context, geometry, (row, column) => {
      asked.push([row, column]);
      return 0xff0000ff;
    });
    expect(painted).toBe(11 * 30);
    expect(asked[0]).toEqual([2, 0]);
    expect(asked[asked.length - 1]).toEqual([12, 29]);
    expect(context.imageSmoothingEnabled).toBe(false);
    const draw = callsOf(canvas).find((call) => call.name === 'drawImage');
    expect(draw?.args.slice(1)).toEqual([0, 0, 30, 11, 100, 5, 240, 220]);
  });
});
