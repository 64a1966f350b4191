/** Reads bin counts of many columns in one pass over the rows. */
import {
  groupColumns,
  predictionSource,
  readSegment,
  referenceSource,
  type SourceOptions,
  valueName,
  WHOLE,
} from '../shared/cells';
import { type Scope } from '../shared/scope';
import { numberLiteral, quoteName } from '../shared/statement';
import { coarsen, type Grid, gridEdges, tooManyValues } from './bins';
import { Cells } from './cells';
import { countRollups } from './rollups';
import { streamCounts } from './stream';
import { type CountOptions, type CountRequest, type MakeSource } from './types';

export { type CountOptions } from './types';

/** Most groups that values of one column may make; beyond it the column is no category. */
const MAX_GROUPS = 500_000;

export const predictions =
  (scope: Scope, options: SourceOptions = {}): MakeSource =>
  (select) =>
    predictionSource(scope, select, options);

export const referenceRows =
  (scope: Scope, relation: string, has: (name: string) => boolean): MakeSource =>
  (select) =>
    referenceSource(scope, relation, (column) => has(column.name), select);

/** Counts in one scan up to which the fine grid is always made: it holds the coarse one, so all methods share a scan. */
const FINE_COUNTS = 2_000_000;

/**
 * Counts all requested columns: from rollups where they answer, else numeric ones in one pass and values with a pass each.
 * Equal scans of a request run once.
 */
export async function countColumns(
  scope: Scope,
  makeSource: MakeSource,
  requests: readonly CountRequest[],
  options: CountOptions
): Promise<Cells> {
  const source = makeSource([]);
  const rolled = source.origin && (await countRollups(scope, source.origin, requests, options, scanColumns));
  if (rolled) {
    return rolled;
  }
  const fine = requests.reduce((sum, { bins }) => sum + (bins ? bins.fineEdges.length + 1 : 0), 0);
  const grid =
    options.grid === 'coarse' && source.windows !== null && fine * source.windows <= FINE_COUNTS
      ? 'fine'
      : options.grid;
  return convert(scanColumns(scope, makeSource, requests, { ...options, grid }), requests, grid, options.grid);
}

async function convert(scan: Promise<Cells>, requests: readonly CountRequest[], from: Grid, to: Grid): Promise<Cells> {
  const cells = await scan;
  if (from === to) {
    return cells;
  }
  const bins = new Map(requests.map((request) => [request.column, request.bins]));
  return cells.map((column, counts) => {
    const edges = bins.get(column);
    return counts.kind === 'numeric' && edges && counts.counts.length === edges.fineEdges.length + 1
      ? { ...counts, counts: coarsen(counts.counts, edges) }
      : counts;
  });
}

async function scanColumns(
  scope: Scope,
  makeSource: MakeSource,
  requests: readonly CountRequest[],
  options: CountOptions
): Promise<Cells> {
  const cells = new Cells();
  const source = makeSource([]);
  const streamed = source.segments.length === 0 && source.windows !== null && source.rowsPerWindow === null;
  const binned = requests.filter((request) => request.bins && !request.countOnly && options.grid !== 'none');
  if (streamed && binned.length > 0) {
    await streamCounts(scope, makeSource, binned, options, source.windows ?? 0, cells);
  }
  const rest = streamed && binned.length > 0 ? requests.filter((request) => !binned.includes(request)) : requests;
  if (rest.some((request) => request.bins) || cells.segments.length === 0) {
    await countNumeric(scope, makeSource, rest, options, cells);
  }
  for (const request of requests) {
    if (!request.bins) {
      await countValues(scope, makeSource, request, cells);
    }
  }
  source.chunks?.forEach(({ firstTime, lastTime }, window) => {
    Object.assign(cells.open(WHOLE, window), { firstTime, lastTime });
  });
  return cells;
}

