/** Predictions as log lines: Grafana's data-plane type `log-lines`. Pure. */
import { type Field, type Frame, type FrameMeta } from '../../grafana/frame';
import { type ColumnInfo } from '../../store/types';

export const LOGS_META: FrameMeta = { type: 'log-lines', typeVersion: [0, 0], preferredVisualisationType: 'logs' };

/**
 * The same rows with `timestamp`, `body`, `severity` and `id`; the body names every value. Trace ids keep a field of their
 * own, which the data source links.
 */
export function logsFrame(fields: readonly Field[], columns: readonly ColumnInfo[], levels: readonly string[]): Frame {
  const roleOf = (name: string) => columns.find((column) => column.name === name)?.role;
  const fieldOf = (role: ColumnInfo['role']) => fields.find(({ name }) => roleOf(name) === role);
  const named = fields.filter(({ name }) => roleOf(name) !== 'time');
  const ids = fieldOf('id');
  return {
    name: 'logs',
    fields: [
      { name: 'timestamp', type: 'time', values: fieldOf('time')?.values ?? [] },
      {
        name: 'body',
        type: 'string',
        values: levels.map((_, row) => named.flatMap((field) => pair(field.name, cell(field, row))).join(' ')),
      },
      { name: 'severity', type: 'string', values: [...levels] },
      { name: 'id', type: 'string', values: levels.map((_, row) => String((ids && cell(ids, row)) ?? row)) },
      ...fields.filter(({ name }) => roleOf(name) === 'trace_id'),
    ],
    meta: LOGS_META,
  };
}

type Cell = number | string | boolean | null;

const cell = ({ values }: Field, row: number): Cell =>
  Array.isArray(values) ? ((values[row] as Cell | undefined) ?? null) : null;

/** `name=value`, quoted where a reader could not tell where it ends; nothing for a missing value. */
function pair(name: string, value: Cell): string[] {
  if (value === null) {
    return [];
  }
  const text = String(value);
  return [`${quoted(name)}=${typeof value === 'string' ? quoted(text) : text}`];
}

const quoted = (text: string): string => (/^[^\s"=\\\p{Cc}]+$/u.test(text) ? text : JSON.stringify(text));
