/** The sets that a picture shows together: the window, its segments, and what it is compared with. */
import { PlumblineError } from '../../../query/errors';
import { type CurvesQuery } from '../../../query/model';
import { comparison } from '../performance/comparison';
import { labelledRows, type LabelledRows } from '../performance/labelled';
import { type Segment, segmentLabel } from '../shared/cells';
import { oneWindow, withWindow } from '../shared/oneWindow';
import { type Scope } from '../shared/scope';
import { type Window } from '../shared/windows';

/** Rows whose segments, if any, are sets of their own. */
export interface RowSet {
  scope: Scope;
  rows: LabelledRows;
  nameOf(segment: Segment): string;
}

/** More curves than this can't be told apart. */
const MAX_SETS = 6;

export async function rowSets(scope: Scope, query: CurvesQuery): Promise<{ window: Window; sets: RowSet[] }> {
  const window = oneWindow(scope);
  const current = withWindow(scope, window);
  const split = scope.segments.length > 0;
  const sets: RowSet[] = [
    {
      scope: current,
      rows: labelledRows(current),
      nameOf: (segment) => (split ? segmentLabel(scope.segments, segment) : 'current'),
    },
  ];
  if (query.reference) {
    const other = await comparison({ ...current, segments: [] }, window, query.reference);
    const rows = labelledRows(other.scope, other.source ? { source: other.source } : {});
    sets.push({ scope: other.scope, rows, nameOf: () => 'reference' });
  }
  return { window, sets };
}

export function checkSets(names: readonly string[]): void {
  if (names.length > MAX_SETS) {
    throw new PlumblineError(
      'too_large',
      `The query gives ${names.length} sets, the limit is ${MAX_SETS}`,
      'Split by a key with fewer values, or add a filter.',
      'segmentBy'
    );
  }
}
