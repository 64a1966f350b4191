const SMALLEST = Number.MIN_VALUE;

/**
 * How many times the limit a score is: score / limit, and log p / log alpha for p-values, so that 1 is the limit for
 * every method. NaN where there is no usable limit.
 */
export function severityOf(score: number, limit: number, higherIsWorse: boolean): number {
  if (higherIsWorse) {
    return limit > 0 ? Math.max(0, score / limit) : NaN;
  }
  return limit > 0 && limit < 1 ? Math.max(0, Math.log(Math.max(score, SMALLEST)) / Math.log(limit)) : NaN;
}
