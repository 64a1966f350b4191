/** Long rows (a time, texts, numbers) to one frame a series: the data plane's `timeseries-multi`. */
import { PlumblineError } from '../../../query/errors';
import { type Field, fieldLength, type Frame } from '../../grafana/frame';
import { type Table } from './fields';
import { isMissing, millisecondsOf, numberAt, textAt } from './values';

/** More series than any panel or rule can use. */
export const MAX_SERIES = 10_000;

/** A label of a row without a value: the name of the series must not depend on whether others have one. */
const NO_VALUE = '(none)';
const FORBIDDEN_LABELS = new Set(['__proto__', 'constructor', 'prototype']);

interface Series {
  labels: Record<string, string>;
  rows: number[];
}

/** Throws `bad_request` without a time or a number column, `too_large` beyond `MAX_SERIES`. */
export function seriesFrames(table: Table): Frame[] {
  const time = timeField(table.fields);
  const numbers = table.fields.filter(
    (field) => field !== time && ['number', 'integer', 'boolean'].includes(field.type)
  );
  if (numbers.length === 0) {
    fail('has no number column', 'Select a number, or set the format to Table');
  }
  const labels = table.fields.filter((field) => field !== time && field.type === 'string');
  const forbidden = labels.find((field) => FORBIDDEN_LABELS.has(field.name));
  if (forbidden !== undefined) {
    fail(`has a text column named ${forbidden.name}, which cannot be a label`, 'Give it another name with AS');
  }
  const times = millisecondsOf(time);
  const order = sortedRows(times, time);
  const series = groupRows(order, labels);
  if (series.length * numbers.length > MAX_SERIES) {
    throw new PlumblineError(
      'too_large',
      `The answer has ${series.length * numbers.length} series, at most ${MAX_SERIES} are allowed`,
      'Group by fewer text columns, or add a WHERE',
      'rawSql'
    );
  }
  return series.flatMap(({ labels: of, rows }) =>
    numbers.map((field) => seriesFrame(time.name, field, of, rows, times))
  );
}

function seriesFrame(
  timeName: string,
  field: Field,
  labels: Record<string, string>,
  rows: number[],
  times: Float64Array
): Frame {
  return {
    name: field.name,
    fields: [
      { name: timeName, type: 'time', values: rows.map((row) => times[row] ?? Number.NaN) },
      {
        name: field.name,
        type: 'number',
        values: rows.map((row) => numberAt(field, row)),
        ...(Object.keys(labels).length > 0 ? { labels } : {}),
      },
    ],
  };
}

/** The column `time` if it can be one, else the first time column. Numbers count as epochs when named `time`. */
function timeField(fields: Field[]): Field {
  const named = fields.find(
    (field) => field.name.toLowerCase() === 'time' && ['time', 'number', 'integer'].includes(field.type)
  );
  const found = named ?? fields.find((field) => field.type === 'time');
  if (found === undefined) {
    const present = fields.map((field) => `${field.name} (${field.type})`).join(', ');
    return fail(
      `has no time column; the columns are ${present}`,
      "Select a timestamp, such as $__timeGroupAlias(time, '1h'), or set the format to Table"
    );
  }
  return found;
}

function fail(trouble: string, remedy: string): never {
  throw new PlumblineError('bad_request', `A time series ${trouble}`, remedy, 'rawSql');
}

/** Rows with a time, ascending; rows of one time keep their order. */
function sortedRows(times: Float64Array, time: Field): Uint32Array {
  const rows = new Uint32Array(times.length);
  let count = 0;
  let sorted = true;
  for (let row = 0; row < times.length; row++) {
    const value = times[row] ?? Number.NaN;
    if (isMissing(time, row) || Number.isNaN(value)) {
      continue;
    }
    sorted &&= count === 0 || value >= (times[rows[count - 1] ?? 0] ?? 0);
    rows[count++] = row;
  }
  const present = rows.subarray(0, count);
  return sorted ? present : present.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
}

function groupRows(order: Uint32Array, labels: Field[]): Series[] {
  const series = new Map<string, Series>();
  for (const row of order) {
    const values = labels.map((field) => textAt(field, row) ?? NO_VALUE);
    const key = JSON.stringify(values);
    const known = series.get(key);
    if (known !== undefined) {
      known.rows.push(row);
      continue;
    }
    const named: Record<string, string> = {};
    labels.forEach((field, index) => {
      named[field.name] = values[index] ?? NO_VALUE;
    });
    series.set(key, { labels: named, rows: [row] });
  }
  return [...series].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
}

/** Rows without a time, which a series cannot show. */
export function rowsWithoutTime(table: Table): number {
  const time = timeField(table.fields);
  const times = millisecondsOf(time);
  let count = 0;
  for (let row = 0; row < fieldLength(time); row++) {
    count += isMissing(time, row) || Number.isNaN(times[row]) ? 1 : 0;
  }
  return count;
}
