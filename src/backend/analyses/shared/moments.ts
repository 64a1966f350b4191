/**
 * Which window an alert rule acts on: the newest that is complete. A replay asks about many moments at once, as if each had
 * been asked by itself over its own range. Pure.
 */

/** Range of one evaluation, milliseconds since the epoch; it happens at `to`, or later by the rule's delay. */
export interface Moment {
  from: number;
  to: number;
  now: number;
}

interface Windowed {
  start: number;
  end: number;
  complete: boolean;
}

/**
 * Index of the newest complete window, -1 for none; for a moment the newest that its range touches and that had ended. Windows
 * that are the moments' own ranges overlap, and each answers for its own.
 */
export function newestComplete(windows: readonly Windowed[], moment: Moment | undefined): number {
  if (moment === undefined) {
    return windows.findLastIndex(({ complete }) => complete);
  }
  const own = windows.findIndex(({ start, end }) => start === moment.from && end === moment.to);
  return own >= 0
    ? own
    : windows.findLastIndex(({ end, start }) => end <= moment.now && start < moment.to && end > moment.from);
}

/** The answer to the question as it is, or one for each moment, in their order. */
export function atMoments<T>(
  { moments }: { moments?: readonly Moment[] },
  answer: (moment: Moment | undefined) => T
): T[] {
  return moments === undefined ? [answer(undefined)] : moments.map((moment) => answer(moment));
}
