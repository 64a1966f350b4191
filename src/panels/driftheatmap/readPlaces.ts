import { type Field, FieldType, getFieldDisplayName } from '@grafana/data';
import { fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { DRIFT_FIELDS } from '../../query/frames';
import { type CellInput } from './buildGrid';
import { type Reading, traitsOf } from './frameInfo';
import { type DriftRow } from './grid';

/** What tables without a time add up to: rows, cells, and the names along the x axis. */
export interface Places {
  rows: DriftRow[];
  cells: CellInput[];
  names: string[];
}

/**
 * Reads a table of categories by categories: two text fields and a number (a row of the table is a cell), or one text
 * field and several numbers (a row of the table is a row of the picture, its number fields are the places).
 */
export function readPlaces(reading: Omit<Reading, 'rows' | 'cells'>, found: Places): void {
  const { frame, choice } = reading;
  const texts = frame.fields.filter((field) => field.type === FieldType.string || field.type === FieldType.enum);
  const numbers = frame.fields.filter((field) => field.type === FieldType.number);
  const named = fieldNamed(frame, choice.rowField) ?? fieldNamed(frame, DRIFT_FIELDS.column) ?? texts[0];
  const across = fieldNamed(frame, choice.columnField) ?? texts.find((field) => field !== named);
  const value = fieldNamed(frame, choice.valueField) ?? fieldNamed(frame, DRIFT_FIELDS.score) ?? numbers[0];
  if (!named || !value) {
    return;
  }
  const add = adder(reading, found);
  for (let at = 0; at < frame.length; at++) {
    const row = textAt(named, at) ?? '';
    if (across) {
      add(row, textAt(across, at) ?? '', value, at);
    } else {
      numbers.forEach((field) => add(row, getFieldDisplayName(field, frame), field, at));
    }
  }
}

function adder(reading: Pick<Reading, 'frame' | 'info'>, found: Places) {
  const { frame } = reading;
  const companion = (name: string) => fieldNamed(frame, name);
  const [threshold, warn, floor] = [DRIFT_FIELDS.threshold, DRIFT_FIELDS.warn, DRIFT_FIELDS.floor].map(companion);
  const [n, q, status] = [DRIFT_FIELDS.n, DRIFT_FIELDS.q, DRIFT_FIELDS.status].map(companion);
  const rowOf = new Map<string, number>();
  const placeOf = new Map(found.names.map((name, i) => [name, i]));
  const traits = new Map(frame.fields.map((field) => [field, traitsOf(field, reading)]));
  return (name: string, place: string, score: Field, at: number) => {
    const { method, higherIsWorse, breach, warn: warned } = traits.get(score) ?? reading.info;
    const row = rowOf.get(name) ?? found.rows.push({ name, column: name, frame, score, method, higherIsWorse }) - 1;
    rowOf.set(name, row);
    const time = placeOf.get(place) ?? found.names.push(place) - 1;
    placeOf.set(place, time);
    const limit = numberAt(threshold, at);
    const warning = numberAt(warn, at);
    found.cells.push({
      row,
      time,
      score: numberAt(score, at),
      limit: Number.isNaN(limit) ? (breach ?? NaN) : limit,
      warn: Number.isNaN(warning) ? (warned ?? NaN) : warning,
      floor: numberAt(floor, at),
      n: numberAt(n, at),
      q: numberAt(q, at),
      status: status && textAt(status, at),
      at,
    });
  };
}
