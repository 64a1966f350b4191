/** What one may choose: colours and their steps, what a merged cell shows, least rows, orders and groups. */
import { createTheme, dateTime, FieldType, toDataFrame } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { meanGrid, pickCell } from './aggregate';
import { arrange } from './arrange';
import { driftColors } from './colors';
import { columnFacts, groupNames } from './facts';
import { streakAt } from './figures';
import { type DriftGrid, isBreach, statusOf } from './grid';
import { glyphOf } from './marks';
import { DEFAULT_OPTIONS } from './options';
import { lateRows } from './lateRows';
import { prepareDrift } from './prepareDrift';
import { staleText } from './sceneNotes';
import { breachShare } from './share';
import { stopsOf } from './stops';
import { supported } from './support';
import { exampleFrame, HOUR, longFrame, START } from './testFrames';
import { driftView } from './view';

function grid(...frames: Array<ReturnType<typeof longFrame>>): DriftGrid {
  const prepared = prepareDrift(frames.length > 0 ? frames : [exampleFrame()]);
  if (!prepared) {
    throw new Error('nothing to draw');
  }
  return prepared;
}

const all = { ...DEFAULT_OPTIONS, topK: 0, sort: 'query' as const };
const theme = createTheme({ colors: { mode: 'dark' } });
/** One column with these scores, an hour each. */
const series = (scores: Array<number | null>, custom = {}) =>
  grid(
    longFrame(
      scores.map((score, hour) => ({ hour, column: 'a', score })),
      custom
    )
  );

describe('colours', () => {
  it.each([
    ['all negative', [-5, -3, -1], [-5, 0]],
    ['of both signs', [-4, 0, 8], [-4, 8]],
  ])('tell raw scores apart that are %s, from the lowest on', (_, scores, domain) => {
    const data = prepareDrift([
      toDataFrame({
        fields: [
          { name: 'time', type: FieldType.time, values: scores.map((_score, hour) => START + hour * HOUR) },
          { name: 'profit', type: FieldType.number, values: scores },
        ],
      }),
    ]);
    if (!data) {
      throw new Error('nothing to draw');
    }
    const { css, domain: found } = driftColors(theme, data, 'severity');
    expect(data.severity.every(Number.isNaN)).toBe(true);
    expect(found).toEqual(domain);
    expect(new Set(scores.map((_score, cell) => css(data, cell))).size).toBe(3);
  });

  const g = series([0.02, 0.05, 0.09, 0.15, 0.19, 0.21, 0.3, 0.5, 0.7, 5]);
  const fills = (choice: Parameters<typeof driftColors>[3]) => {
    const colors = driftColors(theme, g, 'severity', choice);
    return Array.from({ length: 10 }, (_, cell) => colors.fill(g, cell));
  };

  it('come in as many steps as asked, half of them from the limit on', () => {
    expect(new Set(fills({ colorSteps: 2 })).size).toBe(2);
    expect(new Set(fills({ colorSteps: 2 }).slice(0, 5)).size).toBe(1);
    expect(new Set(fills({ colorSteps: 6, colorStops: '0 0.5 1 2 4' })).size).toBe(6);
    expect(new Set(fills({})).size).toBe(10);
    expect(fills({ colorSteps: 0 })).toEqual(fills({}));
  });

  it('change where the stops say, and nobody but the limit has an edge', () => {
    const { scale } = driftColors(theme, g, 'severity', { colorStops: '0.2, 0.4, 1, 3, 9' });
    expect([0.1, 0.2, 0.4, 1, 3, 9, 99].map(scale.placeOf)).toEqual([0, 0, 0.25, 0.5, 0.75, 1, 1]);
    expect(scale.stops).toEqual([0.2, 0.4, 1, 3, 9]);
    expect(scale.css(9)).toBe(scale.css(1000));
    expect(scale.css(0.999)).not.toBe(scale.css(1));
    // The stops of the theme's own are the same ramp as none.
    const calm = { ...g, severity: g.severity.map((severity) => Math.min(4, severity)) };
    const own = driftColors(theme, calm, 'severity');
    expect(fills({ colorStops: '0, 0.5, 1, 2, 4' })).toEqual(g.times.map((_, cell) => own.fill(calm, cell)));
  });

  it('may be one of Grafana’s schemes, and survive one that it does not know', () => {
    expect(fills({ colorScheme: 'continuous-blues' })).not.toEqual(fills({}));
    expect(new Set(fills({ colorScheme: 'continuous-blues' })).size).toBe(10);
    expect(fills({ colorScheme: 'continuous-nonsense' })).toEqual(fills({}));
    const byScore = (colorSteps: number) => driftColors(theme, g, 'score', { colorSteps });
    expect(new Set(g.times.map((_, cell) => byScore(3).css(g, cell))).size).toBeLessThanOrEqual(3);
  });

  it.each([
    ['0, 0.5, 1, 2, 4', [0, 0.5, 1, 2, 4]],
    ['4;1 0.5', [0.5, 1, 4]],
    ['1 1 2', [1, 2]],
    ['', undefined],
    ['3', undefined],
    ['-1, 2', undefined],
    ['a, 2', undefined],
    ['1, Infinity', undefined],
  ])('read stops %j', (text, stops) => expect(stopsOf(text)).toEqual(stops));
});

