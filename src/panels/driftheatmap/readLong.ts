import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { DRIFT_FIELDS } from '../../query/frames';
import { type Reading, traitsOf } from './frameInfo';
import { NOT_SCORES } from './notScores';
import { type FieldChoice } from './options';

/** Whether a table has a time and names its rows. */
export function isLong(frame: DataFrame, { rowField }: FieldChoice): boolean {
  const names = fieldNamed(frame, rowField) ?? nameField(frame);
  return names !== undefined && firstOfType(frame, FieldType.time) !== undefined;
}

/** `column`, the older name `feature`, or the only text field of a table with time and number. */
function nameField(frame: DataFrame): Field | undefined {
  const texts = frame.fields.filter((field) => field.type === FieldType.string || field.type === FieldType.enum);
  const named = fieldNamed(frame, DRIFT_FIELDS.column) ?? fieldNamed(frame, 'feature');
  return named ?? (texts.length === 1 && texts[0].name !== DRIFT_FIELDS.status ? texts[0] : undefined);
}

/**
 * The long table: a row a cell. A column that is scored by several methods becomes a row of the picture for each, because
 * a distance and a p-value of the same window are two findings.
 */
export function readLong(reading: Reading): void {
  const { frame, choice, rows, cells } = reading;
  const field = (name: keyof typeof DRIFT_FIELDS) => fieldNamed(frame, DRIFT_FIELDS[name]);
  const time = field('time') ?? firstOfType(frame, FieldType.time);
  const names = fieldNamed(frame, choice.rowField) ?? nameField(frame);
  const score =
    fieldNamed(frame, choice.valueField) ??
    field('score') ??
    frame.fields.find((f) => f.type === FieldType.number && !NOT_SCORES.has(f.name));
  if (!time || !names || !score) {
    return;
  }
  const traits = traitsOf(score, reading);
  const [complete, orientation] = [field('complete'), field('higherIsWorse')];
  const methods = field('method') ?? textField(frame, 'metric');
  const [end, segment, n] = [field('timeEnd'), field('segment'), field('n') ?? fieldNamed(frame, 'n_cur')];
  const [threshold, warn, floor, status] = [field('threshold'), field('warn'), field('floor'), field('status')];
  const [q, direction] = [field('q'), field('direction')];
  const rowOf = new Map<string, number>();
  for (let at = 0; at < frame.length; at++) {
    const start = numberAt(time, at);
    const column = textAt(names, at);
    if (column === undefined || Number.isNaN(start)) {
      continue;
    }
    const part = textAt(segment, at) || undefined;
    const method = textAt(methods, at) ?? traits.method;
    const said: unknown = orientation?.values[at];
    const higherIsWorse = typeof said === 'boolean' ? said : traits.higherIsWorse;
    const key = JSON.stringify([column, part, method, higherIsWorse]);
    let row = rowOf.get(key);
    if (row === undefined) {
      const name = part ? `${column} · ${part}` : column;
      row = rows.push({ name, column, segment: part, frame, score, method, higherIsWorse }) - 1;
      rowOf.set(key, row);
    }
    const until = numberAt(end, at);
    cells.push({
      row,
      time: start,
      end: Number.isNaN(until) ? undefined : until,
      complete: complete?.values[at] !== false,
      score: numberAt(score, at),
      limit: orElse(numberAt(threshold, at), traits.breach),
      warn: orElse(numberAt(warn, at), traits.warn),
      floor: numberAt(floor, at),
      n: numberAt(n, at),
      q: numberAt(q, at),
      direction: numberAt(direction, at),
      status: status ? textAt(status, at) : undefined,
      at,
    });
  }
}

/** A field of words; a number of that name is somebody's own. */
function textField(frame: DataFrame, name: string): Field | undefined {
  const field = fieldNamed(frame, name);
  return field?.type === FieldType.string || field?.type === FieldType.enum ? field : undefined;
}

const orElse = (value: number, other: number | undefined) => (Number.isNaN(value) ? (other ?? NaN) : value);
