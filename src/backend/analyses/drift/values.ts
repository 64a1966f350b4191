/** What columns' cells are scored from: counts, raw values, or both. */
import { type GroupedSample, pool } from '../../statistics/samples';
import { type ColumnCounts } from '../binning/bins';
import { predictionSource, referenceSource, type Segment, WHOLE } from '../shared/cells';
import { type Scope } from '../shared/scope';
import { type Baseline } from './baseline';
import { type DriftColumn } from './plan';
import { readSamples, type Samples } from './samples';

/** One side of a comparison. `sample` is there where the method reads raw numbers. */
export interface Side {
  counts: ColumnCounts;
  sample: GroupedSample | null;
}

export interface RawValues {
  current(segment: Segment, window: number): GroupedSample | null;
  reference(segment: Segment, window: number): GroupedSample | null;
}

export const namesOf = (columns: readonly DriftColumn[]): string[] => columns.map(({ column }) => column.name);
export const expressionsOf = (columns: readonly DriftColumn[]): string[] => columns.map(({ value }) => value);

/** Raw values of columns in the windows of the query and in what each is compared with, a scan a side. */
export async function rawValues(
  scope: Scope,
  baseline: Baseline,
  columns: readonly DriftColumn[],
  segments: readonly Segment[]
): Promise<Map<string, RawValues>> {
  const names = namesOf(columns);
  const read = (options?: Parameters<typeof predictionSource>[2]) =>
    readSamples(scope, predictionSource(scope, expressionsOf(columns), options), segments, names);
  const { relative } = baseline;
  const current = await read();
  const fixed = relative ? null : await rawReference(scope, baseline, columns, segments);
  const earlier = relative?.windows ? await read({ windows: relative.windows, versions: relative.versions }) : null;
  return new Map(
    names.map((name): [string, RawValues] => {
      const own = current.get(name);
      const at = (segment: Segment, window: number) => own?.get(segment.id)?.get(window) ?? null;
      if (!relative) {
        return [name, { current: at, reference: (segment) => fixed?.(name, segment) ?? null }];
      }
      const before = earlier?.get(name);
      return [
        name,
        {
          current: at,
          reference: before
            ? (segment, window) => pooled(before, segment, relative.members[window] ?? [])
            : (segment, window) => at(segment, window - 1),
        },
      ];
    })
  );
}

function pooled(samples: Samples, segment: Segment, members: readonly number[]): GroupedSample | null {
  const parts = members.flatMap((member) => samples.get(segment.id)?.get(member) ?? []);
  return parts.length > 0 ? parts.reduce(pool) : null;
}

/** Raw values of the fixed reference by column and segment. */
export async function rawReference(
  scope: Scope,
  { frozen }: Baseline,
  columns: readonly DriftColumn[],
  segments: readonly Segment[]
): Promise<(name: string, segment: Segment) => GroupedSample | null> {
  if (!frozen) {
    return () => null;
  }
  const has = ({ name }: { name: string }) => frozen.bins.has(name);
  const source = referenceSource(scope, frozen.relation, has, expressionsOf(columns));
  const found = await readSamples(scope, source, segments, namesOf(columns));
  const split = source.segments.length > 0;
  return (name, segment) =>
    found
      .get(name)
      ?.get(split ? segment.id : WHOLE.id)
      ?.get(0) ?? null;
}
