/** Raw values of one column by segment and window, as sorted samples: what exact statistics are computed from. */
import { PlumblineError } from '../../../query/errors';
import { type GroupedSample } from '../../statistics/samples';
import { groupColumns, type Segment, segmentName, type Source, valueName } from '../shared/cells';
import { type Scope } from '../shared/scope';

/** Distinct values (a window and segment each) of one column that are held at a time: 16 bytes each. */
const MAX_VALUES = 12_000_000;

/** Samples by segment id and window. */
export type Samples = Map<string, Map<number, GroupedSample>>;

/**
 * Reads `c0` of a source that selects one number: its distinct finite values with counts, ascending. Rows of other
 * segments than those given are left out. Throws `too_large` beyond the values that fit.
 */
export async function readSamples(
  scope: Scope,
  source: Source,
  segments: readonly Segment[],
  column: string
): Promise<Samples> {
  const values = new Growing();
  const counts = new Growing();
  const runs: Array<{ segment: number; window: number; start: number }> = [];
  const keys = groupColumns(source);
  const grouped = `SELECT ${keys.join(', ')}, ${valueName(0)}::DOUBLE AS v, count(*)::DOUBLE AS n FROM (${source.text}) WHERE w IS NOT NULL AND isfinite(${valueName(0)}::DOUBLE) GROUP BY ALL`;
  const sql =
    source.segments.length === 0
      ? `SELECT 0::INTEGER AS k, w::INTEGER AS w, v, n FROM (${grouped}) ORDER BY w, v`
      : `SELECT k.k::INTEGER AS k, g.w::INTEGER AS w, g.v, g.n FROM (${grouped}) g JOIN (${segmentList(source, segments)}) k ON ${source.segments
          .map((_, index) => `k.${segmentName(index)} IS NOT DISTINCT FROM g.${segmentName(index)}`)
          .join(' AND ')} ORDER BY k, w, v`;
  scope.ledger.statements.push(sql);
  let last = { segment: -1, window: -1 };
  await scope.context.reader.numbers(sql, source.parameters.values, (rows, [k, w, v, n]) => {
    if (!k || !w || !v || !n) {
      return;
    }
    if (values.length + rows > MAX_VALUES) {
      throw new PlumblineError(
        'too_large',
        `${column} has more than ${MAX_VALUES} different values over the windows asked for`,
        'Use a binned method, fewer windows or fewer segments.',
        'method'
      );
    }
    for (let i = 0; i < rows; i += 1) {
      const segment = k[i] as number;
      const window = w[i] as number;
      if (segment !== last.segment || window !== last.window) {
        last = { segment, window };
        runs.push({ ...last, start: values.length });
      }
      values.push(v[i] as number);
      counts.push(n[i] as number);
    }
  });
  const found: Samples = new Map();
  runs.forEach(({ segment, window, start }, index) => {
    const end = runs[index + 1]?.start ?? values.length;
    const sample: GroupedSample = { values: values.slice(start, end), counts: counts.slice(start, end), n: 0 };
    sample.n = sample.counts.reduce((sum, count) => sum + count, 0);
    const id = source.segments.length === 0 ? '[]' : (segments[segment]?.id ?? '');
    const windows = found.get(id) ?? new Map<number, GroupedSample>();
    windows.set(window, sample);
    found.set(id, windows);
  });
  return found;
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
  private buffer = new Float64Array(4096);
  length = 0;

  push(value: number): void {
    if (this.length === this.buffer.length) {
      const larger = new Float64Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.length] = value;
    this.length += 1;
  }

  /** A view, not a copy. */
  slice(from: number, to: number): Float64Array {
    return this.buffer.subarray(from, to);
  }
}
