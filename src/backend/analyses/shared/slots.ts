/** Windows that overlap, as runs of shorter ones that do not: each row is counted once, however many windows it is in. Pure. */
import { type Window } from './windows';

interface Span {
  from: number;
  to: number;
}

export interface Slots {
  windows: Window[];
  /** First slot of each span, and the one after its last. */
  members: Array<{ first: number; end: number }>;
}

/** Lengths that follow one another; each makes the statement that sorts rows into slots longer. */
const MAX_CHANGES = 20;

/**
 * The stretches between all beginnings and ends of the spans, which are in order of time. `null` where spans leave a gap, whose
 * rows would be read for nothing, and where their lengths are so uneven that one statement cannot tell the slots apart.
 */
export function slotsOf(spans: readonly Span[]): Slots | null {
  if (spans.some(({ from }, index) => from > (spans[index - 1]?.to ?? from))) {
    return null;
  }
  const edges = [...new Set(spans.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  const windows = edges.slice(1).map((end, index): Window => ({ start: edges[index] ?? end, end, complete: true }));
  const length = ({ start, end }: Window) => end - start;
  const changes = windows.filter((window, index) => {
    const before = windows[index - 1];
    return before !== undefined && length(before) !== length(window);
  });
  const position = new Map(edges.map((edge, index) => [edge, index]));
  const members = spans.map(({ from, to }) => ({ first: position.get(from) ?? 0, end: position.get(to) ?? 0 }));
  return changes.length > MAX_CHANGES ? null : { windows, members };
}
