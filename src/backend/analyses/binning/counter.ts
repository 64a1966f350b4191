/** Counts values of many columns into bins, window by window, without a search a value. */
import { PlumblineError } from '../../../query/errors';
import { type NumberColumn } from '../../store/types';
import { type Program, programOn, ROUND } from './kernel/program';

/** Cells of a column's table: few enough to stay in the processor's first cache, many enough to part most edges. */
const CELLS = 2048;
/** The last cell, which no edge is in: the first edge lies in cell 1. */
const TOP = CELLS + 2;
/** Rows at a time: what DuckDB hands out. */
const BATCH = 2048;
const MAX_TABLE = 0xffff;
const PAGE = 65_536;
const MAX_BYTES = 2 ** 30;

const NO_VALUES = new Float64Array(0);
const aligned = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** Where a column's parts lie in the memory, in bytes, and what its table is made by. */
interface Column {
  bins: number;
  /** Bytes of one window's counts: one for missing values, then one a bin. */
  stride: number;
  counts: number;
  edges: number;
  cells: number;
  low: number;
  scale: number;
  /** For the search by halves; null where the table answers. */
  half: number | null;
}

/**
 * Bins of columns: a value's bin is the number of its column's edges below it. NaN is a missing value.
 *
 * @throws PlumblineError `too_large` beyond a GiB of counts
 */
export class BinCounts {
  private readonly columns: Column[] = [];
  private readonly sums: Float64Array[] = [];
  private readonly program: Program;
  private readonly doubles: Float64Array;
  private readonly integers: Int32Array;
  private readonly windowsAt = (BATCH + 1) * Float64Array.BYTES_PER_ELEMENT;

  /** `edges` of each column ascend without repeats; `windows` is the number of windows to count apart. */
  constructor(
    edges: ReadonlyArray<readonly number[]>,
    private readonly windows: number,
    withSums: boolean
  ) {
    let end = aligned(this.windowsAt + (BATCH + 2) * Int32Array.BYTES_PER_ELEMENT);
    const take = (bytes: number): number => {
      const start = end;
      end += aligned(bytes);
      return start;
    };
    for (const list of edges) {
      const stride = (list.length + 2) * Int32Array.BYTES_PER_ELEMENT;
      this.columns.push({
        bins: list.length + 1,
        stride,
        // Rows outside of all windows are counted behind the last.
        counts: take((windows + 1) * stride),
        edges: take(2 * halfOf(list.length) * Float64Array.BYTES_PER_ELEMENT),
        cells: take((TOP + 1) * Uint16Array.BYTES_PER_ELEMENT),
        ...scaleOf(list),
        half: null,
      });
      this.sums.push(new Float64Array(withSums ? windows + 1 : 0));
    }
    if (end > MAX_BYTES) {
      throw new PlumblineError(
        'too_large',
        `Counts of ${edges.length} columns in ${windows} windows need ${Math.ceil(end / 2 ** 20)} MiB, the limit is ${MAX_BYTES / 2 ** 20} MiB`,
        'Ask for fewer columns or fewer windows.',
        'window'
      );
    }
    const pages = Math.ceil(end / PAGE);
    // Without a maximum V8 reserves gigabytes of addresses, and collects all garbage thrice where a limit denies them.
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.program = programOn(memory);
    this.doubles = new Float64Array(memory.buffer);
    this.integers = new Int32Array(memory.buffer);
    this.columns.forEach((column, index) => this.fill(column, edges[index] ?? [], memory));
  }

  private fill(column: Column, edges: readonly number[], memory: WebAssembly.Memory): void {
    const half = halfOf(edges.length);
    // Infinite edges end every search.
    this.doubles.fill(Infinity, column.edges / 8, column.edges / 8 + 2 * half);
    this.doubles.set(edges, column.edges / 8);
    const cells = new Uint16Array(memory.buffer, column.cells, TOP + 1);
    let last = -1;
    edges.forEach((edge, index) => {
      const cell = cellOf(edge, column);
      // The table has one edge a cell, and counts them in 16 bits.
      if (cell === last || index >= MAX_TABLE) {
        column.half = half;
      }
      cells.fill(index + 1, cell + 1);
      last = cell;
    });
  }

