/** Counts of columns by cell, added up from rolled-up hours and raw rows. Pure. */
import { byCount, type ColumnCounts, type CountsBuffer, gridEdges } from '../bins';
import { type ColumnMap } from '../cells';
import { type Grid } from '../types';
import { type RolledRequest } from './plan';

/** One column's counts in every cell. */
export interface ColumnSums {
  add(cell: number, counts: ColumnCounts): void;
  /** The counts of a cell that has so many rows; with a buffer they may lie in it. */
  of(cell: number, rows: number, buffer?: CountsBuffer): ColumnCounts;
}

export class NumberSums implements ColumnSums {
  readonly bins: number;
  /** Bins of the cells, one after the other. */
  readonly counts: Float64Array;
  readonly n: Float64Array;
  readonly totals: Float64Array;

  constructor(
    { read, request }: RolledRequest,
    cells: number,
    grid: Grid,
    private readonly means: boolean
  ) {
    this.bins = read === 'bins' && request.bins ? gridEdges(request.bins, grid).length + 1 : 1;
    this.counts = new Float64Array(cells * this.bins);
    this.n = new Float64Array(cells);
    this.totals = new Float64Array(cells);
  }

  add(cell: number, counts: ColumnCounts): void {
    if (counts.kind !== 'numeric') {
      return;
    }
    const offset = cell * this.bins;
    for (let bin = 0; bin < this.bins; bin += 1) {
      this.counts[offset + bin] = (this.counts[offset + bin] ?? 0) + (counts.counts[bin] ?? 0);
    }
    this.n[cell] = (this.n[cell] ?? 0) + counts.n;
    this.totals[cell] = (this.totals[cell] ?? 0) + (counts.mean ?? 0) * counts.n;
  }

  of(cell: number, rows: number, buffer?: CountsBuffer): ColumnCounts {
    const { bins } = this;
    const n = this.n[cell] ?? 0;
    const mean = this.means && n > 0 ? (this.totals[cell] ?? 0) / n : null;
    if (!buffer) {
      const counts = this.counts.subarray(cell * bins, (cell + 1) * bins);
      return { kind: 'numeric', counts, n, missing: rows - n, mean };
    }
    const held = buffer.take(bins);
    for (let bin = 0, at = cell * bins; bin < bins; bin += 1, at += 1) {
      held.counts[bin] = this.counts[at] as number;
    }
    held.n = n;
    held.missing = rows - n;
    held.mean = mean;
    return held;
  }
}

export class ValueSums implements ColumnSums {
  private readonly cells: Array<Map<string, number> | undefined>;

  constructor(cells: number) {
    this.cells = new Array<Map<string, number> | undefined>(cells);
  }

  addValue(cell: number, value: string, n: number): void {
    let values = this.cells[cell];
    if (!values) {
      values = new Map();
      this.cells[cell] = values;
    }
    values.set(value, (values.get(value) ?? 0) + n);
  }

  add(cell: number, counts: ColumnCounts): void {
    if (counts.kind === 'categorical') {
      counts.counts.forEach((n, value) => this.addValue(cell, value, n));
    }
  }

  of(cell: number, rows: number): ColumnCounts {
    const counts = byCount(this.cells[cell] ?? []);
    const n = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { kind: 'categorical', counts, n, missing: rows - n };
  }
}

export const sumsOf = (request: RolledRequest, cells: number, grid: Grid, means: boolean): NumberSums | ValueSums =>
  request.read === 'values' ? new ValueSums(cells) : new NumberSums(request, cells, grid, means);

/**
 * The columns of one cell, whose counts lie with those of the column's other cells: who walks a column window by window finds
 * them side by side, and a large matrix is not a hundred thousand objects.
 */
export class SummedColumns implements ColumnMap {
  private others: Map<string, ColumnCounts> | null = null;

  constructor(
    private readonly sums: ReadonlyMap<string, ColumnSums>,
    private readonly cell: number,
    private readonly rows: number
  ) {}

  get(column: string, buffer?: CountsBuffer): ColumnCounts | undefined {
    return this.others?.get(column) ?? this.sums.get(column)?.of(this.cell, this.rows, buffer);
  }

  set(column: string, counts: ColumnCounts): void {
    this.others ??= new Map();
    this.others.set(column, counts);
  }

  *[Symbol.iterator](): Iterator<[string, ColumnCounts]> {
    for (const [column, sums] of this.sums) {
      if (!this.others?.has(column)) {
        yield [column, sums.of(this.cell, this.rows)];
      }
    }
    yield* this.others ?? [];
  }
}
