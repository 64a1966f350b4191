/**
 * Drift as Evidently 0.7 decides it: test by kind and size of the column, bins that move with each window, limits. Its
 * quirks are kept on purpose, so that a team that moves here sees the same numbers.
 */
import { type DriftMethod } from '../../../../query/model';
import { andersonDarling } from '../../../statistics/anderson';
import { cramerVonMises } from '../../../statistics/cramerVonMises';
import { chi2Sf, normalTwoSided, tTwoSided } from '../../../statistics/distributions';
import { eppsSingleton } from '../../../statistics/eppsSingleton';
import { proportionZ } from '../../../statistics/divergence';
import { type GroupedSample, histogram, moments, pool, sturgesEdges, walk } from '../../../statistics/samples';
import { energyDistance, kolmogorovTest, mannWhitney, wasserstein } from '../../../statistics/twoSample';
import { NO_SCORE, scaledByDeviation, type Score } from '../score';
import { type Paired, pairOf, type Values } from './values';

const SMALL = 1000;
export const FEW_VALUES = 5;
const CATEGORY_LIMIT = 20;

/** Scores are p-values for these: below the limit is drift. */
const TESTS = new Set<DriftMethod>(['ks', 'cvm', 'anderson', 'mannwhitney', 'epps_singleton', 't', 'chi2', 'g', 'z']);

export const isTest = (method: DriftMethod): boolean => TESTS.has(method);

export const METHODS: Record<Values['kind'], readonly DriftMethod[]> = {
  numeric: [
    'ks',
    'wasserstein',
    'js',
    'kl',
    'psi',
    'hellinger',
    'anderson',
    'cvm',
    'energy',
    't',
    'mannwhitney',
    'epps_singleton',
  ],
  categorical: ['chi2', 'z', 'js', 'kl', 'psi', 'hellinger', 'g'],
};

/** The library's own choice for a reference of `rows` rows. `distinct` counts the values of both sides. */
export function chooseMethod(kind: Values['kind'], rows: number, distinct: number): DriftMethod {
  const few = kind === 'categorical' || distinct <= FEW_VALUES;
  if (rows > SMALL) {
    return few ? 'js' : 'wasserstein';
  }
  return few ? (distinct > 2 ? 'chi2' : 'z') : 'ks';
}

export function limitOf(method: DriftMethod): number {
  return isTest(method) && !['anderson', 'cvm', 'g'].includes(method) ? 0.05 : 0.1;
}

export function score(method: DriftMethod, reference: Values, current: Values): Score {
  if (reference.n === 0 || current.n === 0) {
    return NO_SCORE;
  }
  const plain = (value: number): Score => ({ ...NO_SCORE, score: value, statistic: value });
  const byP = (statistic: number | null, p: number): Score => ({ ...NO_SCORE, score: p, statistic, p });
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    const tested = scoreNumbers(method, reference.sample, current.sample);
    if (tested) {
      return tested.p === null
        ? { ...plain(tested.score), statistic: tested.statistic }
        : byP(tested.statistic, tested.p);
    }
  }
  switch (method) {
    case 'js':
      return plain(jensenShannonNats(binned(reference, current)));
    case 'kl':
      return plain(sum(normalised(filled(binned(reference, current))), (p, q) => p * Math.log(p / q)));
    case 'psi':
      return plain(sum(filled(binned(reference, current)), (p, q) => (p - q) * Math.log(p / q)));
    case 'hellinger':
      return plain(hellinger(reference, current));
    case 'chi2': {
      // Goodness of fit: the reference's shares count as known.
      const pair = pairOf(reference, current);
      const statistic = sum(pair, (a, b) => {
        const expected = (a * current.n) / reference.n;
        return b === expected ? 0 : (b - expected) ** 2 / expected;
      });
      return byP(Number.isFinite(statistic) ? statistic : null, chi2Sf(statistic, pair.p.length - 1));
    }
    case 'g': {
      const pair = pairOf(reference, current);
      if (reference.n !== current.n) {
        // The library asks scipy for expected counts of another sum, which it refuses.
        return NO_SCORE;
      }
      const statistic = 2 * sum(pair, (a, b) => (b > 0 ? b * Math.log(b / a) : 0));
      return byP(Number.isFinite(statistic) ? statistic : null, chi2Sf(statistic, pair.p.length - 1));
    }
    case 'z': {
      const pair = pairOf(reference, current);
      // The smallest value counts as 0, all others as 1.
      const z = proportionZ(reference.n - (pair.p[0] ?? 0), reference.n, current.n - (pair.q[0] ?? 0), current.n) ?? 0;
      return byP(z, normalTwoSided(z));
    }
    default:
      return NO_SCORE;
  }
}

