/** Counts by segment and window. */
import { type Segment } from '../shared/cells';
import { type ColumnCounts, type CountsBuffer } from './bins';

/** Counts by column: a Map, or what makes them when they are asked for. */
export interface ColumnMap extends Iterable<[string, ColumnCounts]> {
  /** With a buffer the counts may lie in it. */
  get(column: string, buffer?: CountsBuffer): ColumnCounts | undefined;
  set(column: string, counts: ColumnCounts): unknown;
}

/** Counts of each column in one segment and window. */
export interface Cell {
  segment: Segment;
  window: number;
  rows: number;
  /** Times of the first and the last row; only for windows of rows. */
  firstTime: number | null;
  lastTime: number | null;
  columns: ColumnMap;
}

export class Cells {
  private readonly bySegment = new Map<string, Map<number, Cell>>();
  readonly segments: Segment[] = [];
  rows = 0;

  at(segment: Segment, window: number): Cell | undefined {
    return this.bySegment.get(segment.id)?.get(window);
  }

  windowsOf(segment: Segment): number[] {
    return [...(this.bySegment.get(segment.id)?.keys() ?? [])].sort((a, b) => a - b);
  }

  open(segment: Segment, window: number): Cell {
    let windows = this.bySegment.get(segment.id);
    if (!windows) {
      windows = new Map();
      this.bySegment.set(segment.id, windows);
      this.segments.push(segment);
    }
    let cell = windows.get(window);
    if (!cell) {
      cell = { segment, window, rows: 0, firstTime: null, lastTime: null, columns: new Map() };
      windows.set(window, cell);
    }
    return cell;
  }

  /** The same cells with each column's counts changed. */
  map(change: (column: string, counts: ColumnCounts) => ColumnCounts): Cells {
    const copy = new Cells();
    copy.rows = this.rows;
    for (const segment of this.segments) {
      for (const window of this.windowsOf(segment)) {
        const cell = this.at(segment, window);
        if (cell) {
          const columns = [...cell.columns].map(([name, counts]) => [name, change(name, counts)] as const);
          Object.assign(copy.open(segment, window), cell, { columns: new Map(columns) });
        }
      }
    }
    return copy;
  }
}
