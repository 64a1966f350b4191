/** What one column's cells are scored from: counts, raw values, or both. */
import { type GroupedSample, pool } from '../../statistics/samples';
import { type ColumnCounts } from '../binning/bins';
import { predictionSource, referenceSource, type Segment, WHOLE } from '../shared/cells';
import { type Scope } from '../shared/scope';
import { type Baseline } from './baseline';
import { type DriftColumn } from './plan';
import { readSamples } from './samples';

/** One side of a comparison. `sample` is there where the method reads raw numbers. */
export interface Side {
  counts: ColumnCounts;
  sample: GroupedSample | null;
}

export interface RawValues {
  current(segment: Segment, window: number): GroupedSample | null;
  reference(segment: Segment, window: number): GroupedSample | null;
}

/** Raw values of a column in the windows of the query and in what each is compared with. */
export async function rawValues(
  scope: Scope,
  baseline: Baseline,
  column: DriftColumn,
  segments: readonly Segment[]
): Promise<RawValues> {
  const name = column.column.name;
  const read = (windows?: Parameters<typeof predictionSource>[2]) =>
    readSamples(scope, predictionSource(scope, [column.value], windows), segments, name);
  const current = await read();
  const at = (segment: Segment, window: number) => current.get(segment.id)?.get(window) ?? null;
  const { relative, frozen } = baseline;
  if (!relative) {
    const fixed = frozen ? await rawReference(scope, baseline, column, segments) : () => null;
    return { current: at, reference: fixed };
  }
  if (!relative.windows) {
    return { current: at, reference: (segment, window) => at(segment, window - 1) };
  }
  const earlier = await read({ windows: relative.windows, versions: relative.versions });
  return {
    current: at,
    reference: (segment, window) => {
      const parts = (relative.members[window] ?? []).flatMap((member) => earlier.get(segment.id)?.get(member) ?? []);
      return parts.length > 0 ? parts.reduce(pool) : null;
    },
  };
}

/** Raw values of the fixed reference by segment. */
export async function rawReference(
  scope: Scope,
  { frozen }: Baseline,
  column: DriftColumn,
  segments: readonly Segment[]
): Promise<(segment: Segment) => GroupedSample | null> {
  if (!frozen) {
    return () => null;
  }
  const source = referenceSource(scope, frozen.relation, ({ name }) => frozen.bins.has(name), [column.value]);
  const found = await readSamples(scope, source, segments, column.column.name);
  const split = source.segments.length > 0;
  return (segment) => found.get(split ? segment.id : WHOLE.id)?.get(0) ?? null;
}
