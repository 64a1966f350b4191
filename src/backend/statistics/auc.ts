import { normalTwoSided } from './distributions';
import { criticalValue, type Interval } from './intervals';

/**
 * Sums over scores that DeLong's variance needs. With P positives and N negatives: for a positive V10 is the share of
 * negatives below it (ties half), for a negative V01 the share of positives above it.
 */
export interface DelongSums {
  positives: number;
  negatives: number;
  /** Sum of V10 over positives; divided by P it is the AUC. */
  sumV10: number;
  /** Sum of V10 squared over positives. */
  sumV10Squared: number;
  /** Sum of V01 squared over negatives. */
  sumV01Squared: number;
}

export interface AucEstimate {
  auc: number;
  /** Standard error; `null` below two positives or two negatives. */
  se: number | null;
  interval: Interval | null;
}

/** An area with its standard error, and the rows of each class that it rests on. */
export interface Area {
  auc: number;
  se: number;
  positives: number;
  negatives: number;
}

/**
 * Area under the ROC curve with DeLong's standard error (DeLong, DeLong & Clarke-Pearson 1988) and an interval on the
 * logit scale, which stays inside [0, 1] near the ends. Where the classes do not overlap at all, DeLong's error is 0,
 * which says nothing; the interval is Newcombe's then. `null` when one class is absent.
 */
export function delong(sums: DelongSums, confidence: number): AucEstimate | null {
  const { positives, negatives } = sums;
  if (!(positives > 0) || !(negatives > 0)) {
    return null;
  }
  const auc = sums.sumV10 / positives;
  if (positives < 2 || negatives < 2) {
    return { auc, se: null, interval: null };
  }
  const s10 = Math.max(0, sums.sumV10Squared - positives * auc * auc) / (positives - 1);
  const s01 = Math.max(0, sums.sumV01Squared - negatives * auc * auc) / (negatives - 1);
  const se = Math.sqrt(s10 / positives + s01 / negatives);
  return { auc, se, interval: limitsOf({ auc, se, positives, negatives }, criticalValue(confidence)) };
}

/** The limits so many standard errors away. */
function limitsOf({ auc, se, positives, negatives }: Area, z: number): Interval {
  if (auc <= 0) {
    return { lo: 0, hi: 1 - leastArea(positives, negatives, z) };
  }
  if (auc >= 1) {
    return { lo: leastArea(positives, negatives, z), hi: 1 };
  }
  const logit = Math.log(auc / (1 - auc));
  const half = (z * se) / (auc * (1 - auc));
  return { lo: expit(logit - half), hi: expit(logit + half) };
}

/** Halvings of [0, 1] beyond which a double has no digits left. */
const HALVINGS = 60;

/**
 * The lower limit of an area of 1: the area from which 1 is z standard errors away, these being Hanley and McNeil's there
 * with the mean size of both classes (Newcombe 2006, method 5). Wilson's interval of a share is made so, too.
 */
function leastArea(positives: number, negatives: number, z: number): number {
  const others = (positives + negatives) / 2 - 1;
  const isBelow = (area: number) => {
    const spread = 1 + others * ((1 - area) / (2 - area) + area / (1 + area));
    return 1 - area > (z * z * area * spread) / (positives * negatives);
  };
  let [low, high] = [0, 1];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    [low, high] = isBelow(middle) ? [middle, high] : [low, middle];
  }
  return low;
}

/** Standard errors beyond which a p-value is no number that differs from 0. */
const FURTHEST = 40;

/**
 * Two-sided p-value of the difference of two areas of which one has no standard error to divide by: that at which the
 * interval of the difference (Zou & Donner 2008, from the limits of both) just touches zero. Takes them for independent.
 */
export function areasP(a: Area, b: Area): number {
  const delta = a.auc - b.auc;
  if (delta === 0) {
    return 1;
  }
  const reach = (z: number) => {
    const [one, two] = [limitsOf(a, z), limitsOf(b, z)];
    return delta > 0 ? Math.hypot(a.auc - one.lo, two.hi - b.auc) : Math.hypot(one.hi - a.auc, b.auc - two.lo);
  };
  let [low, high] = [0, FURTHEST];
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    [low, high] = reach(middle) < Math.abs(delta) ? [middle, high] : [low, middle];
  }
  return normalTwoSided(high);
}

function expit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