function scoreNumbers(
  method: DriftMethod,
  x: GroupedSample,
  y: GroupedSample
): { score: number; statistic: number | null; p: number | null } | null {
  const asTest = (test: { statistic: number; p: number } | null) =>
    test && { score: test.p, statistic: test.statistic, p: test.p };
  switch (method) {
    case 'ks':
      return asTest(kolmogorovTest(x, y));
    case 'cvm': {
      const test = cramerVonMises(x, y);
      return asTest(test && { statistic: test.statistic, p: test.pUntied });
    }
    case 'anderson':
      return asTest(andersonDarling(x, y));
    case 'mannwhitney':
      return asTest(mannWhitneyLess(x, y));
    case 'epps_singleton':
      return asTest(eppsSingleton(x, y));
    case 't':
      return asTest(studentTest(x, y));
    case 'energy': {
      const distance = energyDistance(x, y) ?? 0;
      return { score: distance, statistic: distance, p: null };
    }
    case 'wasserstein': {
      const w1 = wasserstein(x, y) ?? 0;
      return { score: scaledByDeviation(w1, deviationOf(x)), statistic: w1, p: null };
    }
    default:
      return null;
  }
}

/** Kept, because one reference is compared with many windows. */
const deviations = new WeakMap<GroupedSample, number>();

function deviationOf(sample: GroupedSample): number {
  const known = deviations.get(sample) ?? Math.sqrt(moments(sample)?.variance ?? 0);
  deviations.set(sample, known);
  return known;
}

/** One-sided: the reference's values are smaller. */
function mannWhitneyLess(x: GroupedSample, y: GroupedSample): { statistic: number; p: number } | null {
  const both = mannWhitney(x, y);
  if (!both) {
    return null;
  }
  const total = x.n + y.n;
  const product = x.n * y.n;
  let ties = 0;
  walk(x, y, (_, a, b) => {
    ties += (a + b) ** 3 - (a + b);
  });
  const variance = (product / 12) * (total + 1 - ties / (total * (total - 1)));
  const z = variance > 0 ? (product - both.statistic - product / 2 - 0.5) / Math.sqrt(variance) : 0;
  const tail = normalTwoSided(z) / 2;
  return { statistic: both.statistic, p: z >= 0 ? tail : 1 - tail };
}

/** Student's t test with a pooled variance. */
function studentTest(x: GroupedSample, y: GroupedSample): { statistic: number; p: number } | null {
  const a = moments(x);
  const b = moments(y);
  if (!a || !b || a.n + b.n < 3) {
    return null;
  }
  const df = a.n + b.n - 2;
  const se = Math.sqrt(((a.variance * a.n + b.variance * b.n) / df) * (1 / a.n + 1 / b.n));
  const t = se > 0 ? (a.mean - b.mean) / se : 0;
  return { statistic: t, p: se > 0 || a.mean === b.mean ? tTwoSided(t, df) : 0 };
}

/** Shares in Sturges' bins of both sides together, or by value where the reference has few. */
function binned(reference: Values, current: Values): Paired {
  if (reference.kind === 'numeric' && current.kind === 'numeric' && reference.sample.values.length > CATEGORY_LIMIT) {
    const both = pool(reference.sample, current.sample);
    return sharesIn(
      reference.sample,
      current.sample,
      sturgesEdges(both.values[0] ?? 0, both.values.at(-1) ?? 0, both.n)
    );
  }
  const pair = pairOf(reference, current);
  return { p: pair.p.map((count) => count / reference.n), q: pair.q.map((count) => count / current.n) };
}

function sharesIn(x: GroupedSample, y: GroupedSample, edges: readonly number[]): Paired {
  return {
    p: histogram(x, edges).map((count) => count / x.n),
    q: histogram(y, edges).map((count) => count / y.n),
  };
}

/** Each side by itself: a zero becomes 0.0001, or a millionth of the smallest share where that is not larger. */
function filled(pair: Paired): Paired {
  const fill = (shares: readonly number[]) => {
    const smallest = Math.min(...shares.filter((share) => share > 0));
    const small = smallest <= 0.0001 ? smallest / 1e6 : 0.0001;
    return shares.map((share) => (share > 0 ? share : small));
  };
  return { p: fill(pair.p), q: fill(pair.q) };
}

/** scipy's entropy brings the filled shares back to a sum of one; the library's PSI does not. */
function normalised({ p, q }: Paired): Paired {
  const scale = (shares: readonly number[]) => {
    const whole = shares.reduce((total, share) => total + share, 0);
    return shares.map((share) => share / whole);
  };
  return { p: scale(p), q: scale(q) };
}

function sum({ p, q }: Paired, term: (a: number, b: number) => number): number {
  return p.reduce((total, a, index) => total + term(a, q[index] ?? 0), 0);
}

function jensenShannonNats(pair: Paired): number {
  const part = (share: number, mean: number) => (share > 0 ? share * Math.log(share / mean) : 0);
  const divergence = sum(pair, (p, q) => (part(p, (p + q) / 2) + part(q, (p + q) / 2)) / 2);
  return Math.sqrt(Math.max(0, divergence));
}

/** By Sturges' bins of the different values of both sides, whatever their counts. */
function hellinger(reference: Values, current: Values): number {
  let pair: Paired;
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    const { values } = pool(reference.sample, current.sample);
    pair = sharesIn(reference.sample, current.sample, sturgesEdges(values[0] ?? 0, values.at(-1) ?? 0, values.length));
  } else {
    const counts = pairOf(reference, current);
    pair = { p: counts.p.map((count) => count / reference.n), q: counts.q.map((count) => count / current.n) };
  }
  return Math.sqrt(
    1 -
      Math.min(
        1,
        Math.max(
          0,
          sum(pair, (a, b) => Math.sqrt(a * b))
        )
      )
  );
}
