/** Whether rollups can answer for a scan, and which stretches of time they leave to the raw rows. Pure. */
import { HOUR_MS, type Layout, mergeStretches, type RolledColumn, type Stretch } from '../../../store/rollups';
import { type ColumnInfo, type ReferenceInfo } from '../../../store/types';
import { type Scope } from '../../shared/scope';
import { type Window } from '../../shared/windows';
import { type CountRequest, type Grid } from '../types';

/** Stretches beyond which reading them apart costs more than reading everything. */
const MAX_STRETCHES = 64;
/** Share of the time from which on raw rows answer alone. */
const MOST_RAW = 0.5;
/** Hours of one scan: bounds the list of them. */
const MAX_HOURS = 1_000_000;

/** Where a slice keeps the value of a column. */
export type SliceField = 'version' | 'environment' | 'segment';

export interface SliceFields {
  key: number;
  /** Columns of the model that slices know, with their place. */
  fields: Array<{ column: ColumnInfo; field: SliceField }>;
}

/** The key whose slices know every column that the query splits and filters by; null where there is none. */
export function chooseKey(scope: Scope, layout: Layout, has: (column: ColumnInfo) => boolean): SliceFields | null {
  const segments = scope.segments.every(has) ? scope.segments : [];
  const asked = [...segments, ...scope.filters.map(({ column }) => column).filter(has)];
  const lineage = (['version', 'environment'] as const).flatMap((field) => {
    const column = scope.model.columns.find(({ name }) => name === layout[field]);
    return column ? [{ column, field }] : [];
  });
  const others = [...new Set(asked.map(({ name }) => name))].filter(
    (name) => !lineage.some(({ column }) => column.name === name)
  );
  const [segment = null, second] = others;
  const key = layout.keys.find((each) => each.segment === segment);
  if (second !== undefined || !key || layout.refusedKeys.has(key.key)) {
    return null;
  }
  const column = scope.model.columns.find(({ name }) => name === segment);
  return {
    key: key.key,
    fields: [...lineage, ...(column ? [{ column, field: 'segment' as const }] : [])],
  };
}

/** A request with the column it is rolled up under, and what of it is needed. */
export interface RolledRequest {
  request: CountRequest;
  column: RolledColumn;
  read: 'bins' | 'values' | 'count';
}

/** Requests that the layout answers; the others need the rows. */
export function answerable(
  layout: Layout,
  reference: ReferenceInfo | null,
  requests: readonly CountRequest[],
  { grid, means }: { grid: Grid; means: boolean }
): RolledRequest[] {
  const columns = new Map(layout.columns.map((column) => [column.name, column]));
  return requests.flatMap((request): RolledRequest[] => {
    const column = columns.get(request.column);
    if (!column || request.expression !== undefined || layout.refusedColumns.has(column.index)) {
      return [];
    }
    if (request.bins === null) {
      return column.kind === 'categorical' ? [{ request, column, read: 'values' }] : [];
    }
    const counted = grid === 'none' || request.countOnly === true;
    // A mean needs the sum, which only numbers with bins have.
    if (counted && (request.countOnly === true || !means)) {
      return [{ request, column, read: 'count' }];
    }
    return column.kind === 'numeric' && request.bins === reference?.bins.get(request.column)
      ? [{ request, column, read: counted ? 'count' : 'bins' }]
      : [];
  });
}

export interface Split {
  /** Window of each hour that rollups answer for, by its start. */
  hours: Map<number, number>;
  /** The rest of the windows. */
  raw: Stretch[];
  /** Share of the time that is the rest. */
  rawShare: number;
}

/**
 * Parts the windows into whole hours and the rest: pieces of hours at their ends, and dirty hours from `horizon` on.
 * Null where raw rows had better answer alone.
 */
export function splitWindows(windows: readonly Window[], dirty: ReadonlySet<number>, horizon: number): Split | null {
  const hours = new Map<number, number>();
  const rest: Stretch[] = [];
  let total = 0;
  for (const [index, { end, start }] of windows.entries()) {
    total += end - start;
    const first = Math.ceil(start / HOUR_MS) * HOUR_MS;
    const last = Math.floor(end / HOUR_MS) * HOUR_MS;
    if (first >= last) {
      rest.push({ from: start, to: end });
      continue;
    }
    if (start < first) {
      rest.push({ from: start, to: first });
    }
    if ((last - first) / HOUR_MS + hours.size > MAX_HOURS) {
      return null;
    }
    for (let hour = first; hour < last; hour += HOUR_MS) {
      if (hour >= horizon && dirty.has(hour)) {
        rest.push({ from: hour, to: hour + HOUR_MS });
      } else {
        hours.set(hour, index);
      }
    }
    if (last < end) {
      rest.push({ from: last, to: end });
    }
  }
  const raw = mergeStretches(rest);
  const rawShare = total > 0 ? raw.reduce((sum, { from, to }) => sum + to - from, 0) / total : 1;
  return raw.length > MAX_STRETCHES || rawShare > MOST_RAW ? null : { hours, raw, rawShare };
}
