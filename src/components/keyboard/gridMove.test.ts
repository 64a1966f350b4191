import { expect, it } from 'vitest';
import { moveInGrid } from './gridMove';

const size = { rows: 4, columns: 10, page: 3 };
const marks = new Set(['0-3', '2-1']);
const isMarked = ({ row, column }: { row: number; column: number }) => marks.has(`${row}-${column}`);

it.each([
  ['ArrowLeft', false, 1, 4],
  ['ArrowRight', false, 1, 6],
  ['ArrowUp', false, 0, 5],
  ['ArrowDown', false, 2, 5],
  ['Home', false, 1, 0],
  ['End', false, 1, 9],
  ['Home', true, 0, 0],
  ['End', true, 3, 9],
  ['PageDown', false, 3, 5],
  ['PageUp', false, 0, 5],
  ['n', false, 2, 1],
  ['p', false, 0, 3],
])('%s (ctrl %s) goes to %d, %d', (key, ctrl, row, column) => {
  expect(moveInGrid(key, ctrl, { row: 1, column: 5 }, size, isMarked)).toEqual({ row, column });
});

it('goes round the end from the last mark to the first', () => {
  expect(moveInGrid('n', false, { row: 2, column: 1 }, size, isMarked)).toEqual({ row: 0, column: 3 });
  expect(moveInGrid('p', false, { row: 0, column: 3 }, size, isMarked)).toEqual({ row: 2, column: 1 });
});

it('stays where it is without marks, stops at the edges and leaves other keys alone', () => {
  expect(moveInGrid('n', false, { row: 1, column: 5 }, size, () => false)).toEqual({ row: 1, column: 5 });
  expect(moveInGrid('ArrowUp', false, { row: 0, column: 0 }, size, isMarked)).toEqual({ row: 0, column: 0 });
  expect(moveInGrid('x', false, { row: 0, column: 0 }, size, isMarked)).toBeUndefined();
});

it('takes Home and End of a list as its ends', () => {
  const list = { rows: 9, columns: 1, page: 3 };
  expect(moveInGrid('End', false, { row: 2, column: 0 }, list, isMarked)).toEqual({ row: 8, column: 0 });
  expect(moveInGrid('Home', false, { row: 2, column: 0 }, list, isMarked)).toEqual({ row: 0, column: 0 });
});