async function countNumeric(
  scope: Scope,
  makeSource: MakeSource,
  requests: readonly CountRequest[],
  options: CountOptions,
  cells: Cells
): Promise<void> {
  const numeric = requests.flatMap((request) => (request.bins ? [{ request, bins: request.bins }] : []));
  const source = makeSource(numeric.map(({ request }) => request.expression ?? quoteName(request.column)));
  const aggregates = numeric.flatMap(({ request, bins }, index) => [
    `${histogram(valueName(index), request.countOnly ? [] : gridEdges(bins, options.grid), request.integer)} AS h${index}`,
    ...(options.means && !request.countOnly ? [`avg(${valueName(index)}) AS m${index}`] : []),
  ]);
  const groups = groupColumns(source);
  const times = source.rowsPerWindow === null ? [] : ['min(t) AS first_time', 'max(t) AS last_time'];
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${[...groups, 'count(*) AS n', ...times, ...aggregates].join(', ')} FROM (${source.text}) WHERE w IS NOT NULL GROUP BY ${groups.join(', ')} ORDER BY ${groups.join(', ')}`,
    source.parameters
  );
  for (const row of rows) {
    const cell = cells.open(readSegment(row, source), Number(row.w));
    cell.rows = Number(row.n);
    cell.firstTime = typeof row.first_time === 'number' ? row.first_time : null;
    cell.lastTime = typeof row.last_time === 'number' ? row.last_time : null;
    cells.rows += cell.rows;
    numeric.forEach(({ request, bins }, index) => {
      const counts = readCounts(row[`h${index}`], gridEdges(bins, options.grid).length + 1);
      const n = counts.reduce((sum, count) => sum + count, 0);
      const mean = row[`m${index}`];
      cell.columns.set(request.column, {
        kind: 'numeric',
        counts,
        n,
        missing: cell.rows - n,
        mean: typeof mean === 'number' && Number.isFinite(mean) ? mean : null,
      });
    });
  }
  scope.ledger.rowsScanned += cells.rows;
}

/** `histogram(x, edges)` counts x <= edge, which is the bin's definition, and puts the rest behind the last edge. */
function histogram(name: string, edges: readonly number[], integer: boolean): string {
  if (edges.length === 0) {
    return `[count(${name})::INTEGER]`;
  }
  const whole = integer && edges.every(Number.isSafeInteger);
  const list = edges.map((edge) => (whole ? `${edge}::BIGINT` : numberLiteral(edge))).join(', ');
  return `map_values(histogram(${name}${whole ? '::BIGINT' : '::DOUBLE'}, [${list}]))::INTEGER[]`;
}

function readCounts(value: unknown, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  if (Array.isArray(value)) {
    // The bucket behind the last edge is only there when it is not empty.
    value.slice(0, bins).forEach((count: unknown, index) => {
      counts[index] = Number(count);
    });
  }
  return counts;
}

async function countValues(scope: Scope, makeSource: MakeSource, request: CountRequest, cells: Cells): Promise<void> {
  const source = makeSource([`${request.expression ?? quoteName(request.column)}::VARCHAR`]);
  const groups = groupColumns(source);
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${groups.join(', ')}, ${valueName(0)} AS v, count(*) AS n FROM (${source.text}) WHERE w IS NOT NULL GROUP BY ALL ORDER BY ${groups.join(', ')}, n DESC, v LIMIT ${MAX_GROUPS + 1}`,
    source.parameters
  );
  if (rows.length > MAX_GROUPS) {
    throw tooManyValues(request.column, MAX_GROUPS);
  }
  for (const row of rows) {
    const cell = cells.open(readSegment(row, source), Number(row.w));
    let counts = cell.columns.get(request.column);
    if (counts?.kind !== 'categorical') {
      counts = { kind: 'categorical', counts: new Map(), n: 0, missing: 0 };
      cell.columns.set(request.column, counts);
    }
    const n = Number(row.n);
    if (typeof row.v === 'string') {
      counts.counts.set(row.v, n);
      counts.n += n;
    } else {
      counts.missing += n;
    }
  }
}
