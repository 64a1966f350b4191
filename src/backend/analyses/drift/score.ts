/** Scores two vectors of counts by one method. Pure. */
import { type DriftMethod } from '../../../query/model';
import * as divergence from '../../statistics/divergence';
import * as noChange from '../../statistics/noChange';
import { kolmogorovP } from '../../statistics/kolmogorov';

export interface Score {
  /** What is compared with the threshold. */
  score: number | null;
  /** The statistic where the score is made from it: chi-squared, W1 in the column's unit. */
  statistic: number | null;
  p: number | null;
  /** Score that a window without change exceeds once in a hundred; `null` where the method has none. */
  floor: number | null;
}

export const NO_SCORE: Score = { score: null, statistic: null, p: null, floor: null };

/** Ends and spread of the reference that a distance in the column's unit needs. */
export interface Scale {
  edges: readonly number[];
  min: number;
  max: number;
  sd: number;
}

/** Smallest standard deviation that W1 is divided by, so that a constant reference gives a number. */
const MIN_SD = 0.001;

export function scaledByDeviation(w1: number, sd: number): number {
  return w1 / Math.max(sd, MIN_SD);
}

/** Score of a binned method; `scale` is needed for Wasserstein only. */
export function scoreBins(
  method: DriftMethod,
  reference: divergence.Counts,
  current: divergence.Counts,
  scale: Scale | null
): Score {
  const n = divergence.total(reference);
  const m = divergence.total(current);
  const plain = (score: number | null, floor: number | null, p: number | null = null): Score => ({
    score,
    statistic: score,
    p,
    floor,
  });
  switch (method) {
    case 'psi':
      return plain(divergence.psi(reference, current), noChange.psiFloor(usedBins(reference, current), n, m));
    case 'js':
      return plain(
        divergence.jensenShannon(reference, current),
        noChange.jensenShannonFloor(usedBins(reference, current), n, m)
      );
    case 'linf':
      return plain(divergence.lInfinity(reference, current), noChange.lInfinityFloor(reference, m));
    case 'chi2': {
      const test = divergence.chiSquared(reference, current);
      return test ? { score: test.p, statistic: test.statistic, p: test.p, floor: null } : NO_SCORE;
    }
    case 'ks':
    case 'ks_binned': {
      const d = divergence.binnedKolmogorov(reference, current);
      return plain(d, noChange.kolmogorovFloor(n, m), d === null ? null : kolmogorovP(d, n, m));
    }
    case 'wasserstein':
    case 'wasserstein_binned': {
      const w1 = scale && divergence.binnedWasserstein(reference, current, scale.edges, scale.min, scale.max);
      return w1 === null
        ? NO_SCORE
        : { score: scaledByDeviation(w1, scale?.sd ?? 0), statistic: w1, p: null, floor: null };
    }
  }
}

/** Score of the exact statistics that SQL computed from raw values. */
export function scoreExact(
  method: 'ks' | 'wasserstein',
  d: number,
  w1: number,
  n: number,
  m: number,
  sd: number
): Score {
  return method === 'ks'
    ? { score: d, statistic: d, p: kolmogorovP(d, n, m), floor: noChange.kolmogorovFloor(n, m) }
    : { score: scaledByDeviation(w1, sd), statistic: w1, p: null, floor: null };
}

/** Bins with a row on either side: the others add nothing to a score without change. */
function usedBins(reference: divergence.Counts, current: divergence.Counts): number {
  let used = 0;
  for (let i = 0; i < reference.length; i += 1) {
    used += (reference[i] ?? 0) + (current[i] ?? 0) > 0 ? 1 : 0;
  }
  return used;
}
