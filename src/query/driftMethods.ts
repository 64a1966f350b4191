/** How each drift method is read, and the limits that hold where neither query nor model says otherwise. */
import type { DriftMethod } from './drift';
import type { Threshold } from './model';

export interface MethodTraits {
  title: string;
  /** What the score is measured in. */
  scale: string;
  /** False for p-values, where small means drift. */
  higherIsWorse: boolean;
  threshold: Required<Threshold>;
  /** True where the score comes from bins and differs from the statistic of the raw values. */
  approximate: boolean;
  /** Kinds of columns the method is defined for. Times count as seconds, texts by their length in characters. */
  kinds: ReadonlyArray<'numeric' | 'categorical' | 'boolean' | 'time' | 'text'>;
  /** What the score is computed from: shares of ten bins, of a hundred, raw values, or words. */
  reads: 'coarse' | 'fine' | 'values' | 'words';
}

const ANY_KIND = ['numeric', 'categorical', 'boolean', 'time', 'text'] as const;
const ORDERED = ['numeric', 'time', 'text'] as const;

const bins = (title: string, scale: string, warn: number, breach: number): MethodTraits => ({
  title,
  scale,
  higherIsWorse: true,
  threshold: { warn, breach },
  approximate: false,
  kinds: ANY_KIND,
  reads: 'coarse',
});

const ordered = (
  title: string,
  scale: string,
  warn: number,
  breach: number,
  reads: 'fine' | 'values' = 'values'
): MethodTraits => ({
  title,
  scale,
  higherIsWorse: true,
  threshold: { warn, breach },
  approximate: reads === 'fine',
  kinds: ORDERED,
  reads,
});

const test = (title: string, kinds: MethodTraits['kinds'], reads: 'coarse' | 'values'): MethodTraits => ({
  title: `${title}, p-value`,
  scale: 'p-value',
  higherIsWorse: false,
  threshold: { warn: 0.05, breach: 0.01 },
  approximate: false,
  kinds,
  reads,
});

const DEVIATIONS = 'standard deviations of the reference';
const SHARES = 'difference of shares in [0,1]';

/**
 * Limits: PSI by scorecard practice (0.1, 0.2); Jensen-Shannon, Hellinger, Kullback-Leibler near the same shifts on their
 * scales; KS D, total variation and L-infinity as effect sizes in shares; Wasserstein in standard deviations of the
 * reference, energy in their square root; tests by their p-value.
 */
export const METHOD_TRAITS: Record<DriftMethod, MethodTraits> = {
  psi: bins('Population stability index', 'nats', 0.1, 0.2),
  js: bins('Jensen-Shannon distance', 'distance, base 2, in [0,1]', 0.1, 0.2),
  kl: bins('Kullback-Leibler divergence', 'nats', 0.05, 0.1),
  hellinger: bins('Hellinger distance', 'distance in [0,1]', 0.1, 0.2),
  tvd: bins('Total variation distance', SHARES, 0.05, 0.1),
  linf: bins('L-infinity distance', SHARES, 0.05, 0.1),
  ks: ordered('Kolmogorov-Smirnov D', SHARES, 0.05, 0.1),
  ks_binned: ordered('Kolmogorov-Smirnov D on 100 bins', SHARES, 0.05, 0.1, 'fine'),
  wasserstein: ordered('Wasserstein-1 distance', DEVIATIONS, 0.1, 0.2),
  wasserstein_binned: ordered('Wasserstein-1 distance on 100 bins', DEVIATIONS, 0.1, 0.2, 'fine'),
  energy: ordered('Energy distance', 'square root of standard deviations of the reference', 0.1, 0.2),
  cvm: test('Cramer-von Mises test', ORDERED, 'values'),
  anderson: test('Anderson-Darling test', ORDERED, 'values'),
  mannwhitney: test('Mann-Whitney test', ORDERED, 'values'),
  epps_singleton: test('Epps-Singleton test', ORDERED, 'values'),
  t: test("Welch's t test", ORDERED, 'values'),
  chi2: test('Chi-squared test', ANY_KIND, 'coarse'),
  g: test('G test', ANY_KIND, 'coarse'),
  z: test('Two-proportion z test', ['categorical', 'boolean'], 'coarse'),
  vocabulary: {
    title: 'Share of words that the reference never had',
    scale: 'share in [0,1]',
    higherIsWorse: true,
    threshold: { warn: 0.1, breach: 0.2 },
    approximate: false,
    kinds: ['text'],
    reads: 'words',
  },
};
