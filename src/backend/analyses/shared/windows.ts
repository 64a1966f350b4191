/** The windows a query asks for, and the SQL that says which one a row is in. */
import { MAX_WINDOWS } from '../../../query/defaults';
import { type Duration, durationMs, type WindowSpec } from '../../../query/duration';
import { PlumblineError } from '../../../query/errors';
import { calendar } from './calendar';
import { epochMs, timeLiteral } from './statement';

/** Rows with start <= time < end, in milliseconds since the epoch. */
export interface Window {
  start: number;
  end: number;
  /** False while it may still get rows: it is drawn, and never alerts. */
  complete: boolean;
}

/** Windows of time known beforehand, or chunks of rows whose times only the data tell. */
export type Windows =
  | { kind: 'time'; windows: Window[]; duration: Duration | null }
  | { kind: 'rows'; rows: number; from: number; to: number; chunks?: readonly RowChunk[] };

/** Rows that `rows:N` puts into one window, in the order of their times and ids. */
export interface RowChunk {
  rows: number;
  /** Times of its first and its last row, milliseconds since the epoch. */
  firstTime: number;
  lastTime: number;
  /** Its first row: microseconds since the epoch, and the id where the row before has the same time. */
  start: number;
  id: string | null;
}

export interface Range {
  from: number;
  to: number;
  now: number;
  intervalMs: number;
}

const AUTO_TARGET = 60;
const AUTO_STEPS: Duration[] = [
  { count: 1, unit: 'm' },
  { count: 5, unit: 'm' },
  { count: 15, unit: 'm' },
  { count: 30, unit: 'm' },
  { count: 1, unit: 'h' },
  { count: 3, unit: 'h' },
  { count: 6, unit: 'h' },
  { count: 12, unit: 'h' },
  { count: 1, unit: 'd' },
  { count: 1, unit: 'w' },
  { count: 1, unit: 'M' },
  { count: 3, unit: 'M' },
  { count: 1, unit: 'y' },
];

/** The shortest usual length that cuts the range into at most about 60 windows. */
export function autoDuration(range: Range): Duration {
  const needed = Math.max((range.to - range.from) / AUTO_TARGET, range.intervalMs);
  return AUTO_STEPS.find((step) => durationMs(step) >= needed) ?? { count: 1, unit: 'y' };
}

/**
 * Windows that touch [from, to). Each is whole: the first begins before `from` where the calendar says so. Throws
 * `bad_request` for an empty range and `too_large` beyond the limit.
 */
export function resolveWindows(spec: WindowSpec, range: Range, zone: string): Windows {
  if (!(range.to > range.from)) {
    throw new PlumblineError('bad_request', 'The time range is empty', 'Choose an end after the start.');
  }
  switch (spec.kind) {
    case 'rows':
      return { kind: 'rows', rows: spec.rows, from: range.from, to: range.to };
    case 'all':
      // The range itself is the window: asking up to "now" must not make it incomplete for ever.
      return { kind: 'time', windows: [{ start: range.from, end: range.to, complete: true }], duration: null };
    case 'auto':
      return timeWindows(autoDuration(range), range, zone);
    case 'duration':
      return timeWindows(spec.duration, range, zone);
  }
}

function timeWindows(duration: Duration, range: Range, zone: string): Windows {
  const expected = (range.to - range.from) / durationMs(duration);
  if (expected > MAX_WINDOWS) {
    throw new PlumblineError(
      'too_large',
      `The time range holds about ${Math.round(expected)} windows of ${duration.count}${duration.unit}, the limit is ${MAX_WINDOWS}`,
      'Choose a longer window or a shorter time range.',
      'window'
    );
  }
  const steps = calendar(duration, zone);
  const windows: Window[] = [];
  for (let start = steps.floor(range.from); start < range.to;) {
    const end = steps.next(start);
    windows.push({ start, end, complete: end <= range.now });
    start = end;
  }
  return { kind: 'time', windows, duration };
}

interface Run {
  start: number;
  end: number;
  width: number;
  first: number;
}

/** Neighbouring windows of equal length, so that their index is one division. */
function runs(windows: readonly Window[]): Run[] {
  const found: Run[] = [];
  windows.forEach((window, index) => {
    const width = window.end - window.start;
    const last = found.at(-1);
    if (last && last.end === window.start && last.width === width) {
      last.end = window.end;
    } else {
      found.push({ start: window.start, end: window.end, width, first: index });
    }
  });
  return found;
}

/** SQL for the index of the window that `time` is in; NULL between windows. Windows are in order, without overlap. */
export function windowIndex(time: string, windows: readonly Window[]): string {
  const parts = runs(windows).map((run) => {
    const offset = `(${epochMs(time)} - ${run.start}) // ${run.width}`;
    const index =
      run.end - run.start === run.width ? String(run.first) : run.first === 0 ? offset : `${run.first} + ${offset}`;
    return { run, index };
  });
  const [only] = parts;
  if (parts.length === 1 && only) {
    return `(${only.index})::INTEGER`;
  }
  const cases = parts.map(
    ({ run, index }) => `WHEN ${time} >= ${timeLiteral(run.start)} AND ${time} < ${timeLiteral(run.end)} THEN ${index}`
  );
  return `(CASE ${cases.join(' ')} END)::INTEGER`;
}

/** SQL for the position of the chunk that a row is in, by halves; `value` gives what stands for an id in the text. */
export function chunkIndex(
  time: string,
  id: string,
  chunks: readonly RowChunk[],
  value: (id: string) => string
): string {
  const before = (chunk: RowChunk): string => {
    const start = `make_timestamp(${chunk.start})`;
    return chunk.id === null
      ? `${time} < ${start}`
      : `${time} < ${start} OR (${time} = ${start} AND ${id} < ${value(chunk.id)})`;
  };
  const among = (low: number, high: number): string => {
    const middle = (low + high + 1) >> 1;
    const chunk = chunks[middle];
    return low === high || !chunk
      ? String(low)
      : `CASE WHEN ${before(chunk)} THEN ${among(low, middle - 1)} ELSE ${among(middle, high)} END`;
  };
  return `(${among(0, chunks.length - 1)})::INTEGER`;
}

/** Windows that cover the same stretch of time, from the first one's start to the last one's end. */
export function stretchOf(windows: Windows): readonly Window[] {
  return windows.kind === 'rows' ? [{ start: windows.from, end: windows.to, complete: true }] : windows.windows;
}

/** SQL condition: `time` lies between the first window's start and the last one's end. */
export function windowCondition(time: string, windows: readonly Window[]): string {
  const first = windows[0];
  const last = windows.at(-1);
  return first && last ? `${time} >= ${timeLiteral(first.start)} AND ${time} < ${timeLiteral(last.end)}` : 'false';
}
