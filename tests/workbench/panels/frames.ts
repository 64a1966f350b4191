/** Parts of frames for the gallery. */
import { type DataFrame, type Field, FieldType, toDataFrame } from '@grafana/data';

export type Cell = string | number | boolean | null;

export const REFERENCE = { kind: 'fixed', label: 'March 2013' };

export function field(name: string, type: FieldType, values: Cell[], config: Field['config'] = {}): Field<Cell> {
  return { name, type, values, config };
}

/** A frame of ours from its rows. */
export function table(
  rows: Array<Record<string, Cell>>,
  plumbline: string,
  custom: object,
  configs: Record<string, Field['config']>
): DataFrame {
  const names = Object.keys(rows[0]);
  const fields = names.map((name) => {
    const values = rows.map((row) => row[name]);
    const type = values.some((value) => typeof value === 'number') ? FieldType.number : FieldType.string;
    return field(name, type, values, configs[name]);
  });
  return { ...toDataFrame({ refId: 'A', fields }), meta: { custom: { plumbline, v: 1, model: 'flights', ...custom } } };
}
