/**
 * Gradient boosted regression trees on histograms, for squared error (Friedman 2001; histograms as in LightGBM). Columns
 * are small whole codes, so a node's best split comes from one pass over its rows.
 */

export interface BoostingColumn {
  /** Codes from 0 to `size - 1`, one a row. */
  codes: Uint8Array;
  size: number;
  /** Cut at a threshold; else any set of codes may go left. */
  ordered: boolean;
}

export interface BoostingOptions {
  trees: number;
  depth: number;
  minLeaf: number;
  rate: number;
}

export type BoostedNode =
  | { kind: 'leaf'; value: number }
  /** Codes of `left` go to `low`, all others to `high`. */
  | { kind: 'split'; column: number; left: number[]; low: BoostedNode; high: BoostedNode };

export interface BoostedTrees {
  base: number;
  trees: BoostedNode[];
}

/** `target` has a finite number a row. Without rows the base is 0 and there are no trees. */
export function boost(
  columns: readonly BoostingColumn[],
  target: Float64Array,
  options: BoostingOptions
): BoostedTrees {
  const n = target.length;
  const base = n > 0 ? target.reduce((sum, value) => sum + value, 0) / n : 0;
  const residual = Float64Array.from(target, (value) => value - base);
  const trees: BoostedNode[] = [];
  for (let round = 0; round < options.trees && n > 0; round += 1) {
    const order = Uint32Array.from({ length: n }, (_, index) => index);
    const tree = grow(columns, residual, order, options, options.depth);
    if (tree.kind === 'leaf') {
      break;
    }
    trees.push(tree);
  }
  return { base, trees };
}

/** Grows a node over the rows in `order`, which it reorders, and takes its predictions out of the residuals. */
function grow(
  columns: readonly BoostingColumn[],
  residual: Float64Array,
  order: Uint32Array,
  options: BoostingOptions,
  depth: number
): BoostedNode {
  const split = depth > 0 ? best(columns, residual, order, options.minLeaf) : null;
  const column = split && columns[split.column];
  if (!split || !column) {
    return settle(residual, order, options.rate);
  }
  const goesLeft = new Uint8Array(column.size);
  split.left.forEach((code) => {
    goesLeft[code] = 1;
  });
  const middle = partition(order, (row) => goesLeft[column.codes[row] ?? 0] === 1);
  return {
    kind: 'split',
    column: split.column,
    left: split.left,
    low: grow(columns, residual, order.subarray(0, middle), options, depth - 1),
    high: grow(columns, residual, order.subarray(middle), options, depth - 1),
  };
}

function settle(residual: Float64Array, order: Uint32Array, rate: number): BoostedNode {
  let sum = 0;
  for (const row of order) {
    sum += residual[row] ?? 0;
  }
  const value = order.length > 0 ? (rate * sum) / order.length : 0;
  for (const row of order) {
    residual[row] = (residual[row] ?? 0) - value;
  }
  return { kind: 'leaf', value };
}

/** Rows that go left first, stable, so that the same data grow the same tree. */
function partition(order: Uint32Array, goesLeft: (row: number) => boolean): number {
  const right: number[] = [];
  let next = 0;
  for (const row of order) {
    if (goesLeft(row)) {
      order[next] = row;
      next += 1;
    } else {
      right.push(row);
    }
  }
  order.set(right, next);
  return next;
}

interface Candidate {
  column: number;
  left: number[];
  gain: number;
}

function best(
  columns: readonly BoostingColumn[],
  residual: Float64Array,
  order: Uint32Array,
  minLeaf: number
): Candidate | null {
  let found: Candidate | null = null;
  if (order.length < 2 * minLeaf) {
    return null;
  }
  columns.forEach(({ codes, size, ordered }, column) => {
    const sums = new Float64Array(size);
    const counts = new Uint32Array(size);
    for (const row of order) {
      const code = codes[row] ?? 0;
      sums[code] = (sums[code] ?? 0) + (residual[row] ?? 0);
      counts[code] = (counts[code] ?? 0) + 1;
    }
    const split = cut(sums, counts, ordered, minLeaf);
    if (split && split.gain > (found?.gain ?? 0)) {
      found = { column, ...split };
    }
  });
  return found;
}

/**
 * Unordered codes are sorted by their mean first, which finds the best of all sets for squared error (Fisher 1958).
 */
function cut(
  sums: Float64Array,
  counts: Uint32Array,
  ordered: boolean,
  minLeaf: number
): { left: number[]; gain: number } | null {
  const codes = [...counts.keys()].filter((code) => (counts[code] ?? 0) > 0);
  const mean = (code: number) => (sums[code] ?? 0) / (counts[code] ?? 1);
  if (!ordered) {
    codes.sort((a, b) => mean(a) - mean(b) || a - b);
  }
  const rows = codes.reduce((sum, code) => sum + (counts[code] ?? 0), 0);
  const total = codes.reduce((sum, code) => sum + (sums[code] ?? 0), 0);
  let leftRows = 0;
  let leftSum = 0;
  let at = -1;
  let gain = 1e-12 * Math.abs(total);
  codes.forEach((code, index) => {
    leftRows += counts[code] ?? 0;
    leftSum += sums[code] ?? 0;
    const rightRows = rows - leftRows;
    if (leftRows >= minLeaf && rightRows >= minLeaf) {
      const rightSum = total - leftSum;
      const now = (leftSum * leftSum) / leftRows + (rightSum * rightSum) / rightRows - (total * total) / rows;
      if (now > gain) {
        gain = now;
        at = index;
      }
    }
  });
  return at < 0 ? null : { left: codes.slice(0, at + 1), gain };
}

/** Prediction of the codes of one row. */
export function predict({ base, trees }: BoostedTrees, codes: readonly number[]): number {
  return trees.reduce((sum, tree) => {
    let node = tree;
    while (node.kind === 'split') {
      node = node.left.includes(codes[node.column] ?? -1) ? node.low : node.high;
    }
    return sum + node.value;
  }, base);
}
