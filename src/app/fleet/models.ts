import { type DataFrame } from '@grafana/data';
import { MODELS_FIELDS, type Status, STATUSES } from '../../query/frames';

/** One row of the fleet. `null` is "not computed"; times are milliseconds since the epoch. */
export interface ModelRow {
  model: string;
  task: string;
  owner: string;
  status: Status;
  worstColumn: string;
  worstScore: number | null;
  driftedColumns: number | null;
  columns: number | null;
  performanceMetric: string;
  performance: number | null;
  /** Share in [0,1] of predictions with a label. */
  labelCoverage: number | null;
  volume: number | null;
  firstPrediction: number | null;
  lastPrediction: number | null;
  reference: string;
}

/** Reads the `models` frame; a field that is missing is "not computed". */
export function readModels(frame: DataFrame | undefined): ModelRow[] {
  if (!frame) {
    return [];
  }
  const values = new Map(frame.fields.map((field) => [field.name, field.values]));
  const text = (name: string, row: number) => String(values.get(name)?.[row] ?? '');
  const number = (name: string, row: number) => {
    const value: unknown = values.get(name)?.[row];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  return Array.from({ length: frame.length }, (_, row) => ({
    model: text(MODELS_FIELDS.model, row),
    task: text(MODELS_FIELDS.task, row),
    owner: text(MODELS_FIELDS.owner, row),
    status: STATUSES.find((status) => status === text(MODELS_FIELDS.status, row)) ?? 'no_data',
    worstColumn: text(MODELS_FIELDS.worstColumn, row),
    worstScore: number(MODELS_FIELDS.worstScore, row),
    driftedColumns: number(MODELS_FIELDS.driftedColumns, row),
    columns: number(MODELS_FIELDS.columns, row),
    performanceMetric: text(MODELS_FIELDS.performanceMetric, row),
    performance: number(MODELS_FIELDS.performance, row),
    labelCoverage: number(MODELS_FIELDS.labelCoverage, row),
    volume: number(MODELS_FIELDS.volume, row),
    firstPrediction: number(MODELS_FIELDS.firstPrediction, row),
    lastPrediction: number(MODELS_FIELDS.lastPrediction, row),
    reference: text(MODELS_FIELDS.reference, row),
  }));
}

/** Order of statuses from the one that needs a person most. */
export function severityOf(status: Status): number {
  const order: readonly Status[] = [
    'breach',
    'error',
    'warn',
    'schema_change',
    'no_reference',
    'small_reference',
    'no_data',
    'insufficient',
    'pending_labels',
    'ok',
  ];
  return order.indexOf(status);
}
