/** Isotonic regression: the non-decreasing step that fits best, by pooling adjacent violators (Barlow et al. 1972). */

/** Rows with the same x: their weight and the mean of y. */
export interface IsotonicPoint {
  x: number;
  weight: number;
  y: number;
}

export interface Knot {
  x: number;
  y: number;
}

/**
 * The fitted value at every point; `points` by ascending, distinct x with positive weights.
 *
 * Blocks are merged from the left as soon as one is below its predecessor, which is linear in time.
 */
export function pav(points: readonly IsotonicPoint[]): number[] {
  const blocks: Array<{ sum: number; weight: number; size: number }> = [];
  for (const { weight, y } of points) {
    let block = { sum: weight * y, weight, size: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.weight >= block.sum / block.weight; last = blocks.at(-1)) {
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, size: last.size + block.size };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ sum, weight, size }) => new Array<number>(size).fill(sum / weight));
}

/** The ends of the steps: what scikit-learn keeps as thresholds. Between knots the fit is a straight line. */
export function isotonicKnots(points: readonly IsotonicPoint[]): Knot[] {
  const fitted = pav(points);
  return points.flatMap(({ x }, index) => {
    const y = fitted[index] ?? NaN;
    const inner = index > 0 && index < points.length - 1;
    return inner && y === fitted[index - 1] && y === fitted[index + 1] ? [] : [{ x, y }];
  });
}

/** The fit at x: straight between knots, constant outside. NaN without knots. */
export function interpolate(knots: readonly Knot[], x: number): number {
  let low = 0;
  let high = knots.length - 1;
  const [first, last] = [knots[0], knots[high]];
  if (!first || !last) {
    return NaN;
  }
  if (x <= first.x) {
    return first.y;
  }
  if (x >= last.x) {
    return last.y;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((knots[middle]?.x ?? NaN) <= x) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const [a, b] = [knots[low] ?? first, knots[high] ?? last];
  return a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
}
