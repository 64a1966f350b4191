/** Counts of windows that overlap, from those of the slots that they are made of. Pure. */
import { type Segment } from '../shared/cells';
import { type Slots } from '../shared/slots';
import { byCount, type ColumnCounts, type CountsBuffer, tooManyValues } from './bins';
import { type Cell, type ColumnMap, Cells } from './cells';

/** Values that all windows of one column may have together: what is done with them cannot be interrupted. */
export const MAX_WINDOW_VALUES = 2_000_000;

type Span = Slots['members'][number];

/**
 * The cells of each span of the slots; a span without a row has none, as in a scan of its own. Counts are made when they are
 * asked for: who walks a column window by window has each slot read once. They have no means, which sums would not give exactly.
 */
export function sumOfSlots(parts: Cells, { members, windows }: Slots): Cells {
  const sums = new Cells();
  sums.rows = parts.rows;
  for (const segment of parts.segments) {
    const slots = windows.map((_, slot) => parts.at(segment, slot));
    openWindows(sums, segment, slots, members);
  }
  return sums;
}

function openWindows(
  sums: Cells,
  segment: Segment,
  slots: ReadonlyArray<Cell | undefined>,
  members: readonly Span[]
): void {
  const filled = new Float64Array(slots.length + 1);
  const rows = new Float64Array(slots.length + 1);
  slots.forEach((slot, index) => {
    filled[index + 1] = (filled[index] as number) + (slot ? 1 : 0);
    rows[index + 1] = (rows[index] as number) + (slot?.rows ?? 0);
  });
  const over = (totals: Float64Array, { first, end }: Span) => (totals[end] ?? 0) - (totals[first] ?? 0);
  const columns = new SlidingColumns(slots);
  for (const [window, span] of members.entries()) {
    if (over(filled, span) > 0) {
      const cell = sums.open(segment, window);
      cell.rows = over(rows, span);
      cell.columns = new SpanColumns(columns, span);
    }
  }
}

/** The column that is being walked; columns of others are not kept, since all of them at once are many times the slots. */
class SlidingColumns {
  private name: string | null = null;
  private walked: SlidingSum | null = null;

  constructor(readonly slots: ReadonlyArray<Cell | undefined>) {}

  at(column: string, span: Span, buffer?: CountsBuffer): ColumnCounts | undefined {
    if (this.walked === null || this.name !== column || !this.walked.reaches(span)) {
      this.name = column;
      this.walked = new SlidingSum(column, this.slots);
    }
    return this.walked.moveTo(span, buffer);
  }
}

/** Counts over a span of slots that moves on: what enters is added and what leaves is subtracted, all of it whole numbers. */
class SlidingSum {
  private first = 0;
  private end = 0;
  private readonly inside = new Map<number, ColumnCounts>();
  private bins: Float64Array | null = null;
  private readonly values = new Map<string, number>();
  private n = 0;
  private missing = 0;
  private given = 0;

  constructor(
    private readonly column: string,
    private readonly slots: ReadonlyArray<Cell | undefined>
  ) {}

  reaches({ first, end }: Span): boolean {
    return first >= this.first && end >= this.end;
  }

  moveTo({ first, end }: Span, buffer?: CountsBuffer): ColumnCounts | undefined {
    for (; this.first < first; this.first += 1) {
      const left = this.inside.get(this.first);
      if (left) {
        this.add(left, -1);
        this.inside.delete(this.first);
      }
    }
    for (this.end = Math.max(this.end, first); this.end < end; this.end += 1) {
      const entered = this.slots[this.end]?.columns.get(this.column);
      if (entered) {
        this.add(entered, 1);
        this.inside.set(this.end, entered);
      }
    }
    const [sample] = this.inside.values();
    return sample && (sample.kind === 'numeric' ? this.numbers(buffer) : this.categories());
  }

  /** All parts are of one column, and so of one kind and of the same bins. */
  private add(part: ColumnCounts, sign: 1 | -1): void {
    this.n += sign * part.n;
    this.missing += sign * part.missing;
    if (part.kind === 'numeric') {
      const bins = (this.bins ??= new Float64Array(part.counts.length));
      for (let bin = 0; bin < bins.length; bin += 1) {
        bins[bin] = (bins[bin] as number) + sign * (part.counts[bin] ?? 0);
      }
      return;
    }
    for (const [value, count] of part.counts) {
      const sum = (this.values.get(value) ?? 0) + sign * count;
      if (sum === 0) {
        this.values.delete(value);
      } else {
        this.values.set(value, sum);
      }
    }
  }

  private numbers(buffer?: CountsBuffer): ColumnCounts {
    const { bins, missing, n } = this;
    const length = bins?.length ?? 0;
    const sum = buffer?.take(length) ?? { kind: 'numeric', counts: new Float64Array(length), n, missing, mean: null };
    sum.counts.set(bins ?? []);
    return Object.assign(sum, { n, missing, mean: null });
  }

  private categories(): ColumnCounts {
    this.given += this.values.size;
    if (this.given > MAX_WINDOW_VALUES) {
      throw tooManyValues(this.column, MAX_WINDOW_VALUES);
    }
    return { kind: 'categorical', counts: byCount(this.values), n: this.n, missing: this.missing };
  }
}

/** The columns of one span. */
class SpanColumns implements ColumnMap {
  private readonly others = new Map<string, ColumnCounts>();

  constructor(
    private readonly columns: SlidingColumns,
    private readonly span: Span
  ) {}

  get(column: string, buffer?: CountsBuffer): ColumnCounts | undefined {
    return this.others.get(column) ?? this.columns.at(column, this.span, buffer);
  }

  set(column: string, counts: ColumnCounts): void {
    this.others.set(column, counts);
  }

  *[Symbol.iterator](): Iterator<[string, ColumnCounts]> {
    const { first, end } = this.span;
    const slots = this.columns.slots.slice(first, end).filter((slot) => slot !== undefined);
    const names = slots.flatMap(({ columns }) => Array.from(columns, ([name]) => name));
    for (const column of new Set([...names, ...this.others.keys()])) {
      const counts = this.get(column);
      if (counts) {
        yield [column, counts];
      }
    }
  }
}
