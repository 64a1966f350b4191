import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitVectors } from '../../../tests/parity/unitVectors';
import { delong } from './auc';
import * as divergence from './divergence';
import * as noChange from './noChange';
import { chi2Quantile, chi2Sf, normalCdf, normalQuantile, tQuantile, tSf } from './distributions';
import { fisherExactP } from './fisher';
import { clopperPearson, meanInterval, newcombe, twoProportionP, type Sample, welch, wilson } from './intervals';
import { kolmogorovP, kolmogorovSf } from './kolmogorov';
import { benjaminiHochberg, benjaminiYekutieli } from './multiple';
import { incompleteBeta } from './special';

function close(actual: number | null | undefined, expected: number, relative = 1e-12): void {
  expect(actual).toBeTypeOf('number');
  expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(relative * Math.max(Math.abs(expected), 1e-300));
}

function sample(values: number[]): Sample {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return {
    n: values.length,
    mean,
    variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1),
  };
}

function ksDistance(x: number[], y: number[]): number {
  const share = (values: number[], at: number) => values.filter((value) => value <= at).length / values.length;
  return Math.max(...[...x, ...y].map((at) => Math.abs(share(x, at) - share(y, at))));
}

type Pair = { x: number[]; y: number[] };
type Shares = { p: number[]; q: number[] };

describe('distributions against scipy', () => {
  it('normal cdf', () => {
    for (const { input, expected } of unitVectors<number[], number[]>('normal_cdf')) {
      input.forEach((z, i) => close(normalCdf(z), expected[i] ?? NaN));
    }
  });

  it('chi-squared and t tails', () => {
    for (const { input, expected } of unitVectors<Array<[number, number]>, number[]>('chi2_sf')) {
      input.forEach(([x, df], i) => close(chi2Sf(x, df), expected[i] ?? NaN, 1e-11));
    }
    for (const { input, expected } of unitVectors<Array<[number, number]>, number[]>('t_sf')) {
      // The vectors hold the upper tail, at t = 1.96 with 1000 degrees of freedom 0.0251.
      input.forEach(([t, df], i) => close(tSf(t, df), expected[i] ?? NaN, 1e-11));
    }
  });

  it('quantiles invert the cdf', () => {
    close(normalQuantile(0.975), 1.959963984540054);
    close(chi2Quantile(0.99, 9), 21.665994333461924, 1e-11);
    close(tQuantile(0.975, 10), 2.2281388519649385, 1e-11);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), fc.integer({ min: 1, max: 200 }), (p, df) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 10);
        expect(1 - chi2Sf(chi2Quantile(p, df), df)).toBeCloseTo(p, 10);
        expect(1 - tSf(tQuantile(p, df), df)).toBeCloseTo(p, 10);
      }),
      { numRuns: 50 }
    );
  });

  // Nearer to the ends 1 - x itself loses digits.
  it('incomplete beta is symmetric', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (x, a, b) => {
          expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 9);
        }
      )
    );
  });
});

describe('Kolmogorov-Smirnov', () => {
  it('limit distribution', () => {
    for (const { input, expected } of unitVectors<{ lambda: number[] }, number[]>('kolmogorov_limit_sf')) {
      input.lambda.forEach((x, i) => close(kolmogorovSf(x), expected[i] ?? NaN, 1e-9));
    }
  });

  it("p-value within 0.02 of scipy's for large samples", () => {
    for (const { input, expected } of unitVectors<Pair, { d: number; p: number }>('ks_2samp_asymp')) {
      const d = ksDistance(input.x, input.y);
      close(d, expected.d);
      expect(Math.abs((kolmogorovP(d, input.x.length, input.y.length) ?? NaN) - expected.p)).toBeLessThan(0.02);
    }
  });

  it('exact p-value by lattice paths', () => {
    for (const { input, expected } of unitVectors<Pair, { d: number; p: number }>('ks_2samp_exact')) {
      const d = ksDistance(input.x, input.y);
      close(d, expected.d);
      close(kolmogorovP(d, input.x.length, input.y.length), expected.p, 1e-10);
    }
  });

  it("Stephens' approximation above the exact limit", () => {
    // scipy kstwo asymp of the car loan data, chunk 0 of the reference: D 0.01034, 50,000 against 5,000 rows.
    expect(kolmogorovP(0.01034, 50_000, 5000)).toBeCloseTo(0.7119981133, 2);
    expect(kolmogorovP(0, 5000, 5000)).toBe(1);
    expect(kolmogorovP(1, 5000, 5000)).toBe(0);
    expect(kolmogorovP(0.1, 0, 10)).toBeNull();
  });
});

