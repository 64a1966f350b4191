import { type DataFrame, DataFrameType, type Field, FieldType } from '@grafana/data';
import { fieldNamed, numberAt, textAt } from '../../components/frames/read';
import { distinctWriter } from './bucketNames';
import { medianStep } from './buildGrid';
import { type Reading, traitsOf } from './frameInfo';
import { type FieldChoice } from './options';
import { type Places } from './readPlaces';

/** Grafana's frames of a heatmap whose rows are its cells, dense or sparse. */
export const isCells = ({ meta }: DataFrame): boolean => meta?.type === DataFrameType.HeatmapCells;

interface CellFields {
  /** Where a cell begins, or all that is said of its place; and where it ends. */
  x: { field: Field; max?: Field; isEnd: boolean };
  y: { field: Field; max?: Field; isEnd: boolean };
  value: Field;
}

/** A side by the names that Grafana gives it: `xMin`, `x` or `xMax`. One of them is enough. */
function sideOf(frame: DataFrame, axis: 'x' | 'y', other: Field | undefined): CellFields['x'] | undefined {
  const [min, max, plain] = ['Min', 'Max', ''].map((end) => fieldNamed(frame, `${axis}${end}`));
  const field = min ?? plain ?? max ?? other;
  return field && { field, max: field === max ? undefined : max, isEnd: field === max };
}

function fieldsOf(frame: DataFrame, choice: FieldChoice): CellFields | undefined {
  const time = frame.fields.find(({ type }) => type === FieldType.time);
  const x = sideOf(frame, 'x', fieldNamed(frame, choice.columnField) ?? time ?? frame.fields[0]);
  const y = sideOf(frame, 'y', fieldNamed(frame, choice.rowField) ?? frame.fields.find((field) => field !== x?.field));
  const sides = [x?.field, x?.max, y?.field, y?.max];
  const value =
    fieldNamed(frame, choice.valueField) ??
    frame.fields.find((field) => field.type === FieldType.number && !sides.includes(field));
  return x && y && value && { x, y, value };
}

/** Whether the cells are over time. */
export function hasTime(frame: DataFrame, choice: FieldChoice): boolean {
  return fieldsOf(frame, choice)?.x.field.type === FieldType.time;
}

/** Cells over time. Rows of numbers are ranges, the highest on top. */
export function readCells(reading: Reading): void {
  const { frame, choice, cells } = reading;
  const fields = fieldsOf(frame, choice);
  if (!fields) {
    return;
  }
  const { x, value } = fields;
  const { rowAt, traits } = rowsOf(reading, fields);
  const times = distinct(x.field);
  const step = x.field.config.interval ?? medianStep(times);
  for (let at = 0; at < frame.length; at++) {
    const place = numberAt(x.field, at);
    const row = rowAt(at);
    if (row !== undefined && !Number.isNaN(place)) {
      const start = x.isEnd ? place - step : place;
      const end = x.isEnd ? place : numberAt(x.max, at);
      cells.push({ ...plainCell(row, start, value, at, traits), end: Number.isNaN(end) ? undefined : end });
    }
  }
}

/** Numbers of a field, each once, ascending. */
function distinct({ values }: Field): number[] {
  const numbers = values.filter((value): value is number => typeof value === 'number' && !Number.isNaN(value));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Cells whose x are words or numbers: names along the axis. */
export function readCellPlaces(reading: Omit<Reading, 'cells' | 'rows'>, found: Places): void {
  const { frame, choice } = reading;
  const fields = fieldsOf(frame, choice);
  if (!fields) {
    return;
  }
  const { rowAt, traits } = rowsOf({ ...reading, ...found }, fields);
  const names = namesOf(fields.x);
  const placeOf = new Map(found.names.map((name, i) => [name, i]));
  const nameOf = (name: string) => {
    const place = placeOf.get(name) ?? found.names.push(name) - 1;
    placeOf.set(name, place);
    return place;
  };
  names.all.forEach(nameOf);
  for (let at = 0; at < frame.length; at++) {
    const [row, name] = [rowAt(at), names.at(at)];
    if (row !== undefined && name !== undefined) {
      found.cells.push(plainCell(row, nameOf(name), fields.value, at, traits));
    }
  }
}

function plainCell(row: number, time: number, value: Field, at: number, traits: ReturnType<typeof traitsOf>) {
  const { breach, warn } = traits;
  const score = numberAt(value, at);
  return { row, time, score, limit: breach ?? NaN, warn: warn ?? NaN, floor: NaN, n: NaN, status: undefined, at };
}

/** Makes the rows of a frame: all of them at once, so that ranges of numbers stand in their order. */
function rowsOf(reading: Pick<Reading, 'frame' | 'info' | 'rows'>, { y, value }: CellFields) {
  const { frame, rows } = reading;
  const names = namesOf(y, frame);
  const traits = traitsOf(value, reading);
  const { method = value.name, higherIsWorse } = traits;
  const down = names.isRange ? [...names.all].reverse() : names.all;
  const rowOf = new Map(
    down.map((name) => [name, rows.push({ name, column: name, frame, score: value, method, higherIsWorse }) - 1])
  );
  return { traits, rowAt: (at: number) => rowOf.get(names.at(at) ?? '') };
}

interface Names {
  /** In their order: numbers ascending, words as they come. */
  all: string[];
  at: (row: number) => string | undefined;
  isRange: boolean;
}

/** Names of a side: words as they are, numbers as ranges between neighbours or between their two ends. */
function namesOf({ field, max, isEnd }: CellFields['x'], frame?: DataFrame): Names {
  if (field.type !== FieldType.number) {
    const at = (row: number) => textAt(field, row);
    const all = [...new Set(field.values.flatMap((_, row) => at(row) ?? []))];
    return { all, at, isRange: false };
  }
  const ordinals: unknown = frame?.meta?.custom?.['yOrdinalDisplay'];
  const values = distinct(field);
  const write = distinctWriter(field, [...values, ...(max ? distinct(max) : [])]);
  const ends = max ? new Map(field.values.map((value, row) => [value, numberAt(max, row)])) : undefined;
  const nameOf = new Map(
    values.map((value, i): [number, string] => {
      const named: unknown = Array.isArray(ordinals) ? ordinals[value] : undefined;
      if (typeof named === 'string') {
        return [value, named];
      }
      const [before, after] = [values[i - 1], values[i + 1]];
      if (ends) {
        return [value, `${write(value)}–${write(ends.get(value) ?? NaN)}`];
      }
      if (isEnd) {
        return [value, before === undefined ? `≤ ${write(value)}` : `${write(before)}–${write(value)}`];
      }
      return [
        value,
        field.name.endsWith('Min')
          ? after === undefined
            ? `≥ ${write(value)}`
            : `${write(value)}–${write(after)}`
          : write(value),
      ];
    })
  );
  return { all: [...nameOf.values()], at: (row) => nameOf.get(numberAt(field, row)), isRange: true };
}
