/**
 * The Poisson bootstrap on counts: a row resampled with Poisson(1) weights makes its cell's count Poisson(count), so a
 * replicate of a whole table of counts is one draw a cell, exact and without another scan (Chamandy et al. 2012).
 * Draws come from a fixed seed: the same counts give the same interval.
 */
import { normalQuantile } from './distributions';
import { type Interval } from './intervals';
import { uniforms } from './uniforms';

export const REPLICATES = 200;
/** Above this mean a Poisson draw is a rounded normal one; its error is far below the bootstrap's own. */
const NORMAL_FROM = 50;

/** One draw from Poisson(mean). */
export function poisson(mean: number, uniform: () => number): number {
  if (!(mean > 0)) {
    return 0;
  }
  if (mean >= NORMAL_FROM) {
    // Box-Muller: cheap, and exact for a normal.
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  const limit = Math.exp(-mean);
  let product = uniform();
  let count = 0;
  while (product > limit) {
    product *= uniform();
    count += 1;
  }
  return count;
}

export interface Bootstrapped {
  se: number;
  interval: Interval;
}

/**
 * Interval of a statistic from its replicates: the percentiles, moved so that the replicates' mean lies on the value,
 * clipped to `[min, max]`. `null` when fewer than half of the replicates have a value.
 */
export function fromReplicates(
  value: number,
  replicates: ReadonlyArray<number | null>,
  confidence: number,
  { min = -Infinity, max = Infinity }: { min?: number; max?: number } = {}
): Bootstrapped | null {
  const known = replicates.filter((each): each is number => each !== null && Number.isFinite(each));
  if (known.length < 2 || known.length < replicates.length / 2) {
    return null;
  }
  known.sort((a, b) => a - b);
  const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
  const variance = known.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (known.length - 1);
  const se = Math.sqrt(variance);
  const tail = (1 - confidence) / 2;
  const clip = (x: number) => Math.min(max, Math.max(min, x));
  // Too few replicates lie in tails as thin as this: there the normal law says more.
  const [low, high] =
    tail * known.length < 2
      ? [mean - normalQuantile(1 - tail) * se, mean + normalQuantile(1 - tail) * se]
      : [at(known, tail), at(known, 1 - tail)];
  return { se, interval: { lo: clip(value + low - mean), hi: clip(value + high - mean) } };
}

function at(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const first = sorted[below] ?? NaN;
  return first + (position - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] ?? first) - first);
}

/** Replicates of a statistic of counts. */
export function countReplicates<T>(
  draw: (poissonOf: (count: number) => number) => T,
  statistic: (replicate: T) => number | null,
  replicates = REPLICATES
): Array<number | null> {
  const uniform = uniforms();
  return Array.from({ length: replicates }, () => statistic(draw((count) => poisson(count, uniform))));
}

/**
 * Replicates of a difference of one statistic of two sets of counts, of which `shared` lie in both: the rows of one set
 * alone and those of both are drawn apart, so what both have moves both. Cells stand in the same order in all three.
 */
export function overlapReplicates(
  a: readonly number[],
  b: readonly number[],
  shared: readonly number[],
  statistic: (cells: readonly number[]) => number | null,
  replicates = REPLICATES
): Array<number | null> {
  const alone = (counts: readonly number[]) => counts.map((count, cell) => count - (shared[cell] ?? 0));
  const [onlyA, onlyB] = [alone(a), alone(b)];
  return countReplicates(
    (draw) => {
      const both = shared.map(draw);
      const drawnWith = (counts: readonly number[]) => counts.map((count, cell) => (both[cell] ?? 0) + draw(count));
      return [drawnWith(onlyA), drawnWith(onlyB)] as const;
    },
    ([one, two]) => {
      const [x, y] = [statistic(one), statistic(two)];
      return x === null || y === null ? null : x - y;
    },
    replicates
  );
}
