/** Boosted trees over the frozen bins of a reference: trained here on rows that SQL reads, asked as an SQL expression. */
import { boost, type BoostedNode, type BoostedTrees, type BoostingOptions } from '../../statistics/boosting';
import { type ColumnInfo, type FrozenBins, type ReferenceInfo } from '../../store/types';
import { type LabelledRows } from '../performance/labelled';
import { type Scope } from '../shared/scope';
import { numberLiteral, quoteName, quoteText } from '../shared/statement';

/** Depth and leaves hold a tree to what 1000 rows can say; 20 of them come within 2 % of LightGBM on the car price data. */
const OPTIONS: BoostingOptions = { trees: 20, depth: 5, minLeaf: 20, rate: 0.15 };
/** Codes kept in memory while trees grow, a byte each. */
const MAX_CODES = 20_000_000;

/** A column as the trees see it: 0 is missing, then the bins of the reference, or its categories and all others. */
export interface TreeColumn {
  bins: FrozenBins;
  /** Name in the rows, and what is selected under it: the number itself, or the code of a category. */
  name: string;
  expression: string;
  size: number;
}

/** Features and the prediction, as far as the reference has frozen bins of them. */
export function treeColumns(columns: readonly ColumnInfo[], reference: ReferenceInfo): TreeColumn[] {
  return columns
    .flatMap((column) => {
      const bins =
        column.role === 'feature' || column.role === 'prediction' ? reference.bins.get(column.name) : undefined;
      return bins && bins.n > 0 ? [{ column, bins }] : [];
    })
    .map(({ column, bins }, index) => ({
      bins,
      name: `x${index}`,
      expression: bins.kind === 'numeric' ? `${quoteName(column.name)}::DOUBLE` : categoryCode(column, bins),
      size: bins.kind === 'numeric' ? bins.fineEdges.length + 2 : bins.categories.length + 2,
    }));
}

function categoryCode(column: ColumnInfo, bins: Extract<FrozenBins, { kind: 'categorical' }>): string {
  const name = `${quoteName(column.name)}::VARCHAR`;
  const cases = bins.categories.map(({ value }, index) => `WHEN ${name} = ${quoteText(value)} THEN ${index + 1}`);
  return `(CASE WHEN ${name} IS NULL THEN 0 ${cases.join(' ')} ELSE ${bins.categories.length + 1} END)`;
}

/** Edges below the value, plus one; 0 for a missing one. */
function numericCode(edges: readonly number[], value: number): number {
  if (Number.isNaN(value)) {
    return 0;
  }
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? Infinity) < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low + 1;
}

/**
 * One set of trees a target, SQL over `rows`, whose NULL rows do not count. Reads the rows once; beyond 20 million codes
 * a sample by the hash of the id, and says so.
 */
export async function trainTrees(
  scope: Scope,
  rows: LabelledRows,
  columns: readonly TreeColumn[],
  targets: readonly string[],
  total: number
): Promise<BoostedTrees[]> {
  const most = Math.floor(MAX_CODES / Math.max(1, columns.length));
  const share = total > most ? most / total : 1;
  const sampled = share < 1 ? ` WHERE hash(id) % 1000000 < ${Math.floor(share * 1_000_000)}` : '';
  if (share < 1) {
    scope.ledger.notice(
      'info',
      `The trees grew on a sample of ${Math.round(share * 100)} % of the reference's rows, by the hash of their ids`
    );
  }
  const select = [
    ...columns.map(({ bins, name }) =>
      bins.kind === 'numeric' ? `coalesce(${name}, 'nan'::DOUBLE)` : `${name}::INTEGER`
    ),
    ...targets.map((target) => `coalesce((${target})::DOUBLE, 'nan'::DOUBLE)`),
  ];
  const sql = `SELECT ${select.map((expression, index) => `${expression} AS r${index}`).join(', ')} FROM (${rows.text})${sampled}`;
  scope.ledger.statements.push(sql);
  const codes = columns.map((): number[] => []);
  const values = targets.map((): number[] => []);
  await scope.context.reader.numbers(sql, rows.parameters.values, (count, read) => {
    columns.forEach(({ bins }, index) => {
      const source = read[index];
      for (let row = 0; row < count; row += 1) {
        const value = source?.[row] ?? NaN;
        codes[index]?.push(bins.kind === 'numeric' ? numericCode(bins.fineEdges, value) : value);
      }
    });
    targets.forEach((_, index) => {
      const source = read[columns.length + index];
      for (let row = 0; row < count; row += 1) {
        values[index]?.push(source?.[row] ?? NaN);
      }
    });
  });
  return values.map((target) => {
    const known = target.flatMap((value, row) => (Number.isFinite(value) ? [row] : []));
    return boost(
      columns.map(({ bins, size }, index) => ({
        codes: Uint8Array.from(known, (row) => codes[index]?.[row] ?? 0),
        size,
        ordered: bins.kind === 'numeric',
      })),
      Float64Array.from(known, (row) => target[row] ?? 0),
      OPTIONS
    );
  });
}

/** SQL of the prediction of a row that has the columns, never below 0: what is predicted is a loss. */
export function treesSql({ base, trees }: BoostedTrees, columns: readonly TreeColumn[]): string {
  const sum = [numberLiteral(base), ...trees.map((tree) => nodeSql(tree, columns))].join(' + ');
  return `greatest(0, ${sum})`;
}

function nodeSql(node: BoostedNode, columns: readonly TreeColumn[]): string {
  if (node.kind === 'leaf') {
    return numberLiteral(node.value);
  }
  const column = columns[node.column];
  const condition = column ? conditionSql(column, node.left) : 'false';
  return `(CASE WHEN ${condition} THEN ${nodeSql(node.low, columns)} ELSE ${nodeSql(node.high, columns)} END)`;
}

/** A value's code is at most k exactly where it is at most the edge k, so no row is searched among edges. */
function conditionSql({ bins, name }: TreeColumn, left: readonly number[]): string {
  if (bins.kind !== 'numeric') {
    return `${name} IN (${left.join(', ')})`;
  }
  const code = Math.max(...left);
  const missing = left.includes(0) ? `${name} IS NULL` : 'false';
  const edge = bins.fineEdges[code - 1];
  const below = code === 0 ? 'false' : edge === undefined ? `${name} IS NOT NULL` : `${name} <= ${numberLiteral(edge)}`;
  return `coalesce(${missing} OR ${below}, false)`;
}
