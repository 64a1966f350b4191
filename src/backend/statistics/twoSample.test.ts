import { describe, expect, it } from 'vitest';
import { unitVectors } from '../../../tests/parity/unitVectors';
import { andersonDarling } from './anderson';
import { cramerVonMises } from './cramerVonMises';
import * as divergence from './divergence';
import * as noChange from './noChange';
import { doaneEdges, EMPTY_SAMPLE, histogram, moments, pool, sampleOf, sturgesEdges } from './samples';
import { energyDistance, kolmogorovTest, mannWhitney, wasserstein, welchTest } from './twoSample';
import { uniforms } from './uniforms';

function vector<E>(name: string): { x: number[]; y: number[]; expected: E } {
  const [{ input, expected }] = unitVectors<{ x: number[]; y: number[] }, E>(name);
  return { ...input, expected };
}

const close = (actual: number | null | undefined, expected: number, relative = 1e-12) =>
  expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));

describe('two samples against scipy', () => {
  it('Kolmogorov-Smirnov, Wasserstein, energy', () => {
    const ks = vector<{ d: number; p: number }>('ks_2samp_exact');
    const test = kolmogorovTest(sampleOf(ks.x), sampleOf(ks.y));
    close(test?.statistic, ks.expected.d);
    close(test?.p, ks.expected.p, 1e-9);
    const w1 = vector<number>('wasserstein');
    close(wasserstein(sampleOf(w1.x), sampleOf(w1.y)), w1.expected);
    const energy = vector<number>('energy_distance');
    close(energyDistance(sampleOf(energy.x), sampleOf(energy.y)), energy.expected);
  });

  it('Cramer-von Mises', () => {
    const { x, y, expected } = vector<{ T: number; p: number }>('cvm_2samp_asymptotic');
    const test = cramerVonMises(sampleOf(x), sampleOf(y));
    close(test?.statistic, expected.T);
    close(test?.pUntied, expected.p, 1e-6);
    // Few ties: nearly the same.
    expect(Math.abs((test?.p ?? NaN) - expected.p)).toBeLessThan(0.002);
  });

  it('Anderson-Darling', () => {
    const { x, y, expected } = vector<{ stat: number; p_clamped: number }>('anderson_ksamp_midrank');
    const test = andersonDarling(sampleOf(x), sampleOf(y));
    close(test?.statistic, expected.stat);
    close(test?.p, expected.p_clamped, 1e-9);
  });

  it('Mann-Whitney and Welch', () => {
    const u = vector<{ U: number; p: number }>('mannwhitneyu_asymptotic');
    const test = mannWhitney(sampleOf(u.x), sampleOf(u.y));
    close(test?.statistic, u.expected.U);
    close(test?.p, u.expected.p, 1e-11);
    const t = vector<{ t: number; p: number }>('welch_t');
    const means = welchTest(sampleOf(t.x), sampleOf(t.y));
    close(means?.statistic, t.expected.t, 1e-10);
    close(means?.p, t.expected.p, 1e-9);
  });

  it('edges after Doane and Sturges', () => {
    const { x, expected } = vector<{ doane_edges: number[]; sturges_edges: number[] }>('doane_sturges_bins');
    const of = moments(sampleOf(x));
    expect(of && doaneEdges(of)).toEqual(expected.doane_edges);
    expect(of && sturgesEdges(of.min, of.max, of.n)).toEqual(expected.sturges_edges);
  });
});

