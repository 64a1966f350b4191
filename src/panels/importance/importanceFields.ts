/** Which frame and which fields bars are made of. Pure. */
import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { fieldNamed, firstOfType } from '../../components/frames/read';
import { IMPORTANCE_FIELDS } from '../../query/frames';
import { type FieldChoice, type ImportanceStatistic } from './options';

export interface Fields {
  name: Field;
  value: Field;
}

/** The frame with the fields that the options name; undefined where they name none. */
export function chosenFrame(
  frames: readonly DataFrame[],
  { nameField, valueField }: FieldChoice
): DataFrame | undefined {
  const wanted = [nameField, valueField].filter((name) => name !== undefined);
  return wanted.length > 0 ? frames.find((frame) => wanted.every((name) => fieldNamed(frame, name))) : undefined;
}

export function fieldsOf(
  frame: DataFrame,
  statistic: ImportanceStatistic = 'mean_abs',
  choice: FieldChoice = {}
): Fields | undefined {
  const name =
    fieldNamed(frame, choice.nameField) ??
    fieldNamed(frame, IMPORTANCE_FIELDS.column) ??
    fieldNamed(frame, 'feature') ??
    firstOfType(frame, FieldType.string);
  const wanted = {
    mean_abs: IMPORTANCE_FIELDS.meanAbs,
    max_abs: IMPORTANCE_FIELDS.max,
    p95_abs: IMPORTANCE_FIELDS.p95,
    mean: IMPORTANCE_FIELDS.mean,
  };
  const value =
    fieldNamed(frame, choice.valueField) ??
    fieldNamed(frame, wanted[statistic]) ??
    fieldNamed(frame, IMPORTANCE_FIELDS.meanAbs) ??
    firstOfType(frame, FieldType.number);
  return name && value ? { name, value } : undefined;
}

/** A table with times is a course of something, not one value a feature. */
export function isReadable(frame: DataFrame): boolean {
  return fieldsOf(frame) !== undefined && firstOfType(frame, FieldType.time) === undefined;
}
