/** Each bin's part of a score, for the methods that are a sum over bins. Pure. */
import { type DriftMethod } from '../../../query/model';
import { type Counts, hellingerTerm, jensenShannonTerm, klTerm, psiTerm, total } from '../../statistics/divergence';
import { type Scale, scaledByDeviation } from './score';

/** What the parts add up to, in words; `null` for methods that are no sum over bins. */
const SUMS: Partial<Record<DriftMethod, string>> = {
  psi: 'the score',
  kl: 'the score',
  js: 'the square of the score',
  hellinger: 'the square of the score',
  tvd: 'the score',
  chi2: 'the statistic',
  g: 'the statistic',
  wasserstein_binned: 'the score',
};

export const decomposes = (method: DriftMethod): string | null => SUMS[method] ?? null;

/** Parts of all bins in order; `null` for methods that are no sum over bins. `scale` is there for numbers. */
export function contributions(
  method: DriftMethod,
  reference: Counts,
  current: Counts,
  scale: Scale | null
): number[] | null {
  const n = total(reference);
  const m = total(current);
  const each = (term: (a: number, b: number) => number) =>
    Array.from(reference, (a, bin) => term(a, current[bin] ?? 0));
  const shares = (term: (p: number, q: number) => number) => each((a, b) => term(a / n, b / m));
  switch (method) {
    case 'psi':
      return shares(psiTerm);
    case 'kl':
      return shares(klTerm);
    case 'js':
      return shares(jensenShannonTerm);
    case 'hellinger':
      return shares(hellingerTerm);
    case 'tvd':
      return shares((p, q) => Math.abs(p - q) / 2);
    case 'chi2':
      return each((a, b) => {
        const expected = ((a + b) * n) / (n + m);
        const other = a + b - expected;
        return a + b > 0 ? (a - expected) ** 2 / expected + (b - other) ** 2 / other : 0;
      });
    case 'g':
      return each((a, b) => {
        const part = (count: number, size: number) =>
          count > 0 ? 2 * count * Math.log((count * (n + m)) / ((a + b) * size)) : 0;
        return part(a, n) + part(b, m);
      });
    case 'wasserstein_binned':
      return scale ? wassersteinParts(reference, current, scale) : null;
    default:
      return null;
  }
}

/** The integral over each bin: the distance of the shares up to it less that of the shares before it. */
function wassersteinParts(reference: Counts, current: Counts, scale: Scale): number[] {
  const { edges, min, max, sd } = scale;
  const knots = [min, ...edges, Math.max(max, edges.at(-1) ?? max)];
  let gap = 0;
  const n = total(reference);
  const m = total(current);
  return Array.from(reference, (a, bin) => {
    const before = gap;
    gap += a / n - (current[bin] ?? 0) / m;
    // One bin with these gaps at its ends, in the same rule as the distance itself.
    const width = Math.max(0, (knots[bin + 1] ?? max) - (knots[bin] ?? min));
    const line =
      before * gap >= 0
        ? (Math.abs(before) + Math.abs(gap)) / 2
        : (before * before + gap * gap) / (2 * (Math.abs(before) + Math.abs(gap)));
    return scaledByDeviation(width * line, sd);
  });
}
