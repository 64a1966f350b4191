import { CLUSTER_UP_TO, leafOrder } from '../../components/cluster/leafOrder';
import { correlationWith, type Correlation, performanceRow } from './correlation';
import { type ColumnFacts } from './facts';
import { cellRank, figuresOf, rankValue, type RowFigures } from './figures';
import { outputOf } from './frameInfo';
import { type DriftGrid } from './grid';
import { type DriftHeatmapOptions, type DriftSort } from './options';

/** One row of the picture. */
export interface DisplayRow {
  name: string;
  /** Rows of the grid that it shows: one, or for a group all of its members, of which each cell shows the worst. */
  members: number[];
  kind: 'column' | 'metric' | 'group';
  /** Of a group: whether its members are shown below it. */
  open?: boolean;
  /** Below the head of its group. */
  indented?: boolean;
  figures: RowFigures;
  facts?: ColumnFacts;
  /** How it went with the performance of the model, where the panel has one. */
  correlation?: Correlation;
}

/** Rows in the order to draw them, how many stay on top, and how many were left out by `topK` and `hideCalm`. */
export interface Arrangement {
  rows: DisplayRow[];
  pinned: number;
  hidden: number;
  /** The sort that was asked for and has nothing to go by: the rows are in the order of their highest severity instead. */
  unsorted?: DriftSort;
}

type Options = Pick<DriftHeatmapOptions, 'sort' | 'topK' | 'hideCalm' | 'groups' | 'pinned' | 'showMetrics'>;

/** A stretch of time, milliseconds, its end left out. */
export interface Span {
  from: number;
  to: number;
}

/**
 * @param closed names of the groups whose members are not shown.
 * @param ranked rows in the order of their severity in these windows alone, whatever the sort is.
 */
export function arrange(
  grid: DriftGrid,
  options: Options,
  facts: ReadonlyMap<string, ColumnFacts>,
  closed: ReadonlySet<string> = new Set(),
  ranked?: Span
): Arrangement {
  const performance = performanceRow(grid);
  const all = grid.rows.map(({ name, column, metric }, row): DisplayRow => ({
    name,
    members: [row],
    kind: metric === undefined ? 'column' : 'metric',
    figures: figuresOf(grid, row),
    facts: facts.get(column),
    correlation: metric === undefined ? correlationWith(grid, performance, row) : undefined,
  }));
  const isPinned = ({ name, members: [row] }: DisplayRow) =>
    [name, outputOf(grid.rows[row])].some((each) => each !== undefined && options.pinned.includes(each));
  const metrics = options.showMetrics ? all.filter((row) => row.kind === 'metric') : [];
  const pinned = [...metrics, ...all.filter((row) => row.kind === 'column' && isPinned(row))];
  const others = all.filter((row) => row.kind === 'column' && !isPinned(row));
  const wanted = others.filter((row) => !options.hideCalm || row.figures.warned);
  const { sorted, unsorted } = ranked
    ? { sorted: inRank(grid, wanted, ranked), unsorted: undefined }
    : inOrder(grid, wanted, isRanges(grid, facts) && options.sort === 'impact' ? 'query' : options.sort);
  const kept = options.topK > 0 ? sorted.slice(0, options.topK) : sorted;
  const rows = options.groups ? grouped(kept, closed) : kept;
  return { rows: [...pinned, ...rows], pinned: pinned.length, hidden: others.length - kept.length, unsorted };
}

/** Ranges of numbers without an importance stay in their own order until somebody asks for another. */
const isRanges = ({ info }: DriftGrid, facts: ReadonlyMap<string, ColumnFacts>) =>
  info.ordered === true && facts.size === 0;

const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
const byName = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });

function inOrder(grid: DriftGrid, rows: DisplayRow[], sort: DriftSort): { sorted: DisplayRow[]; unsorted?: DriftSort } {
  if (sort === 'query') {
    return { sorted: rows };
  }
  if (sort === 'cluster' && rows.length <= CLUSTER_UP_TO) {
    const order = leafOrder(rows.length, (a, b) => rowDistance(grid, rows[a].members[0], rows[b].members[0]));
    return { sorted: order.map((i) => rows[i]) };
  }
  const has = sort !== 'cluster' && hasKeys(sort, rows);
  const key = sortKey(has ? sort : 'max', rows);
  const group = (row: DisplayRow) => (sort === 'group' ? (row.facts?.group ?? '\uffff') : '');
  const sorted = [...rows].sort(
    (a, b) => byName(group(a), group(b)) || compare(key(a), key(b)) || byName(a.name, b.name)
  );
  return { sorted, unsorted: has ? undefined : sort };
}

