/** What the columns of a group share while they are scored one after the other: scans of several columns at once. */
import { type DriftMethod, type DriftQuery } from '../../../query/model';
import { METHOD_TRAITS } from '../../../query/defaults';
import { type ColumnCounts, type Grid } from '../binning/bins';
import { predictionSource, type Segment } from '../shared/cells';
import { type Baseline } from './baseline';
import { referenceChunks, type ReferenceChunks } from './chunks';
import { fixedReference } from './counts';
import { type Group } from './groups';
import { countRequests, type DriftColumn } from './plan';
import { MAX_VALUES, readSamples, type Samples } from './samples';
import { expressionsOf, namesOf, rawReference, rawValues, type RawValues } from './values';

type References = (name: string, segment: Segment) => ReturnType<RawValues['reference']>;

export class GroupValues {
  private readonly batches: DriftColumn[][];
  private current: { batch: DriftColumn[]; values: Promise<Map<string, RawValues>> } | null = null;
  private chunked: { batch: DriftColumn[]; samples: Promise<Map<string, Samples>> } | null = null;
  private fixed: { batch: DriftColumn[]; samples: Promise<References> } | null = null;
  private chunkCounts: Promise<ReferenceChunks | null> | null = null;
  private fixedCounts: ReturnType<typeof fixedReference> | null = null;

  /** `rows` of the larger side tell how many columns are read at a time. */
  constructor(
    private readonly group: Group,
    query: DriftQuery,
    method: DriftMethod | undefined,
    readonly segments: readonly Segment[],
    rows: number
  ) {
    const reads = method === undefined ? null : METHOD_TRAITS[method].reads;
    const raw = group.columns.filter(
      ({ kind, problem }) =>
        kind === 'numeric' && problem === null && (query.preset !== undefined || reads === 'values')
    );
    const size = Math.max(1, Math.floor(MAX_VALUES / Math.max(1, rows)));
    this.batches = Array.from({ length: Math.ceil(raw.length / size) }, (_, index) =>
      raw.slice(index * size, (index + 1) * size)
    );
  }

  private batchOf(column: DriftColumn): DriftColumn[] | null {
    return this.batches.find((batch) => batch.some((each) => each.column.name === column.column.name)) ?? null;
  }

  /** Raw values of a column; `null` where its method reads none. A batch that fails is read column by column. */
  async values(column: DriftColumn): Promise<RawValues | null> {
    const batch = this.batchOf(column);
    if (!batch) {
      return null;
    }
    const { scope, baseline } = this.group;
    if (this.current?.batch !== batch) {
      this.current = { batch, values: rawValues(scope, baseline, batch, this.segments) };
    }
    const found = await this.current.values.catch(() => rawValues(scope, baseline, [column], this.segments));
    return found.get(column.column.name) ?? null;
  }

  /** Counts of the reference's chunks, of all columns whose raw values are not read anyway. */
  chunks(grid: Grid, chunks: number | undefined): Promise<ReferenceChunks | null> {
    const { scope, baseline, columns } = this.group;
    const counted = columns.filter((column) => this.batchOf(column) === null);
    this.chunkCounts ??= referenceChunks(scope, baseline, countRequests(counted), { grid, means: false }, chunks);
    return this.chunkCounts;
  }

  /** Raw values of the reference's chunks; `null` where the method reads none. */
  async chunkSamples(chunks: ReferenceChunks, column: DriftColumn, split: boolean): Promise<Samples | null> {
    const batch = this.batchOf(column);
    if (!batch) {
      return null;
    }
    const read = (columns: readonly DriftColumn[]) =>
      readSamples(
        chunks.scope,
        predictionSource(chunks.scope, expressionsOf(columns)),
        split ? this.segments : [],
        namesOf(columns)
      );
    if (this.chunked?.batch !== batch) {
      this.chunked = { batch, samples: read(batch) };
    }
    return (await this.chunked.samples.catch(() => read([column]))).get(column.column.name) ?? null;
  }

  /** Counts of the fixed reference, whatever the query compares with. */
  async wholeCounts(column: DriftColumn, grid: Grid): Promise<(segment: Segment) => ColumnCounts | null> {
    const { scope, columns } = this.group;
    this.fixedCounts ??= fixedReference(scope, this.fixedBaseline(), countRequests(columns), {
      grid,
      means: false,
      source: {},
    });
    const counts = await this.fixedCounts;
    return (segment) => counts(column, segment);
  }

  /** Raw values of the fixed reference; `null` where the method reads none. */
  async wholeSamples(column: DriftColumn): Promise<((segment: Segment) => ReturnType<References>) | null> {
    const batch = this.batchOf(column);
    if (!batch) {
      return null;
    }
    if (!this.group.baseline.relative) {
      const values = await this.values(column);
      return (segment) => values?.reference(segment, 0) ?? null;
    }
    const read = (columns: readonly DriftColumn[]) =>
      rawReference(this.group.scope, this.fixedBaseline(), columns, this.segments);
    if (this.fixed?.batch !== batch) {
      this.fixed = { batch, samples: read(batch) };
    }
    const samples = await this.fixed.samples.catch(() => read([column]));
    return (segment) => samples(column.column.name, segment);
  }

  private fixedBaseline(): Baseline {
    return { ...this.group.baseline, relative: null };
  }
}
