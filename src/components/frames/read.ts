import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { type FrameCustom, type FrameKind } from '../../query/frames';

/** `meta.custom` when the frame is one of Plumbline's own, of the wanted kind. */
export function customOf(frame: DataFrame, ...kinds: FrameKind[]): FrameCustom | undefined {
  const custom = frame.meta?.custom;
  return isCustom(custom) && kinds.includes(custom.plumbline) ? custom : undefined;
}

function isCustom(custom: Record<string, unknown> | undefined): custom is FrameCustom {
  return typeof custom?.plumbline === 'string';
}

export function fieldNamed(frame: DataFrame, name: string | undefined): Field | undefined {
  return name === undefined ? undefined : frame.fields.find((field) => field.name === name);
}

export function firstOfType(frame: DataFrame, type: FieldType): Field | undefined {
  return frame.fields.find(
    (field) => field.type === type || (type === FieldType.string && field.type === FieldType.enum)
  );
}

/** The number at a row, or NaN when there is none: null, undefined, text and missing fields alike. */
export function numberAt(field: Field | undefined, row: number): number {
  const value: unknown = field?.values[row];
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : NaN;
}

/** The text at a row; enums by their names. */
export function textAt(field: Field | undefined, row: number): string | undefined {
  const value: unknown = field?.values[row];
  if (value === null || value === undefined) {
    return undefined;
  }
  const names = field?.config.type?.enum?.text;
  return names && typeof value === 'number' ? (names[value] ?? String(value)) : String(value);
}

/** "time (time), score (number)": what a message about a wrong shape lists as found. */
export function describeFields(frames: DataFrame[]): string {
  const fields = frames.flatMap((frame) => frame.fields.map((field) => `${field.name} (${field.type})`));
  const shown = fields.slice(0, 12).join(', ');
  return fields.length > 12 ? `${shown}, … (${fields.length})` : shown;
}
