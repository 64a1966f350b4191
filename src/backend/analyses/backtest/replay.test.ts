import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONDITION_TYPES } from '../../../query/backtest';
import { type Evaluation, type Firing, holds, replay, type ReplayRule } from './replay';
import { isOneSided, tryLimits } from './thresholds';
import { incidentsFrom, score } from './verdicts';

const rule = (more: Partial<ReplayRule> = {}): ReplayRule => ({
  condition: { type: 'gt', params: [10] },
  forMs: 0,
  keepFiringForMs: 0,
  noData: 'KeepLast',
  ...more,
});

/** One evaluation a step of 10; `undefined` leaves the series out. */
const evaluations = (...values: Array<number | null | undefined>): Evaluation[] =>
  values.map((value, index) => ({
    time: index * 10,
    values: new Map(value === undefined ? [] : [['a', value]]),
  }));

const spans = (firings: readonly Firing[]) => firings.map(({ start, end }) => [start, end]);

describe('replay', () => {
  it('fires from the evaluation that is past the limit to the one that is not', () => {
    const [firing] = replay(evaluations(1, 11, 15, 12, 10, 1), rule(), 60);
    expect(firing).toEqual({ series: 'a', pendingSince: 10, start: 10, end: 40, value: 11, peak: 15 });
  });

  it('still fires at the end', () => {
    expect(spans(replay(evaluations(1, 11), rule(), 20))).toEqual([[10, null]]);
  });

  it('waits for the pending period, which may end between evaluations', () => {
    const short = rule({ forMs: 15 });
    expect(spans(replay(evaluations(11, 1, 11, 11, 11, 1), short, 60))).toEqual([[35, 50]]);
    expect(spans(replay(evaluations(11), short, 20))).toEqual([[15, null]]);
    expect(spans(replay(evaluations(11), short, 14))).toEqual([]);
  });

  it('lets the evaluation at the end of the pending period speak first', () => {
    expect(spans(replay(evaluations(11, 1), rule({ forMs: 10 }), 20))).toEqual([]);
    expect(spans(replay(evaluations(11, 11), rule({ forMs: 10 }), 20))).toEqual([[10, null]]);
  });

  it('keeps firing for a while, and a new excess in that time is the same firing', () => {
    const kept = rule({ keepFiringForMs: 15 });
    expect(spans(replay(evaluations(11, 1, 1, 1), kept, 40))).toEqual([[0, 25]]);
    expect(spans(replay(evaluations(11, 1, 11, 1, 1, 1), kept, 60))).toEqual([[0, 45]]);
  });

  it('without a value does what the rule says', () => {
    const gap = evaluations(11, null, null, 1, null);
    expect(spans(replay(gap, rule(), 50))).toEqual([[0, 30]]);
    expect(spans(replay(gap, rule({ noData: 'OK' }), 50))).toEqual([[0, 10]]);
    expect(spans(replay(gap, rule({ noData: 'Alerting' }), 50))).toEqual([
      [0, 30],
      [40, null],
    ]);
    expect(spans(replay(evaluations(11, null, null), rule({ forMs: 15 }), 30))).toEqual([[15, null]]);
  });

  it('resolves a series that is gone, also one that is kept firing', () => {
    expect(spans(replay(evaluations(11, undefined, undefined), rule({ keepFiringForMs: 100 }), 30))).toEqual([[0, 10]]);
  });

  it('replays every series by itself, in order of time', () => {
    const both: Evaluation[] = [
      {
        time: 0,
        values: new Map([
          ['b', 1],
          ['a', 11],
        ]),
      },
      {
        time: 10,
        values: new Map([
          ['b', 12],
          ['a', 1],
        ]),
      },
    ];
    expect(replay(both, rule(), 20).map(({ series, start, end }) => [series, start, end])).toEqual([
      ['a', 0, 10],
      ['b', 10, null],
    ]);
  });

  it('agrees with a state machine that looks every moment', () => {
    const values = fc.array(fc.option(fc.constantFrom(0, 5, 11, 20), { nil: null }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 0, max: 35 }),
        fc.constantFrom('KeepLast' as const, 'OK' as const),
        (list, forMs, noData) => {
          const end = list.length * 10;
          const found = replay(evaluations(...list), rule({ forMs, noData }), end);
          let since: number | null = null;
          const firing = Array.from({ length: end }, (_, time) => {
            const value = list[Math.floor(time / 10)] ?? null;
            if (time % 10 === 0 && (value !== null || noData === 'OK')) {
              since = value !== null && value > 10 ? (since ?? time) : null;
            }
            return since !== null && time - since >= forMs;
          });
          const drawn = firing.map((_, time) =>
            found.some(({ start, end: to }) => start <= time && time < (to ?? end))
          );
          expect(drawn).toEqual(firing);
        }
      ),
      { numRuns: 500 }
    );
  });
});

