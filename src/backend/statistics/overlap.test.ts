import { describe, expect, it } from 'vitest';
import { delong } from './auc';
import { difference, type Estimate } from './difference';
import { newcombe, type Sample, twoProportionP, welch } from './intervals';
import { overlappingCurve, overlappingDifference, overlappingShares, subtractSample } from './overlap';
import { delongOfGroups, type RankedGroup } from './ranks';
import { aucCovariance, sharedAucDifference } from './sharedAuc';

const share = (k: number, n: number): Estimate => ({
  value: n > 0 ? k / n : null,
  interval: null,
  n,
  basis: n > 0 ? { kind: 'proportion', k, n } : null,
});
const mean = (sample: Sample): Estimate => ({
  value: sample.mean,
  interval: null,
  n: sample.n,
  basis: { kind: 'mean', sample },
});
const NONE = share(0, 0);

/** Uniform numbers in (0,1), the same in every run (Park & Miller 1988). */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

function normals(seed: number): () => number {
  const next = uniforms(seed);
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}

function sampleOf(values: readonly number[]): Sample {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  return { n: values.length, mean: average, variance: squares / (values.length - 1) };
}

describe('differences of shares', () => {
  it('without a common row are those of two samples', () => {
    const found = overlappingDifference(share(56, 70), share(48, 80), NONE, 0.95);
    expect(found).toEqual(difference(share(56, 70), share(48, 80), 0.95));
  });

  it('of a part and its whole are those to the rest, as much smaller as the rest is of the whole', () => {
    // 30 of 100 in 210 of 500: the rest has 180 of 400, which is four fifths.
    const found = overlappingDifference(share(30, 100), share(210, 500), share(30, 100), 0.95);
    const rest = newcombe(30, 100, 180, 400, 0.95);
    expect(found?.delta).toBeCloseTo(-0.12, 12);
    expect(found?.interval?.lo).toBeCloseTo(0.8 * (rest?.lo ?? NaN), 12);
    expect(found?.interval?.hi).toBeCloseTo(0.8 * (rest?.hi ?? NaN), 12);
    expect(found?.p).toBeCloseTo(twoProportionP(30, 100, 180, 400) ?? NaN, 12);
  });

  it('of the same rows are none, and are not tested', () => {
    const same = overlappingDifference(share(3, 10), share(3, 10), share(3, 10), 0.95);
    expect(same).toEqual({ delta: 0, interval: { lo: 0, hi: 0 }, p: null });
    expect(overlappingDifference(share(0, 0), share(3, 10), NONE, 0.95)).toBeNull();
  });

  it('of three parts, one of them tiny, have an interval and no p-value', () => {
    const found = overlappingDifference(share(2, 4), share(30, 100), share(1, 2), 0.95);
    expect(found?.p).toBeNull();
    expect(found?.interval?.lo).toBeLessThan(found?.delta ?? NaN);
  });
});

