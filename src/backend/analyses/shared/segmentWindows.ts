/** The windows of one segment, with the times of those that only the data know. */
import { type Cells } from '../binning/scan';
import { type Segment } from './cells';
import { type Scope } from './scope';
import { type Window } from './windows';

export interface SegmentWindow extends Window {
  /** Position among the query's windows. */
  index: number;
}

export function cellWindows(
  scope: Scope,
  counted: { current: Cells; position(window: number): number },
  segment: Segment
): SegmentWindow[] {
  const { windows } = scope;
  if (windows.kind === 'time') {
    return windows.windows.map((window, index) => ({ ...window, index }));
  }
  const found = counted.current.windowsOf(segment).flatMap((index) => {
    const cell = counted.current.at(segment, index);
    return cell && cell.firstTime !== null
      ? [{ index, cell, start: cell.firstTime, last: cell.lastTime ?? cell.firstTime }]
      : [];
  });
  return found.map(({ index, cell, start, last }, position) => ({
    index,
    start,
    end: found[position + 1]?.start ?? last + 1,
    complete: cell.rows >= windows.rows,
  }));
}
