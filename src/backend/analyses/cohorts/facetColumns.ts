/** Columns that cohorts could be made by: their values, or ranges of their numbers. */
import { type Binning, type NamedCohort } from '../../../query/model';
import { type ColumnInfo, type ColumnRole } from '../../store/types';
import { predictionSource, valueName } from '../shared/cells';
import { chooseColumns } from '../shared/columns';
import { type Scope } from '../shared/scope';
import { numberLiteral, quoteName } from '../shared/statement';
import { type CohortKey } from './count';

/** Roles that say something about a prediction before its outcome. */
const ROLES: ReadonlySet<ColumnRole> = new Set([
  'feature',
  'segment',
  'metadata',
  'version',
  'environment',
  'provider',
]);
/** Columns looked at; each is one more grouping of all rows. */
export const MOST_COLUMNS = 60;
/** More values than these are no facet that anybody reads. */
const MOST_VALUES = 50;
/**
 * The sketch of `approx_count_distinct` has 64 registers, of which 50 values leave 14 empty: its estimate of them stays
 * well below this. A column that is estimated higher has more values than any limit here.
 */
const SURELY_MANY = 300;
/** Numbers with up to so many values, such as months, are taken value by value. */
const FEW_NUMBERS = 12;
/** How numbers of many values are cut. */
export interface Cut {
  bins: number;
  binning: Binning;
}
const QUARTERS: Cut = { bins: 4, binning: 'mass' };
/** Columns whose quartiles are asked for at once: each keeps its numbers in memory meanwhile. */
const AT_ONCE = 10;

export interface FacetColumn {
  column: ColumnInfo;
  key: CohortKey;
  /** Lower ends of the second range and on; empty where values are cohorts. */
  edges: number[];
}

/** The candidates in the order they are taken: declared segments, then categories, then numbers. */
export function facetCandidates(scope: Scope): ColumnInfo[] {
  const { model, context, query } = scope;
  const rank = (column: ColumnInfo) => (column.segment ? 0 : column.kind === 'numeric' ? 2 : 1);
  const asked = query.columns ? new Set(chooseColumns(model, query.columns).map(({ name }) => name)) : undefined;
  return model.columns
    .filter(
      (column) =>
        (asked ? asked.has(column.name) : ROLES.has(column.role)) &&
        ['categorical', 'boolean', 'numeric'].includes(column.kind) &&
        (!column.sensitive || context.unmasked)
    )
    .sort((a, b) => rank(a) - rank(b));
}

/** Those that have between two and `MOST_VALUES` groups in the rows of the query, and the names of the others. */
export async function facetColumns(
  scope: Scope,
  columns: readonly ColumnInfo[],
  cut: Cut = QUARTERS
): Promise<{ facets: FacetColumn[]; left: string[] }> {
  const counts = await distinctValues(scope, columns);
  const few = (column: ColumnInfo, n: number) => n <= (column.kind === 'numeric' ? FEW_NUMBERS : MOST_VALUES);
  const numbers = columns.filter((column, index) => column.kind === 'numeric' && !few(column, counts[index] ?? 0));
  const edges = await innerEdges(scope, numbers, cut);
  const facets = columns.flatMap((column, index): FacetColumn[] => {
    const n = counts[index] ?? 0;
    if (few(column, n)) {
      return n > 1 ? [{ column, key: { name: column.name }, edges: [] }] : [];
    }
    const own = edges.get(column.name) ?? [];
    return own.length > 0
      ? [{ column, key: { name: column.name, expression: rangeIndex(quoteName(column.name), own) }, edges: own }]
      : [];
  });
  const kept = new Set(facets.map(({ column }) => column.name));
  return { facets, left: columns.filter(({ name }) => !kept.has(name)).map(({ name }) => name) };
}

/**
 * How many values each column has: exactly where they may be few, and about so many where they are surely more than any
 * limit here, since counting these would keep all of them in memory.
 */
async function distinctValues(scope: Scope, columns: readonly ColumnInfo[]): Promise<number[]> {
  const about = await countValues(scope, columns, 'approx_count_distinct');
  const few = columns.filter((_, index) => (about[index] ?? 0) <= SURELY_MANY);
  const exact = await countValues(scope, few, 'count_distinct');
  const counted = new Map(few.map(({ name }, index) => [name, exact[index] ?? 0]));
  return columns.map(({ name }, index) => counted.get(name) ?? about[index] ?? 0);
}