describe('differences of a curve of a share', () => {
  const count = (k: number, n: number) => ({ kind: 'proportion' as const, k, n });
  const f1 = (j: number) => (2 * j) / (1 + j);

  it('that is straight are those of the shares', () => {
    for (const [a, b, both] of [
      [count(56, 70), count(48, 80), null],
      [count(30, 100), count(210, 500), count(30, 100)],
      [count(40, 90), count(60, 80), count(20, 30)],
    ] as const) {
      const found = overlappingShares(a, b, both, (x) => x, 0.95);
      const of = (counts: typeof a | null) => (counts ? share(counts.k, counts.n) : NONE);
      const expected = overlappingDifference(of(a), of(b), of(both), 0.95);
      expect(found?.delta).toBeCloseTo(expected?.delta ?? NaN, 12);
      expect(found?.interval?.lo).toBeCloseTo(expected?.interval?.lo ?? NaN, 12);
      expect(found?.interval?.hi).toBeCloseTo(expected?.interval?.hi ?? NaN, 12);
      expect(found?.p).toBeCloseTo(expected?.p ?? NaN, 12);
    }
  });

  it('have a width and a possible p-value where all of a part are hits or misses', () => {
    // 30 of 30 and one miss outside, 30 misses and one hit outside: one of the 31 ways to place the other row.
    for (const [a, b] of [
      [count(30, 30), count(30, 31)],
      [count(0, 30), count(1, 31)],
    ] as const) {
      const found = overlappingShares(a, b, a, f1, 0.95);
      expect(found?.p).toBeCloseTo(1 / 31, 12);
      expect((found?.interval?.hi ?? NaN) - (found?.interval?.lo ?? NaN)).toBeGreaterThan(0.005);
    }
    // Nor are two samples certain to differ because neither has a variance.
    const apart = overlappingShares(count(3, 3), count(0, 4), null, f1, 0.95);
    expect(apart?.p).toBeCloseTo(1 / 35, 12);
    expect(apart?.interval?.lo).toBeLessThan(0.9);
  });

  it('hold the true difference as often as they should, of a part and its whole', () => {
    const next = uniforms(20261122);
    const draw = (n: number, p: number) => Array.from({ length: n }, () => next() < p).filter(Boolean).length;
    const RUNS = 2000;
    const truth = f1(0.6) - f1(0.4 * 0.6 + 0.6 * 0.45);
    let covered = 0;
    for (let run = 0; run < RUNS; run++) {
      const [inside, outside] = [draw(40, 0.6), draw(60, 0.45)];
      const part = count(inside, 40);
      const { lo = NaN, hi = NaN } =
        overlappingShares(part, count(inside + outside, 100), part, f1, 0.95)?.interval ?? {};
      covered += lo <= truth && truth <= hi ? 1 : 0;
    }
    expect(covered / RUNS).toBeGreaterThan(0.935);
    expect(covered / RUNS).toBeLessThan(0.97);
  });

  it('are none of the very same rows, and unknown without any', () => {
    const same = overlappingShares(count(3, 10), count(3, 10), count(3, 10), f1, 0.95);
    expect(same).toEqual({ delta: 0, interval: { lo: 0, hi: 0 }, p: null });
    expect(overlappingShares(count(0, 0), count(3, 10), null, f1, 0.95)).toBeNull();
  });
});

describe('differences of means', () => {
  it('have the standard error of part-whole comparisons', () => {
    // 100 of 500 rows: SE^2 = 0.8^2 (SE_part^2 + SE_rest^2), the rest's moments being those of the whole without the part's.
    const [part, rest] = [
      { n: 100, mean: 3, variance: 0.21 },
      { n: 400, mean: 2, variance: 0.2475 },
    ];
    const whole = {
      n: 500,
      mean: 2.2,
      variance: (99 * part.variance + 399 * rest.variance + 100 * 0.8 ** 2 + 400 * 0.2 ** 2) / 499,
    };
    const of = (sample: Sample) => ({ kind: 'mean' as const, sample });
    const straight = { of: (x: number) => x, slope: () => 1 };
    const found = overlappingCurve(of(part), of(whole), of(part), straight, 0.95);
    const se = 0.8 * Math.sqrt(0.21 / 100 + 0.2475 / 400);
    expect(found?.delta).toBeCloseTo(0.8, 12);
    expect(((found?.interval?.hi ?? NaN) - 0.8) / 1.959963984540054).toBeCloseTo(se, 12);
  });

  it('without a common row are tested by Welch', () => {
    const [a, b] = [
      { n: 12, mean: 3, variance: 2 },
      { n: 30, mean: 2, variance: 1 },
    ];
    const found = overlappingDifference(mean(a), mean(b), mean({ n: 0, mean: 0, variance: 0 }), 0.95);
    const test = welch(a, b, 0.95);
    expect(found?.p).toBeCloseTo(test?.p ?? NaN, 12);
    expect(found?.interval?.lo).toBeCloseTo(test?.interval?.lo ?? NaN, 12);
  });

  it('of constant rows that differ have a p-value and no interval', () => {
    const [a, b] = [
      { n: 2, mean: 0.2, variance: 0 },
      { n: 2, mean: 0.3, variance: 0 },
    ];
    const none = mean({ n: 0, mean: 0, variance: 0 });
    expect(overlappingDifference(mean(a), mean(b), none, 0.95)).toMatchObject({
      interval: null,
      p: expect.closeTo(1 / 3, 10),
    });
    const same = overlappingDifference(mean(a), mean({ ...a, n: 5 }), none, 0.95);
    expect(same).toMatchObject({ interval: { lo: expect.closeTo(0, 12), hi: expect.closeTo(0, 12) }, p: 1 });
  });

  it('of partly the same rows are found significant as often as they should be', () => {
    const next = normals(20260301);
    const draw = (n: number) => Array.from({ length: n }, next);
    let [rejected, missed] = [0, 0];
    const RUNS = 3000;
    for (let run = 0; run < RUNS; run++) {
      const [both, onlyA, onlyB] = [draw(30), draw(20), draw(50)];
      const [a, b] = [sampleOf([...both, ...onlyA]), sampleOf([...both, ...onlyB])];
      const found = overlappingDifference(mean(a), mean(b), mean(sampleOf(both)), 0.95);
      rejected += (found?.p ?? 1) < 0.05 ? 1 : 0;
      missed += (found?.interval?.lo ?? 0) > 0 || (found?.interval?.hi ?? 0) < 0 ? 1 : 0;
    }
    // The standard error of a share of 0.05 in 3,000 runs is 0.004.
    expect(rejected / RUNS).toBeGreaterThan(0.038);
    expect(rejected / RUNS).toBeLessThan(0.062);
    expect(missed).toBe(rejected);
  });

  it('take a part out of a sample by its moments', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
    const left = subtractSample(sampleOf(values), sampleOf(values.slice(0, 4)));
    const expected = sampleOf(values.slice(4));
    expect(left.n).toBe(6);
    expect(left.mean).toBeCloseTo(expected.mean, 12);
    expect(left.variance).toBeCloseTo(expected.variance, 12);
  });
});

