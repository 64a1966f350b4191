import { type DataFrame, type Field } from '@grafana/data';
import { customOf } from '../../components/frames/read';
import { type FrameCustom } from '../../query/frames';
import { type CellInput } from './buildGrid';
import { type DriftInfo, type DriftRow } from './grid';
import { type FieldChoice } from './options';

/** What one series is scored by, and what its limits are where its cells bring none. */
export interface RowTraits {
  method: string | undefined;
  /** False for p-values, where small means drift. */
  higherIsWorse: boolean;
  breach: number | undefined;
  warn: number | undefined;
}

/** What a frame says of all of its series. */
export type FrameInfo = DriftInfo & RowTraits;

/** A frame on its way into rows and cells. */
export interface Reading {
  frame: DataFrame;
  info: FrameInfo;
  /** Frames named after what they hold, of any of the queries. */
  companions: readonly DataFrame[];
  choice: FieldChoice;
  rows: DriftRow[];
  cells: CellInput[];
}

/** @param limit breach limit for data that bring none. */
export function infoOf(frame: DataFrame, limit: number | undefined): FrameInfo {
  const custom = customOf(frame, 'drift', 'drift-matrix');
  const reference = custom?.reference;
  const label =
    typeof reference === 'object' && reference && 'label' in reference ? String(reference.label) : undefined;
  return {
    model: custom?.model,
    method: textOf(custom, 'method'),
    higherIsWorse: custom?.higherIsWorse !== false,
    warn: numberOf(custom, 'warn'),
    breach: numberOf(custom, 'breach') ?? limit,
    reference: label,
    windowMs: numberOf(custom, 'windowMs'),
    minRows: numberOf(custom, 'minRows'),
    approximate: custom?.approximate === true,
    truncated: custom?.truncated,
  };
}

/**
 * What holds for one series: what its field options say, else what the frame says of that series (`series` of a matrix, in
 * the order of its fields), else what it says of all.
 */
export function traitsOf(score: Field, { frame, info }: Pick<Reading, 'frame' | 'info'>, place?: number): RowTraits {
  const list: unknown = customOf(frame, 'drift-matrix')?.['series'];
  const own = entriesOf(Array.isArray(list) && place !== undefined ? list[place] : undefined);
  const chosen = entriesOf(score.config.custom);
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
  const [worse, high, method] = [chosen.get('worse'), own.get('higherIsWorse'), own.get('method')];
  return {
    method: typeof method === 'string' ? method : info.method,
    higherIsWorse:
      worse === 'high' || worse === 'low' ? worse === 'high' : typeof high === 'boolean' ? high : info.higherIsWorse,
    breach: number(chosen.get('limit')) ?? number(own.get('breach')) ?? info.breach,
    warn: number(own.get('warn')) ?? info.warn,
  };
}

/** Whether a row is the model's prediction or its score, whatever its column is called; of segments none is. */
export function outputOf({ frame, column, segment }: DriftRow): string | undefined {
  const outputs = entriesOf(customOf(frame, 'drift', 'drift-matrix')?.['outputs']);
  const output = segment === undefined ? outputs.get(column) : undefined;
  return typeof output === 'string' ? output : undefined;
}

const entriesOf = (value: unknown) =>
  new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);

function numberOf(custom: FrameCustom | undefined, key: string): number | undefined {
  const value = custom?.[key];
  return typeof value === 'number' ? value : undefined;
}

function textOf(custom: FrameCustom | undefined, key: string): string | undefined {
  const value = custom?.[key];
  return typeof value === 'string' ? value : undefined;
}