describe('distances of counts', () => {
  it('match scipy', () => {
    for (const { input, expected } of unitVectors<{ ref: number[]; cur: number[] }, number>(
      'psi_zero_1e-4_no_renorm'
    )) {
      close(divergence.psi(input.ref, input.cur), expected);
    }
    for (const { input, expected } of unitVectors<Shares, { distance_base2: number }>('js')) {
      close(divergence.jensenShannon(input.p, input.q), expected.distance_base2);
    }
    for (const { input, expected } of unitVectors<{ ref: number[]; cur: number[] }, number>('kl_ref_cur')) {
      close(divergence.kullbackLeibler(input.ref, input.cur), expected);
    }
    for (const { input, expected } of unitVectors<Shares, number>('hellinger')) {
      close(divergence.hellinger(input.p, input.q), expected);
    }
    for (const { input, expected } of unitVectors<Shares, number>('tvd')) {
      close(divergence.totalVariation(input.p, input.q), expected);
    }
    for (const { input, expected } of unitVectors<Shares, number>('linf')) {
      close(divergence.lInfinity(input.p, input.q), expected);
    }
    const tests = {
      chi2_contingency: divergence.chiSquared,
      chi2_2x2_plain: divergence.chiSquared,
      chi2_2x2_yates: divergence.chiSquaredYates,
      g_contingency: divergence.gTest,
    };
    for (const [name, test] of Object.entries(tests)) {
      for (const { input, expected } of unitVectors<[number[], number[]], { stat: number; p: number }>(name)) {
        const result = test(input[0], input[1]);
        close(result?.statistic, expected.stat, 1e-11);
        close(result?.p, expected.p, 1e-11);
      }
    }
  });

  const counts = fc.array(fc.nat(1000), { minLength: 2, maxLength: 20 });

  it('are zero for equal shares, never negative, and null for an empty side', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 9 }), (p, factor) => {
        const scaled = p.map((count) => count * factor);
        const empty = p.map(() => 0);
        for (const distance of [
          divergence.psi,
          divergence.jensenShannon,
          divergence.hellinger,
          divergence.lInfinity,
          divergence.totalVariation,
          divergence.binnedKolmogorov,
        ]) {
          expect(distance(p, empty)).toBeNull();
          expect(distance(empty, p)).toBeNull();
          if (divergence.total(p) > 0) {
            expect(distance(p, scaled)).toBeCloseTo(0, 6);
          }
        }
      })
    );
  });

  it('bounds the binned Wasserstein distance by the range', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const bins = Math.min(a.length, b.length);
        const edges = Array.from({ length: bins - 1 }, (_, i) => i + 1);
        const value = divergence.binnedWasserstein(a.slice(0, bins), b.slice(0, bins), edges, 0, bins);
        if (value !== null) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(bins);
        }
      })
    );
    // All mass one bin further: every value moves by one width.
    expect(divergence.binnedWasserstein([5, 0, 0], [0, 5, 0], [1, 2], 0, 3)).toBeCloseTo(1, 12);
  });

  it('floors shrink with rows', () => {
    close(noChange.psiFloor(10, 1000, 200), 21.665994333461924 * (1 / 1000 + 1 / 200), 1e-11);
    expect(noChange.psiFloor(10, 0, 200)).toBeNull();
    expect(noChange.kolmogorovFloor(50_000, 5000)).toBeCloseTo(1.6276 * Math.sqrt(1 / 50_000 + 1 / 5000), 5);
    expect(noChange.jensenShannonFloor(10, 1000, 1000)).toBeGreaterThan(
      noChange.jensenShannonFloor(10, 10_000, 10_000) ?? NaN
    );
  });

  it('PSI of samples without change stays below its floor in about 99 of 100 runs', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const draw = (rows: number) => {
      const bins = new Array<number>(10).fill(0);
      for (let i = 0; i < rows; i += 1) {
        const bin = Math.floor(random() * 10);
        bins[bin] = (bins[bin] ?? 0) + 1;
      }
      return bins;
    };
    const floor = noChange.psiFloor(10, 5000, 500) ?? NaN;
    const runs = 1000;
    let above = 0;
    for (let run = 0; run < runs; run += 1) {
      above += (divergence.psi(draw(5000), draw(500)) ?? NaN) > floor ? 1 : 0;
    }
    expect(above / runs).toBeGreaterThan(0.001);
    expect(above / runs).toBeLessThan(0.025);
  });
});

