/** Small drift frames for the tests of this panel. */
import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';

export const HOUR = 36e5;
export const START = Date.UTC(2026, 10, 20, 12);

export const DRIFT_META = {
  plumbline: 'drift',
  v: 1,
  method: 'psi',
  higherIsWorse: true,
  warn: 0.1,
  breach: 0.2,
  reference: { kind: 'fixed', label: 'training' },
  windowMs: HOUR,
  minRows: 100,
};

export interface LongRow {
  hour: number;
  column: string;
  score: number | null;
  status?: string;
  floor?: number;
  segment?: string;
  complete?: boolean;
  n?: number;
}

export function longFrame(rows: LongRow[], custom: object = {}): DataFrame {
  const values = <T>(pick: (row: LongRow) => T) => rows.map(pick);
  const frame = toDataFrame({
    refId: 'A',
    fields: [
      { name: 'time', type: FieldType.time, values: values((row) => START + row.hour * HOUR) },
      { name: 'time_end', type: FieldType.time, values: values((row) => START + (row.hour + 1) * HOUR) },
      { name: 'complete', type: FieldType.boolean, values: values((row) => row.complete ?? true) },
      { name: 'column', type: FieldType.string, values: values((row) => row.column) },
      { name: 'segment', type: FieldType.string, values: values((row) => row.segment ?? null) },
      { name: 'score', type: FieldType.number, values: values((row) => row.score) },
      { name: 'threshold', type: FieldType.number, values: values(() => 0.2) },
      { name: 'floor', type: FieldType.number, values: values((row) => row.floor ?? 0.01) },
      { name: 'n', type: FieldType.number, values: values((row) => row.n ?? 8214) },
      { name: 'status', type: FieldType.string, values: values((row) => row.status ?? null) },
      { name: 'description', type: FieldType.string, values: values(() => 'mean 41.2 → 47.9, +0.6 σ') },
    ],
  });
  return { ...frame, meta: { custom: { ...DRIFT_META, ...custom } } };
}

/** Three columns over four hours; `income` breaches at 14:00, `age` below its floor at 13:00, 15:00 is missing. */
export function exampleFrame(): DataFrame {
  return longFrame([
    { hour: 0, column: 'age', score: 0.02, status: 'ok' },
    { hour: 1, column: 'age', score: 0.25, status: 'breach', floor: 0.3 },
    { hour: 2, column: 'age', score: 0, status: 'ok' },
    { hour: 4, column: 'age', score: null, status: 'no_data' },
    { hour: 0, column: 'income', score: 0.05, status: 'ok' },
    { hour: 1, column: 'income', score: 0.12, status: 'warn' },
    { hour: 2, column: 'income', score: 0.61, status: 'breach' },
    { hour: 4, column: 'income', score: 0.3, status: 'breach', complete: false },
    { hour: 0, column: 'zip', score: 5, status: 'insufficient' },
    { hour: 1, column: 'zip', score: 0.01, status: 'ok' },
    { hour: 2, column: 'zip', score: 0.02, status: 'schema_change' },
    { hour: 4, column: 'zip', score: 0.01, status: 'ok' },
  ]);
}