describe('a cell of several windows', () => {
  const g = series([0.1, 0.6, 0.04, 0.5, 0.02, 0.06]);
  const shown = (timeAgg: 'max' | 'mean' | 'last' | 'p95') => {
    const view = driftView(g, arrange(g, all, new Map()), 2, timeAgg);
    return [...view.cells].map((cell) => Number(view.grid.score[cell].toFixed(4)));
  };

  it('shows the worst, the mean, the last or the 95th percentile of them', () => {
    expect(shown('max')).toEqual([0.6, 0.5]);
    expect(shown('mean')).toEqual([0.2467, 0.1933]);
    expect(shown('last')).toEqual([0.04, 0.06]);
    // Of three, the 95th percentile by nearest rank is the highest.
    expect(shown('p95')).toEqual([0.6, 0.5]);
    const many = series(Array.from({ length: 40 }, (_, i) => i / 100));
    expect(many.score[pickCell(many, [...many.at.keys()], 'p95')]).toBeCloseTo(0.37, 9);
  });

  it('judges a mean by itself, leaves thin and open windows out of it, and keeps every window for the table', () => {
    const rows = [
      { hour: 0, column: 'a', score: 0.6 },
      { hour: 1, column: 'a', score: 0.1 },
      { hour: 2, column: 'a', score: 9, status: 'insufficient' },
      { hour: 3, column: 'a', score: 0.12 },
      { hour: 4, column: 'a', score: 0.1 },
      { hour: 5, column: 'a', score: 9, complete: false },
    ];
    const source = grid(longFrame(rows));
    const mean = meanGrid(source, [0, 1, 2, 3, 4, 5], 3);
    expect([...mean.score]).toEqual([0.35, expect.closeTo(0.11, 9)]);
    expect([0, 1].map((cell) => statusOf(mean, cell))).toEqual(['breach', 'warn']);
    expect([...mean.severity]).toEqual([expect.closeTo(1.75, 9), expect.closeTo(0.55, 9)]);
    expect(mean.ends).toEqual([START + 3 * HOUR, START + 6 * HOUR]);
    expect(mean.incomplete.size).toBe(0);
    const view = driftView(source, arrange(source, all, new Map()), 2, 'mean');
    expect([view.merged, view.source.times.length, view.grid.times.length]).toEqual([3, 6, 2]);
    expect(breachShare(view, 0.05).map((share) => share.all)).toEqual([1, 0]);
  });

  it('has no mean where no window has a score', () => {
    const source = grid(
      longFrame([
        { hour: 0, column: 'a', score: null, status: 'no_data' },
        { hour: 1, column: 'a', score: 5, status: 'insufficient' },
        { hour: 2, column: 'b', score: 0.1 },
      ])
    );
    const mean = meanGrid(source, [0, 1, 2], 2);
    expect(Number.isNaN(mean.score[0])).toBe(true);
    expect(statusOf(mean, 0)).toBe('insufficient');
    expect(statusOf(mean, 1)).toBeUndefined();
  });
});

