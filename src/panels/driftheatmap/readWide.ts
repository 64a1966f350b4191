import { type DataFrame, DataFrameType, type Field, FieldType, getFieldDisplayName } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt } from '../../components/frames/read';
import { DRIFT_FIELDS } from '../../query/frames';
import { type Reading, traitsOf } from './frameInfo';
import { NOT_SCORES } from './notScores';

/** Any time series, a row each: the wide matrix with its companions, series of any data source, buckets of a histogram. */
export function readWide(reading: Reading): void {
  const { frame, companions, rows, cells } = reading;
  const time = firstOfType(frame, FieldType.time);
  if (!time) {
    return;
  }
  const companion = (name: string) => companions.find((f) => f.name === name && f.refId === frame.refId);
  const [statuses, counts, floors] = [companion('status'), companion('n'), companion('floor')];
  const windows = windowsOf(frame);
  const { below, statusAt } = leanOf(frame);
  const scores = frame.fields.filter((field) => field.type === FieldType.number);
  // A single series of that kind carries its figures beside the score, under their own names.
  const wanted =
    scores.length > 1 && scores.some((f) => f.name === DRIFT_FIELDS.score)
      ? scores.filter((f) => !NOT_SCORES.has(f.name))
      : scores;
  // Buckets come from the lowest to the highest, which stands on top.
  const upwards = isBuckets(frame) ? [...wanted.entries()].reverse() : wanted.entries();
  for (const [place, score] of upwards) {
    const column =
      score.labels?.column ??
      score.labels?.feature ??
      score.config.displayNameFromDS ??
      getFieldDisplayName(score, frame);
    const segment = score.labels?.segment;
    const name = segment ? `${column} · ${segment}` : column;
    const { method, higherIsWorse, breach, warn } = traitsOf(score, reading, place);
    const row = rows.push({ name, column, segment, frame, score, method, higherIsWorse }) - 1;
    const status = statuses && matching(statuses, score);
    for (let at = 0; at < frame.length; at++) {
      const start = numberAt(time, at);
      if (Number.isNaN(start)) {
        continue;
      }
      cells.push({
        row,
        time: start,
        end: windows.end[at],
        complete: windows.complete[at],
        score: numberAt(score, at),
        limit: breach ?? NaN,
        warn: warn ?? NaN,
        floor: numberAt(floors && matching(floors, score), at),
        n: numberAt(counts && (matching(counts, score) ?? fieldNamed(counts, 'n')), at),
        status: statusAt(status?.values[at]),
        belowFloor: below.has(`${place},${at}`),
        at,
      });
    }
  }
}

/** Series that are buckets of one histogram, in their order. */
export const isBuckets = ({ meta }: DataFrame): boolean => meta?.type === DataFrameType.HeatmapRows;

/**
 * A large matrix comes without floors, and with statuses as places in a list of its own: it says which breaches lie below
 * their floor, series and window by turns.
 */
function leanOf(frame: DataFrame): { below: ReadonlySet<string>; statusAt: (value: unknown) => unknown } {
  const custom = customOf(frame, 'drift-matrix');
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  const names = list(custom?.['statuses']);
  const places = list(custom?.['belowFloor']);
  const below = new Set<string>();
  for (let i = 0; i + 1 < places.length; i += 2) {
    below.add(`${places[i]},${places[i + 1]}`);
  }
  return { below, statusAt: (value) => (typeof value === 'number' ? (names[value] ?? value) : value) };
}

/** Ends of a matrix's windows, and which of them are over; both empty for data that do not say. */
function windowsOf(frame: DataFrame): { end: number[]; complete: boolean[] } {
  const windows = customOf(frame, 'drift-matrix')?.windows;
  const list = (key: string): unknown[] => {
    const value =
      typeof windows === 'object' && windows !== null ? Object.entries(windows).find(([k]) => k === key)?.[1] : [];
    return Array.isArray(value) ? value : [];
  };
  return { end: list('end').map(Number), complete: list('complete').map((value) => value !== false) };
}

/** Companions name their fields as the scores do; with segments the labels tell them apart. */
function matching(companion: DataFrame, score: Field): Field | undefined {
  const same = companion.fields.filter((field) => field.name === score.name);
  return same.find((field) => field.labels?.segment === score.labels?.segment) ?? same[0];
}
