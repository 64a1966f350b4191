/** Statistics behind performance, calibration and estimation, where a formula or a definition says what must come out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delong } from './auc';
import { boost, predict } from './boosting';
import { countReplicates, fromReplicates, overlapReplicates, poisson } from './bootstrap';
import { brier, brierParts, calibrationErrors, calibrationLine, massBins, pool } from './calibration';
import { averaged, binaryMatrix, binaryMcc, kappa, matrixOf, mcc } from './confusion';
import { difference, type Estimate } from './difference';
import { wilson } from './intervals';
import { interpolate, isotonicKnots, pav } from './isotonic';
import { poissonInterval, quantileInterval, sharesAround } from './quantiles';
import { delongOfGroups, rankMetrics } from './ranks';
import { uniforms } from './uniforms';

describe('Poisson bootstrap', () => {
  it('draws the mean and the variance it is asked for, small and large', () => {
    for (const mean of [0.3, 4, 30, 80, 5000]) {
      const uniform = uniforms(7);
      const draws = Array.from({ length: 20_000 }, () => poisson(mean, uniform));
      const average = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
      const variance = draws.reduce((sum, draw) => sum + (draw - average) ** 2, 0) / draws.length;
      expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / draws.length));
      expect(variance / mean).toBeGreaterThan(0.95);
      expect(variance / mean).toBeLessThan(1.05);
    }
  });

  it('finds the standard error of a proportion, and always the same one', () => {
    const replicate = () =>
      countReplicates(
        (draw) => [draw(300), draw(700)],
        ([k = 0, rest = 0]) => k / (k + rest),
        2000
      );
    const spread = fromReplicates(0.3, replicate(), 0.95);
    expect(spread?.se).toBeCloseTo(Math.sqrt((0.3 * 0.7) / 1000), 3);
    const known = wilson(300, 1000, 0.95);
    expect(spread?.interval.lo).toBeCloseTo(known?.lo ?? NaN, 2);
    expect(spread?.interval.hi).toBeCloseTo(known?.hi ?? NaN, 2);
    expect(fromReplicates(0.3, replicate(), 0.95)).toEqual(spread);
  });

  it('of a part against its whole has the spread of the rest, as much smaller as the rest is of the whole', () => {
    // 30 of 100 in 210 of 500: the difference to the whole is four fifths of that to the rest, 180 of 400.
    const share = ([k = 0, rest = 0]: readonly number[]) => k / (k + rest);
    const replicates = overlapReplicates([30, 70], [210, 290], [30, 70], share, 2000);
    const variance = (p: number, n: number) => (p * (1 - p)) / n;
    const expected = 0.8 * Math.sqrt(variance(0.3, 100) + variance(0.45, 400));
    expect((fromReplicates(-0.12, replicates, 0.95)?.se ?? NaN) / expected).toBeCloseTo(1, 1);
    // Of one and the same set there is no difference in any replicate.
    expect(overlapReplicates([30, 70], [30, 70], [30, 70], share, 20).every((each) => each === 0)).toBe(true);
  });

  it('has no interval where replicates have no value', () => {
    expect(fromReplicates(1, [null, null, 1], 0.95)).toBeNull();
  });
});

const counts = fc.record({ tp: fc.nat(50), fp: fc.nat(50), fn: fc.nat(50), tn: fc.nat(50) });

describe('confusion matrices', () => {
  it('agree between two classes and many', () => {
    fc.assert(
      fc.property(counts, (binary) => {
        const several = mcc(binaryMatrix(binary));
        const two = binaryMcc(binary);
        expect(several === null ? two : Math.abs(several - (two ?? NaN)) < 1e-9).toBe(several === null ? null : true);
      })
    );
  });

  it('micro averages are the accuracy, and chance alone has kappa 0', () => {
    const matrix = matrixOf([
      { label: 'a', prediction: 'a', count: 6 },
      { label: 'a', prediction: 'b', count: 2 },
      { label: 'b', prediction: 'a', count: 3 },
      { label: 'b', prediction: 'b', count: 1 },
    ]);
    expect(averaged('precision', matrix, 'micro')).toBeCloseTo(7 / 12, 12);
    expect(averaged('f1', matrix, 'micro')).toBeCloseTo(7 / 12, 12);
    expect(kappa(matrix)).toBeCloseTo(0, 12);
    expect(averaged('recall', matrixOf([]), 'macro')).toBeNull();
  });

  it('averages over the classes with rows, of which one that is never predicted counts as 0', () => {
    const cells = [
      { label: 'a', prediction: 'a', count: 6 },
      { label: 'a', prediction: 'b', count: 2 },
      { label: 'b', prediction: 'b', count: 4 },
      { label: 'c', prediction: 'a', count: 3 },
    ];
    const bare = matrixOf(cells);
    const wide = matrixOf([...cells, { label: 'd', prediction: 'd', count: 0 }]);
    expect(wide.classes).toHaveLength(4);
    for (const metric of ['precision', 'recall', 'f1', 'specificity'] as const) {
      for (const average of ['macro', 'weighted', 'micro'] as const) {
        expect(averaged(metric, wide, average), `${metric} ${average}`).toBe(averaged(metric, bare, average));
      }
    }
    expect(averaged('recall', wide, 'macro')).toBeCloseTo((6 / 8 + 1 + 0) / 3, 12);
    expect(averaged('specificity', wide, 'micro')).toBeCloseTo(25 / 30, 12);
  });
});

const scored = fc.array(
  fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), positives: fc.nat(20), negatives: fc.nat(20) }),
  { minLength: 1, maxLength: 30 }
);

describe('calibration', () => {
  it('Brier = reliability - resolution + uncertainty', () => {
    fc.assert(
      fc.property(scored, (groups) => {
        const parts = brierParts(groups);
        const value = brier(groups);
        expect(parts === null).toBe(value === null);
        if (parts && value !== null) {
          expect(parts.reliability - parts.resolution + parts.uncertainty).toBeCloseTo(value, 9);
        }
      })
    );
  });

  it('bins of equal mass are in order and lose no row', () => {
    fc.assert(
      fc.property(scored, (unsorted) => {
        const groups = [...unsorted].sort((a, b) => a.score - b.score);
        const bins = massBins(groups, 5);
        const rows = (list: Iterable<{ positives: number; negatives: number }>) =>
          [...list].reduce((sum, { positives, negatives }) => sum + positives + negatives, 0);
        expect(rows(pool(groups, (_, index) => bins[index] ?? 0).values())).toBe(rows(groups));
        const used = bins.filter((_, index) => rows(groups.slice(index, index + 1)) > 0);
        expect(used.every((bin, index) => index === 0 || bin >= (used[index - 1] ?? 0))).toBe(true);
      })
    );
  });

  it('finds slope and intercept, and none where the classes are separated', () => {
    const expit = (x: number) => 1 / (1 + Math.exp(-x));
    const groups = [0.1, 0.3, 0.5, 0.7, 0.9].map((score) => {
      const rate = expit(-0.3 + 0.6 * Math.log(score / (1 - score)));
      return { score, positives: 1000 * rate, negatives: 1000 * (1 - rate) };
    });
    const line = calibrationLine(groups);
    expect(line?.slope).toBeCloseTo(0.6, 8);
    expect(line?.intercept).toBeCloseTo(-0.3, 8);
    expect(
      calibrationLine([
        { score: 0.2, positives: 0, negatives: 10 },
        { score: 0.8, positives: 10, negatives: 0 },
      ])
    ).toBeNull();
    expect(calibrationErrors([])).toBeNull();
  });
});

describe('isotonic regression', () => {
  it('never falls, keeps the mean, and is the identity on what never falls', () => {
    const points = fc.array(
      fc.record({ weight: fc.integer({ min: 1, max: 9 }), y: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        minLength: 1,
        maxLength: 40,
      }
    );
    fc.assert(
      fc.property(points, (list) => {
        const given = list.map((point, x) => ({ x, ...point }));
        const fitted = pav(given);
        expect(fitted.every((y, index) => index === 0 || y >= (fitted[index - 1] ?? 0) - 1e-12)).toBe(true);
        const mean = (values: readonly number[]) =>
          given.reduce((sum, { weight }, index) => sum + weight * (values[index] ?? 0), 0);
        expect(mean(fitted)).toBeCloseTo(mean(given.map(({ y }) => y)), 9);
        expect(pav(given.map((point, index) => ({ ...point, y: fitted[index] ?? 0 })))).toEqual(
          fitted.map((y) => expect.closeTo(y, 9))
        );
        const knots = isotonicKnots(given);
        given.forEach(({ x }, index) => expect(interpolate(knots, x)).toBeCloseTo(fitted[index] ?? NaN, 9));
      })
    );
  });
});

describe('ranks', () => {
  it('agree with the sums that DeLong needs, over any groups', () => {
    const groups = fc.array(fc.record({ positives: fc.nat(9), negatives: fc.nat(9) }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(groups, (list) => {
        const auc = rankMetrics(list, 0.1).auc;
        const found = delong(delongOfGroups(list), 0.95)?.auc ?? null;
        expect(auc === null ? found : Math.abs(auc - (found ?? NaN)) < 1e-9).toBe(auc === null ? null : true);
      })
    );
  });

  it('give a tie at the cut its share of the gain', () => {
    const metrics = rankMetrics(
      [
        { positives: 1, negatives: 0 },
        { positives: 2, negatives: 2 },
        { positives: 1, negatives: 4 },
      ],
      0.3
    );
    expect(metrics.gain).toBeCloseTo((1 + 2 * 0.5) / 4, 12);
    expect(metrics.lift).toBeCloseTo((1 + 2 * 0.5) / 4 / 0.3, 12);
  });
});

describe('differences', () => {
  const at = (value: number, half: number): Estimate => ({
    value,
    interval: { lo: value - half, hi: value + half },
    n: 100,
    basis: { kind: 'se', se: half / 1.96 },
  });

  it('of two estimates have the interval that both of theirs make', () => {
    const found = difference(at(0.8, 0.03), at(0.7, 0.04), 0.95);
    expect(found?.interval?.lo).toBeCloseTo(0.1 - 0.05, 12);
    expect(found?.interval?.hi).toBeCloseTo(0.1 + 0.05, 12);
    expect(found?.p).toBeCloseTo(0.0000887, 6);
    expect(difference({ ...at(0.8, 0.1), value: null }, at(0.7, 0.1), 0.95)).toBeNull();
  });
});

describe('quantiles and counts', () => {
  it('have intervals that hold the quantile and shrink with the rows', () => {
    const shares = sharesAround(0.99);
    const values = shares.map((share) => share * 1000);
    const few = quantileInterval(0.99, 200, shares, values, 0.95);
    const many = quantileInterval(0.99, 20_000, shares, values, 0.95);
    expect(few?.lo).toBeLessThan(990);
    expect(few?.hi).toBe(1000);
    expect(many?.lo).toBeGreaterThan(few?.lo ?? 0);
    expect(many?.hi).toBeLessThan(1000);
    expect(quantileInterval(0.99, 1, shares, values, 0.95)).toBeNull();
  });

  it('of Poisson counts are exact', () => {
    // Garwood's limits for 0 and 10, as tabled.
    expect(poissonInterval(0, 0.95)).toEqual({ lo: 0, hi: expect.closeTo(3.6889, 4) });
    expect(poissonInterval(10, 0.95)).toEqual({ lo: expect.closeTo(4.7954, 4), hi: expect.closeTo(18.3904, 4) });
  });
});

describe('boosted trees', () => {
  const rows = 4000;
  const codes = Uint8Array.from({ length: rows }, (_, index) => index % 20);
  const kinds = Uint8Array.from({ length: rows }, (_, index) => (index * 7) % 5);

  it('learn a step and a set of categories, and nothing from noise that leaves are too small for', () => {
    const target = Float64Array.from(
      codes,
      (code, row) => (code < 8 ? 1 : 5) + ([1, 3].includes(kinds[row] ?? 0) ? 2 : 0)
    );
    const columns = [
      { codes, size: 20, ordered: true },
      { codes: kinds, size: 5, ordered: false },
    ];
    const model = boost(columns, target, { trees: 40, depth: 3, minLeaf: 20, rate: 0.3 });
    expect(predict(model, [3, 1])).toBeCloseTo(3, 3);
    expect(predict(model, [9, 3])).toBeCloseTo(7, 3);
    expect(predict(model, [9, 0])).toBeCloseTo(5, 3);
    const still = boost(columns, new Float64Array(rows).fill(2), { trees: 5, depth: 3, minLeaf: 20, rate: 0.3 });
    expect(still).toEqual({ base: 2, trees: [] });
    expect(boost([], new Float64Array(0), { trees: 5, depth: 3, minLeaf: 20, rate: 0.3 })).toEqual({
      base: 0,
      trees: [],
    });
  });
});
