/** Two-sample Cramer-von Mises test for samples with ties (Anderson 1962; midranks). */
import { type GroupedSample, walk } from './samples';
import { logGamma } from './special';
import { type TestResult } from './twoSample';

export interface CramerVonMises extends TestResult {
  /** The p-value as if no value came twice: scipy's. It calls ties a difference, and is of no use with many. */
  pUntied: number;
}

/**
 * T by midranks with p-values from the limiting law; `null` where a side is empty. Ties raise T and narrow its law, so `p`
 * is that of the integral form nm/N sum t (F - G)^2 over tied groups, brought to the law's mean and variance by the
 * exact ones under ties (without ties both are the same).
 */
export function cramerVonMises(x: GroupedSample, y: GroupedSample): CramerVonMises | null {
  const n = x.n;
  const m = y.n;
  if (n === 0 || m === 0) {
    return null;
  }
  const total = n + m;
  let sumX = 0;
  let sumY = 0;
  let integral = 0;
  let tiedMean = 0;
  let tiedVariance = 0;
  let squaresBelow = 0;
  walk(x, y, (_, a, b, upToX, upToY) => {
    const rank = upToX - a + (upToY - b) + (a + b + 1) / 2;
    sumX += squares(a, rank - (upToX - a));
    sumY += squares(b, rank - (upToY - b));
    const share = (a + b) / total;
    const level = (upToX + upToY) / total;
    integral += share * (upToX / n - upToY / m) ** 2;
    tiedMean += share * level * (1 - level);
    tiedVariance += 2 * share * (1 - level) ** 2 * (share * level * level + 2 * squaresBelow);
    squaresBelow += share * level * level;
  });
  const product = n * m;
  const statistic = (n * sumX + m * sumY) / (product * total) - (4 * product - 1) / (6 * total);
  const mean = (1 + 1 / total) / 6;
  const variance =
    ((total + 1) * (4 * product * total - 3 * (n * n + m * m) - 2 * product)) / (180 * total * total * product);
  const scaled = (gap: number, spread: number) => (spread > 0 ? limitSf(1 / 6 + gap / Math.sqrt(45 * spread)) : 1);
  const tied = (product / total) * integral - (tiedMean * total) / (total - 1);
  return { statistic, p: scaled(tied, tiedVariance), pUntied: scaled(statistic - mean, variance) };
}

/** Sum over i = 1..k of (gap - i)^2: the ranks of k ties against their common midrank. */
function squares(k: number, gap: number): number {
  return k * gap * gap - gap * k * (k + 1) + (k * (k + 1) * (2 * k + 1)) / 6;
}

/** P(W >= x) of the limiting law, by the series of Csorgo & Faraway (1996), equation 1.2. */
export function limitSf(x: number): number {
  if (!(x > 0.003)) {
    return 1;
  }
  let sum = 0;
  for (let k = 0; k < 1000; k += 1) {
    const y = 4 * k + 1;
    const q = (y * y) / (16 * x);
    const scale = Math.exp(logGamma(k + 0.5) - logGamma(k + 1)) / (Math.PI ** 1.5 * Math.sqrt(x));
    const term = scale * Math.sqrt(y) * scaledBessel(q);
    sum += term;
    if (term < 1e-16) {
      break;
    }
  }
  return Math.max(0, Math.min(1, 1 - sum));
}

/** exp(-q) K_1/4(q): the integral of exp(-q (1 + cosh t)) cosh(t / 4), which the trapezoid rule takes to full precision. */
function scaledBessel(q: number): number {
  const step = 1 / 64;
  let sum = 0.5 * Math.exp(-2 * q);
  for (let i = 1; i < 4096; i += 1) {
    const t = i * step;
    const term = Math.exp(-q * (1 + Math.cosh(t))) * Math.cosh(t / 4);
    sum += term;
    if (term < sum * 1e-18) {
      break;
    }
  }
  return sum * step;
}
