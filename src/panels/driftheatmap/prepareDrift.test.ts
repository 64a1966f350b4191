import { FieldType, toDataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { severityOf } from '../../components/statistics/severity';
import { type DriftGrid, isBelowFloor, statusOf } from './grid';
import { prepareDrift } from './prepareDrift';
import { DRIFT_META, exampleFrame, HOUR, longFrame, START } from './testFrames';

function prepared(...args: Parameters<typeof prepareDrift>): DriftGrid {
  const grid = prepareDrift(...args);
  if (!grid) {
    throw new Error('nothing to draw');
  }
  return grid;
}

const cell = (grid: DriftGrid, name: string, hour: number) =>
  grid.rows.findIndex((row) => row.name === name) * grid.times.length + grid.times.indexOf(START + hour * HOUR);

describe('severityOf', () => {
  it('is the score in limits', () => expect(severityOf(0.61, 0.2, true)).toBeCloseTo(3.05, 12));

  it('turns p-values round, so that 1 is the limit and small p is bad', () => {
    expect(severityOf(0.05, 0.05, false)).toBe(1);
    expect(severityOf(0.0025, 0.05, false)).toBeCloseTo(2, 12);
    expect(severityOf(0.935, 0.05, false)).toBeLessThan(0.03);
    expect(severityOf(0, 0.05, false)).toBeGreaterThan(200);
  });

  it.each([0, -1, NaN])('is unknown for a limit of %d', (limit) => {
    expect(severityOf(1, limit, true)).toBeNaN();
    expect(severityOf(0.5, limit, false)).toBeNaN();
  });
});

describe('the long table', () => {
  const grid = prepared([exampleFrame()]);

  it('becomes rows by windows', () => {
    expect(grid.rows.map((row) => row.name)).toEqual(['age', 'income', 'zip']);
    expect(grid.times).toEqual([0, 1, 2, 4].map((hour) => START + hour * HOUR));
    expect(grid.severity[cell(grid, 'income', 2)]).toBeCloseTo(3.05, 12);
    expect(grid.n[cell(grid, 'income', 2)]).toBe(8214);
  });

  it('tells zero, null and too few rows apart', () => {
    const at = (name: string, hour: number) => cell(grid, name, hour);
    expect([grid.score[at('age', 2)], statusOf(grid, at('age', 2))]).toEqual([0, 'ok']);
    expect([grid.score[at('age', 4)], statusOf(grid, at('age', 4))]).toEqual([NaN, 'no_data']);
    expect(statusOf(grid, at('zip', 0))).toBe('insufficient');
  });

  it('knows a breach that noise explains, and a window that is not over', () => {
    expect(isBelowFloor(grid, cell(grid, 'age', 1))).toBe(true);
    expect(isBelowFloor(grid, cell(grid, 'income', 2))).toBe(false);
    expect([...grid.incomplete]).toEqual([START + 4 * HOUR]);
  });

  it('gives segments rows of their own', () => {
    const rows = [
      { hour: 0, column: 'age', score: 0.1, segment: 'carrier=UA' },
      { hour: 0, column: 'age', score: 0.2, segment: 'carrier=AA' },
    ];
    expect(prepared([longFrame(rows)]).rows.map((row) => row.name)).toEqual(['age · carrier=UA', 'age · carrier=AA']);
  });

  it('derives the status where there is none', () => {
    const grid = prepared([
      longFrame([
        { hour: 0, column: 'a', score: 0.05 },
        { hour: 1, column: 'a', score: 0.15 },
        { hour: 2, column: 'a', score: 0.2 },
        { hour: 3, column: 'a', score: null },
      ]),
    ]);
    expect([0, 1, 2, 3].map((i) => statusOf(grid, i))).toEqual(['ok', 'warn', 'breach', 'no_data']);
  });

  it('reads p-values the right way round', () => {
    const rows = [
      { hour: 0, column: 'calm', score: 0.935 },
      { hour: 0, column: 'drifted', score: 0 },
    ];
    const grid = prepared([longFrame(rows, { method: 'chi2', higherIsWorse: false, breach: 0.05, warn: undefined })]);
    expect(statusOf(grid, 0)).toBe('ok');
    expect(statusOf(grid, 1)).toBe('breach');
  });
});

describe('the wide matrix', () => {
  const times = [START, START + HOUR];
  const frame = (name: string, type: FieldType, ...columns: unknown[][]) =>
    toDataFrame({
      refId: 'A',
      name,
      fields: [
        { name: 'time', type: FieldType.time, values: times },
        ...['age', 'income'].map((column, i) => ({ name: column, type, values: columns[i], labels: { column } })),
      ],
    });
  const windows = { end: [START + HOUR, START + 1.5 * HOUR], complete: [true, false] };
  const matrix = {
    ...frame('drift-matrix', FieldType.number, [0.1, null], [0.3, 0.5]),
    meta: { custom: { ...DRIFT_META, plumbline: 'drift-matrix', windows } },
  };
  const companions = [
    frame('status', FieldType.string, ['ok', 'insufficient'], ['breach', 'breach']),
    frame('n', FieldType.number, [500, 12], [500, 500]),
    frame('floor', FieldType.number, [0.01, 0.4], [0.01, 0.6]),
  ];

  it('is read with its companions', () => {
    const grid = prepared([matrix, ...companions]);
    expect(grid.rows.map((row) => row.name)).toEqual(['age', 'income']);
    expect([0, 1, 2, 3].map((i) => statusOf(grid, i))).toEqual(['ok', 'insufficient', 'breach', 'breach']);
    expect([...grid.n]).toEqual([500, 12, 500, 500]);
    expect([2, 3].map((i) => isBelowFloor(grid, i))).toEqual([false, true]);
    expect(grid.ends).toEqual(windows.end);
    expect([...grid.incomplete]).toEqual([START + HOUR]);
  });

  it('is read without them', () => {
    const grid = prepared([matrix]);
    expect([0, 1, 2, 3].map((i) => statusOf(grid, i))).toEqual(['warn', 'no_data', 'breach', 'breach']);
  });
});

describe('plain time series', () => {
  const series = ['a', 'b'].map((column) =>
    toDataFrame({
      fields: [
        { name: 'time', type: FieldType.time, values: [START] },
        { name: 'value', type: FieldType.number, values: [3], labels: { column } },
      ],
    })
  );

  it('make a row each and have no severity without a limit', () => {
    const grid = prepared(series);
    expect(grid.rows.map((row) => row.name)).toEqual(['a', 'b']);
    expect(grid.severity[0]).toBeNaN();
    expect(statusOf(grid, 0)).toBe('ok');
  });

  it('take the limit of the panel', () => {
    const grid = prepared(series, 2);
    expect(grid.severity[0]).toBe(1.5);
    expect(statusOf(grid, 1)).toBe('breach');
  });
});

it('finds nothing to draw in what has no scores over time', () => {
  expect(prepareDrift([])).toBeUndefined();
  expect(prepareDrift([longFrame([])])).toBeUndefined();
  expect(
    prepareDrift([toDataFrame({ fields: [{ name: 'a', type: FieldType.string, values: ['x'] }] })])
  ).toBeUndefined();
});
