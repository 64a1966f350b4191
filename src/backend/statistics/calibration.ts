/** How well scores are probabilities (statistics.md, 2.4). */

/** Rows of one score, or of one bin of scores with its mean score. */
export interface ScoredGroup {
  score: number;
  positives: number;
  negatives: number;
}

const rows = ({ positives, negatives }: ScoredGroup) => positives + negatives;

const total = (groups: readonly ScoredGroup[]) => groups.reduce((sum, group) => sum + rows(group), 0);

/** Groups put together by bin; the score of a bin is the mean of its rows. */
export function pool(groups: readonly ScoredGroup[], binOf: (group: ScoredGroup, index: number) => number) {
  const bins = new Map<number, ScoredGroup>();
  groups.forEach((group, index) => {
    const n = rows(group);
    if (n > 0) {
      const bin = binOf(group, index);
      const known = bins.get(bin) ?? { score: 0, positives: 0, negatives: 0 };
      const all = rows(known) + n;
      bins.set(bin, {
        score: known.score + ((group.score - known.score) * n) / all,
        positives: known.positives + group.positives,
        negatives: known.negatives + group.negatives,
      });
    }
  });
  return bins;
}

/** Bin of a score among `count` bins of equal width in [0,1]; the last one is closed. */
export const widthBin = (score: number, count: number): number =>
  Math.min(count - 1, Math.max(0, Math.floor(score * count)));

/** Bin of every group among `count` bins of nearly equal counts; a group goes where its middle rank lies. */
export function massBins(groups: readonly ScoredGroup[], count: number): number[] {
  const all = total(groups);
  let before = 0;
  return groups.map((group) => {
    const n = rows(group);
    const bin = Math.min(count - 1, Math.floor(((before + n / 2) * count) / all));
    before += n;
    return bin;
  });
}

/** |mean score - rate| of each bin, weighted by rows (expected) and at its largest. `null` without rows. */
export function calibrationErrors(bins: readonly ScoredGroup[]): { ece: number; mce: number } | null {
  const all = total(bins);
  if (!(all > 0)) {
    return null;
  }
  let ece = 0;
  let mce = 0;
  for (const bin of bins) {
    const n = rows(bin);
    if (n > 0) {
      const gap = Math.abs(bin.score - bin.positives / n);
      ece += (n / all) * gap;
      mce = Math.max(mce, gap);
    }
  }
  return { ece, mce };
}

export interface BrierParts {
  /** Mean squared gap of score and rate: 0 is calibrated. */
  reliability: number;
  /** How far the rates lie from the base rate: more is better. */
  resolution: number;
  /** Variance of the label. */
  uncertainty: number;
}

/** Murphy (1973): Brier = reliability - resolution + uncertainty, exact where each group has one score. */
export function brierParts(groups: readonly ScoredGroup[]): BrierParts | null {
  const all = total(groups);
  if (!(all > 0)) {
    return null;
  }
  const rate = groups.reduce((sum, { positives }) => sum + positives, 0) / all;
  let reliability = 0;
  let resolution = 0;
  for (const group of groups) {
    const n = rows(group);
    if (n > 0) {
      const own = group.positives / n;
      reliability += (n / all) * (group.score - own) ** 2;
      resolution += (n / all) * (own - rate) ** 2;
    }
  }
  return { reliability, resolution, uncertainty: rate * (1 - rate) };
}

/** Mean squared difference of score and label over groups of one score. */
export function brier(groups: readonly ScoredGroup[]): number | null {
  const all = total(groups);
  return all > 0
    ? groups.reduce(
        (sum, { score, positives, negatives }) => sum + positives * (1 - score) ** 2 + negatives * score ** 2,
        0
      ) / all
    : null;
}

/** 1 - Brier / (rate (1 - rate)): 0 is no better than the base rate. `null` where only one class occurs. */
export function brierSkill(score: number | null, rate: number | null): number | null {
  return score !== null && rate !== null && rate > 0 && rate < 1 ? 1 - score / (rate * (1 - rate)) : null;
}

const CLIP = 1e-15;
const logit = (p: number) => {
  const clipped = Math.min(1 - CLIP, Math.max(CLIP, p));
  return Math.log(clipped / (1 - clipped));
};

export function logLoss(groups: readonly ScoredGroup[]): number | null {
  const all = total(groups);
  const cost = (p: number) => -Math.log(Math.min(1 - CLIP, Math.max(CLIP, p)));
  return all > 0
    ? groups.reduce(
        (sum, { score, positives, negatives }) => sum + positives * cost(score) + negatives * cost(1 - score),
        0
      ) / all
    : null;
}

const MAX_STEPS = 50;

/**
 * Intercept a and slope b of logit(rate) = a + b logit(score) by maximum likelihood (Cox 1958), Newton's method on the
 * groups. A slope below 1 says over-confident. `null` where the classes are separated or only one occurs.
 */
export function calibrationLine(groups: readonly ScoredGroup[]): { intercept: number; slope: number } | null {
  const points = groups.filter((group) => rows(group) > 0).map((group) => ({ ...group, x: logit(group.score) }));
  let intercept = 0;
  let slope = 1;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0];
    for (const { x, positives, negatives } of points) {
      const p = 1 / (1 + Math.exp(-(intercept + slope * x)));
      const n = positives + negatives;
      const residual = positives - n * p;
      const weight = n * p * (1 - p);
      ga += residual;
      gb += residual * x;
      haa += weight;
      hab += weight * x;
      hbb += weight * x * x;
    }
    const determinant = haa * hbb - hab * hab;
    if (!(determinant > 1e-12 * haa * hbb) || !Number.isFinite(determinant)) {
      return null;
    }
    const da = (hbb * ga - hab * gb) / determinant;
    const db = (haa * gb - hab * ga) / determinant;
    intercept += da;
    slope += db;
    if (Math.abs(da) + Math.abs(db) < 1e-10) {
      return { intercept, slope };
    }
  }
  return null;
}
