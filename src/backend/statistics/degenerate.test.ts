/** Differences of estimates that have no standard error: rows that do not vary say nothing of how surely others would not. */
import { describe, expect, it } from 'vitest';
import { delong } from './auc';
import { difference, type Estimate, zTestP } from './difference';
import { delongOfGroups, type RankedGroup } from './ranks';
import { sharedAucDifference } from './sharedAuc';
import { uniforms } from './uniforms';

/** Positives all above negatives, one score each; `isBad` turns them round. */
const apart = (positives: number, negatives: number, isBad = false): RankedGroup[] => {
  const above = Array.from({ length: positives }, () => ({ positives: 1, negatives: 0 }));
  const below = Array.from({ length: negatives }, () => ({ positives: 0, negatives: 1 }));
  return isBad ? [...below, ...above] : [...above, ...below];
};

function area(groups: readonly RankedGroup[], scale = 1): Estimate {
  const sums = delongOfGroups(groups);
  const found = delong(sums, 0.95);
  const { auc, se, interval } = found ?? { auc: NaN, se: null, interval: null };
  const { positives, negatives } = sums;
  return {
    value: auc,
    interval,
    n: groups.length,
    basis: { kind: 'area', auc, se: se ?? 0, positives, negatives, scale },
  };
}

describe('an area of 1', () => {
  it('has the interval from whose lower end it is just so many standard errors away', () => {
    for (const [m, n] of [
      [2, 2],
      [5, 9],
      [300, 40],
    ] as const) {
      const found = delong(delongOfGroups(apart(m, n)), 0.95);
      expect(found).toMatchObject({ auc: 1, se: 0, interval: { hi: 1 } });
      const lo = found?.interval?.lo ?? NaN;
      // Hanley and McNeil's variance with both sizes replaced by their mean (Newcombe 2006).
      const size = (m + n) / 2 - 1;
      const [q1, q2] = [lo / (2 - lo), (2 * lo * lo) / (1 + lo)];
      const variance = (lo * (1 - lo) + size * (q1 - lo * lo) + size * (q2 - lo * lo)) / (m * n);
      expect((1 - lo) / Math.sqrt(variance)).toBeCloseTo(1.959963984540054, 9);
      // The other way round it is the mirror image.
      const worst = delong(delongOfGroups(apart(m, n, true)), 0.95);
      expect(worst?.interval?.lo).toBe(0);
      expect(worst?.interval?.hi).toBeCloseTo(1 - lo, 12);
    }
  });

  it('differs from another as surely as the rows are many', () => {
    const handful = difference(area(apart(3, 3)), area(apart(3, 3, true)), 0.95);
    expect(handful?.delta).toBe(1);
    expect(handful?.p).toBeGreaterThan(0.001);
    expect(handful?.interval?.lo).toBeLessThan(0.5);
    const many = difference(area(apart(200, 200)), area(apart(200, 200, true)), 0.95);
    expect(many?.p).toBeLessThan(1e-20);
    expect(difference(area(apart(3, 3)), area(apart(9, 4)), 0.95)).toMatchObject({ delta: 0, p: 1 });
    // Gini's is the same question on another scale.
    const twice = ({ value, interval, n }: Estimate, bad: boolean): Estimate => ({
      ...area(apart(3, 3, bad), 2),
      value: 2 * (value ?? NaN) - 1,
      interval: interval && { lo: 2 * interval.lo - 1, hi: 2 * interval.hi - 1 },
      n,
    });
    const gini = difference(twice(area(apart(3, 3)), false), twice(area(apart(3, 3, true)), true), 0.95);
    expect(gini?.p).toBe(handful?.p);
    expect(gini?.delta).toBe(2);
  });

  it('is tested as its interval says', () => {
    // The p-value is the level at which the interval touches zero, so 1 - p is the confidence that it just does not reach.
    const [one, two] = [apart(12, 15), [...apart(6, 8), ...apart(4, 7)]];
    const p = difference(area(one), area(two), 0.95)?.p ?? NaN;
    expect(p).toBeGreaterThan(1e-6);
    expect(p).toBeLessThan(0.5);
    for (const [confidence, isInside] of [
      [1 - p * 1.01, false],
      [1 - p * 0.99, true],
    ] as const) {
      const at = (groups: RankedGroup[]) => ({
        ...area(groups),
        interval: delong(delongOfGroups(groups), confidence)?.interval ?? null,
      });
      const lo = difference(at(one), at(two), confidence)?.interval?.lo ?? NaN;
      expect(lo < 0).toBe(isInside);
    }
  });

  it('of models alike is found to differ about as often as the level says', () => {
    const uniform = uniforms(7);
    const drawn = () => {
      const rows = Array.from({ length: 30 }, (_, at) => ({
        isPositive: at < 12,
        score: uniform() + (at < 12 ? 0.8 : 0),
      }));
      return rows
        .sort((a, b) => b.score - a.score)
        .map(({ isPositive }) => ({ positives: isPositive ? 1 : 0, negatives: isPositive ? 0 : 1 }));
    };
    let [rejected, without] = [0, 0];
    for (let run = 0; run < 2000; run += 1) {
      const [a, b] = [area(drawn()), area(drawn())];
      without += a.value === 1 || b.value === 1 ? 1 : 0;
      rejected += (difference(a, b, 0.95)?.p ?? 1) <= 0.05 ? 1 : 0;
    }
    // In many of the runs one of the two has no standard error.
    expect(without).toBeGreaterThan(300);
    expect(rejected / 2000).toBeLessThan(0.06);
  });

  it('of a part differs from the whole as if both were apart, which is on the safe side', () => {
    const part = [...apart(4, 4), ...Array.from({ length: 8 }, () => ({ positives: 0, negatives: 0 }))];
    const rest = [...Array.from({ length: 8 }, () => ({ positives: 0, negatives: 0 })), ...apart(4, 4, true)];
    const whole = part.map((group, at) => ({
      positives: group.positives + (rest[at]?.positives ?? 0),
      negatives: group.negatives + (rest[at]?.negatives ?? 0),
    }));
    const found = sharedAucDifference(part, whole, part, 0.95);
    expect(found?.p).toBeGreaterThan(0.001);
    expect(found?.p).toBeLessThan(1);
    expect(sharedAucDifference(part, part, part, 0.95)).toMatchObject({ delta: 0, p: 1 });
  });
});

describe('a difference without any standard error', () => {
  const alike = (value: number): Estimate => ({
    value,
    interval: { lo: value, hi: value },
    n: 2,
    basis: { kind: 'se', se: 0 },
  });

  it('has neither an interval nor a p-value, unless there is none', () => {
    expect(difference(alike(0.5), alike(0.7), 0.95)).toMatchObject({ interval: null, p: null });
    expect(difference(alike(0.5), alike(0.5), 0.95)).toEqual({ delta: 0, interval: { lo: 0, hi: 0 }, p: 1 });
  });

  it('takes one that is only rounding for none', () => {
    expect(zTestP(0.2, 1e-17)).toBeNull();
    expect(zTestP(0.2, 0.1)).toBeCloseTo(0.0455, 4);
  });
});
