/** How alike two orders of the same columns are. */

/**
 * Normalised discounted cumulative gain of the order that `current` gives, with the values of `reference` as linear
 * gains and log2 discounts (Järvelin & Kekäläinen 2002; the attribution drift of Nigenda et al. 2022). 1 is the same order; `null` without a
 * positive gain. Ties of `current` keep the order of `reference`.
 */
export function ndcg(current: readonly number[], reference: readonly number[]): number | null {
  const gain = (order: readonly number[]) =>
    order.reduce((sum, index, position) => sum + (reference[index] ?? 0) / Math.log2(position + 2), 0);
  const ideal = orderOf(reference, reference);
  const best = gain(ideal);
  return best > 0 ? gain(orderOf(current, reference)) / best : null;
}

function orderOf(values: readonly number[], tieBreak: readonly number[]): number[] {
  return values
    .map((_, index) => index)
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || (tieBreak[b] ?? 0) - (tieBreak[a] ?? 0) || a - b);
}

/** Spearman's rank correlation with mid-ranks for ties, in [-1, 1]; `null` where a side is constant. */
export function spearman(x: readonly number[], y: readonly number[]): number | null {
  return pearson(midRanks(x), midRanks(y));
}

/** Ranks from 1, ties with the mean of theirs. */
export function midRanks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length;) {
    const value = values[order[start] ?? 0];
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === value) {
      end += 1;
    }
    for (let at = start; at < end; at += 1) {
      ranks[order[at] ?? 0] = (start + 1 + end) / 2;
    }
    start = end;
  }
  return ranks;
}

function pearson(x: readonly number[], y: readonly number[]): number | null {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((value, index) => {
    const [dx, dy] = [value - mx, (y[index] ?? 0) - my];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  });
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}