async function countValues(
  scope: Scope,
  columns: readonly ColumnInfo[],
  how: 'approx_count_distinct' | 'count_distinct'
): Promise<number[]> {
  const [row] = await ask(
    scope,
    columns,
    columns.map((_, index) =>
      how === 'approx_count_distinct'
        ? `approx_count_distinct(${valueName(index)}) AS d${index}`
        : `count(DISTINCT ${valueName(index)}) AS d${index}`
    )
  );
  return columns.map((_, index) => Number(row?.[`d${index}`] ?? 0));
}

/** The lower ends of all bins of each column but the first that leave rows on both sides. */
async function innerEdges(
  scope: Scope,
  columns: readonly ColumnInfo[],
  { bins, binning }: Cut
): Promise<Map<string, number[]>> {
  const shares = Array.from({ length: bins - 1 }, (_, index) => (index + 1) / bins);
  const found = new Map<string, number[]>();
  for (let first = 0; first < columns.length; first += AT_ONCE) {
    const some = columns.slice(first, first + AT_ONCE);
    const [row] = await ask(
      scope,
      some,
      some.flatMap((_, index) => [
        `min(${finite(valueName(index))})::DOUBLE AS least${index}`,
        `max(${finite(valueName(index))})::DOUBLE AS most${index}`,
        ...(binning === 'width'
          ? []
          : shares.map((at, q) => `quantile_disc(${valueName(index)}, ${at})::DOUBLE AS q${index}_${q}`)),
      ])
    );
    some.forEach((column, index) => {
      const least = Number(row?.[`least${index}`] ?? NaN);
      const most = Number(row?.[`most${index}`] ?? NaN);
      const ends = shares.map((at, q) =>
        binning === 'width'
          ? rounded(least + at * (most - least), (most - least) / bins)
          : Number(row?.[`q${index}_${q}`] ?? NaN)
      );
      // A range begins at its lower end, so one that begins at the least value would be everybody.
      found.set(column.name, [...new Set(ends.filter((end) => Number.isFinite(end) && end > least))]);
    });
  }
  return found;
}

/** An edge may be any number, so it is one that people can read: rounded to a hundredth of the width. */
function rounded(edge: number, width: number): number {
  const unit = 10 ** (Math.floor(Math.log10(width)) - 2);
  return Number((Math.round(edge / unit) * unit).toPrecision(12));
}

const finite = (name: string) => `CASE WHEN isfinite(${name}::DOUBLE) THEN ${name} END`;

function ask(scope: Scope, columns: readonly ColumnInfo[], select: readonly string[]) {
  const source = predictionSource(
    { ...scope, segments: [] },
    columns.map(({ name }) => quoteName(name))
  );
  return columns.length === 0
    ? Promise.resolve([])
    : scope.ledger.rows<Record<string, unknown>>(
        `SELECT ${select.join(', ')} FROM (${source.text}) WHERE w IS NOT NULL`,
        source.parameters
      );
}

/** SQL of the index of the range that a number lies in, as text; NULL where there is no number. */
export function rangeIndex(number: string, edges: readonly number[]): string {
  const cases = edges.map((edge, index) => `WHEN ${number} < ${numberLiteral(edge)} THEN '${index}'`);
  return `CASE WHEN ${number} IS NULL THEN NULL ${cases.join(' ')} ELSE '${edges.length}' END`;
}

/** The ranges of a column as cohorts of a query, by their index. */
export function rangeCohorts({ column, edges }: FacetColumn): NamedCohort[] {
  return Array.from({ length: edges.length + 1 }, (_, index): NamedCohort => {
    const [from, to] = [edges[index - 1], edges[index]];
    const name =
      from === undefined
        ? `${column.name} < ${to}`
        : to === undefined
          ? `${column.name} ≥ ${from}`
          : `${from} ≤ ${column.name} < ${to}`;
    return {
      name,
      filters: [
        ...(from === undefined ? [] : [{ key: column.name, operator: '>=' as const, value: String(from) }]),
        ...(to === undefined ? [] : [{ key: column.name, operator: '<' as const, value: String(to) }]),
      ],
    };
  });
}
