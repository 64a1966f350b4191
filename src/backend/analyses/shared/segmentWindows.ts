/** The windows of one segment, with the times of those that only the data know. */
import { type Cells } from '../binning/cells';
import { type Segment } from './cells';
import { type Scope } from './scope';
import { type Window } from './windows';

export interface SegmentWindow extends Window {
  /** Position among the query's windows. */
  index: number;
}

/** What is known of one window that the data made. */
export interface ObservedWindow {
  window: number;
  rows: number;
  firstTime: number | null;
  lastTime: number | null;
}

/** Windows of time as the query has them, or windows of rows as one segment's data made them. */
export function windowsFrom(scope: Scope, observed: readonly ObservedWindow[]): SegmentWindow[] {
  const { windows } = scope;
  if (windows.kind === 'time') {
    return windows.windows.map((window, index) => ({ ...window, index }));
  }
  const found = observed
    .flatMap((each) => (each.firstTime === null ? [] : [{ ...each, start: each.firstTime }]))
    .sort((a, b) => a.window - b.window);
  return found.map(({ window, rows, start, lastTime }, position) => ({
    index: window,
    start,
    end: found[position + 1]?.start ?? (lastTime ?? start) + 1,
    complete: rows >= windows.rows,
  }));
}

export function cellWindows(
  scope: Scope,
  counted: { current: Cells; position(window: number): number },
  segment: Segment
): SegmentWindow[] {
  const { current } = counted;
  return windowsFrom(
    scope,
    current.windowsOf(segment).flatMap((window) => current.at(segment, window) ?? [])
  );
}
