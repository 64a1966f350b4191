/** One regression tree, grown level by level from counts that SQL makes, and compiled back to SQL. */
import { bestSplit, type CodeSums } from '../../statistics/tree';
import { type ColumnInfo, type FrozenBins, type ReferenceInfo } from '../../store/types';
import { type LabelledRows } from '../performance/labelled';
import { type Scope } from '../shared/scope';
import { numberLiteral, quoteName, quoteText } from '../shared/statement';

export const DEPTH = 5;
export const MIN_LEAF = 100;

/** A column as the tree sees it: codes of its frozen bins. */
export interface TreeColumn {
  column: ColumnInfo;
  bins: FrozenBins;
  /** Name of the code in the rows. */
  name: string;
  expression: string;
  ordered: boolean;
}

/** A missing value has a code of its own: below all others where codes are ordered. */
const MISSING = -1;

/** Features and the prediction, as far as the reference has frozen bins of them. */
export function treeColumns(columns: readonly ColumnInfo[], reference: ReferenceInfo): TreeColumn[] {
  return columns
    .flatMap((column) => {
      const bins =
        column.role === 'feature' || column.role === 'prediction' ? reference.bins.get(column.name) : undefined;
      return bins && bins.n > 0 ? [{ column, bins }] : [];
    })
    .map(({ column, bins }, index) => ({
      column,
      bins,
      name: `x${index}`,
      expression: bins.kind === 'numeric' ? numericCode(column, bins.fineEdges) : categoryCode(column, bins),
      ordered: bins.kind === 'numeric',
    }));
}

function numericCode(column: ColumnInfo, edges: readonly number[]): string {
  const name = `${quoteName(column.name)}::DOUBLE`;
  if (edges.length === 0) {
    return `CASE WHEN ${name} IS NULL THEN ${MISSING} ELSE 0 END`;
  }
  const list = `[${edges.map(numberLiteral).join(', ')}]`;
  return `CASE WHEN ${name} IS NULL THEN ${MISSING} ELSE len(list_filter(${list}, lambda edge: edge < ${name})) END`;
}

/** Other categories share the code after the last. */
function categoryCode(column: ColumnInfo, bins: Extract<FrozenBins, { kind: 'categorical' }>): string {
  const name = `${quoteName(column.name)}::VARCHAR`;
  const cases = bins.categories.map(({ value }, index) => `WHEN ${name} = ${quoteText(value)} THEN ${index}`);
  return `CASE WHEN ${name} IS NULL THEN ${MISSING} ${cases.join(' ')} ELSE ${bins.categories.length} END`;
}

interface Leaf {
  kind: 'leaf';
  id: number;
  value: number;
  n: number;
}

interface Inner {
  kind: 'split';
  column: TreeColumn;
  left: number[];
  low: TreeNode;
  high: TreeNode;
}

export type TreeNode = Leaf | Inner;

/**
 * Grows a tree for `target`, SQL over rows that have the codes of `columns`; rows where it is NULL do not count. `null`
 * without any row.
 */
export async function growTree(
  scope: Scope,
  rows: LabelledRows,
  columns: readonly TreeColumn[],
  target: string
): Promise<TreeNode | null> {
  const [whole] = await scope.ledger.rows<{ n: number; mean: number | null }>(
    `SELECT count(target) AS n, avg(target) AS mean FROM (SELECT ${target} AS target FROM (${rows.text}))`,
    rows.parameters
  );
  if (!whole || whole.mean === null) {
    return null;
  }
  let root: TreeNode = { kind: 'leaf', id: 0, value: whole.mean, n: whole.n };
  let next = 1;
  for (let level = 0; level < DEPTH; level += 1) {
    const sums = await histograms(scope, rows, columns, target, root);
    const grown = split(root, (leaf): TreeNode => {
      const found = bestOf(columns, sums.get(leaf.id) ?? []);
      if (!found) {
        return leaf;
      }
      const left = new Set(found.left);
      const own = (sums.get(leaf.id) ?? []).find(({ column }) => column === found.column)?.codes ?? [];
      const side = (keep: boolean): Leaf => {
        const part = own.filter(({ code }) => left.has(code) === keep);
        const n = part.reduce((sum, each) => sum + each.n, 0);
        next += 1;
        return { kind: 'leaf', id: next, value: part.reduce((sum, each) => sum + each.sum, 0) / n, n };
      };
      return { kind: 'split', column: found.column, left: found.left, low: side(true), high: side(false) };
    });
    if (grown === root) {
      break;
    }
    root = grown;
  }
  return root;
}

