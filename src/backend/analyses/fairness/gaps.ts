/**
 * Gaps between groups: fairlearn's definitions (statistics.md, 4), with intervals and tests. Pure.
 *
 * The interval of a difference is Newcombe's between the two groups that it is made of, that of a ratio is Katz's on the
 * log scale (Katz et al. 1978). Picking the widest of several pairs widens a gap by itself, so each p-value is multiplied
 * by the number of pairs (Bonferroni).
 */
import { type FairnessComparison, type FairnessMetric } from '../../../query/model';
import { criticalValue, type Interval, newcombe, twoProportionP } from '../../statistics/intervals';
import { type RatedGroup } from './groups';

export interface Gap {
  value: number | null;
  interval: Interval | null;
  p: number | null;
  low: string | null;
  high: string | null;
}

export const NO_GAP: Gap = { value: null, interval: null, p: null, low: null, high: null };

/** One rate of the groups, and of everybody. */
export interface Rated {
  groups: readonly RatedGroup[];
  overall: RatedGroup | null;
}

interface Pair {
  low: RatedGroup;
  high: RatedGroup;
}

/** Lowest and highest group; or, against everybody, the group that is furthest away. */
function extremes(rated: Rated, comparison: FairnessComparison, distance: (pair: Pair) => number): Pair | null {
  const { groups, overall } = rated;
  if (groups.length < 2) {
    return null;
  }
  const sorted = [...groups].sort((a, b) => a.value - b.value);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (comparison === 'between_groups') {
    return low && high ? { low, high } : null;
  }
  const pairs = sorted.flatMap((group) =>
    overall ? [group.value <= overall.value ? { low: group, high: overall } : { low: overall, high: group }] : []
  );
  return pairs.reduce<Pair | null>((most, pair) => (most && distance(most) >= distance(pair) ? most : pair), null);
}

/** Pairs that the widest was picked from. */
const pairsOf = ({ groups }: Rated, comparison: FairnessComparison) =>
  comparison === 'between_groups' ? (groups.length * (groups.length - 1)) / 2 : groups.length;

function test({ low, high }: Pair, pairs: number): number | null {
  const p = twoProportionP(high.k, high.n, low.k, low.n);
  return p === null ? null : Math.min(1, p * Math.max(1, pairs));
}

export function differenceGap(rated: Rated, comparison: FairnessComparison, confidence: number): Gap {
  const pair = extremes(rated, comparison, ({ low, high }) => high.value - low.value);
  if (!pair) {
    return NO_GAP;
  }
  const { low, high } = pair;
  return {
    value: high.value - low.value,
    interval: newcombe(high.k, high.n, low.k, low.n, confidence),
    p: test(pair, pairsOf(rated, comparison)),
    low: low.name,
    high: high.name,
  };
}

/** Smallest over largest rate, in [0,1]; against everybody ratios above 1 are turned over, as fairlearn does. */
export function ratioGap(rated: Rated, comparison: FairnessComparison, confidence: number): Gap {
  const pair = extremes(rated, comparison, ({ low, high }) => (high.value > 0 ? 1 - low.value / high.value : 0));
  return pair
    ? ofRatio(pair.low, pair.high, confidence, test(pair, pairsOf(rated, comparison)), { min: 0, max: 1 })
    : NO_GAP;
}

function ofRatio(
  over: RatedGroup,
  under: RatedGroup,
  confidence: number,
  p: number | null,
  limits: { min: number; max: number }
): Gap {
  const names = { low: over.name, high: under.name };
  return under.value > 0
    ? { value: over.value / under.value, interval: katz(over, under, confidence, limits), p, ...names }
    : { ...NO_GAP, ...names };
}

/** Half a success is added on both sides where one has none or nothing but. */
function katz(
  over: RatedGroup,
  under: RatedGroup,
  confidence: number,
  { min, max }: { min: number; max: number }
): Interval {
  const extreme = [over, under].some(({ k, n }) => k === 0 || k === n);
  const [a, b] = [over, under].map(({ k, n }) => (extreme ? { k: k + 0.5, n: n + 0.5 } : { k, n }));
  const [ka, na, kb, nb] = [a?.k ?? NaN, a?.n ?? NaN, b?.k ?? NaN, b?.n ?? NaN];
  const centre = Math.log(ka / na / (kb / nb));
  const half = criticalValue(confidence) * Math.sqrt(Math.max(0, 1 / ka - 1 / na + 1 / kb - 1 / nb));
  const clip = (x: number) => Math.min(max, Math.max(min, x));
  return { lo: clip(Math.exp(centre - half)), hi: clip(Math.exp(centre + half)) };
}

/** Selection rate of the group that is furthest off over that of the privileged one; may exceed 1. */
export function disparateImpact(rated: Rated, privileged: string | undefined, confidence: number): Gap {
  const base =
    privileged === undefined
      ? rated.groups.reduce<RatedGroup | null>(
          (most, group) => (most && most.value >= group.value ? most : group),
          null
        )
      : (rated.groups.find(({ name }) => name === privileged) ?? null);
  const others = rated.groups.filter((group) => group !== base);
  if (!base || !(base.value > 0) || others.length === 0) {
    return { ...NO_GAP, high: base?.name ?? privileged ?? null };
  }
  const distance = ({ value }: RatedGroup) => Math.abs(Math.log(Math.max(1e-12, value / base.value)));
  const far = others.reduce((most, group) => (distance(group) > distance(most) ? group : most));
  const p = twoProportionP(far.k, far.n, base.k, base.n);
  return ofRatio(far, base, confidence, p === null ? null : Math.min(1, p * others.length), {
    min: 0,
    max: Infinity,
  });
}

/** The worse of two gaps, or their mean; equalized odds are made of the true and the false positive rate. */
export function combine(metric: FairnessMetric, first: Gap, second: Gap): Gap {
  if (first.value === null || second.value === null) {
    return NO_GAP;
  }
  if (metric === 'equalized_odds_difference_mean') {
    const mean = (a: number, b: number) => (a + b) / 2;
    return {
      value: mean(first.value, second.value),
      // Both ends at once: wider than the true interval, never narrower.
      interval:
        first.interval && second.interval
          ? { lo: mean(first.interval.lo, second.interval.lo), hi: mean(first.interval.hi, second.interval.hi) }
          : null,
      p: atOnce(first.p, second.p),
      low: first.low,
      high: first.high,
    };
  }
  const worse =
    metric === 'equalized_odds_ratio'
      ? first.value <= second.value
        ? first
        : second
      : first.value >= second.value
        ? first
        : second;
  return { ...worse, p: atOnce(first.p, second.p) };
}

/** The smaller p-value of two, corrected for the choice. */
const atOnce = (a: number | null, b: number | null) =>
  a === null || b === null ? null : Math.min(1, 2 * Math.min(a, b));
