import { expect, it } from 'vitest';
import { type Status, STATUSES } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { decimalsFor, type MatrixCells, matrixFrames, WHOLE_UP_TO } from './matrix';

const HOUR = 36e5;

interface Cell {
  score: number;
  status: Status;
  n: number;
  floor: number;
}

function series(columns: number, windows: number, cell: (c: number, w: number) => Partial<Cell> = () => ({})) {
  return Array.from({ length: columns }, (_, c) => {
    const cells = Array.from({ length: windows }, (__, w): Cell => ({
      score: (c + w) / 7,
      status: 'ok',
      n: 100 + c,
      floor: 0.01,
      ...cell(c, w),
    }));
    const all = Array.from({ length: windows }, (__, w) => windowAt(w, w < windows - 1));
    return { name: `column_${c}`, cells: matrixCells(all, cells) };
  });
}

const windowAt = (w: number, complete = true) => ({ start: w * HOUR, end: (w + 1) * HOUR, complete });

const matrixCells = (windows: MatrixCells['windows'], cells: readonly Cell[]): MatrixCells => ({
  windows,
  statuses: Uint8Array.from(cells, ({ status }) => STATUSES.indexOf(status)),
  column: (field) => Float64Array.from(cells, (cell) => cell[field]),
});

/** What is in a frame, by field; what is not there as null, however the field says so. */
function contentOf({ fields }: Frame): Record<string, unknown[]> {
  return Object.fromEntries(
    fields.map(({ name, valid, values: list }) => [
      name,
      [...(list as Iterable<unknown>)].map((value, row) => (valid?.[row] === 0 || Number.isNaN(value) ? null : value)),
    ])
  );
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
    return c === 4 ? { status: 'insufficient', score: NaN, floor: NaN } : {};
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
  ['whole', 10],
  ['lean', WHOLE_UP_TO],
])('leaves the cells of a %s matrix empty where a series has no such window', (_, windows) => {
  const cell: Cell = { score: 0.5, status: 'warn', n: 7, floor: 0.1 };
  const full = Array.from({ length: windows }, (__, w) => windowAt(w));
  const gap = full.filter((__, w) => w !== 1);
  const [scores, status, n] = matrixFrames(
    [
      {
        cells: matrixCells(
          full,
          full.map(() => cell)
        ),
        name: 'full',
      },
      {
        cells: matrixCells(
          gap,
          gap.map(() => ({ ...cell, n: 9 }))
        ),
        name: 'gap',
      },
    ],
    ({ name }) => ({ title: name, labels: {}, config: {} }),
    4
  ).map(contentOf);
  expect(scores?.gap?.slice(0, 3)).toEqual([0.5, null, 0.5]);
  expect(status?.gap?.slice(0, 3).map((value) => value === null)).toEqual([false, true, false]);
  expect((windows === 10 ? n?.gap : n?.n)?.slice(0, 3)).toEqual(windows === 10 ? [9, null, 9] : [9, 7, 9]);
});

it.each([
  [0.3, 1e-30, 0.3],
  [1234.56, 0.2, 1235],
  [123456, 0.2, 123500],
  [0.00004, 0.2, 0],
  [0.00004321987, undefined, 0.00004322],
  [-0.123456, 0.2, -0.1235],
])('rounds %s under a limit of %s to %s', (score, limit, expected) => {
  const all = series(1, WHOLE_UP_TO + 1, () => ({ score }));
  const [scores] = matrixFrames(all, ({ name }) => ({ title: name, labels: {}, config: {} }), decimalsFor(limit));
  expect(values(scores, 1)[0]).toBeCloseTo(expected, 12);
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
