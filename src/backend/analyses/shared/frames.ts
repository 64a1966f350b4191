/** Builds frames with the metadata that every answer carries. */
import { type FrameCustom } from '../../../query/frames';
import { type Field, type FieldConfig, type FieldType, type Frame, type FrameMeta } from '../../grafana/frame';
import { type ColumnInfo } from '../../store/types';
import { type Segment } from './cells';
import { type Ledger } from './ledger';
import { type Scope } from './scope';

export type Values = ReadonlyArray<number | string | boolean | null>;

/** One column of a table, read from the rows; numbers that are not finite leave as missing. */
export interface TableColumn<R> {
  name: string;
  type: FieldType;
  read: (row: R) => number | string | boolean | null | undefined;
  config?: FieldConfig;
}

export function tableFields<R>(rows: readonly R[], columns: ReadonlyArray<TableColumn<R>>): Field[] {
  return columns.map(({ name, type, read, config }) => ({
    name,
    type,
    values: rows.map((row) => finite(read(row))),
    ...(config ? { config } : {}),
  }));
}

export function finite(value: number | string | boolean | null | undefined): number | string | boolean | null {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? null : value;
}

export const TABLE_META: FrameMeta = { type: 'table', typeVersion: [0, 1], preferredVisualisationType: 'table' };
export const NUMERIC_META: FrameMeta = { type: 'numeric-long', typeVersion: [0, 1] };
export const SERIES_META: FrameMeta = {
  type: 'timeseries-multi',
  typeVersion: [0, 1],
  preferredVisualisationType: 'graph',
};
export const WIDE_META: FrameMeta = { type: 'timeseries-wide', typeVersion: [0, 1] };

/** Adds SQL, notices and figures to the first frame, and the kind to all of them. */
export function finish(frames: Frame[], ledger: Ledger, custom: FrameCustom, refId: string): Frame[] {
  return frames.map((frame, index) => ({
    ...frame,
    refId,
    meta: {
      ...frame.meta,
      custom: { ...custom, source: ledger.source, ...frame.meta?.custom },
      ...(index === 0
        ? {
            executedQueryString: ledger.statements.join(';\n\n'),
            ...(ledger.notices.length > 0 ? { notices: [...ledger.notices] } : {}),
            stats: ledger.stats(),
          }
        : {}),
    },
  }));
}

/** Labels of a series: model, then what the query splits by; version and environment have labels of their own. */
export function seriesLabels(scope: Scope, own: Record<string, string>, segment: Segment): Record<string, string> {
  const labels: Record<string, string> = { model: scope.model.name };
  const joined: string[] = [];
  scope.segments.forEach((column: ColumnInfo, index) => {
    const value = segment.values[index] ?? '(missing)';
    if (column.role === 'version' || column.role === 'environment') {
      labels[column.role] = value;
    } else {
      joined.push(`${column.name}=${value}`);
    }
  });
  Object.assign(labels, own);
  if (joined.length > 0) {
    labels.segment = joined.join(',');
  }
  return labels;
}

/** What people call a series: its labels but for the model. */
export function seriesName(labels: Record<string, string>): string {
  const { model, ...rest } = labels;
  return Object.values(rest).join(' ') || (model ?? '');
}

/** Threshold steps of a field, so that Grafana's own panels colour it too. */
export function thresholdConfig(
  limits: { warn?: number; breach?: number },
  higherIsWorse: boolean
): Pick<FieldConfig, 'thresholds'> {
  const marks = [
    ...(limits.warn === undefined ? [] : [{ value: limits.warn, color: 'orange' }]),
    ...(limits.breach === undefined ? [] : [{ value: limits.breach, color: 'red' }]),
  ].sort((a, b) => a.value - b.value);
  if (marks.length === 0) {
    return {};
  }
  if (higherIsWorse) {
    return { thresholds: { mode: 'absolute', steps: [{ value: null, color: 'green' }, ...marks] } };
  }
  // Below the lowest limit is worst: each colour holds up to its limit.
  const steps = marks.map((mark, index) => ({
    value: index === 0 ? null : (marks[index - 1]?.value ?? null),
    color: mark.color,
  }));
  return {
    thresholds: { mode: 'absolute', steps: [...steps, { value: marks.at(-1)?.value ?? null, color: 'green' }] },
  };
}

/** One number a series, for alert rules: text fields are the labels, the one number field is the value. */
export function numericFrame(
  name: string,
  valueName: string,
  series: ReadonlyArray<{ labels: Record<string, string>; value: number | null }>,
  config?: FieldConfig
): Frame {
  const keys = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))];
  return {
    name,
    fields: [
      ...keys.map((key): Field => ({
        name: key,
        type: 'string',
        values: series.map(({ labels }) => labels[key] ?? ''),
      })),
      {
        name: valueName,
        type: 'number',
        values: series.map(({ value }) => finite(value)),
        ...(config ? { config } : {}),
      },
    ],
    meta: NUMERIC_META,
  };
}

/** One frame a series, as `timeseries-multi` wants it; without any series an empty frame with its fields. */
export function seriesFrames(
  name: string,
  valueName: string,
  series: ReadonlyArray<{ labels: Record<string, string>; times: number[]; values: Array<number | null> }>,
  config: FieldConfig
): Frame[] {
  const list = series.length > 0 ? series : [{ labels: {}, times: [], values: [] }];
  return list.map(({ labels, times, values }) => ({
    name,
    fields: [
      { name: 'time', type: 'time', values: times },
      {
        name: valueName,
        type: 'number',
        values: values.map(finite),
        labels,
        config: { ...config, displayNameFromDS: seriesName(labels) || valueName },
      },
    ],
    meta: SERIES_META,
  }));
}