describe('holds', () => {
  it.each([
    ['gt', [10], [11], [10, 9]],
    ['gte', [10], [10, 11], [9]],
    ['lt', [10], [9], [10, 11]],
    ['lte', [10], [10, 9], [11]],
    ['eq', [10], [10], [9]],
    ['ne', [10], [9], [10]],
    ['within_range', [1, 3], [2], [1, 3, 4]],
    ['outside_range', [1, 3], [0, 4], [1, 2, 3]],
    ['within_range_included', [1, 3], [1, 2, 3], [4]],
    ['outside_range_included', [3, 1], [1, 3, 4], [2]],
  ] as const)('%s %j', (type, params, inside, outside) => {
    const condition = { type, params: [...params] };
    expect(inside.map((value) => holds(condition, value))).toEqual(inside.map(() => true));
    expect(outside.map((value) => holds(condition, value))).toEqual(outside.map(() => false));
  });

  it('knows every condition of the contract', () => {
    for (const type of CONDITION_TYPES) {
      expect(typeof holds({ type, params: [1, 2] }, 1)).toBe('boolean');
    }
  });
});

describe('limits', () => {
  const DAY = 86_400_000;
  const daily = (...values: number[]): Evaluation[] =>
    values.map((value, index) => ({ time: index * DAY, values: new Map([['a', value]]) }));
  const quiet = Array.from({ length: 60 }, (_, index) => 1 + (index % 5) / 10);
  const noisy = quiet.map((value, index) => (index === 30 ? 9 : index % 20 === 10 ? 3 : value));
  const options = {
    evaluations: daily(...noisy),
    rule: rule({ condition: { type: 'gt', params: [2] } }),
    end: 60 * DAY,
    incidents: null,
    leadMs: 0,
    alarmBudget: 1,
  };

  it('are measured by the alarms that they would have brought', () => {
    const limits = tryLimits(options);
    expect(limits.find(({ source }) => source === 'current')).toMatchObject({
      threshold: 2,
      // Days 10, 30 and 50.
      firings: 3,
      perThirtyDays: 1.5,
      share: 3 / 60,
      hits: null,
    });
    expect(limits.at(-1)).toMatchObject({ firings: 0 });
    expect(limits.map(({ threshold }) => threshold)).toEqual(
      [...limits.map(({ threshold }) => threshold)].sort((a, b) => a - b)
    );
  });

  it('suggest the least strict one within the budget', () => {
    const chosen = tryLimits(options).find(({ suggested }) => suggested);
    expect(chosen?.perThirtyDays).toBeLessThanOrEqual(1);
    expect(chosen?.threshold).toBeGreaterThanOrEqual(3);
    expect(chosen?.threshold).toBeLessThan(9);
    expect(chosen?.firings).toBe(1);
  });

  it('suggest the one that separates incidents from the rest', () => {
    const incidents = [{ from: 30 * DAY, to: 30.5 * DAY, name: 'outage' }];
    const limits = tryLimits({ ...options, incidents });
    expect(limits.find(({ source }) => source === 'current')).toMatchObject({ hits: 1, falseAlarms: 2, misses: 0 });
    expect(limits.find(({ suggested }) => suggested)).toMatchObject({ hits: 1, falseAlarms: 0, misses: 0 });
  });

  it('go down for a condition from below', () => {
    const limits = tryLimits({ ...options, rule: rule({ condition: { type: 'lt', params: [1] } }) });
    expect(limits[0]?.threshold).toBeGreaterThan(limits.at(-1)?.threshold ?? 0);
    expect(limits.at(-1)?.firings).toBe(0);
    expect(isOneSided({ type: 'within_range', params: [1, 2] })).toBe(false);
  });
});

describe('incidents', () => {
  it('count an alarm that comes a little early', () => {
    const firing: Firing = { series: 'a', pendingSince: 0, start: 0, end: 5, value: 1, peak: 1 };
    const incident = { from: 8, to: 9, name: 'x' };
    expect(score([firing], [incident], 0, 10)).toEqual({ hits: 0, falseAlarms: 1, misses: 1 });
    expect(score([firing], [incident], 3, 10)).toEqual({ hits: 1, falseAlarms: 0, misses: 0 });
  });

  it('are made of overlapping firings of another rule', () => {
    const at = (series: string, start: number, end: number | null): Firing => ({
      series,
      pendingSince: start,
      start,
      end,
      value: 1,
      peak: 1,
    });
    expect(incidentsFrom([at('a', 0, 5), at('b', 4, 8), at('a', 20, null)], 30)).toEqual([
      { from: 0, to: 8, name: 'a, b' },
      { from: 20, to: 30, name: 'a' },
    ]);
  });
});
