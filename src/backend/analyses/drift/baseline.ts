/** What each window is compared with: rows of a fixed reference, of other windows, or of another version. */
import { parseDuration } from '../../../query/duration';
import { PlumblineError } from '../../../query/errors';
import { type Reference } from '../../../query/model';
import { type ReferenceInfo } from '../../store/types';
import { calendar, shift } from '../shared/calendar';
import { type Scope } from '../shared/scope';
import { type Window } from '../shared/windows';

export interface Baseline {
  spec: Reference;
  label: string;
  /** The fixed reference whose bins are used; `null` when the model has none. */
  frozen: ReferenceInfo | null;
  /** For windows that are compared with other windows; `null` for a fixed reference. */
  relative: RelativePlan | null;
}

export interface RelativePlan {
  /** Windows that hold reference rows, in order and without overlap; `null` where chunks of rows precede each other. */
  windows: Window[] | null;
  /** For each of the query's windows, positions in `windows` that it is compared with. */
  members: number[][];
  /** Versions that reference rows have instead of the query's. */
  versions?: string[];
}

/** Resolves the query's reference. Throws `not_found` for a name that is not there, `bad_request` for a misfit. */
export async function resolveBaseline(scope: Scope, reference: Reference | undefined): Promise<Baseline> {
  const spec = reference ?? { kind: 'fixed' };
  const name = spec.kind === 'fixed' ? (spec.name ?? scope.model.defaultReference) : scope.model.defaultReference;
  const frozen = name === undefined ? null : await scope.context.catalogue.reference(scope.model.name, name);
  return { spec, label: labelOf(spec, frozen), frozen, relative: relativePlan(scope, spec) };
}

function labelOf(spec: Reference, frozen: ReferenceInfo | null): string {
  switch (spec.kind) {
    case 'fixed':
      return frozen?.name ?? 'none';
    case 'previous':
      return 'the window before';
    case 'offset':
      return `${spec.by} earlier`;
    case 'rolling':
      return `the ${spec.over} before`;
    case 'version':
      return `version ${spec.version}`;
  }
}

function relativePlan(scope: Scope, spec: Reference): RelativePlan | null {
  const { windows } = scope;
  if (spec.kind === 'fixed') {
    return null;
  }
  if (windows.kind === 'rows') {
    if (spec.kind !== 'previous') {
      throw new PlumblineError(
        'bad_request',
        `reference.kind: "${spec.kind}" is a distance in time, and the windows are counted in rows`,
        'Use a window in time, or the reference kinds fixed or previous.',
        'reference.kind'
      );
    }
    return { windows: null, members: [] };
  }
  const list = windows.windows;
  switch (spec.kind) {
    case 'previous':
      return previousPlan(scope, list);
    case 'offset':
      return offsetPlan(scope, list, spec.by);
    case 'rolling':
      return rollingPlan(scope, list, spec.over);
    case 'version':
      return { windows: list, members: list.map((_, index) => [index]), versions: [spec.version] };
  }
}

function before(scope: Scope, first: Window): Window {
  const duration = scope.windows.kind === 'time' ? scope.windows.duration : null;
  const start = duration
    ? calendar(duration, scope.zone).floor(first.start - 1)
    : first.start - (first.end - first.start);
  return { start, end: first.start, complete: true };
}

function previousPlan(scope: Scope, list: Window[]): RelativePlan {
  const first = list[0];
  return {
    windows: first ? [before(scope, first), ...list.slice(0, -1)] : [],
    members: list.map((_, index) => [index]),
  };
}

function offsetPlan(scope: Scope, list: Window[], by: string): RelativePlan {
  const duration = parseDuration(by, 'reference.by');
  const moved: Window[] = [];
  const members = list.map((window): number[] => {
    const start = shift(window.start, duration, -1, scope.zone);
    const end = shift(window.end, duration, -1, scope.zone);
    const last = moved.at(-1);
    // Months of unequal length can move two windows onto each other: the second then has no rows of its own.
    const from = last ? Math.max(start, last.end) : start;
    if (!(end > from)) {
      return [];
    }
    moved.push({ start: from, end, complete: true });
    return [moved.length - 1];
  });
  return { windows: moved, members };
}

function rollingPlan(scope: Scope, list: Window[], over: string): RelativePlan {
  const duration = parseDuration(over, 'reference.over');
  const first = list[0];
  if (!first) {
    return { windows: [], members: [] };
  }
  const oldest = shift(first.start, duration, -1, scope.zone);
  const span = scope.windows.kind === 'time' ? scope.windows.duration : null;
  if (!span) {
    return { windows: [{ start: oldest, end: first.start, complete: true }], members: list.map(() => [0]) };
  }
  const steps = calendar(span, scope.zone);
  const earlier: Window[] = [];
  for (let start = steps.floor(oldest); start < first.start; start = steps.next(start)) {
    earlier.push({ start, end: steps.next(start), complete: true });
  }
  const all = [...earlier, ...list];
  const members = list.map((window) => {
    const from = shift(window.start, duration, -1, scope.zone);
    return all.flatMap((other, index) => (other.start >= from && other.end <= window.start ? [index] : []));
  });
  if (members.some((each) => each.length === 0)) {
    throw new PlumblineError(
      'bad_request',
      `reference.over: ${over} holds no whole window of ${span.count}${span.unit}`,
      'Roll over at least one window.',
      'reference.over'
    );
  }
  return { windows: all, members };
}
