/** P-values beside scores: a small p is bad wherever it stands, in colours, orders and words. */
import { createTheme, type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { arrange } from './arrange';
import { driftColors } from './colors';
import { cellRank } from './figures';
import { type DriftGrid, isBreach, noisyFloor, statusOf } from './grid';
import { DEFAULT_OPTIONS } from './options';
import { prepareDrift } from './prepareDrift';
import { summaryText } from './summary';
import { DRIFT_META, HOUR, longFrame, START } from './testFrames';
import { driftView } from './view';

function prepared(series: DataFrame[], limit?: number): DriftGrid {
  const grid = prepareDrift(series, limit);
  if (!grid) {
    throw new Error('nothing to draw');
  }
  return grid;
}

const options = { ...DEFAULT_OPTIONS, topK: 0 };
const order = (grid: DriftGrid, sort: 'max' | 'mean' | 'impact' = 'max') =>
  arrange(grid, { ...options, sort }, new Map()).rows.map((row) => row.name);

/** A series of any data source, with what somebody set for it in an override. */
function plain(name: string, values: number[], custom?: object): DataFrame {
  return toDataFrame({
    refId: 'A',
    name,
    fields: [
      { name: 'time', type: FieldType.time, values: values.map((_, hour) => START + hour * HOUR) },
      { name: 'value', type: FieldType.number, values, labels: { column: name }, config: { custom } },
    ],
  });
}

describe('a table whose rows say which scores are bad', () => {
  const rows = ['psi', 'p_calm', 'p_drifted'].map((column, i) => ({ hour: 0, column, score: [0.3, 0.935, 1e-6][i] }));
  const frame = longFrame(rows);
  const own = { name: 'higher_is_worse', type: FieldType.boolean, values: [true, false, false], config: {} };
  const threshold = frame.fields.find(({ name }) => name === 'threshold');
  threshold?.values.splice(0, 3, 0.2, 0.05, 0.05);
  const grid = prepared([{ ...frame, fields: [...frame.fields, own] }]);

  it('has the severities of each, worst first', () => {
    expect(grid.info.mixed).toBe(true);
    expect([0, 1, 2].map((cell) => isBreach(grid, cell))).toEqual([true, false, true]);
    expect(grid.severity[2]).toBeCloseTo(Math.log(1e-6) / Math.log(0.05), 9);
    expect(order(grid)).toEqual(['p_drifted', 'psi', 'p_calm']);
  });

  it('doubts no p-value for being below a floor of distances', () => {
    expect(noisyFloor({ ...grid, floor: grid.floor.map(() => 0.06) })).toBeUndefined();
    expect(noisyFloor({ ...grid, floor: grid.floor.map(() => 0.5) })).toMatchObject({ limit: 0.2, cell: 0 });
  });
});

it('a column that is scored twice has a row for each, named after what scores it', () => {
  const frame = longFrame([
    { hour: 0, column: 'age', score: 0.3 },
    { hour: 0, column: 'age', score: 0.001 },
  ]);
  const method = { name: 'method', type: FieldType.string, values: ['psi', 'ks'], config: {} };
  const grid = prepared([{ ...frame, fields: [...frame.fields, method] }]);
  expect(grid.rows.map(({ name }) => name)).toEqual(['age · PSI', 'age · KS']);
  expect([...grid.score]).toEqual([0.3, 0.001]);
});

it('a matrix says for each of its series what it is scored by and where its limit is', () => {
  const custom = {
    ...DRIFT_META,
    plumbline: 'drift-matrix',
    method: 'evidently',
    breach: undefined,
    warn: undefined,
    series: [
      { method: 'wasserstein', higherIsWorse: true, breach: 0.1 },
      { method: 'chi2', higherIsWorse: false, breach: 0.05 },
    ],
  };
  const frame = toDataFrame({
    refId: 'A',
    name: 'drift-matrix',
    fields: [
      { name: 'time', type: FieldType.time, values: [START] },
      { name: 'age', type: FieldType.number, values: [0.05] },
      { name: 'zip', type: FieldType.number, values: [0.0025] },
    ],
  });
  const grid = prepared([{ ...frame, meta: { custom } }]);
  expect(grid.rows.map(({ method, higherIsWorse }) => [method, higherIsWorse])).toEqual([
    ['wasserstein', true],
    ['chi2', false],
  ]);
  expect([...grid.severity]).toEqual([expect.closeTo(0.5, 9), expect.closeTo(2, 9)]);
});

describe('series of any data source', () => {
  const calm = plain('calm', [0.935], { worse: 'low', limit: 0.05 });
  const drifted = plain('drifted', [0.0025], { worse: 'low', limit: 0.05 });
  const score = plain('share', [0.1], { worse: 'auto' });

  it('are p-values where an override says so, with a limit of their own', () => {
    const grid = prepared([calm, drifted, score], 0.2);
    expect(order(grid)).toEqual(['drifted', 'share', 'calm']);
    expect([0, 1, 2].map((cell) => statusOf(grid, cell))).toEqual(['ok', 'breach', 'ok']);
  });

  it('without any limit rank the lowest p first, and say so', () => {
    const grid = prepared([plain('calm', [0.935], { worse: 'low' }), plain('drifted', [0], { worse: 'low' })]);
    expect(order(grid)).toEqual(['drifted', 'calm']);
    const view = driftView(grid, arrange(grid, options, new Map()), 10);
    expect(summaryText(view, 'utc')).toContain('lowest drifted');
    // The strong end of the colours is the small p, as scores and where no limit is known.
    for (const by of ['score', 'severity'] as const) {
      const colors = driftColors(createTheme(), grid, by);
      expect(colors.domain).toEqual([0.935, 0]);
      const [strong, weak] =
        by === 'score' ? [colors.ramp.css(1), colors.ramp.css(0)] : [0.999, 0].map(colors.scale.css);
      expect([colors.css(grid, 1), colors.css(grid, 0)]).toEqual([strong, weak]);
    }
  });

  it('that do not compare are in no order: a p-value of 0.9 is not three times a score of 0.3', () => {
    const grid = prepared([plain('p', [0.9], { worse: 'low' }), plain('share', [0.3])]);
    expect([cellRank(grid, 0), cellRank(grid, 1)]).toEqual([NaN, NaN]);
    const colors = driftColors(createTheme(), grid, 'severity');
    expect(colors.css(grid, 0)).toBe(colors.css(grid, 1));
    expect(order(grid)).toEqual(['p', 'share']);
  });
});
