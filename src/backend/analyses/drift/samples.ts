/** Raw values of columns by segment and window, as sorted samples: what exact statistics are computed from. */
import { PlumblineError } from '../../../query/errors';
import { type GroupedSample } from '../../statistics/samples';
import { sortNumbers } from '../../statistics/sort';
import { type NumberColumn } from '../../store/types';
import { type Segment, segmentName, type Source, valueName, WHOLE } from '../shared/cells';
import { type Scope } from '../shared/scope';

/** Values that are held at a time: 8 bytes each, and twice that while they are sorted. */
export const MAX_VALUES = 12_000_000;

/** Rows that a window is taken to have where that is not known. */
const FIRST_ROWS = 1024;

/** A buffer of more than so many times what is in it is not kept. */
const SPARE = 1.25;

/** Samples by segment id and window. */
export type Samples = Map<string, Map<number, GroupedSample>>;

/**
 * Reads `c0`, `c1`... of a source that selects one number for each of `names`, in one scan: distinct finite values with
 * counts, ascending. Rows of other segments than those given are left out. Throws `too_large` beyond the values that fit.
 */
export async function readSamples(
  scope: Scope,
  source: Source,
  segments: readonly Segment[],
  names: readonly string[]
): Promise<Map<string, Samples>> {
  const values = names.map((_, index) => `${valueName(index)}::DOUBLE AS ${valueName(index)}`).join(', ');
  const sql =
    source.segments.length === 0
      ? `SELECT 0::INTEGER AS k, w::INTEGER AS w, ${values} FROM (${source.text}) WHERE w IS NOT NULL`
      : `SELECT k.k::INTEGER AS k, g.w::INTEGER AS w, ${values} FROM (${source.text}) g JOIN (${segmentList(source, segments)}) k ON ${source.segments
          .map((_, index) => `k.${segmentName(index)} IS NOT DISTINCT FROM g.${segmentName(index)}`)
          .join(' AND ')} WHERE g.w IS NOT NULL`;
  scope.ledger.ran(sql, source.parameters.values);
  const buckets = new Map<string, Bucket>();
  let held = 0;
  await scope.context.reader.numbers(sql, source.parameters.values, (rows, [k, w, ...columns]) => {
    held += rows * names.length;
    if (held > MAX_VALUES) {
      throw new PlumblineError(
        'too_large',
        `${names.join(', ')}: more than ${MAX_VALUES} values over the windows asked for`,
        'Use a binned method, fewer windows or fewer segments.',
        'method'
      );
    }
    for (let from = 0; k && w && from < rows;) {
      const to = endOfRun(k, w, from, rows);
      const segment = k[from] as number;
      const window = w[from] as number;
      const key = `${segment}:${window}`;
      let bucket = buckets.get(key);
      if (!bucket) {
        bucket = {
          segment,
          window,
          columns: names.map(() => new Growing(source.chunks?.[window]?.rows ?? FIRST_ROWS)),
        };
        buckets.set(key, bucket);
      }
      bucket.columns.forEach((column, index) => column.append(columns[index], from, to));
      from = to;
    }
  });
  const found = new Map(names.map((name): [string, Samples] => [name, new Map()]));
  for (const { segment, window, columns } of buckets.values()) {
    const id = source.segments.length === 0 ? WHOLE.id : (segments[segment]?.id ?? '');
    columns.forEach((column, index) => {
      const sample = grouped(column.take());
      const samples = found.get(names[index] ?? '');
      if (samples && sample.n > 0) {
        const windows = samples.get(id) ?? new Map<number, GroupedSample>();
        windows.set(window, sample);
        samples.set(id, windows);
      }
    });
  }
  return found;
}

interface Bucket {
  segment: number;
  window: number;
  columns: Growing[];
}

function endOfRun(k: NumberColumn, w: NumberColumn, from: number, rows: number): number {
  const segment = k[from];
  const window = w[from];
  let to = from + 1;
  while (to < rows && w[to] === window && k[to] === segment) {
    to += 1;
  }
  return to;
}

/** Sorts in place: infinities and NaN come to the ends, and all of them are left out. `raw` may be kept. */
function grouped(raw: Float64Array): GroupedSample {
  sortNumbers(raw);
  let low = 0;
  let high = raw.length;
  while (high > low && !Number.isFinite(raw[high - 1])) {
    high -= 1;
  }
  while (low < high && !Number.isFinite(raw[low])) {
    low += 1;
  }
  const sorted = raw.subarray(low, high);
  let distinct = sorted.length > 0 ? 1 : 0;
  for (let i = 1; i < sorted.length; i += 1) {
    distinct += sorted[i] === sorted[i - 1] ? 0 : 1;
  }
  const n = sorted.length;
  if (distinct === n) {
    const roomy = sorted.buffer.byteLength > SPARE * sorted.byteLength;
    return { values: roomy ? sorted.slice() : sorted, counts: new Float64Array(n).fill(1), n };
  }
  const values = new Float64Array(distinct);
  const counts = new Float64Array(distinct);
  for (let i = 0, last = -1; i < n; i += 1) {
    const value = sorted[i] as number;
    // -0 and 0 are one value.
    if (last < 0 || values[last] !== value) {
      last += 1;
      values[last] = value;
    }
    counts[last] = (counts[last] as number) + 1;
  }
  return { values, counts, n };
}

function segmentList(source: Source, segments: readonly Segment[]): string {
  const width = source.segments.length;
  const rows = segments.map(
    ({ values }, index) =>
      `(${[index, ...values.map((value) => `${source.parameters.add(value)}::VARCHAR`)].join(', ')})`
  );
  const names = ['k', ...Array.from({ length: width }, (_, index) => segmentName(index))].join(', ');
  return rows.length > 0
    ? `SELECT * FROM (VALUES ${rows.join(', ')}) AS t(${names})`
    : `SELECT 0 AS k, ${source.segments.map((_, index) => `NULL::VARCHAR AS ${segmentName(index)}`).join(', ')} WHERE false`;
}

/** A Float64Array that grows. */
class Growing {
  private buffer: Float64Array;
  private length = 0;

  constructor(expected: number) {
    this.buffer = new Float64Array(expected);
  }

  append(values: NumberColumn | undefined, from: number, to: number): void {
    const needed = this.length + to - from;
    if (needed > this.buffer.length) {
      const larger = new Float64Array(Math.max(needed, this.buffer.length * 2));
      larger.set(this.buffer.subarray(0, this.length));
      this.buffer = larger;
    }
    if (values) {
      this.buffer.set(values.subarray(from, to), this.length);
      this.length = needed;
    }
  }

  /** The values; nothing may be appended after that. */
  take(): Float64Array {
    return this.buffer.subarray(0, this.length);
  }
}
