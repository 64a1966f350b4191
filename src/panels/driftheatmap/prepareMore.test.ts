/** Metrics beside the drift, data that are not over time, facts of columns, and regions of cells. */
import { FieldType, toDataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { arrange } from './arrange';
import { boxOf, boxSpan, regionOf } from './box';
import { columnFacts } from './facts';
import { type DriftGrid, isBelowFloor, isBreach, statusOf } from './grid';
import { migrateOptions, optionsFrom } from './migrations';
import { DEFAULT_OPTIONS } from './options';
import { prepareDrift } from './prepareDrift';
import { exampleFrame, HOUR, START } from './testFrames';
import { driftView } from './view';

function prepared(...args: Parameters<typeof prepareDrift>): DriftGrid {
  const grid = prepareDrift(...args);
  if (!grid) {
    throw new Error('nothing to draw');
  }
  return grid;
}

function metricFrame(hours: number[], values: Array<number | null>) {
  return {
    ...toDataFrame({
      refId: 'P',
      fields: [
        { name: 'time', type: FieldType.time, values: hours.map((hour) => START + hour * HOUR) },
        { name: 'value', type: FieldType.number, values, labels: { model: 'm', metric: 'accuracy', segment: 'a=1' } },
      ],
    }),
    meta: { custom: { plumbline: 'performance', v: 1 } },
  };
}

describe('metrics beside the drift', () => {
  it('are rows on top, at the windows of the drift, and never count as drift', () => {
    const grid = prepared([exampleFrame(), metricFrame([0, 1, 2, 3], [0.8, null, 0.7, 0.6])]);
    expect(grid.times).toHaveLength(4);
    const { rows, pinned } = arrange(grid, { ...DEFAULT_OPTIONS, topK: 1 }, new Map());
    expect(rows.map((row) => [row.name, row.kind])).toEqual([
      ['accuracy · a=1', 'metric'],
      ['income', 'column'],
    ]);
    expect(pinned).toBe(1);
    const cells = [...driftView(grid, { rows, pinned }, 100).cells.subarray(0, 5)];
    expect(cells.map((cell) => (cell < 0 ? undefined : [grid.score[cell], statusOf(grid, cell)]))).toEqual([
      [0.8, 'ok'],
      [NaN, 'no_data'],
      [0.7, 'ok'],
      undefined,
      [NaN, undefined],
    ]);
  });

  it('say which windows are not over yet, also where the drift does not', () => {
    const drift = exampleFrame();
    const bare = { ...drift, fields: drift.fields.filter(({ name }) => name !== 'complete') };
    const metrics = metricFrame([0, 2, 4], [0.8, 0.7, 0.6]);
    const complete = { name: 'complete', type: FieldType.boolean, config: {}, values: [true, true, false] };
    expect(prepared([bare, metrics]).incomplete.size).toBe(0);
    const ends = (hours: number) => {
      const values = [0, 2, 4].map((hour) => START + (hour + hours) * HOUR);
      return { name: 'time_end', type: FieldType.time, config: {}, values };
    };
    const grid = prepared([bare, { ...metrics, fields: [...metrics.fields, complete, ends(1)] }]);
    expect([...grid.incomplete]).toEqual([START + 4 * HOUR]);
    const income = grid.rows.findIndex(({ name }) => name === 'income') * grid.times.length;
    expect([2, 3].map((at) => isBreach(grid, income + at))).toEqual([true, false]);
    const daily = prepared([bare, { ...metrics, fields: [...metrics.fields, complete, ends(24)] }]);
    expect(daily.incomplete.size).toBe(0);
    expect([2, 3].map((at) => isBreach(daily, income + at))).toEqual([true, true]);
  });

  it('can be switched off, and are nothing without windows in common', () => {
    const other = prepared([exampleFrame(), metricFrame([40, 41], [1, 1])]);
    expect(other.rows.map((row) => row.name)).toEqual(['age', 'income', 'zip']);
    const grid = prepared([exampleFrame(), metricFrame([0], [1])]);
    expect(arrange(grid, { ...DEFAULT_OPTIONS, showMetrics: false }, new Map()).pinned).toBe(0);
  });
});

it('reads a large matrix: statuses by their places, rows once a window, and what lies below its floor', () => {
  const meta = {
    custom: { plumbline: 'drift-matrix', v: 1, breach: 0.2, statuses: ['breach', 'insufficient'], belowFloor: [1, 0] },
  };
  const time = { name: 'time', type: FieldType.time, values: [START, START + HOUR] };
  const frame = (name: string, fields: Array<[string, Array<number | null>]>) => ({
    ...toDataFrame({
      refId: 'A',
      name,
      fields: [time, ...fields.map(([field, values]) => ({ name: field, type: FieldType.number, values }))],
    }),
    meta,
  });
  const grid = prepared([
    frame('drift-matrix', [
      ['a', [0.3, null]],
      ['b', [0.4, 0.5]],
    ]),
    frame('status', [
      ['a', [0, 1]],
      ['b', [0, 0]],
    ]),
    frame('n', [['n', [500, 20]]]),
  ]);
  expect([0, 1, 2, 3].map((cell) => statusOf(grid, cell))).toEqual(['breach', 'insufficient', 'breach', 'breach']);
  expect([0, 1, 2, 3].map((cell) => isBelowFloor(grid, cell))).toEqual([false, false, true, false]);
  expect([...grid.n]).toEqual([500, 20, 500, 20]);
});

describe('data that are not over time', () => {
  const table = toDataFrame({
    fields: [
      { name: 'country', type: FieldType.string, values: ['DE', 'DE', 'FR'] },
      { name: 'device', type: FieldType.string, values: ['phone', 'desk', 'phone'] },
      { name: 'share', type: FieldType.number, values: [0.1, 0.5, null] },
      { name: 'other', type: FieldType.number, values: [1, 2, 3] },
    ],
  });

  it('have names on both axes', () => {
    const grid = prepared([table], 0.2);
    expect(grid.rows.map((row) => row.name)).toEqual(['DE', 'FR']);
    expect(grid.info.places).toEqual(['phone', 'desk']);
    expect([...grid.score]).toEqual([0.1, 0.5, NaN, NaN]);
    expect(grid.severity[1]).toBe(2.5);
  });

  it('take the fields they are told to', () => {
    const grid = prepared([table], undefined, { rowField: 'device', columnField: 'country', valueField: 'other' });
    expect(grid.rows.map((row) => row.name)).toEqual(['phone', 'desk']);
    expect([...grid.score]).toEqual([1, 3, 2, NaN]);
  });

  it('with one text field have their numbers across', () => {
    const grid = prepared([{ ...table, fields: table.fields.filter((field) => field.name !== 'device') }]);
    expect(grid.info.places).toEqual(['share', 'other']);
    expect(regionOf(driftView(grid, arrange(grid, DEFAULT_OPTIONS, new Map()), 10), corner(0, 0, 1, 1))).toEqual({
      names: ['FR', 'DE'],
    });
  });
});

const corner = (row: number, column: number, toRow: number, toColumn: number) => ({
  a: { row: toRow, column },
  b: { row, column: toColumn },
});

describe('a region of cells', () => {
  const grid = prepared([exampleFrame()]);
  const view = driftView(grid, arrange(grid, { ...DEFAULT_OPTIONS, sort: 'name' }, new Map()), 100);

  it('is columns and a stretch of time, and finds its cells again', () => {
    const box = corner(0, 1, 1, 2);
    const region = regionOf(view, box);
    expect(region).toEqual({ from: START + HOUR, to: START + 3 * HOUR, names: ['age', 'income'] });
    const again = boxOf(view, region);
    expect(again && boxSpan(again)).toEqual(boxSpan(box));
  });

  it('is no box where its columns are apart or gone', () => {
    expect(boxOf(view, { names: ['age', 'zip'] })).toBeUndefined();
    expect(boxOf(view, { names: ['nobody'] })).toBeUndefined();
    expect(boxOf(view, { names: ['age'], from: 0, to: 1 })).toBeUndefined();
  });
});

it('knows importance, rank and group of a column from the frames beside it', () => {
  const importance = {
    ...toDataFrame({
      fields: [
        { name: 'column', type: FieldType.string, values: ['age', 'income'] },
        { name: 'mean_abs', type: FieldType.number, values: [0.1, 0.4] },
      ],
    }),
    meta: { custom: { plumbline: 'importance', v: 1 } },
  };
  const groups = toDataFrame({
    fields: [
      { name: 'feature', type: FieldType.string, values: ['age', 'zip'] },
      { name: 'group', type: FieldType.string, values: ['person', null] },
    ],
  });
  expect([...columnFacts([exampleFrame(), importance, groups])]).toEqual([
    ['age', { importance: 0.1, rank: 2, group: 'person' }],
    ['income', { importance: 0.4, rank: 1, group: undefined }],
    ['zip', { importance: undefined, group: undefined }],
  ]);
});

describe('migrations', () => {
  it('turn the switch of the tooltip into a mode and keep what is understood', () => {
    expect(migrateOptions({ options: { tooltip: false, sort: 'max', topK: 7 } })).toEqual({
      ...DEFAULT_OPTIONS,
      tooltip: { mode: 'none' },
      sort: 'max',
      topK: 7,
    });
    expect(migrateOptions({ options: undefined as never })).toEqual(DEFAULT_OPTIONS);
    expect(migrateOptions({ options: { sort: 'sideways', colorBy: 3, pinned: 'x' } })).toEqual(DEFAULT_OPTIONS);
  });

  it('take the tooltip along from panels that have one', () => {
    expect(optionsFrom('heatmap', { options: { tooltip: { mode: 'multi' } } }).tooltip?.mode).toBe('multi');
    expect(optionsFrom('gauge', { options: { tooltip: { mode: 'multi' } } })).toEqual({});
  });
});
