import { FieldType, toDataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { arrange } from './arrange';
import { correlationWith, pearson, pearsonP, performanceRow } from './correlation';
import { noisyFloor } from './grid';
import { DEFAULT_OPTIONS } from './options';
import { prepareDrift } from './prepareDrift';
import { HOUR, longFrame, START } from './testFrames';

const HOURS = [0, 1, 2, 3, 4];

function metric(name: string, values: number[]) {
  return {
    ...toDataFrame({
      refId: 'P',
      fields: [
        { name: 'time', type: FieldType.time, values: HOURS.map((hour) => START + hour * HOUR) },
        { name: 'value', type: FieldType.number, values, labels: { model: 'm', metric: name } },
      ],
    }),
    meta: { custom: { plumbline: 'performance', v: 1 } },
  };
}

/** `moves` falls and rises as the accuracy rises and falls, `louder` is higher but goes its own way. */
const drift = (floor?: number) =>
  longFrame(
    HOURS.flatMap((hour) => [
      { hour, column: 'louder', score: [0.9, 0.5, 0.9, 0.5, 0.9][hour], floor },
      { hour, column: 'moves', score: [0.1, 0.2, 0.3, 0.2, 0.1][hour], floor },
      { hour, column: 'still', score: 0.05, floor },
    ])
  );
const accuracy = metric('accuracy', [0.9, 0.8, 0.7, 0.8, 0.9]);

function prepared(...frames: Parameters<typeof prepareDrift>[0]) {
  const grid = prepareDrift(frames);
  if (!grid) {
    throw new Error('nothing to draw');
  }
  return grid;
}

it.each([
  [
    [
      [1, 2],
      [2, 4],
      [3, 6],
    ],
    1,
  ],
  [
    [
      [1, 6],
      [2, 4],
      [3, 2],
    ],
    -1,
  ],
  // By hand: covariance 0.5, variances 1 and 1.
  [
    [
      [1, 1],
      [2, 3],
      [3, 2],
    ],
    0.5,
  ],
] as Array<[Array<[number, number]>, number]>)('pearson of %j is %d', (pairs, r) =>
  expect(pearson(pairs)).toBeCloseTo(r, 12)
);

it('is unknown where one side is constant', () =>
  expect(
    pearson([
      [1, 2],
      [1, 3],
    ])
  ).toBeNaN());

// The density of r under no correlation, (1 - r^2)^(n/2 - 2), integrated by Simpson's rule over r = sin u in 200,000 steps.
it.each([
  [0.5, 10, 0.14111328125],
  [-0.3, 4, 0.7],
  [0.9, 5, 0.03738607346849],
  [0.12, 40, 0.46078678546275],
  [-0.45, 275, 0],
  [0, 7, 1],
  [1, 6, 0],
])('p of r = %d over %d windows is %d', (r, n, p) => expect(pearsonP(r, n)).toBeCloseTo(p, 12));

describe('correlation with performance', () => {
  it('takes the first metric that says how well the model did', () => {
    const grid = prepared(drift(), metric('volume', [5, 5, 5, 5, 5]), accuracy);
    expect(grid.rows[performanceRow(grid)].metric).toBe('accuracy');
    expect(performanceRow(prepared(drift()))).toBe(-1);
  });

  it('puts what went with it first', () => {
    const grid = prepared(drift(), accuracy);
    const { rows } = arrange(grid, { ...DEFAULT_OPTIONS, sort: 'performance', showMetrics: false }, new Map());
    expect(rows.map(({ name }) => name)).toEqual(['moves', 'louder', 'still']);
    expect(rows[0].correlation).toEqual({
      r: expect.closeTo(-1, 12),
      p: expect.closeTo(0, 12),
      windows: 5,
      metric: 'accuracy',
    });
    expect(rows[2].correlation).toBeUndefined();
  });

  it('says nothing of less than four common windows', () => {
    const grid = prepared(drift(), metric('accuracy', [0.9, 0.8, 0.7, NaN, NaN]));
    expect(correlationWith(grid, performanceRow(grid), 1)).toBeUndefined();
  });
});

describe('a floor beyond the limit', () => {
  it('is said once most cells have one', () => {
    expect(noisyFloor(prepared(drift(0.3)))).toEqual({ floor: 0.3, limit: 0.2, cell: 0 });
    expect(noisyFloor(prepared(drift(0.1)))).toBeUndefined();
  });
});
