/** Counts of the current windows and of what each is compared with. */
import { type FrozenBins } from '../../store/types';
import { addCounts, type ColumnCounts, frozenNumeric, type Grid } from '../binning/bins';
import { type Cells } from '../binning/cells';
import { countColumns, predictions, referenceRows } from '../binning/scan';
import { sumOfSlots } from '../binning/sumOfSlots';
import { type CountRequest } from '../binning/types';
import { type Segment, type SourceOptions, WHOLE } from '../shared/cells';
import { type Scope } from '../shared/scope';
import { slotsOf } from '../shared/slots';
import { type Window } from '../shared/windows';
import { type Baseline } from './baseline';
import { type DriftColumn } from './plan';

export interface Comparison {
  current: Cells;
  /** Position of a query's window in `current`. */
  position(window: number): number;
  /** Counts that the column's window is compared with; `null` where there are none. */
  reference(column: DriftColumn, segment: Segment, window: number): ColumnCounts | null;
}

export interface CompareOptions {
  grid: Grid;
  means: boolean;
  source: SourceOptions;
}

/** Scans what the baseline needs: nothing more for a fixed reference whose frozen counts answer. */
export async function compareCounts(
  scope: Scope,
  baseline: Baseline,
  requests: readonly CountRequest[],
  options: CompareOptions
): Promise<Comparison> {
  const { relative } = baseline;
  if (relative) {
    return compareWindows(scope, baseline, requests, options);
  }
  const current = await currentCounts(scope, requests, options);
  const fixed = await fixedReference(scope, baseline, requests, options);
  return { current, position: (window) => window, reference: (column, segment) => fixed(column, segment) };
}

/** Counts of the query's windows; those of a replay's ranges, which overlap, are sums of counts that do not. */
async function currentCounts(scope: Scope, requests: readonly CountRequest[], options: CompareOptions): Promise<Cells> {
  const { moments } = scope.context;
  const slots = moments && scope.query.window === 'all' ? slotsOf(moments) : null;
  if (!slots) {
    return countColumns(scope, predictions(scope, options.source), requests, options);
  }
  const source = predictions(scope, { ...options.source, windows: slots.windows });
  const parts = await countColumns(scope, source, requests, options);
  return sumOfSlots(parts, slots);
}

/** Counts of the fixed reference, narrowed by the query's filters and segments as far as it has their columns. */
export async function fixedReference(
  scope: Scope,
  baseline: Baseline,
  requests: readonly CountRequest[],
  options: CompareOptions
): Promise<(column: DriftColumn, segment: Segment) => ColumnCounts | null> {
  const { frozen } = baseline;
  if (!frozen) {
    return () => null;
  }
  const has = (name: string) => frozen.bins.has(name);
  const lacking = [...scope.segments, ...scope.filters.map(({ column }) => column)].filter(
    (column) => !has(column.name)
  );
  if (lacking.length > 0) {
    scope.ledger.notice(
      'warning',
      `Reference ${frozen.name} has no column ${lacking.map((column) => column.name).join(', ')}: its rows are compared without that split.`
    );
  }
  const narrowed =
    scope.filters.some(({ column }) => has(column.name)) ||
    (scope.segments.length > 0 && scope.segments.every((column) => has(column.name)));
  const known = requests.filter((request) => has(request.column) && !request.countOnly);
  // Frozen bins answer for the whole reference, save the categories beyond the kept ones.
  const wanted = narrowed ? known : known.filter((request) => hasOther(frozen.bins.get(request.column)));
  if (wanted.length === 0) {
    return remembered((bins) => frozenCounts(bins, options.grid));
  }
  const whole = remembered((bins) => frozenCounts(bins, options.grid));
  const cells = await countColumns(scope, referenceRows(scope, frozen.relation, has), wanted, options);
  const split = narrowed && scope.segments.every((column) => has(column.name));
  const scanned = new Set(wanted.map((request) => request.column));
  return (column, segment) =>
    scanned.has(column.column.name)
      ? (cells.at(split && scope.segments.length > 0 ? segment : WHOLE, 0)?.columns.get(column.column.name) ?? null)
      : whole(column);
}