  /** Counts rows: `windowOf` has the window of each, or a negative number, and every column a value of each. */
  add(windowOf: NumberColumn, values: readonly NumberColumn[], rows: number): void {
    for (let from = 0; from < rows; from += BATCH) {
      const to = Math.min(rows, from + BATCH);
      const window = this.takeWindows(windowOf, from, to);
      if (window === null || window < this.windows) {
        this.columns.forEach((column, index) =>
          this.addColumn(column, index, values[index] ?? NO_VALUES, from, to, window)
        );
      }
    }
  }

  /** The window that all of the rows are in; null where they are in several. Logs are mostly in time order. */
  private takeWindows(windowOf: NumberColumn, from: number, to: number): number | null {
    const { integers, windows } = this;
    const start = this.windowsAt / 4;
    const first = windowOf[from] as number;
    let same = true;
    for (let row = from; row < to; row += 1) {
      const window = windowOf[row] as number;
      same = same && window === first;
      integers[start + row - from] = window < 0 ? windows : window;
    }
    // The loops read pairs.
    integers[start + to - from] = windows;
    return same ? (integers[start] as number) : null;
  }

  private addColumn(
    column: Column,
    index: number,
    values: NumberColumn,
    from: number,
    to: number,
    window: number | null
  ): void {
    const { doubles, program, windowsAt } = this;
    const rows = to - from;
    doubles.set(rows === values.length ? values : values.subarray(from, to), 0);
    doubles[rows] = NaN;
    const { counts, stride, edges, cells, low, scale, half } = column;
    const end = rows * Float64Array.BYTES_PER_ELEMENT;
    const start = window === null ? counts : counts + window * stride;
    if (half === null) {
      const count = window === null ? program.cells_each : program.cells_run;
      count(0, end, windowsAt, start, stride, edges, cells, low, scale, TOP);
    } else {
      const count = window === null ? program.search_each : program.search_run;
      count(0, end, windowsAt, start, stride, edges, half);
    }
    this.addSums(this.sums[index], rows);
  }

  private addSums(sums: Float64Array | undefined, rows: number): void {
    if (!sums || sums.length === 0) {
      return;
    }
    const { doubles, integers } = this;
    const start = this.windowsAt / 4;
    for (let row = 0; row < rows; row += 1) {
      const value = doubles[row] as number;
      if (value === value) {
        const window = integers[start + row] as number;
        sums[window] = (sums[window] as number) + value;
      }
    }
  }

  /** Counts of one column in one window. */
  of(column: number, window: number): Float64Array {
    const found = this.columns[column];
    if (!found || window < 0 || window >= this.windows) {
      return new Float64Array(0);
    }
    const start = (found.counts + window * found.stride) / 4 + 1;
    return Float64Array.from(this.integers.subarray(start, start + found.bins));
  }

  /** Sum of one column's values in one window; 0 unless sums were asked for. */
  sumOf(column: number, window: number): number {
    return this.sums[column]?.[window] ?? 0;
  }
}

/** The power of two by which a search by halves begins: twice of it is more than the number of edges. */
function halfOf(edges: number): number {
  let half = 1;
  while (2 * half <= edges) {
    half *= 2;
  }
  return half;
}

function scaleOf(edges: readonly number[]): { low: number; scale: number } {
  const first = edges[0] ?? 0;
  const scale = CELLS / ((edges.at(-1) ?? 0) - first);
  // All values in one cell where the edges are too near or too far from each other for a width.
  return Number.isFinite(scale) && scale > 0 ? { low: first - 1 / scale, scale } : { low: first, scale: 0 };
}

/** The cell of a value exactly as the loops find it. */
function cellOf(value: number, { low, scale }: Column): number {
  const place = (value - low) * scale;
  const above = 0 < place ? place : 0;
  return (above < TOP ? above : TOP) + ROUND - ROUND;
}