interface ColumnSums {
  column: TreeColumn;
  codes: CodeSums[];
}

function bestOf(columns: readonly TreeColumn[], sums: readonly ColumnSums[]) {
  let best: { column: TreeColumn; left: number[]; gain: number } | null = null;
  for (const column of columns) {
    const codes = sums.find((each) => each.column === column)?.codes ?? [];
    const found = bestSplit(codes, column.ordered, MIN_LEAF);
    if (found && found.gain > (best?.gain ?? 0)) {
      best = { column, ...found };
    }
  }
  return best;
}

/** The same tree with its leaves replaced; the very same object when none was. */
function split(node: TreeNode, replace: (leaf: Leaf) => TreeNode): TreeNode {
  if (node.kind === 'leaf') {
    return replace(node);
  }
  const low = split(node.low, replace);
  const high = split(node.high, replace);
  return low === node.low && high === node.high ? node : { ...node, low, high };
}

/** By leaf: sums of the target by code of each column. */
async function histograms(
  scope: Scope,
  rows: LabelledRows,
  columns: readonly TreeColumn[],
  target: string,
  root: TreeNode
): Promise<Map<number, ColumnSums[]>> {
  const leaves = new Map<number, ColumnSums[]>();
  const lists = columns.map(
    ({ name }, index) =>
      `SELECT ${index} AS col, leaf, ${name} AS code, count(*) AS n, sum(target) AS sum FROM aimed GROUP BY leaf, ${name}`
  );
  if (lists.length === 0) {
    return leaves;
  }
  const found = await scope.ledger.rows<{ col: number; leaf: number; code: number; n: number; sum: number }>(
    `WITH aimed AS MATERIALIZED (SELECT ${columns.map(({ name }) => name).join(', ')}, ${compile(root, ({ id }) => String(id))} AS leaf, ${target} AS target FROM (${rows.text}) WHERE ${target} IS NOT NULL) ${lists.join(' UNION ALL ')} ORDER BY ALL`,
    rows.parameters
  );
  for (const row of found) {
    const column = columns[row.col];
    const sums = leaves.get(row.leaf) ?? [];
    let own = sums.find((each) => each.column === column);
    if (!own && column) {
      own = { column, codes: [] };
      sums.push(own);
    }
    own?.codes.push({ code: Number(row.code), n: row.n, sum: row.sum });
    leaves.set(row.leaf, sums);
  }
  return leaves;
}

/** SQL of the tree over rows with the codes. A category that no training row of the node had goes right. */
export function compile(node: TreeNode, leaf: (leaf: Leaf) => string, condition = codeCondition): string {
  if (node.kind === 'leaf') {
    return leaf(node);
  }
  const { low, high } = node;
  return `CASE WHEN ${condition(node)} THEN ${compile(low, leaf, condition)} ELSE ${compile(high, leaf, condition)} END`;
}

function codeCondition({ column, left }: Inner): string {
  return column.ordered ? `${column.name} <= ${Math.max(...left)}` : `${column.name} IN (${left.join(', ')})`;
}

/** The same over rows that have the values of numeric columns in place of their codes: no search among edges a row. */
export function valueCondition(node: Inner): string {
  const { column, left } = node;
  if (column.bins.kind !== 'numeric') {
    return codeCondition(node);
  }
  const code = Math.max(...left);
  const edge = column.bins.fineEdges[code];
  const missing = `${column.name} IS NULL`;
  return code === MISSING
    ? missing
    : edge === undefined
      ? 'true'
      : `(${missing} OR ${column.name} <= ${numberLiteral(edge)})`;
}

/** What `valueCondition` reads of a row. */
export const valueExpression = ({ column, bins, name, expression }: TreeColumn) => ({
  name,
  expression: bins.kind === 'numeric' ? `${quoteName(column.name)}::DOUBLE` : expression,
});
