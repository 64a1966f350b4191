import { expect, it } from 'vitest';
import { STATUSES } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { decimalsFor, type MatrixCell, matrixFrames, WHOLE_UP_TO } from './matrix';

const HOUR = 36e5;

function series(columns: number, windows: number, cell: (c: number, w: number) => Partial<MatrixCell> = () => ({})) {
  return Array.from({ length: columns }, (_, c) => ({
    name: `column_${c}`,
    cells: Array.from({ length: windows }, (_, w): MatrixCell => ({
      window: { start: w * HOUR, end: (w + 1) * HOUR, complete: w < windows - 1 },
      score: (c + w) / 7,
      status: 'ok',
      n: 100 + c,
      floor: 0.01,
      ...cell(c, w),
    })),
  }));
}

const frames = (...args: Parameters<typeof series>) =>
  matrixFrames(series(...args), ({ name }) => ({ title: name, labels: { column: name }, config: {} }), null);

const values = (frame: Frame | undefined, column: number) => [...(frame?.fields[column]?.values as Iterable<unknown>)];

it('carries everything of each cell while it is small', () => {
  const [scores, status, n, floor] = frames(3, 4);
  expect(scores?.fields.map((field) => field.name)).toEqual(['time', 'column_0', 'column_1', 'column_2']);
  expect(values(scores, 1)).toEqual([0, 1 / 7, 2 / 7, 3 / 7]);
  expect(values(status, 1)).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(values(n, 2)).toEqual([101, 101, 101, 101]);
  expect(values(floor, 3)[0]).toBe(0.01);
});

it('is lean when it is large: four digits, numbers for statuses, rows once a window, and which breaches are noise', () => {
  const windows = Math.floor(WHOLE_UP_TO / 100) + 1;
  const all = frames(100, windows, (c, w) => {
    if (c === 3 && w === 5) {
      return { status: 'breach', score: 0.3, floor: 0.4 };
    }
    return c === 4 ? { status: 'insufficient', score: null, floor: null } : {};
  });
  expect(all.map((frame) => frame.name)).toEqual(['drift-matrix', 'status', 'n']);
  const [scores, status, n] = all;
  expect(values(scores, 1).slice(0, 3)).toEqual([0, 0.1429, 0.2857]);
  expect(scores?.meta?.custom).toMatchObject({ lean: true, statuses: STATUSES, belowFloor: [3, 5] });
  expect(values(status, 5)[0]).toBe(STATUSES.indexOf('insufficient'));
  expect(n?.fields.map((field) => field.name)).toEqual(['time', 'n']);
  expect(values(n, 1)[0]).toBe(199);
});

it.each([
  [0.2, 4],
  [0.05, 5],
  [3, 3],
  [250, 1],
  [1e6, 0],
  [undefined, null],
  [0, null],
])('keeps of a limit of %s %s decimals', (limit, decimals) => expect(decimalsFor(limit)).toBe(decimals));
