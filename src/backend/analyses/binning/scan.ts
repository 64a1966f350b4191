/** Reads bin counts of many columns in one pass over the rows. */
import { PlumblineError } from '../../../query/errors';
import {
  groupColumns,
  predictionSource,
  readSegment,
  referenceSource,
  type Segment,
  type Selected,
  type Source,
  type SourceOptions,
  valueName,
} from '../shared/cells';
import { type Scope } from '../shared/scope';
import { numberLiteral, quoteName } from '../shared/statement';
import { type Grid, gridEdges } from './bins';
import { type Cell, type CountRequest } from './types';

export class Cells {
  private readonly bySegment = new Map<string, Map<number, Cell>>();
  readonly segments: Segment[] = [];
  rows = 0;

  at(segment: Segment, window: number): Cell | undefined {
    return this.bySegment.get(segment.id)?.get(window);
  }

  windowsOf(segment: Segment): number[] {
    return [...(this.bySegment.get(segment.id)?.keys() ?? [])].sort((a, b) => a - b);
  }

  open(segment: Segment, window: number): Cell {
    let windows = this.bySegment.get(segment.id);
    if (!windows) {
      windows = new Map();
      this.bySegment.set(segment.id, windows);
      this.segments.push(segment);
    }
    let cell = windows.get(window);
    if (!cell) {
      cell = { segment, window, rows: 0, firstTime: null, lastTime: null, columns: new Map() };
      windows.set(window, cell);
    }
    return cell;
  }
}

/** Most groups that values of one column may make; beyond it the column is no category. */
const MAX_GROUPS = 500_000;

export type MakeSource = (select: Selected) => Source;

export const predictions =
  (scope: Scope, options: SourceOptions = {}): MakeSource =>
  (select) =>
    predictionSource(scope, select, options);

export const referenceRows =
  (scope: Scope, relation: string, has: (name: string) => boolean): MakeSource =>
  (select) =>
    referenceSource(scope, relation, (column) => has(column.name), select);

/** Counts all requested columns: numeric ones in one pass, values with a pass each. */
export async function countColumns(
  scope: Scope,
  makeSource: MakeSource,
  requests: readonly CountRequest[],
  options: { grid: Grid; means: boolean }
): Promise<Cells> {
  const cells = new Cells();
  await countNumeric(scope, makeSource, requests, options, cells);
  for (const request of requests) {
    if (!request.bins) {
      await countValues(scope, makeSource, request, cells);
    }
  }
  return cells;
}

async function countNumeric(
  scope: Scope,
  makeSource: MakeSource,
  requests: readonly CountRequest[],
  options: { grid: Grid; means: boolean },
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
    throw new PlumblineError(
      'too_large',
      `${request.column} has more than ${MAX_GROUPS} values over the windows asked for`,
      'It is no category: declare it as text or metadata, or ask for fewer windows.',
      request.column
    );
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