describe('least rows and noise floors', () => {
  it('say nothing of cells with fewer rows', () => {
    const g = supported(grid(), { minSupport: 9000, showFloor: true });
    expect([...new Set(Array.from(g.status, (_, cell) => statusOf(g, cell)))].sort()).toEqual([
      'insufficient',
      'no_data',
      'schema_change',
    ]);
    expect(g.info.minRows).toBe(9000);
    expect(supported(grid(), { minSupport: 8000, showFloor: true }).status).toEqual(grid().status);
  });

  it('doubt no breach once the floor is left out, and doubt none alike where marks say so', () => {
    const at = (g: DriftGrid, ...more: ['breach'] | []) => glyphOf(g, 1, 0.05, ...more);
    expect(at(supported(grid(), { minSupport: 0, showFloor: true }))).toBe('ring');
    expect(at(supported(grid(), { minSupport: 0, showFloor: false }))).toBe('dot');
    expect(at(grid(), 'breach')).toBe('dot');
  });
});

describe('orders', () => {
  const names = (hour: number) =>
    arrange(grid(), all, new Map(), new Set(), { from: START + hour * HOUR, to: START + (hour + 1) * HOUR }).rows.map(
      (row) => row.name
    );

  it('may be those of one window; rows without a figure there come last', () => {
    expect(names(1)).toEqual(['age', 'income', 'zip']);
    expect(names(2)).toEqual(['income', 'zip', 'age']);
    // Too few rows at 12:00; and the open window may be looked at too.
    expect(names(0)[2]).toBe('zip');
    expect(names(4)).toEqual(['income', 'zip', 'age']);
  });

  it('know how long a row has been over its limit at a window', () => {
    const g = series([0.3, 0.1, 0.4, 0.5, 0.6]);
    expect([0, 1, 2, 4].map((cell) => streakAt(g, cell))).toEqual([
      { windows: 1, first: 0 },
      { windows: 0, first: 2 },
      { windows: 1, first: 2 },
      { windows: 3, first: 2 },
    ]);
  });
});

describe('rows of several methods', () => {
  it('have severities of their own: a small p-value is bad beside a large distance', () => {
    const distances = longFrame([
      { hour: 0, column: 'a', score: 0.4 },
      { hour: 1, column: 'a', score: 0.01 },
    ]);
    const tests = longFrame(
      [
        { hour: 0, column: 'b', score: 0.04 },
        { hour: 1, column: 'b', score: 0.9 },
      ],
      { method: 'ks', higherIsWorse: false }
    );
    const g = grid(distances, { ...tests, refId: 'B' });
    expect([0, 1, 2, 3].map((cell) => isBreach(g, cell))).toEqual([true, false, true, false]);
    expect([g.info.mixed, g.info.method]).toEqual([true, undefined]);
    expect(g.severity[2]).toBeCloseTo(2, 9);
    expect(grid(distances).info).toMatchObject({ mixed: false, method: 'psi' });
  });

  it('read the method of each row where a table has one', () => {
    const frame = longFrame([
      { hour: 0, column: 'a', score: 0.4 },
      { hour: 0, column: 'b', score: 0.4 },
    ]);
    const method = { name: 'method', type: FieldType.string, values: ['js', 'wasserstein'], config: {} };
    expect(grid({ ...frame, fields: [...frame.fields, method] }).rows.map((row) => row.method)).toEqual([
      'js',
      'wasserstein',
    ]);
  });
});

