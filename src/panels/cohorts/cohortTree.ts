/** Cohorts as a tree: each under the cohort that it is a part of. Pure. */
import { partsOf } from './intersections';
import { type CohortCell, type CohortRow, type CohortsData } from './cohortData';

export interface TreeNode {
  /** Undefined for the root, which is everybody. */
  row: CohortRow | undefined;
  cell: CohortCell | undefined;
  /** What the node adds to the one that it hangs on, as `key=value` where its name says so. */
  adds: string;
  /** 0 is the root. */
  depth: number;
  /** Index of the node that it hangs on, -1 for the root, and of its first child, -1 without one. */
  parent: number;
  child: number;
  /** Its place, from 1, among the nodes that hang on the same one, and their number. */
  position: number;
  siblings: number;
  /** Whether the nodes that hang on it are shown; undefined where none do. */
  expanded: boolean | undefined;
  /** For each depth from 1 to its own: whether a later node hangs there too, so that a line goes on. */
  rails: boolean[];
  /** Share of all errors, or of all rows where errors are not counted, that lie in the node. NaN is "not known". */
  fill: number;
}

export interface CohortTree {
  /** Each node before those that hang on it. */
  nodes: TreeNode[];
  fillIs: 'errors' | 'rows';
}

type Waiting = Pick<TreeNode, 'row' | 'parent' | 'rails' | 'position' | 'siblings'>;

/** Means over labelled rows: rows times the value are what went wrong. */
const ERROR_MEANS = new Set(['error_rate', 'mae', 'mse', 'brier', 'log_loss']);
/** Names of more parts than these are only looked for under the whole. */
const MOST_PARTS = 6;

/**
 * Data may say in `parent` what a cohort is a part of; where they do not, `a=x,b=y` hangs on `a=x`. Parents that are not
 * there, or that go round in a circle, are the whole.
 *
 * @param closed names of the cohorts whose parts are not shown.
 */
export function cohortTree(data: CohortsData, closed: ReadonlySet<string> = new Set()): CohortTree {
  const metric = data.metrics[0];
  const parents = parentsOf(data.rows);
  const children = new Map<CohortRow | undefined, CohortRow[]>();
  for (const row of data.rows) {
    const list = children.get(parents.get(row)) ?? [];
    list.push(row);
    children.set(parents.get(row), list);
  }
  const errors = (cell: CohortCell | undefined) => errorsOf(metric, cell);
  const whole = errors(data.overall.get(metric));
  const shareOfErrors = (cell: CohortCell | undefined) =>
    cell && !Number.isNaN(cell.errorShare) ? cell.errorShare : errors(cell) / whole;
  const counts = data.rows.some((row) => !Number.isNaN(shareOfErrors(row.cells.get(metric))));
  const fillOf = (row: CohortRow) => (counts ? shareOfErrors(row.cells.get(metric)) : row.share);
  const order = (a: CohortRow, b: CohortRow) => zeroIfNone(fillOf(b)) - zeroIfNone(fillOf(a));

  const nodes: TreeNode[] = [];
  const waiting: Waiting[] = [{ row: undefined, parent: -1, rails: [], position: 1, siblings: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { row, parent, rails, position, siblings } = next;
    const index = nodes.length;
    const all = children.get(row) ?? [];
    const isOpen = row === undefined || !closed.has(row.name);
    const below = isOpen ? [...all].sort(order) : [];
    nodes.push({
      row,
      cell: row ? row.cells.get(metric) : data.overall.get(metric),
      adds: row ? addedBy(row, parents.get(row)) : '',
      depth: rails.length,
      parent,
      child: below.length > 0 ? index + 1 : -1,
      position,
      siblings,
      expanded: all.length > 0 ? isOpen : undefined,
      rails,
      fill: row ? fillOf(row) : 1,
    });
    // The last one in is the first one out.
    [...below].reverse().forEach((child, i) =>
      waiting.push({
        row: child,
        parent: index,
        rails: [...rails, i > 0],
        position: below.length - i,
        siblings: below.length,
      })
    );
  }
  return { nodes, fillIs: counts ? 'errors' : 'rows' };
}

function errorsOf(metric: string, cell: CohortCell | undefined): number {
  if (!cell) {
    return NaN;
  }
  const rate = metric === 'accuracy' ? 1 - cell.value : ERROR_MEANS.has(metric) ? cell.value : NaN;
  return rate * (Number.isNaN(cell.nLabelled) ? cell.n : cell.nLabelled);
}

const zeroIfNone = (value: number) => (Number.isNaN(value) ? 0 : value);
const keyOf = (parts: ReadonlyArray<readonly [string, string]>) =>
  JSON.stringify(parts.map((part) => [...part]).sort());

/** What each cohort hangs on; undefined is the whole. */
function parentsOf(rows: readonly CohortRow[]): Map<CohortRow, CohortRow | undefined> {
  const named = new Map(rows.map((row) => [row.name, row]));
  const parts = new Map(rows.map((row) => [row, partsOf(row.name)]));
  const byParts = new Map<string, CohortRow>();
  parts.forEach((own, row) => own && byParts.set(keyOf(own), row));
  const given = rows.some((row) => row.parent !== undefined);
  const found = new Map<CohortRow, CohortRow | undefined>();
  for (const row of rows) {
    const own = parts.get(row);
    const parent = given ? named.get(row.parent ?? '') : own && largestPart(own, byParts);
    found.set(row, parent === row ? undefined : parent);
  }
  // Whoever comes back to where they started hangs on the whole.
  for (const row of rows) {
    const seen = new Set([row]);
    for (let up = found.get(row); up; up = found.get(up)) {
      if (seen.has(up)) {
        found.set(row, undefined);
        break;
      }
      seen.add(up);
    }
  }
  return found;
}

/** The cohort of as many of the parts as there is one of, without all of them. */
function largestPart(
  parts: ReadonlyArray<readonly [string, string]>,
  byParts: ReadonlyMap<string, CohortRow>
): CohortRow | undefined {
  if (parts.length > MOST_PARTS) {
    return undefined;
  }
  const subsets = Array.from({ length: 2 ** parts.length - 2 }, (_, i) =>
    parts.filter((__, at) => (i + 1) & (1 << at))
  );
  subsets.sort((a, b) => b.length - a.length);
  return subsets.map((subset) => byParts.get(keyOf(subset))).find((row) => row !== undefined);
}

function addedBy(row: CohortRow, parent: CohortRow | undefined): string {
  const [own, before] = [partsOf(row.name), parent && partsOf(parent.name)];
  if (row.label || !own || !before) {
    return row.label ?? row.name;
  }
  const has = new Set(before.map((part) => JSON.stringify(part)));
  const added = own.filter((part) => !has.has(JSON.stringify(part)));
  return added.map(([key, value]) => `${key}=${value}`).join(',') || row.name;
}
