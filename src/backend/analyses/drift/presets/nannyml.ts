/**
 * Drift as NannyML 0.13 computes it: Doane's bins of the reference, binned Kolmogorov-Smirnov and Wasserstein for large
 * references, and limits from the reference's own chunks. Its quirks are kept on purpose.
 */
import { type DriftMethod } from '../../../../query/model';
import * as divergence from '../../../statistics/divergence';
import { doaneEdges, type GroupedSample, histogram, linearEdges, moments } from '../../../statistics/samples';
import { kolmogorovTest, wasserstein } from '../../../statistics/twoSample';
import { NO_SCORE, type Score } from '../score';
import { type Values } from './values';

/** References from this size on are estimated by equal-width bins. */
const LARGE = 10_000;
const BINS = 10_000;

export const METHODS: Record<Values['kind'], readonly DriftMethod[]> = {
  numeric: ['js', 'hellinger', 'ks', 'wasserstein'],
  categorical: ['js', 'hellinger', 'chi2', 'linf'],
};

export const chooseMethod = (): DriftMethod => 'js';

/** Chi-squared alone is read by its p-value and has a fixed limit. */
export const isTest = (method: DriftMethod): boolean => method === 'chi2';
export const TEST_LIMIT = 0.05;

/** Standard deviations above the mean of the reference chunks. */
export const DEVIATIONS = 3;
export const CHUNKS = 10;

/** Highest limit that makes sense for a method. */
export const highestLimit = (method: DriftMethod): number => (method === 'ks' ? 1 : Infinity);

/** Scores windows against one reference, whose bins are made once. */
export function scorer(method: DriftMethod, reference: Values): (current: Values) => Score {
  const plain = (value: number | null): Score => ({ ...NO_SCORE, score: value, statistic: value });
  if (reference.n === 0) {
    return () => NO_SCORE;
  }
  if (reference.kind === 'categorical') {
    return (current) =>
      current.kind === 'categorical' && current.n > 0
        ? scoreCategories(method, reference.counts, current.counts)
        : NO_SCORE;
  }
  const score = numericScorer(method, reference.sample);
  return (current) => (current.kind === 'numeric' && current.n > 0 ? plain(score(current.sample)) : NO_SCORE);
}

function scoreCategories(
  method: DriftMethod,
  reference: ReadonlyMap<string, number>,
  current: ReadonlyMap<string, number>
): Score {
  const plain = (value: number | null): Score => ({ ...NO_SCORE, score: value, statistic: value });
  if (method === 'chi2' || method === 'linf') {
    const values = [...new Set([...reference.keys(), ...current.keys()])];
    const p = values.map((value) => reference.get(value) ?? 0);
    const q = values.map((value) => current.get(value) ?? 0);
    if (method === 'linf') {
      return plain(divergence.lInfinity(p, q));
    }
    const test = divergence.chiSquaredYates(p, q);
    return test ? { ...NO_SCORE, score: test.p, statistic: test.statistic, p: test.p } : NO_SCORE;
  }
  // All values that the reference never had share one bin.
  const values = [...reference.keys()];
  const p = values.map((value) => reference.get(value) ?? 0);
  const q = values.map((value) => current.get(value) ?? 0);
  const unseen = [...current].reduce((sum, [value, count]) => sum + (reference.has(value) ? 0 : count), 0);
  return plain(distance(method, [...p, 0], [...q, unseen]));
}

const distance = (method: DriftMethod, p: readonly number[], q: readonly number[]): number | null =>
  method === 'hellinger' ? divergence.hellinger(p, q) : divergence.jensenShannon(p, q);

function numericScorer(method: DriftMethod, reference: GroupedSample): (current: GroupedSample) => number | null {
  const of = moments(reference);
  if (!of) {
    return () => null;
  }
  const large = reference.n >= LARGE;
  switch (method) {
    case 'ks':
      return large
        ? estimatedKolmogorov(reference, linearEdges(of.min, of.max, BINS))
        : (current) => kolmogorovTest(reference, current)?.statistic ?? null;
    case 'wasserstein':
      return large
        ? estimatedWasserstein(reference, linearEdges(of.min, of.max, BINS))
        : (current) => wasserstein(reference, current);
    default: {
      const edges = doaneEdges(of);
      const p = histogram(reference, edges);
      return (current) => {
        const q = histogram(current, edges);
        // Everything outside the reference's range shares one bin.
        return distance(method, [...p, 0], [...q, current.n - divergence.total(q)]);
      };
    }
  }
}

function estimatedKolmogorov(reference: GroupedSample, edges: readonly number[]): (current: GroupedSample) => number {
  const p = histogram(reference, edges);
  return (current) => {
    const q = histogram(current, edges);
    let gap = -countBelow(current, edges[0] ?? 0) / current.n;
    let largest = 0;
    p.forEach((count, index) => {
      gap += count / reference.n - (q[index] ?? 0) / current.n;
      largest = Math.max(largest, Math.abs(gap));
    });
    return largest;
  };
}

function estimatedWasserstein(reference: GroupedSample, edges: readonly number[]): (current: GroupedSample) => number {
  const p = histogram(reference, edges);
  const low = edges[0] ?? 0;
  const high = edges.at(-1) ?? 0;
  const width = (edges[1] ?? 0) - low;
  return (current) => {
    const { values, counts, n } = current;
    const q = histogram(current, edges);
    // Tails: the library counts the reference's end as one more row of them.
    const below = countBelow(current, low);
    const above = n - divergence.total(q) - below;
    const shareBelow = below > 0 ? (below + 1) / n : 0;
    let tails = 0;
    let upTo = 0;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] as number;
      const next = values[i + 1] ?? Infinity;
      if (value < low) {
        upTo += counts[i] as number;
        tails += (upTo / n) * (Math.min(next, low) - value);
      }
    }
    let left = above;
    let before = high;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] as number;
      if (value > high) {
        tails += (left / n) * (value - before);
        left -= counts[i] as number;
        before = value;
      }
    }
    let gap = -shareBelow;
    let within = 0;
    p.forEach((count, index) => {
      gap += count / reference.n - (q[index] ?? 0) / n;
      within += Math.abs(gap) * width;
    });
    return within + tails;
  };
}

function countBelow({ values, counts }: GroupedSample, limit: number): number {
  let below = 0;
  for (let i = 0; i < values.length && (values[i] as number) < limit; i += 1) {
    below += counts[i] as number;
  }
  return below;
}
