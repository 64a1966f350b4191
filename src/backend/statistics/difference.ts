/** The difference of two independent estimates, by what each of them rests on. */
import { type Area, areasP } from './auc';
import { normalTwoSided } from './distributions';
import { type Interval, newcombe, type Sample, twoProportionP, welch } from './intervals';

/**
 * What an estimate rests on: counts, a sample's moments, the area under a ROC curve (`scale` is 2 where the estimate is
 * Gini's 2 AUC - 1), or a standard error alone.
 */
export type Basis =
  | { kind: 'proportion'; k: number; n: number }
  | { kind: 'mean'; sample: Sample }
  | ({ kind: 'area'; scale: number } & Area)
  | { kind: 'se'; se: number };

export interface Estimate {
  value: number | null;
  interval: Interval | null;
  /** Rows that the value rests on. */
  n: number;
  basis: Basis | null;
}

export const NO_ESTIMATE: Estimate = { value: null, interval: null, n: 0, basis: null };

export interface Difference {
  delta: number;
  interval: Interval | null;
  p: number | null;
}

/**
 * `a - b`. Proportions: Newcombe's interval and the pooled z test. Means: Welch. Anything else: the interval from both
 * intervals (Zou & Donner 2008, of which Newcombe's is a case), and a z test; without an interval or a p-value where
 * neither side has a standard error. `null` where either has no value.
 */
export function difference(a: Estimate, b: Estimate, confidence: number): Difference | null {
  if (a.value === null || b.value === null) {
    return null;
  }
  const delta = a.value - b.value;
  if (a.basis?.kind === 'proportion' && b.basis?.kind === 'proportion') {
    return {
      delta,
      interval: newcombe(a.basis.k, a.basis.n, b.basis.k, b.basis.n, confidence),
      p: twoProportionP(a.basis.k, a.basis.n, b.basis.k, b.basis.n),
    };
  }
  if (a.basis?.kind === 'mean' && b.basis?.kind === 'mean') {
    const test = welch(a.basis.sample, b.basis.sample, confidence);
    return { delta, interval: test?.interval ?? null, p: test?.p ?? null };
  }
  if (a.basis?.kind === 'area' && b.basis?.kind === 'area' && !(a.basis.se > 0 && b.basis.se > 0)) {
    return { delta, interval: recovered(a, b, delta), p: areasP(a.basis, b.basis) };
  }
  const [first, second] = [standardError(a.basis), standardError(b.basis)];
  if (first === null || second === null) {
    return { delta, interval: recovered(a, b, delta), p: null };
  }
  const p = zTestP(delta, Math.hypot(first, second));
  return { delta, interval: p === null ? null : recovered(a, b, delta), p };
}

function recovered(a: Estimate, b: Estimate, delta: number): Interval | null {
  if (a.value === null || b.value === null || !a.interval || !b.interval) {
    return null;
  }
  return {
    lo: delta - Math.hypot(a.value - a.interval.lo, b.interval.hi - b.value),
    hi: delta + Math.hypot(a.interval.hi - a.value, b.value - b.interval.lo),
  };
}

/** Share of a difference below which a standard error is only rounding. */
const ROUNDING = 1e-12;

/**
 * Two-sided p-value of a z test; null for a difference without any standard error. Rows that do not vary say nothing of
 * how others would: two rows of each side are all alike often enough.
 */
export function zTestP(delta: number, se: number): number | null {
  return se > ROUNDING * Math.abs(delta) ? normalTwoSided(delta / se) : delta === 0 ? 1 : null;
}

export function standardError(basis: Basis | null): number | null {
  switch (basis?.kind) {
    case undefined:
      return null;
    case 'se':
      return basis.se;
    case 'area':
      return basis.scale * basis.se;
    case 'proportion': {
      const share = basis.k / basis.n;
      return basis.n > 0 ? Math.sqrt((share * (1 - share)) / basis.n) : null;
    }
    case 'mean':
      return basis.sample.n > 1 ? Math.sqrt(basis.sample.variance / basis.sample.n) : null;
  }
}