describe('intervals and tests', () => {
  it("Clopper and Pearson's interval", () => {
    for (const { input, expected } of unitVectors<{ k: number; n: number }, { clopper_pearson: [number, number] }>(
      'proportion_ci'
    )) {
      const interval = clopperPearson(input.k, input.n, 0.95);
      expect(interval?.lo).toBeCloseTo(expected.clopper_pearson[0], 12);
      expect(interval?.hi).toBeCloseTo(expected.clopper_pearson[1], 12);
    }
    expect(clopperPearson(0, 0, 0.95)).toBeNull();
  });

  it("Wilson's interval", () => {
    for (const { input, expected } of unitVectors<{ k: number; n: number }, { wilson: [number, number] }>(
      'proportion_ci'
    )) {
      const interval = wilson(input.k, input.n, 0.95);
      expect(interval?.lo).toBeCloseTo(expected.wilson[0], 12);
      expect(interval?.hi).toBeCloseTo(expected.wilson[1], 12);
    }
    expect(wilson(0, 0, 0.95)).toBeNull();
  });

  it("Newcombe's interval of a difference", () => {
    // Newcombe 1998, table II, example (a): 56/70 - 48/80, method 10.
    const interval = newcombe(56, 70, 48, 80, 0.95);
    expect(interval?.lo).toBeCloseTo(0.0524, 4);
    expect(interval?.hi).toBeCloseTo(0.3339, 4);
    expect(newcombe(1, 0, 1, 2, 0.95)).toBeNull();
  });

  it('two-proportion z test', () => {
    for (const { input, expected } of unitVectors<Record<'k1' | 'n1' | 'k2' | 'n2', number>, { p: number }>(
      'two_prop_z_pooled'
    )) {
      close(twoProportionP(input.k1, input.n1, input.k2, input.n2), expected.p, 1e-11);
    }
    expect(twoProportionP(0, 10, 0, 20)).toBe(1);
    expect(twoProportionP(0, 0, 0, 20)).toBeNull();
  });

  it("Fisher's exact test, which small tables get", () => {
    const [[a, b], [c, d]] = unitVectors<[[number, number], [number, number]], unknown>('fisher_exact_two_sided')[0]
      ?.input ?? [
      [0, 0],
      [0, 0],
    ];
    close(fisherExactP(a, a + b, c, c + d), 0.034965034965034975, 1e-12);
    close(twoProportionP(a, a + b, c, c + d), 0.034965034965034975, 1e-12);
    // The z test would say 0.025.
    close(twoProportionP(5, 1_000_000, 0, 1_000_000), 0.0625, 1e-4);
    expect(fisherExactP(0, 5, 0, 7)).toBe(1);
    expect(fisherExactP(1, 0, 1, 2)).toBeNull();
  });

  it("Welch's t test", () => {
    for (const { input, expected } of unitVectors<Pair, { t: number; p: number; df: number }>('welch_t')) {
      const result = welch(sample(input.x), sample(input.y), 0.95);
      close(result?.t, expected.t, 1e-11);
      close(result?.df, expected.df, 1e-11);
      close(result?.p, expected.p, 1e-10);
    }
    expect(welch({ n: 1, mean: 0, variance: 0 }, { n: 5, mean: 1, variance: 1 }, 0.95)).toBeNull();
    expect(welch({ n: 3, mean: 1, variance: 0 }, { n: 5, mean: 1, variance: 0 }, 0.95)?.p).toBe(1);
    // The mean of equal numbers need not be that number to the last bit.
    expect(welch({ n: 3, mean: 0.2, variance: 0 }, { n: 5, mean: 0.2 + 1e-14, variance: 1e-34 }, 0.95)?.p).toBe(1);
    // One of the 56 ways to deal eight rows out to three and five sets them as far apart; of two and two it is two of six.
    const constant = (n: number, mean: number) => ({ n, mean, variance: 0 });
    close(welch(constant(3, 0.2), constant(5, 0.3), 0.95)?.p, 1 / 56, 1e-10);
    close(welch(constant(2, 0.2), constant(2, 0.3), 0.95)?.p, 1 / 3, 1e-10);
    expect(welch(constant(400, 0.2), constant(90, 0.3), 0.95)?.p).toBeLessThan(1e-90);
    // Nothing says how far apart others would be; of equal ones it is known that nothing differs.
    expect(welch(constant(2, 0.2), constant(2, 0.3), 0.95)?.interval).toBeNull();
    expect(welch(constant(2, 0.2), constant(2, 0.2), 0.95)?.interval).toEqual({ lo: 0, hi: 0 });
  });

  it('interval of a mean', () => {
    const interval = meanInterval({ n: 11, mean: 2, variance: 4 }, 0.95);
    expect(interval?.hi).toBeCloseTo(2 + 2.2281388519649385 * Math.sqrt(4 / 11), 10);
    expect(meanInterval({ n: 1, mean: 2, variance: 0 }, 0.95)).toBeNull();
  });

  it('Benjamini-Yekutieli', () => {
    for (const { input, expected } of unitVectors<number[], number[]>('by_adjust')) {
      benjaminiYekutieli(input).forEach((q, i) => close(q, expected[i] ?? NaN));
    }
    expect(benjaminiYekutieli([null, 0.01, null])).toEqual([null, 0.01, null]);
  });

  it('Benjamini-Hochberg', () => {
    for (const { input, expected } of unitVectors<number[], number[]>('bh_adjust')) {
      benjaminiHochberg(input).forEach((q, i) => close(q, expected[i] ?? NaN));
    }
    expect(benjaminiHochberg([null, 0.01, null])).toEqual([null, 0.01, null]);
  });
});

