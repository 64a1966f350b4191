/**
 * Scores that a window without change stays below: what chance alone gives with so many rows. Closed forms where the
 * limiting law has one, simulation of the limiting law where it has none.
 */
import { chi2Quantile, normalQuantile } from './distributions';
import { type Counts, total } from './divergence';
import { uniforms } from './uniforms';

/** Level of the floors on screens: a window that did not change stays below its floor this often. */
export const FLOOR_LEVEL = 0.99;

/** PSI stays below chi2_(B-1; level) (1/n + 1/m). */
export function psiFloor(bins: number, n: number, m: number, level = FLOOR_LEVEL): number | null {
  return n > 0 && m > 0 && bins > 1 ? chi2Quantile(level, bins - 1) * (1 / n + 1 / m) : null;
}

/** `psiFloor` for many windows of up to `bins` bins. */
export function psiFloors(bins: number, level: number): (used: number, n: number, m: number) => number | null {
  const quantiles = Float64Array.from({ length: bins + 1 }, (_, used) =>
    used > 1 ? chi2Quantile(level, used - 1) : NaN
  );
  return (used, n, m) => {
    const quantile = quantiles[used] ?? NaN;
    return n > 0 && m > 0 && quantile >= 0 ? quantile * (1 / n + 1 / m) : null;
  };
}

/** Kullback-Leibler divergence: half the PSI near no change. */
export function kullbackLeiblerFloor(bins: number, n: number, m: number, level = FLOOR_LEVEL): number | null {
  const floor = psiFloor(bins, n, m, level);
  return floor === null ? null : floor / 2;
}

/** Jensen-Shannon distance, whose square is PSI / 8 near no change (in nats; ln 2 turns it to bits). */
export function jensenShannonFloor(bins: number, n: number, m: number, level = FLOOR_LEVEL): number | null {
  const floor = psiFloor(bins, n, m, level);
  return floor === null ? null : Math.min(1, Math.sqrt(floor / (8 * Math.LN2)));
}

/** Hellinger distance, whose square is PSI / 8 near no change. */
export function hellingerFloor(bins: number, n: number, m: number, level = FLOOR_LEVEL): number | null {
  const floor = psiFloor(bins, n, m, level);
  return floor === null ? null : Math.min(1, Math.sqrt(floor / 8));
}

/** Kolmogorov-Smirnov D, from the limiting law: 1.6276 sqrt(1/n + 1/m) at 0.99. */
export function kolmogorovFloor(n: number, m: number, level = FLOOR_LEVEL): number | null {
  return n > 0 && m > 0 ? Math.min(1, Math.sqrt(-Math.log((1 - level) / 2) / 2) * Math.sqrt(1 / n + 1 / m)) : null;
}

/** L-infinity: the normal limit of the widest bin, with Bonferroni's correction over the bins. */
export function lInfinityFloor(p: Counts, m: number, level = FLOOR_LEVEL): number | null {
  const n = total(p);
  if (!(n > 0) || !(m > 0)) {
    return null;
  }
  let widest = 0;
  for (let i = 0; i < p.length; i += 1) {
    const share = (p[i] ?? 0) / n;
    widest = Math.max(widest, share * (1 - share));
  }
  const z = normalQuantile(1 - (1 - level) / (2 * Math.max(1, p.length)));
  return Math.min(1, z * Math.sqrt(widest * (1 / n + 1 / m)));
}

/** Draws of the limiting law behind a simulated floor: the 0.99 quantile of 2,000 is known to about 3 %. */
const DRAWS = 2000;

/** What a simulated floor is of, over bins in order. */
export type Shape = 'total_variation' | 'wasserstein' | 'energy';

/**
 * Quantile of a distance over bins without change, in units of sqrt(1/n + 1/m): the difference of the shares tends to a
 * normal vector with the multinomial's covariance, times that unit. `widths[i]` is the length that the cumulative gap
 * behind bin `i` lasts for. The same bins give the same number: the generator is seeded.
 */
export function simulatedUnit(
  shape: Shape,
  reference: Counts,
  widths: readonly number[],
  level: number
): number | null {
  const n = total(reference);
  if (!(n > 0)) {
    return null;
  }
  const roots = Float64Array.from(reference, (count) => Math.sqrt(count / n));
  const normal = normals(0x9e3779b9);
  const found = new Float64Array(DRAWS);
  const z = new Float64Array(roots.length);
  for (let draw = 0; draw < DRAWS; draw += 1) {
    let common = 0;
    for (let i = 0; i < z.length; i += 1) {
      z[i] = (roots[i] as number) > 0 ? normal() : 0;
      common += (roots[i] as number) * (z[i] as number);
    }
    let gap = 0;
    let sum = 0;
    for (let i = 0; i < z.length; i += 1) {
      const root = roots[i] as number;
      const difference = root * (z[i] as number) - root * root * common;
      gap += difference;
      const width = widths[i] ?? 0;
      sum +=
        shape === 'total_variation'
          ? Math.abs(difference) / 2
          : width * (shape === 'energy' ? gap * gap : Math.abs(gap));
    }
    found[draw] = shape === 'energy' ? Math.sqrt(2 * sum) : sum;
  }
  found.sort();
  return found[Math.min(DRAWS - 1, Math.ceil(level * DRAWS) - 1)] ?? null;
}

/** Standard normal numbers by Box & Muller. */
function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
