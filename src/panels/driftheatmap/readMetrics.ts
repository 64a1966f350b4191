import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { METRIC_FIELDS } from '../../query/frames';
import { type CellInput } from './buildGrid';
import { type DriftRow } from './grid';

/** Frames of the wide form that belong to the values: they are no metrics themselves. */
const COMPANIONS = new Set(['status', 'n']);

/** Metrics of the model over time: performance, volume, quality. */
export function isMetricFrame(frame: DataFrame): boolean {
  return customOf(frame, 'performance', 'quality') !== undefined && !COMPANIONS.has(frame.name ?? '');
}

/**
 * Adds the metrics as rows, a row each, at the windows that the drift has. A metric none of whose windows is one of the
 * drift's can't be drawn below it and adds nothing. A metric may be of longer windows with the same start: whether these are
 * over says nothing of the drift's.
 */
export function readMetrics(frames: DataFrame[], rows: DriftRow[], cells: CellInput[]): void {
  const windows = new Map(cells.map((cell) => [cell.time, cell.end]));
  for (const frame of frames) {
    const found = new Map<string, CellInput[]>();
    const time = firstOfType(frame, FieldType.time);
    const long = fieldNamed(frame, METRIC_FIELDS.metric);
    const values = long ? [fieldNamed(frame, METRIC_FIELDS.value)] : numbersOf(frame);
    const field = (name: keyof typeof METRIC_FIELDS) => fieldNamed(frame, METRIC_FIELDS[name]);
    const [status, n, complete, end] = [field('status'), field('n'), field('complete'), field('timeEnd')];
    for (const value of values.filter((field) => field !== undefined)) {
      for (let at = 0; at < frame.length; at++) {
        const start = numberAt(time, at);
        if (!windows.has(start)) {
          continue;
        }
        const name = long ? longName(frame, at) : nameOf(value);
        const own = found.get(name) ?? [];
        found.set(name, own);
        own.push({
          row: -1,
          time: start,
          complete: complete?.values[at] !== false || numberAt(end, at) !== windows.get(start),
          score: numberAt(value, at),
          limit: NaN,
          warn: NaN,
          floor: NaN,
          n: numberAt(n, at),
          status: status ? textAt(status, at) : Number.isNaN(numberAt(value, at)) ? 'no_data' : 'ok',
          at,
        });
      }
      for (const [name, own] of found) {
        const metric = long ? name.split(' · ')[0] : (value.labels?.metric ?? value.name);
        const row = rows.push({ name, column: name, frame, score: value, metric, higherIsWorse: true }) - 1;
        cells.push(...own.map((cell) => ({ ...cell, row })));
      }
      found.clear();
    }
  }
}

function numbersOf(frame: DataFrame): Field[] {
  return frame.fields.filter((field) => field.type === FieldType.number);
}

function longName(frame: DataFrame, at: number): string {
  const part = (name: string) => textAt(fieldNamed(frame, name), at);
  return [part(METRIC_FIELDS.metric), part(METRIC_FIELDS.column), part(METRIC_FIELDS.segment)]
    .filter(Boolean)
    .join(' · ');
}

/** What tells the series apart; the model is the same for all. */
function nameOf(value: Field): string {
  const { model: _, metric, ...others } = value.labels ?? {};
  return [metric ?? value.config.displayName ?? value.name, ...Object.values(others)].filter(Boolean).join(' · ');
}