/** Whether any row has what the sort goes by, where not every row does. */
function hasKeys(sort: DriftSort, rows: DisplayRow[]): boolean {
  switch (sort) {
    case 'performance':
      return rows.some(({ correlation }) => correlation !== undefined);
    case 'importance':
      return rows.some(({ facts }) => facts?.importance !== undefined);
    default:
      return true;
  }
}

/** Highest severity within the span first; rows without a figure there come last. */
function inRank(grid: DriftGrid, rows: DisplayRow[], { from, to }: Span): DisplayRow[] {
  const windows = grid.times.flatMap((time, column) => (time >= from && time < to ? [column] : []));
  const rank = new Map(
    rows.map((row) => [
      row,
      windows.reduce((most, column) => {
        const value = cellRank(grid, row.members[0] * grid.times.length + column);
        return value > most ? value : most;
      }, -Infinity),
    ])
  );
  const key = (row: DisplayRow) => -(rank.get(row) ?? -Infinity);
  return [...rows].sort((a, b) => compare(key(a), key(b)) || byName(a.name, b.name));
}

/** Mean severity times importance: NaN without importance. */
export function impactOf(row: DisplayRow): number {
  const importance = row.facts?.importance;
  return importance === undefined || !Number.isFinite(row.figures.mean) ? NaN : row.figures.mean * importance;
}

/** Ascending key of a row: the first row shown has the smallest. */
function sortKey(sort: DriftSort, rows: DisplayRow[]): (row: DisplayRow) => number {
  const withImportance = rows.some((row) => row.facts?.importance !== undefined);
  switch (sort) {
    case 'first-breach':
      return (row) => row.figures.firstBreach;
    case 'breaches':
      return (row) => -row.figures.breaches;
    case 'mean':
      return (row) => -row.figures.mean;
    case 'performance':
      return (row) => -Math.abs(row.correlation?.r ?? 0);
    case 'importance':
      return (row) => -(row.facts?.importance ?? -Infinity);
    case 'impact':
      return withImportance ? (row) => -(impactOf(row) || 0) : (row) => -row.figures.max;
    case 'max':
    case 'group':
    case 'cluster':
      return (row) => -row.figures.max;
    default:
      return () => 0;
  }
}

/** Severities beyond this are equally alarming for telling rows apart. */
const FAR = 4;

/** Mean absolute difference of two rows' severities, windows without a figure left out. */
function rowDistance(grid: DriftGrid, a: number, b: number): number {
  const width = grid.times.length;
  let sum = 0;
  let counted = 0;
  for (let column = 0; column < width; column++) {
    const p = rankValue(grid, a * width + column);
    const q = rankValue(grid, b * width + column);
    if (!Number.isNaN(p) && !Number.isNaN(q)) {
      sum += Math.abs(Math.min(FAR, p) - Math.min(FAR, q));
      counted++;
    }
  }
  return counted ? sum / counted : FAR;
}

/** Members below a head each, groups in the order of their first member; columns without a group come last, alone. */
function grouped(rows: DisplayRow[], closed: ReadonlySet<string>): DisplayRow[] {
  const groups = new Map<string, DisplayRow[]>();
  const alone: DisplayRow[] = [];
  for (const row of rows) {
    const name = row.facts?.group;
    if (name === undefined) {
      alone.push(row);
    } else {
      groups.set(name, [...(groups.get(name) ?? []), row]);
    }
  }
  const shown = [...groups].flatMap(([name, members]): DisplayRow[] => {
    const open = !closed.has(name);
    const head: DisplayRow = {
      name,
      kind: 'group',
      members: members.flatMap((row) => row.members),
      open,
      figures: members.map((row) => row.figures).reduce((a, b) => (b.max > a.max ? b : a)),
    };
    return open ? [head, ...members.map((row) => ({ ...row, indented: true }))] : [head];
  });
  return [...shown, ...alone];
}
