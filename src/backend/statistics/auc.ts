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

/**
 * Area under the ROC curve with DeLong's standard error (DeLong, DeLong & Clarke-Pearson 1988) and an interval on the
 * logit scale, which stays inside [0, 1] near the ends. `null` when one class is absent.
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
  if (auc <= 0 || auc >= 1) {
    return { auc, se, interval: { lo: auc, hi: auc } };
  }
  const logit = Math.log(auc / (1 - auc));
  const half = (criticalValue(confidence) * se) / (auc * (1 - auc));
  return { auc, se, interval: { lo: expit(logit - half), hi: expit(logit + half) } };
}

function expit(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
