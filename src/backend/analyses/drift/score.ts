/** Scores one side against the other by one method. Pure. */
import { METHOD_TRAITS } from '../../../query/defaults';
import { type DriftMethod } from '../../../query/model';
import { andersonDarling } from '../../statistics/anderson';
import { eppsSingleton } from '../../statistics/eppsSingleton';
import { cramerVonMises } from '../../statistics/cramerVonMises';
import * as divergence from '../../statistics/divergence';
import { normalTwoSided } from '../../statistics/distributions';
import { kolmogorovP } from '../../statistics/kolmogorov';
import { type GroupedSample } from '../../statistics/samples';
import { energyDistance, kolmogorovTest, mannWhitney, wasserstein, welchTest } from '../../statistics/twoSample';

export interface Score {
  /** What is compared with the threshold. */
  score: number | null;
  /** The statistic where the score is made from it: chi-squared, W1 in the column's unit. */
  statistic: number | null;
  p: number | null;
  /** Score that a window without change exceeds once in a hundred; `null` where the method has none. */
  floor: number | null;
  /** Size of the change as a difference of shares: KS D of numbers, total variation of categories. */
  effect: number | null;
}

export const NO_SCORE: Score = { score: null, statistic: null, p: null, floor: null, effect: null };

/** Ends and spread of the reference that a distance in the column's unit needs. */
export interface Scale {
  edges: readonly number[];
  min: number;
  max: number;
  sd: number;
}

/** Smallest standard deviation that W1 is divided by, so that a constant reference gives a number. */
const MIN_SD = 0.001;

const deviation = (sd: number) => Math.max(sd, MIN_SD);

export const scaledByDeviation = (w1: number, sd: number): number => w1 / deviation(sd);

/** The energy distance has the unit of the root of the values, so the root of the deviation makes it free of it. */
export const energyScale = (sd: number): number => Math.sqrt(deviation(sd));

const plain = (score: number | null, effect: number | null = null, p: number | null = null): Score => ({
  score,
  statistic: score,
  p,
  floor: null,
  effect,
});

const byP = (statistic: number | null, p: number, effect: number | null): Score => ({
  score: p,
  statistic,
  p,
  floor: null,
  effect,
});

/** Score of a method that reads bin counts; `scale` is there for numbers. */
export function scoreBins(
  method: DriftMethod,
  reference: divergence.Counts,
  current: divergence.Counts,
  scale: Scale | null
): Score {
  const effect = scale
    ? divergence.binnedKolmogorov(reference, current)
    : divergence.totalVariation(reference, current);
  switch (method) {
    case 'psi':
      return plain(divergence.psi(reference, current), effect);
    case 'js':
      return plain(divergence.jensenShannon(reference, current), effect);
    case 'kl':
      return plain(divergence.filledKullbackLeibler(reference, current), effect);
    case 'hellinger':
      return plain(divergence.hellinger(reference, current), effect);
    case 'tvd':
      return plain(divergence.totalVariation(reference, current), effect);
    case 'linf':
      return plain(divergence.lInfinity(reference, current), effect);
    case 'chi2':
    case 'g': {
      const test = (method === 'g' ? divergence.gTest : divergence.chiSquared)(reference, current);
      return test ? byP(test.statistic, test.p, effect) : NO_SCORE;
    }
    case 'z': {
      const [n, m] = [divergence.total(reference), divergence.total(current)];
      const z = divergence.proportionZ(reference[0] ?? 0, n, current[0] ?? 0, m);
      return z === null ? NO_SCORE : byP(z, normalTwoSided(z), effect);
    }
    case 'ks_binned':
      return plain(
        effect,
        effect,
        effect === null ? null : kolmogorovP(effect, divergence.total(reference), divergence.total(current))
      );
    case 'wasserstein_binned': {
      const w1 = scale && divergence.binnedWasserstein(reference, current, scale.edges, scale.min, scale.max);
      return w1 === null ? NO_SCORE : { ...plain(scaledByDeviation(w1, scale?.sd ?? 0), effect), statistic: w1 };
    }
    default:
      throw new RangeError(`${METHOD_TRAITS[method].title} does not come from bins`);
  }
}

/** Score of a method that reads raw values; `sd` is the reference's standard deviation. */
export function scoreValues(method: DriftMethod, reference: GroupedSample, current: GroupedSample, sd: number): Score {
  const ks = kolmogorovTest(reference, current);
  if (!ks) {
    return NO_SCORE;
  }
  const effect = ks.statistic;
  switch (method) {
    case 'ks':
      return plain(ks.statistic, effect, ks.p);
    case 'wasserstein': {
      const w1 = wasserstein(reference, current) ?? 0;
      return { ...plain(scaledByDeviation(w1, sd), effect), statistic: w1 };
    }
    case 'energy': {
      const distance = energyDistance(reference, current) ?? 0;
      return { ...plain(distance / energyScale(sd), effect), statistic: distance };
    }
    case 'cvm': {
      const test = cramerVonMises(reference, current);
      return test ? byP(test.statistic, test.p, effect) : NO_SCORE;
    }
    case 'anderson': {
      const test = andersonDarling(reference, current);
      // Without two different values there is no statistic, and nothing that could have changed.
      return test ? byP(test.statistic, test.p, effect) : byP(null, 1, effect);
    }
    case 'mannwhitney': {
      const test = mannWhitney(reference, current);
      return test ? byP(test.statistic, test.p, effect) : NO_SCORE;
    }
    case 'epps_singleton': {
      const test = eppsSingleton(reference, current);
      return test ? byP(test.statistic, test.p, effect) : NO_SCORE;
    }
    case 't': {
      const test = welchTest(reference, current);
      return test ? byP(Number.isFinite(test.statistic) ? test.statistic : null, test.p, effect) : NO_SCORE;
    }
    default:
      throw new RangeError(`${METHOD_TRAITS[method].title} does not come from raw values`);
  }
}

/** Bins with a row on either side: the others add nothing to a score without change. */
export function usedBins(reference: divergence.Counts, current: divergence.Counts): number {
  let used = 0;
  for (let i = 0; i < reference.length; i += 1) {
    used += (reference[i] ?? 0) + (current[i] ?? 0) > 0 ? 1 : 0;
  }
  return used;
}
