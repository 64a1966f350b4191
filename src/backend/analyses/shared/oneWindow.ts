/** Analyses of one stretch of time: the whole range, or the newest complete window of it. */
import { parseWindow } from '../../../query/duration';
import { PlumblineError } from '../../../query/errors';
import { type Scope } from './scope';
import { type Window } from './windows';

/**
 * Without a window, or with `auto` or `all`, that is the range of the query; with a duration the newest complete
 * window. Throws `bad_request` for windows of rows, whose times only the data know.
 */
export function oneWindow(scope: Scope): Window {
  const spec = parseWindow(scope.query.window ?? 'all');
  if (spec.kind === 'rows') {
    throw new PlumblineError(
      'bad_request',
      'window: this analysis looks at one stretch of time and not at chunks of rows',
      'Use all, or a duration such as 7d.',
      'window'
    );
  }
  const { from, to } = scope.context;
  if (spec.kind !== 'duration' || scope.windows.kind === 'rows') {
    return { start: from, end: to, complete: true };
  }
  return scope.windows.windows.findLast((window) => window.complete) ?? { start: from, end: to, complete: false };
}

/** The same scope with that stretch as its only window. */
export function withWindow(scope: Scope, window: Window): Scope {
  return { ...scope, windows: { kind: 'time', windows: [window], duration: null } };
}

/** Refuses `segmentBy` where an answer has no place for segments. */
export function refuseSegments(scope: Scope, instead: string): void {
  if (scope.segments.length > 0) {
    throw new PlumblineError('bad_request', 'segmentBy: this analysis does not split its answer', instead, 'segmentBy');
  }
}