describe('edges', () => {
  const some = sampleOf([1, 2, 2, 3]);
  const flat = sampleOf([5, 5, 5, 5, 5]);

  it('says nothing of an empty side', () => {
    for (const test of [
      kolmogorovTest,
      wasserstein,
      energyDistance,
      mannWhitney,
      welchTest,
      andersonDarling,
      cramerVonMises,
    ]) {
      expect(test(EMPTY_SAMPLE, some)).toBeNull();
      expect(test(some, EMPTY_SAMPLE)).toBeNull();
    }
  });

  it('finds nothing between equal constants', () => {
    expect(kolmogorovTest(flat, flat)).toEqual({ statistic: 0, p: 1 });
    expect(wasserstein(flat, flat)).toBe(0);
    expect(energyDistance(flat, flat)).toBe(0);
    expect(mannWhitney(flat, flat)?.p).toBe(1);
    expect(welchTest(flat, flat)).toEqual({ statistic: 0, p: 1 });
    expect(andersonDarling(flat, flat)).toBeNull();
    expect(cramerVonMises(flat, flat)?.p).toBe(1);
    expect(cramerVonMises(some, some)?.p).toBeGreaterThan(0.9);
  });

  it('leaves out values that are not finite, and counts ties once', () => {
    expect(sampleOf([NaN, Infinity, 2, -0, 0, 2])).toMatchObject({ n: 4 });
    expect([...sampleOf([NaN, Infinity, 2, -0, 0, 2]).counts]).toEqual([2, 2]);
    expect(pool(some, flat).n).toBe(9);
  });

  it('closes only the last bin', () => {
    expect(histogram(sampleOf([0, 1, 1, 2, 3, 9]), [0, 1, 2, 3])).toEqual([1, 2, 2]);
  });
});

describe('limits of no change', () => {
  it('are exceeded as often as they say', () => {
    const p = [0.05, 0.1, 0.25, 0.35, 0.25];
    const widths = [1, 0.5, 2, 1, 0];
    const n = 4000;
    const m = 500;
    const draw = uniforms(7);
    const runs = 2000;
    const past = { psi: 0, js: 0, kl: 0, hellinger: 0, tvd: 0, w1: 0, energy: 0 };
    const level = 0.95;
    const unit = Math.sqrt(1 / n + 1 / m);
    const limit = (shape: noChange.Shape) =>
      (noChange.simulatedUnit(
        shape,
        p.map((share) => share * 1e6),
        widths,
        level
      ) ?? NaN) * unit;
    const limits = { tvd: limit('total_variation'), w1: limit('wasserstein'), energy: limit('energy') };
    for (let run = 0; run < runs; run += 1) {
      const a = multinomial(draw, p, n);
      const b = multinomial(draw, p, m);
      const cumulative = a.map(
        (_, i) => a.slice(0, i + 1).reduce((s, x) => s + x, 0) / n - b.slice(0, i + 1).reduce((s, x) => s + x, 0) / m
      );
      past.psi += Number((divergence.psi(a, b) ?? 0) > (noChange.psiFloor(5, n, m, level) ?? NaN));
      past.js += Number((divergence.jensenShannon(a, b) ?? 0) > (noChange.jensenShannonFloor(5, n, m, level) ?? NaN));
      past.kl += Number(
        (divergence.kullbackLeibler(a, b) ?? 0) > (noChange.kullbackLeiblerFloor(5, n, m, level) ?? NaN)
      );
      past.hellinger += Number((divergence.hellinger(a, b) ?? 0) > (noChange.hellingerFloor(5, n, m, level) ?? NaN));
      past.tvd += Number((divergence.totalVariation(a, b) ?? 0) > limits.tvd);
      past.w1 += Number(cumulative.reduce((s, gap, i) => s + Math.abs(gap) * (widths[i] ?? 0), 0) > limits.w1);
      past.energy += Number(
        Math.sqrt(2 * cumulative.reduce((s, gap, i) => s + gap * gap * (widths[i] ?? 0), 0)) > limits.energy
      );
    }
    // Three standard errors of 2,000 runs, and those of the simulated quantile itself.
    for (const [name, count] of Object.entries(past)) {
      expect(Math.abs(count / runs - 0.05), name).toBeLessThan(0.025);
    }
  });
});

function multinomial(draw: () => number, p: readonly number[], n: number): number[] {
  const counts = p.map(() => 0);
  for (let i = 0; i < n; i += 1) {
    let left = draw();
    let bin = 0;
    while (bin < p.length - 1 && left >= (p[bin] ?? 0)) {
      left -= p[bin] ?? 0;
      bin += 1;
    }
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