describe('areas under curves', () => {
  /** Rows of normal scores by their place in all of them; positives stand one higher. */
  function groupsOf(rows: ReadonlyArray<{ score: number; positive: boolean; isIn: boolean }>) {
    const sorted = [...rows].sort((a, b) => b.score - a.score);
    const of = (keep: (row: (typeof rows)[number]) => boolean): RankedGroup[] =>
      sorted.map((row) => ({
        positives: keep(row) && row.positive ? 1 : 0,
        negatives: keep(row) && !row.positive ? 1 : 0,
      }));
    return { whole: of(() => true), part: of(({ isIn }) => isIn) };
  }

  it('vary with themselves by the variance of DeLong', () => {
    const next = normals(7);
    const rows = Array.from({ length: 80 }, (_, i) => ({ score: next() + (i % 2), positive: i % 2 === 1, isIn: true }));
    const { whole } = groupsOf(rows);
    const auc = delong(delongOfGroups(whole), 0.95);
    const found = aucCovariance(whole, whole, whole, { a: auc?.auc ?? NaN, b: auc?.auc ?? NaN });
    expect(found).toBeCloseTo((auc?.se ?? NaN) ** 2, 12);
  });

  it('of a part and its whole differ as much as the test expects, over many samples', () => {
    const next = normals(99);
    const RUNS = 600;
    let [sum, squares, expected, rejected] = [0, 0, 0, 0];
    for (let run = 0; run < RUNS; run++) {
      const rows = Array.from({ length: 240 }, (_, i) => ({
        score: next() + (i % 2),
        positive: i % 2 === 1,
        isIn: i < 96,
      }));
      const { whole, part } = groupsOf(rows);
      const found = sharedAucDifference(part, whole, part, 0.95);
      const delta = found?.delta ?? NaN;
      const half = ((found?.interval?.hi ?? NaN) - (found?.interval?.lo ?? NaN)) / 2 / 1.96;
      [sum, squares, expected] = [sum + delta, squares + delta ** 2, expected + half ** 2];
      rejected += (found?.p ?? 1) < 0.05 ? 1 : 0;
    }
    const observed = squares / RUNS - (sum / RUNS) ** 2;
    expect(expected / RUNS / observed).toBeGreaterThan(0.85);
    expect(expected / RUNS / observed).toBeLessThan(1.2);
    expect(rejected / RUNS).toBeLessThan(0.08);
    expect(rejected / RUNS).toBeGreaterThan(0.025);
  });
});