/** The same object for every window: a matrix asks for it thousands of times. */
function remembered(make: (bins: FrozenBins) => ColumnCounts | null): (column: DriftColumn) => ColumnCounts | null {
  const known = new Map<FrozenBins, ColumnCounts | null>();
  return ({ bins }) => {
    if (!bins) {
      return null;
    }
    const made = known.get(bins) ?? make(bins);
    known.set(bins, made);
    return made;
  };
}

const hasOther = (bins: FrozenBins | undefined) => bins?.kind === 'categorical' && bins.other > 0;

function frozenCounts(bins: FrozenBins, grid: Grid): ColumnCounts | null {
  if (bins.kind === 'numeric') {
    return frozenNumeric(bins, grid);
  }
  return {
    kind: 'categorical',
    counts: new Map(bins.categories.map(({ value, count }) => [value, count])),
    n: bins.n,
    missing: bins.missing,
  };
}

async function compareWindows(
  scope: Scope,
  baseline: Baseline,
  requests: readonly CountRequest[],
  options: CompareOptions
): Promise<Comparison> {
  const plan = baseline.relative;
  if (!plan?.windows || scope.windows.kind === 'rows') {
    const current = await countColumns(scope, predictions(scope, options.source), requests, options);
    return {
      current,
      position: (window) => window,
      reference: (column, segment, window) => current.at(segment, window - 1)?.columns.get(column.column.name) ?? null,
    };
  }
  const own = scope.windows.windows;
  const merged = plan.versions ? null : mergeWindows(own, plan.windows);
  const sum = (
    cells: Cells,
    column: DriftColumn,
    segment: Segment,
    windows: readonly number[]
  ): ColumnCounts | null => {
    const parts = windows.flatMap((window) => {
      const counts = cells.at(segment, window)?.columns.get(column.column.name);
      return counts ? [counts] : [];
    });
    return column.bins && parts.length > 0 ? addCounts(parts, column.bins, options.grid) : null;
  };
  if (merged) {
    const cells = await countColumns(
      scope,
      predictions(scope, { ...options.source, windows: merged.windows }),
      requests,
      options
    );
    return {
      current: cells,
      position: (window) => merged.first[window] ?? -1,
      reference: (column, segment, window) =>
        sum(
          cells,
          column,
          segment,
          (plan.members[window] ?? []).map((member) => merged.second[member] ?? -1)
        ),
    };
  }
  const current = await countColumns(scope, predictions(scope, options.source), requests, options);
  const earlier = await countColumns(
    scope,
    predictions(scope, { ...options.source, windows: plan.windows, versions: plan.versions }),
    requests,
    options
  );
  return {
    current,
    position: (window) => window,
    reference: (column, segment, window) => sum(earlier, column, segment, plan.members[window] ?? []),
  };
}

interface Merged {
  windows: Window[];
  first: number[];
  second: number[];
}

/** Both lists as one, so that a single scan serves them; `null` where their windows overlap. */
export function mergeWindows(first: readonly Window[], second: readonly Window[]): Merged | null {
  const byStart = new Map<number, Window>();
  for (const window of [...first, ...second]) {
    const known = byStart.get(window.start);
    if (known && known.end !== window.end) {
      return null;
    }
    byStart.set(window.start, window);
  }
  const windows = [...byStart.values()].sort((a, b) => a.start - b.start);
  if (windows.some((window, index) => window.end > (windows[index + 1]?.start ?? Infinity))) {
    return null;
  }
  const position = new Map(windows.map((window, index) => [window.start, index]));
  const positions = (list: readonly Window[]) => list.map((window) => position.get(window.start) ?? -1);
  return { windows, first: positions(first), second: positions(second) };
}