it('knows columns that came later or went earlier than the others', () => {
  const g = grid(
    longFrame(
      [0, 1, 2, 3].flatMap((hour) => [
        { hour, column: 'stayed', score: 0.1 },
        ...(hour > 0 ? [{ hour, column: 'came', score: 0.1 }] : []),
        ...(hour < 2 ? [{ hour, column: 'went', score: 0.1 }] : []),
      ])
    )
  );
  expect([...lateRows(driftView(g, arrange(g, all, new Map()), 100))]).toEqual([
    [1, { first: 0, last: 1 }],
    [2, { first: 1, last: 3 }],
  ]);
});

describe('data that stopped', () => {
  const g = series([0.1, 0.2, null]);
  const range = (hours: number, raw: string) => {
    const [from, to] = [dateTime(START), dateTime(START + hours * HOUR)];
    return { from, to, raw: { from: 'now-6h', to: raw } };
  };

  it('are said to be old where the range follows the clock', () => {
    expect(staleText(g, range(6, 'now'), 'utc')).toBe('nothing newer than 20 Nov 2026, 13:00–14:00: 4 windows ago');
    expect(staleText(g, range(6, 'now-5m'), 'utc')).toBeDefined();
  });

  it('are not for one window on its way, in the past, or in a range that reaches into the future', () => {
    expect(staleText(g, range(3.5, 'now'), 'utc')).toBeUndefined();
    expect(staleText(g, range(6, 'now/d'), 'utc')).toBeUndefined();
    expect(
      staleText(g, { ...range(6, ''), raw: { from: dateTime(START), to: dateTime(START) } }, 'utc')
    ).toBeUndefined();
  });
});

describe('groups', () => {
  const about = toDataFrame({
    fields: [
      { name: 'column', type: FieldType.string, values: ['age', 'income', 'zip'] },
      { name: 'team', type: FieldType.string, values: ['people', 'money', 'people'] },
      { name: 'type', type: FieldType.string, values: ['numeric', 'numeric', 'categorical'] },
      { name: 'owner', type: FieldType.string, values: ['Ada', null, null] },
    ],
  });

  it('are by the field that one names, and words of a column come along', () => {
    const facts = columnFacts([exampleFrame(), about], 'team');
    expect(groupNames(facts)).toEqual(['people', 'money']);
    expect(facts.get('age')).toMatchObject({ group: 'people', type: 'numeric', owner: 'Ada' });
    expect(columnFacts([about]).get('age')?.group).toBeUndefined();
  });

  it('count their members while they are closed', () => {
    const facts = columnFacts([about], 'team');
    const g = grid();
    const share = (closed: string[]) => {
      const view = driftView(g, arrange(g, { ...all, groups: true }, facts, new Set(closed)), 100);
      return breachShare(view, 0.05).map((each) => each.all);
    };
    expect(share(['people', 'money'])).toEqual(share([]));
    expect(share(['people', 'money'])).toEqual([0, 1 / 3, 1 / 3, 0, 0]);
  });

  it.each([
    ['max', [1 / 3, 1, 1 / 3]],
    ['last', [0, 2 / 3, 1 / 3]],
    ['p95', [1 / 3, 1, 1 / 3]],
    ['mean', [0, 2 / 3, 1 / 3]],
  ] as const)('count them by what their cell would show of merged windows: %s', (timeAgg, expected) => {
    const facts = columnFacts([about], 'team');
    const scores = { age: [0.26, 0.01, 0.3, 0.3, 0.01], income: [0.1, 0.1, 0.25, 0.01, 0.5], zip: [0, 0, 0.1, 0.9, 0] };
    const g = grid(
      longFrame(Object.entries(scores).flatMap(([column, own]) => own.map((score, hour) => ({ hour, column, score }))))
    );
    const share = (closed: string[]) => {
      const view = driftView(g, arrange(g, { ...all, groups: true }, facts, new Set(closed)), 3, timeAgg);
      expect(view.merged).toBe(2);
      return breachShare(view, 0.05).map((each) => each.all);
    };
    expect(share([])).toEqual(expected);
    expect(share(['people'])).toEqual(expected);
    expect(share(['people', 'money'])).toEqual(expected);
  });
});
