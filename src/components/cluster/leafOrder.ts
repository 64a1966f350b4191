/** More items than this are not clustered: the distances alone would take a million numbers. */
export const CLUSTER_UP_TO = 1000;

/** A node of the tree: its leaves in their present order. */
type Leaves = number[];

/**
 * Order of items so that similar ones lie side by side: average-linkage clustering by nearest-neighbour chains
 * (Murtagh, 1983), O(n²), then each join turned so that its nearest ends meet.
 *
 * @param distance symmetric, not negative.
 * @throws RangeError for more than `CLUSTER_UP_TO` items.
 */
export function leafOrder(count: number, distance: (a: number, b: number) => number): number[] {
  if (count > CLUSTER_UP_TO) {
    throw new RangeError(`leafOrder of ${count} items`);
  }
  const apart = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      apart[a * count + b] = apart[b * count + a] = distance(a, b);
    }
  }
  const leaves: Array<Leaves | undefined> = Array.from({ length: count }, (_, i) => [i]);
  // Joins change `apart`; how far two leaves are must stay known for turning.
  const between = apart.slice();
  const chain: number[] = [];
  for (let joins = 0; joins < count - 1; joins++) {
    if (chain.length === 0) {
      chain.push(leaves.findIndex((node) => node !== undefined));
    }
    let pair: [number, number] | undefined;
    while (!pair) {
      const top = chain[chain.length - 1];
      const before = chain[chain.length - 2];
      const next = nearest(apart, leaves, top, before);
      if (next === before) {
        pair = [before, top];
        chain.length -= 2;
      } else {
        chain.push(next);
      }
    }
    join(apart, between, leaves, pair, count);
  }
  return leaves.find((node) => node !== undefined) ?? [];
}

/** The nearest node; of equally near ones the chain's previous, so that chains end. */
function nearest(
  apart: Float64Array,
  leaves: Array<Leaves | undefined>,
  of: number,
  before: number | undefined
): number {
  let best = before ?? -1;
  let least = before === undefined ? Infinity : apart[of * leaves.length + before];
  leaves.forEach((node, other) => {
    const d = apart[of * leaves.length + other];
    if (node && other !== of && d < least) {
      [best, least] = [other, d];
    }
  });
  return best >= 0 ? best : leaves.findIndex((node, other) => node !== undefined && other !== of);
}

function join(
  apart: Float64Array,
  between: Float64Array,
  leaves: Array<Leaves | undefined>,
  [a, b]: [number, number],
  count: number
): void {
  const [left, right] = [leaves[a] ?? [], leaves[b] ?? []];
  for (let other = 0; other < count; other++) {
    if (leaves[other] && other !== a && other !== b) {
      const mean =
        (apart[a * count + other] * left.length + apart[b * count + other] * right.length) /
        (left.length + right.length);
      apart[a * count + other] = apart[other * count + a] = mean;
    }
  }
  leaves[a] = turned(left, right, (p, q) => between[p * count + q]);
  leaves[b] = undefined;
}

/** Of the four ways to lay two runs end to end the one whose meeting ends are nearest. */
function turned(left: Leaves, right: Leaves, distance: (a: number, b: number) => number): Leaves {
  const [l0, l1, r0, r1] = [left[0], left[left.length - 1], right[0], right[right.length - 1]];
  const ways: Array<[number, () => Leaves]> = [
    [distance(l1, r0), () => [...left, ...right]],
    [distance(l1, r1), () => [...left, ...[...right].reverse()]],
    [distance(l0, r0), () => [...[...left].reverse(), ...right]],
    [distance(l0, r1), () => [...right, ...left]],
  ];
  return ways.reduce((best, way) => (way[0] < best[0] ? way : best))[1]();
}
