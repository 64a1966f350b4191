/** Frames of Grafana's own heatmap: buckets as series, and cells as rows of a table. */
import { type DataFrame, DataFrameType, type Field, FieldType, toDataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { arrange } from './arrange';
import { type DriftGrid } from './grid';
import { DEFAULT_OPTIONS } from './options';
import { prepareDrift } from './prepareDrift';
import { HOUR, START } from './testFrames';

function cellsFrame(
  fields: Array<Partial<Field> & { name: string; values: unknown[] }>,
  type = DataFrameType.HeatmapCells
): DataFrame {
  return { ...toDataFrame({ refId: 'A', fields }), meta: { type } };
}

function prepared(frame: DataFrame, ...more: [number?]): DriftGrid {
  const grid = prepareDrift([frame], ...more);
  if (!grid) {
    throw new Error('nothing to draw');
  }
  return grid;
}

const at = (hours: number[]) => hours.map((hour) => START + hour * HOUR);
/** What stands at a row and a window: absent where no row of the frame is about it. */
function shown(grid: DriftGrid): Record<string, Array<number | undefined>> {
  const width = grid.times.length;
  return Object.fromEntries(
    grid.rows.map(({ name }, row) => [
      name,
      grid.times.map((_, i) => (grid.at[row * width + i] < 0 ? undefined : grid.score[row * width + i])),
    ])
  );
}
const order = (grid: DriftGrid, sort = DEFAULT_OPTIONS.sort) =>
  arrange(grid, { ...DEFAULT_OPTIONS, topK: 0, sort }, new Map()).rows.map(({ name }) => name);

describe('cells', () => {
  it('that are dense: each window has each bucket, named by its upper end', () => {
    const grid = prepared(
      cellsFrame([
        { name: 'xMin', type: FieldType.time, values: at([0, 0, 1, 1]) },
        { name: 'yMax', type: FieldType.number, values: [10, 20, 10, 20] },
        { name: 'Value', type: FieldType.number, values: [1, 2, null, 0] },
      ])
    );
    expect(grid.times).toEqual(at([0, 1]));
    // The highest bucket stands on top; null and zero stay apart.
    expect(shown(grid)).toEqual({ '10–20': [2, 0], '≤ 10': [1, NaN] });
  });

  it('that are sparse: between two ends each, and only where something was counted', () => {
    const grid = prepared(
      cellsFrame([
        { name: 'xMax', type: FieldType.time, values: at([1, 2]), config: { interval: HOUR } },
        { name: 'yMin', type: FieldType.number, values: [1, 4] },
        { name: 'yMax', type: FieldType.number, values: [2, 8] },
        { name: 'count', type: FieldType.number, values: [5, 7] },
      ])
    );
    // A window is known by its start, and here by its end.
    expect([grid.times, grid.ends]).toEqual([at([0, 1]), at([1, 2])]);
    expect(shown(grid)).toEqual({ '4–8': [undefined, 7], '1–2': [5, undefined] });
  });

  it('with both ends of their windows', () => {
    const grid = prepared(
      cellsFrame([
        { name: 'xMin', type: FieldType.time, values: at([0, 3]) },
        { name: 'xMax', type: FieldType.time, values: at([2, 4]) },
        { name: 'y', type: FieldType.number, values: [1, 1] },
        { name: 'count', type: FieldType.number, values: [5, 7] },
      ])
    );
    expect(grid.ends).toEqual(at([2, 4]));
    expect(Object.keys(shown(grid))).toEqual(['1']);
  });

  it('with words for rows, which are in any order one likes and have severities', () => {
    const grid = prepared(
      cellsFrame([
        { name: 'time', type: FieldType.time, values: at([0, 0, 1]) },
        { name: 'y', type: FieldType.string, values: ['calm', 'drifted', 'calm'] },
        { name: 'score', type: FieldType.number, values: [0.1, 0.4, 0.05] },
      ]),
      0.2
    );
    expect(shown(grid)).toEqual({ calm: [0.1, 0.05], drifted: [0.4, undefined] });
    expect(grid.severity[2]).toBeCloseTo(2, 9);
    expect(order(grid, 'max')).toEqual(['drifted', 'calm']);
  });

  it('whose numbers are places in a list of names', () => {
    const frame = cellsFrame([
      { name: 'xMax', type: FieldType.time, values: at([1, 1]) },
      { name: 'y', type: FieldType.number, values: [0, 1] },
      { name: 'count', type: FieldType.number, values: [3, 4] },
    ]);
    const grid = prepared({ ...frame, meta: { ...frame.meta, custom: { yOrdinalDisplay: ['low', 'high'] } } });
    expect(grid.rows.map(({ name }) => name)).toEqual(['high', 'low']);
  });

  it.each([
    ['a plain number', {}, ['100.8–101.2', '100.6–100.8', '100.4–100.6', '≤ 100.4']],
    ['a unit', { unit: 'ms' }, ['100.8 ms–101.2 ms', '100.6 ms–100.8 ms', '100.4 ms–100.6 ms', '≤ 100.4 ms']],
  ])('keep each bucket apart whose ends round alike: %s', (_, config, expected) => {
    const ends = [100.4, 100.6, 100.8, 101.2];
    const grid = prepared(
      cellsFrame([
        { name: 'xMin', type: FieldType.time, values: at([0, 0, 0, 0]) },
        { name: 'yMax', type: FieldType.number, values: ends, config },
        { name: 'Value', type: FieldType.number, values: [1, 2, 3, 4] },
      ])
    );
    expect(grid.rows.map(({ name }) => name)).toEqual(expected);
    expect(Object.values(shown(grid))).toEqual([[4], [3], [2], [1]]);
  });

  it('keep values apart that a mapping names alike, and places across as well', () => {
    const mappings = [{ type: 'range', options: { from: 0, to: 9, result: { text: 'low' } } }];
    const numbers = { name: 'y', type: FieldType.number, values: [1, 2], config: { mappings } as object };
    const display = () => ({ text: 'low', numeric: 0 });
    const mapped = cellsFrame([
      { name: 'x', type: FieldType.number, values: [1000.2, 1000.4] },
      numbers,
      { name: 'count', type: FieldType.number, values: [3, 4] },
    ]);
    mapped.fields[1].display = display;
    const grid = prepared(mapped);
    expect(grid.info.places).toEqual(['1,000.2', '1,000.4']);
    expect(shown(grid)).toEqual({ 'low (2)': [undefined, 4], 'low (1)': [3, undefined] });
  });

  it('that are not over time have names across', () => {
    const grid = prepared(
      cellsFrame([
        { name: 'x', type: FieldType.string, values: ['DE', 'FR', 'DE'] },
        { name: 'y', type: FieldType.string, values: ['phone', 'phone', 'desk'] },
        { name: 'count', type: FieldType.number, values: [1, 2, 3] },
      ])
    );
    expect(grid.info.places).toEqual(['DE', 'FR']);
    expect(shown(grid)).toEqual({ phone: [1, 2], desk: [3, undefined] });
  });
});

it('buckets as series stay in their order, the highest on top, until one asks for another', () => {
  const series = (name: string, values: number[]) => ({ name, type: FieldType.number, values });
  const grid = prepared(
    cellsFrame(
      [
        { name: 'time', type: FieldType.time, values: at([0, 1]) },
        series('0.5', [9, 9]),
        series('1', [1, 2]),
        series('+Inf', [5, 5]),
      ],
      DataFrameType.HeatmapRows
    )
  );
  expect(order(grid)).toEqual(['+Inf', '1', '0.5']);
  expect(order(grid, 'max')).toEqual(['0.5', '+Inf', '1']);
});

it.each([
  [DataFrameType.TimeSeriesMulti, 1],
  [DataFrameType.TimeSeriesWide, 2],
])('series with the label feature are rows by that name: %s', (type, frames) => {
  const value = (feature: string, values: number[]) => ({
    name: 'value',
    type: FieldType.number,
    values,
    labels: { feature },
  });
  const time = { name: 'time', type: FieldType.time, values: at([0, 1]) };
  const series =
    frames === 1
      ? [cellsFrame([time, value('age', [1, 2])], type), cellsFrame([time, value('zip', [3, 4])], type)]
      : [cellsFrame([time, value('age', [1, 2]), value('zip', [3, 4])], type)];
  const grid = prepareDrift(series);
  expect(grid && shown(grid)).toEqual({ age: [1, 2], zip: [3, 4] });
});

it('a long table names its rows by feature', () => {
  const grid = prepared(
    cellsFrame(
      [
        { name: 'time', type: FieldType.time, values: at([0, 0, 1]) },
        { name: 'feature', type: FieldType.string, values: ['age', 'zip', 'age'] },
        { name: 'value', type: FieldType.number, values: [1, 3, 2] },
        { name: 'metric', type: FieldType.string, values: ['psi', 'ks', 'psi'] },
      ],
      DataFrameType.TimeSeriesLong
    )
  );
  expect(grid.rows.map(({ method }) => method)).toEqual(['psi', 'ks']);
  expect(shown(grid)).toEqual({ age: [1, 2], zip: [3, undefined] });
});