describe('DeLong', () => {
  it('matches the variance with ties', () => {
    for (const { input, expected } of unitVectors<{ y: number[]; s: number[] }, { auc: number; delong_var: number }>(
      'binary_scores_with_ties'
    )) {
      const positives = input.s.filter((_, i) => input.y[i] === 1);
      const negatives = input.s.filter((_, i) => input.y[i] === 0);
      const below = (at: number, others: number[]) =>
        others.reduce((sum, other) => sum + (other < at ? 1 : other === at ? 0.5 : 0), 0) / others.length;
      const v10 = positives.map((score) => below(score, negatives));
      const v01 = negatives.map((score) => 1 - below(score, positives));
      const result = delong(
        {
          positives: positives.length,
          negatives: negatives.length,
          sumV10: v10.reduce((a, b) => a + b, 0),
          sumV10Squared: v10.reduce((a, b) => a + b * b, 0),
          sumV01Squared: v01.reduce((a, b) => a + b * b, 0),
        },
        0.95
      );
      close(result?.auc, expected.auc);
      close((result?.se ?? NaN) ** 2, expected.delong_var, 1e-11);
    }
  });

  it('has no answer without both classes and no error below two rows a class', () => {
    const sums = { positives: 0, negatives: 5, sumV10: 0, sumV10Squared: 0, sumV01Squared: 0 };
    expect(delong(sums, 0.95)).toBeNull();
    expect(delong({ ...sums, positives: 1, sumV10: 1, sumV10Squared: 1 }, 0.95)).toEqual({
      auc: 1,
      se: null,
      interval: null,
    });
  });
});
