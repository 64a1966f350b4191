/**
 * Frozen bins of a reference: computed once, stored, never computed again, so that scores of different windows compare.
 *
 * Edges are `quantile_disc` values, hence real values of the column, and a value's bin is the number of edges below it.
 */
import { type Session } from '../database/session';
import { quoteName } from '../names';
import { type CategoricalBins, type ColumnInfo, type FrozenBins, type NumericBins } from '../types';

const MAX_CATEGORIES = 50;
const FINE = Array.from({ length: 99 }, (_, index) => (index + 1) / 100);
const DECILES = Array.from({ length: 9 }, (_, index) => (index + 1) / 10);

const UNBINNED_ROLES = new Set(['id', 'time', 'trace_id', 'entity_id', 'prompt', 'response']);

/** Columns whose distribution can be compared. */
export const binnedColumns = (columns: readonly ColumnInfo[]): ColumnInfo[] =>
  columns.filter((column) => !UNBINNED_ROLES.has(column.role) && column.kind !== 'text' && column.kind !== 'time');

/** Bins of every column of `relation`, which holds finite values and nulls only. */
export async function freezeBins(
  session: Session,
  relation: string,
  columns: readonly ColumnInfo[]
): Promise<Map<string, FrozenBins>> {
  const bins = new Map<string, FrozenBins>();
  for (const column of columns) {
    const freeze = column.kind === 'numeric' ? numericBins : categoricalBins;
    bins.set(column.name, await freeze(session, relation, column.name));
  }
  return bins;
}

const distinct = (values: readonly number[]): number[] => Array.from(new Set(values)).sort((a, b) => a - b);

/** With an exponent DuckDB reads a number as DOUBLE; without one it would go through DECIMAL and may change its last bit. */
const list = (values: readonly number[]): string => `[${values.map((value) => value.toExponential()).join(', ')}]`;

interface Moments {
  n: number;
  missing: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  sd: number | null;
}

async function numericBins(session: Session, relation: string, name: string): Promise<NumericBins> {
  const { quantiles } = await session.row<{ quantiles: number[] | null }>(
    `SELECT quantile_disc(${quoteName(name)}::DOUBLE, ${list([...DECILES, ...FINE])}) AS quantiles FROM ${relation}`
  );
  const edges = distinct((quantiles ?? []).slice(0, DECILES.length));
  return countBetween(session, relation, name, { edges, fineEdges: distinct(quantiles ?? []) });
}

/** The rows of `relation` between edges that are known. */
export async function countBetween(
  session: Session,
  relation: string,
  name: string,
  { edges, fineEdges }: Pick<NumericBins, 'edges' | 'fineEdges'>
): Promise<NumericBins> {
  const value = `${quoteName(name)}::DOUBLE`;
  const all = await session.row<Moments>(
    `SELECT count(x) AS n, count(*) - count(x) AS missing, min(x) AS min, max(x) AS max, avg(x) AS mean, stddev_pop(x) AS sd
     FROM (SELECT ${value} AS x FROM ${relation})`
  );
  const fineCounts = fineEdges.length > 0 ? await countBins(session, relation, value, fineEdges) : [0];
  return {
    kind: 'numeric',
    edges,
    counts: mergeBins(edges, fineEdges, fineCounts),
    fineEdges,
    fineCounts,
    min: all.min ?? 0,
    max: all.max ?? 0,
    mean: all.mean ?? 0,
    sd: all.sd ?? 0,
    n: all.n,
    missing: all.missing,
  };
}

/** Rows in each of `edges.length + 1` bins; `histogram` counts a value at an edge in the bin below it, as wanted. */
async function countBins(
  session: Session,
  relation: string,
  value: string,
  edges: readonly number[]
): Promise<number[]> {
  const { counts } = await session.row<{ counts: number[] | null }>(
    `SELECT map_values(histogram(${value}, ${list(edges)}::DOUBLE[])) AS counts FROM ${relation}`
  );
  return Array.from({ length: edges.length + 1 }, (_, index) => counts?.[index] ?? 0);
}

/** Counts by `edges`, each of which is one of `fineEdges`. */
function mergeBins(edges: readonly number[], fineEdges: readonly number[], fineCounts: readonly number[]): number[] {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  let bin = 0;
  for (const [index, count] of fineCounts.entries()) {
    counts[bin] = (counts[bin] ?? 0) + count;
    if (fineEdges[index] !== undefined && fineEdges[index] === edges[bin]) {
      bin++;
    }
  }
  return counts;
}

async function categoricalBins(session: Session, relation: string, name: string): Promise<CategoricalBins> {
  const column = quoteName(name);
  const { missing, n } = await session.row<{ n: number; missing: number }>(
    `SELECT count(${column}) AS n, count(*) - count(${column}) AS missing FROM ${relation}`
  );
  const categories = await session.rows<{ value: string; count: number }>(
    `SELECT ${column}::VARCHAR AS value, count(*) AS count FROM ${relation} WHERE ${column} IS NOT NULL
     GROUP BY 1 ORDER BY count DESC, value LIMIT ${MAX_CATEGORIES}`
  );
  const kept = categories.reduce((sum, category) => sum + category.count, 0);
  return { kind: 'categorical', categories, other: n - kept, n, missing };
}
